"""The GAN sampler in a real browser: digits of a seed, in chunks, one of them large, pins, truncation, errors."""

import gan_page
import pytest
import torch
from gan_models import EPOCHS, RECORD, SHEET_SEEDS, build, sheets
from gan_page import VIEWER, alike, big, codes, expected, set_seed, set_truncation, shown, view, whole
from playwright.sync_api import expect
from waiting import asks, held_back, pause, settle, until

from zoo.images import tile
from zoo.models import noise

CELLS, STATUS, PINS = ".gan-cell", ".gan-status", ".gan-pin-card"


@pytest.fixture(scope="module")
def url(serve, untrained):
    yield from gan_page.tab_of_untrained(serve, untrained)


@pytest.fixture
def opened(new_page, url):
    yield from gan_page.opening(new_page, url)


def choose(page, name: str) -> None:
    """Another model, by the radio."""
    page.get_by_role("radio", name=f"Untrained {name}", exact=True).check()
    page.wait_for_function(f"{VIEWER}.model.name === '{name}'")


@pytest.mark.parametrize(("name", "size"), [("gan", "desktop"), ("dcgan", "phone")])
def test_a_seed_gives_the_digits_that_the_model_draws(opened, name, size):
    page = opened(name, size)
    assert view(page, "seed") == 1 and len(shown(page)) == 64
    assert alike(shown(page), expected(name, 1, 64))
    set_seed(page, 4294967295)
    assert alike(shown(page), expected(name, 4294967295, 64))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="100", exact=True).click()
    whole(page)
    assert len(shown(page)) == 100 and page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_dice_give_new_digits_the_same_seed_the_old_ones_and_a_wrong_one_a_sentence(opened):
    page = opened()
    first = shown(page)
    page.get_by_role("button", name="New random seed").click()
    whole(page)
    seed, second = view(page, "seed"), shown(page)
    assert seed != 1 and second != first and page.get_by_label("seed", exact=True).input_value() == str(seed)
    page.get_by_label("seed", exact=True).fill("1")
    page.get_by_role("button", name="Generate").click()
    page.wait_for_function(f"{VIEWER}.seed === 1")
    whole(page)
    assert shown(page) == first
    page.get_by_role("button", name="Generate").click()
    expect(page.locator(STATUS)).to_contain_text("Same seed, same digits")
    whole(page)
    assert shown(page) == first
    before = shown(page)
    for label, value, sentence in (("how many", "101", "from 1 to 100"), ("seed", "-1", "from 0 to 4294967295")):
        field = page.get_by_label(label, exact=True)
        right = field.input_value()
        field.fill(value)
        page.get_by_role("button", name="Generate").click()
        expect(page.locator(STATUS)).to_contain_text(sentence)
        assert field.get_attribute("aria-invalid") == "true"
        assert shown(page) == before and view(page, "seed") == 1
        field.fill(right)


def test_digits_come_in_chunks_and_are_shown_as_they_come(opened):
    page = opened(count=100)
    wanted, chunks, waiting = expected("dcgan", 9, 100), gan_page.asked_samples(page), []
    page.route("**/component_server/", lambda it: waiting.append(it) if asks(it.request, "samples") else it.fallback())
    page.get_by_label("seed", exact=True).fill("9")
    for done in range(0, 100, 20):
        expect(page.locator(".gan-progress")).to_have_text(f"{done} of 100")
        assert page.locator(f"{CELLS}:not(.is-stale, .is-empty)").count() == done
        assert alike(shown(page)[:done], wanted[:done])
        until(page, lambda: waiting)
        assert len(waiting) == 1  # the next is asked for once this one is there
        waiting.pop().continue_()
    expect(page.locator(".gan-progress")).to_have_text("100 of 100")
    assert alike(shown(page), wanted) and chunks == [(first, 20) for first in range(0, 100, 20)]


def test_a_click_and_the_keyboard_show_a_sample_large(opened):
    page = opened()
    pictures = shown(page)
    page.locator(CELLS).nth(13).click()
    assert big(page) == pictures[13] and view(page, "selected().index") == 13
    assert page.locator(CELLS).nth(13).get_attribute("aria-pressed") == "true"
    for key, at in [
        ("ArrowRight", 14),
        ("ArrowDown", 22),
        ("ArrowLeft", 21),
        ("ArrowUp", 13),
        ("Home", 0),
        ("End", 63),
        ("ArrowDown", 63),
    ]:
        page.keyboard.press(key)
        assert page.evaluate("[...document.querySelectorAll('.gan-cell')].indexOf(document.activeElement)") == at
    assert big(page) == pictures[13]  # moving there does not choose
    page.keyboard.press("Enter")
    assert big(page) == pictures[63] and "Sample 63 of seed 1" in page.locator(".gan-one-name").inner_text()
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    assert big(page) == pictures[0]
    assert page.locator(f"{CELLS}[tabindex='0']").count() == 1
    page.keyboard.press("p")
    assert view(page, "pins()[0].index") == 0
    page.set_viewport_size({"width": 961, "height": 900})
    pin, card = (page.locator(part).bounding_box() for part in (".gan-pin", ".gan-one"))
    assert pin["x"] + pin["width"] <= card["x"] + card["width"] - 16


def test_pins_stay_over_seed_and_truncation(opened):
    page = opened()
    first = shown(page)[5]
    page.locator(CELLS).nth(5).click()
    page.get_by_role("button", name="Pin", exact=True).click()
    set_seed(page, 8)
    set_truncation(page, 0.5)
    page.locator(CELLS).nth(2).click()
    page.get_by_role("button", name="Pin", exact=True).click()
    assert view(page, "pins().map(({ seed, index }) => [seed, index])") == [[1, 5], [8, 2]]
    assert view(page, "pins().map(({ truncation }) => truncation)") == [None, 0.5]
    assert list(page.evaluate(f"Array.from({VIEWER}.pins()[0].image)")) == first
    page.get_by_role("button", name="Show Sample 5 of seed 1").click()
    assert big(page) == first
    page.get_by_role("button", name="Unpin", exact=True).first.click()
    assert view(page, "pins().map(({ seed }) => seed)") == [8] and page.locator(PINS).count() == 1


def test_there_is_room_for_twelve_pins(opened):
    page = opened()
    for at in range(13):
        page.locator(CELLS).nth(at).focus()
        page.keyboard.press("p")
    expect(page.locator(STATUS)).to_contain_text("room for 12 pinned samples")
    assert view(page, "pins().length") == 12 and page.locator(f"{CELLS}.is-pinned").count() == 12
    page.get_by_role("button", name="Unpin Sample 3 of seed 1").click()
    assert 3 not in view(page, "pins().map(({ index }) => index)")


def test_truncation_keeps_every_latent_within_its_bound_and_a_drag_asks_for_the_newest_only(opened):
    page = opened()
    before = shown(page)
    set_truncation(page, 0.6)
    assert alike(shown(page), expected("dcgan", 1, 64, 0.6))
    assert max(abs(value) for code in codes(page) for value in code) <= 0.6
    assert "truncation 0.60" in page.locator(".gan-one-name").inner_text()
    page.get_by_role("button", name="Off", exact=True).click()
    whole(page)
    assert view(page, "truncation") is None and shown(page) == before
    page.locator(CELLS).nth(50).click()
    chunks = gan_page.asked_samples(page)
    with held_back(page, "samples") as waiting:
        for value in (2.5, 2.0, 1.5, 1.0):
            page.get_by_label("truncation").evaluate(
                "(it, value) => { it.value = value; it.dispatchEvent(new Event('input', { bubbles: true })) }", value
            )
            settle(page)
        pause(page)  # nothing more is asked for until the first is there
        assert len(waiting) == 1
    page.get_by_label("truncation").evaluate("it => it.dispatchEvent(new Event('change', { bubbles: true }))")
    whole(page)
    assert chunks[0] == (50, 1) and len(chunks) <= 7  # the large one first; no chunk of what was passed over
    assert alike(shown(page), expected("dcgan", 1, 64, 1.0)) and view(page, "truncation") == 1


def test_digits_are_asked_for_where_the_model_knows_them(opened):
    page = opened("cgan", fresh=True)
    every = [at % 10 for at in range(100)]
    assert len(shown(page)) == 100 and view(page, "sampled().map(({ label }) => label)") == every
    assert alike(shown(page), expected("cgan", 1, 100, labels=every)) and view(page, "columns()") == 10
    page.get_by_role("group", name="Which digit").get_by_role("button", name="3", exact=True).click()
    whole(page)
    assert view(page, "sampled().map(({ label }) => label)") == [3] * 100
    assert alike(shown(page), expected("cgan", 1, 100, labels=[3] * 100))
    expect(page.locator(".gan-one-name")).to_contain_text("asked for a 3")
    choose(page, "dcgan")
    whole(page)
    expect(page.get_by_role("group", name="Which digit")).to_be_hidden()
    assert view(page, "digit") is None and alike(shown(page), expected("dcgan", 1, 64))


def test_digits_of_a_model_that_was_left_are_dropped(opened):
    page = opened("dcgan")
    with held_back(page, "samples"):
        page.get_by_label("seed", exact=True).fill("5")
        page.wait_for_function(f"{VIEWER}.seed === 5")
        choose(page, "gan")
        assert view(page, "sampled().length") == 0
    whole(page)
    assert alike(shown(page), expected("gan", 5, 64))


def test_on_a_phone_the_chosen_model_is_in_sight_and_the_measured_table_fits(opened):
    page = opened("cgan", "phone")
    expect(page.locator(".zoo-models label.selected")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_text("More numbers and pictures").click()
    table = page.locator(".zoo-about .zoo-metrics").last
    expect(table).to_be_visible()
    inner, outer = (table.evaluate(f"it => it{up}.getBoundingClientRect().toJSON()") for up in ("", ".parentElement"))
    assert outer["left"] - 0.5 <= inner["left"] and inner["right"] <= outer["right"] + 0.5 <= 390.5
    assert table.evaluate("it => it.scrollWidth <= it.parentElement.clientWidth + 1")
    cells = table.locator("th, td").evaluate_all("them => them.map(it => it.getBoundingClientRect().right)")
    assert len(cells) > 10 and max(cells) <= outer["right"] + 0.5


SHOWS = """rows => { const it = document.querySelector(".gan-sheets canvas");
  if (it.width !== rows[0].length || it.height !== rows.length) return false;
  const { data } = it.getContext("2d").getImageData(0, 0, it.width, it.height);
  return rows.every((row, y) => row.every((ink, x) => Math.abs(data[4 * (y * it.width + x)] - 255 * ink) < 10)); }"""


def test_a_record_shows_its_training_in_place_of_a_grid(opened):
    page = opened(RECORD, ready=False, fresh=True)
    expect(page.locator(".gan-record")).to_contain_text(f"python -m training train {RECORD}")
    expect(page.locator(".gan-make")).to_be_hidden()
    assert page.get_by_role("tab", selected=True, name="timeline").count() == 1
    card, drawn = page.locator(".gan-sheets"), sheets(build(RECORD))
    for seed, place, epoch in ((0, 1, EPOCHS), (1, 1, EPOCHS), (1, 0, 1)):
        card.get_by_role("button", name=f"seed {SHEET_SEEDS[seed]}").click()
        card.get_by_role("slider").fill(str(place))
        expect(card.locator(".zoo-epoch")).to_have_text(f"epoch {epoch}")
        page.wait_for_function(SHOWS, arg=tile(drawn[epoch][seed][:, None] / 255, 10, 2, background=0.0).tolist())
    choose(page, "dcgan")
    expect(card).to_be_hidden()
    whole(page)
    expect(page.locator(".gan-record")).to_be_hidden()
    assert alike(shown(page), expected("dcgan", 1, 64))


def test_of_seeds_typed_one_after_the_other_the_last_counts(opened):
    page = opened("dcgan-32")
    field = page.get_by_label("seed", exact=True)
    for seed in range(2, 6):
        field.fill(str(seed))
    page.wait_for_function(f"{VIEWER}.seed === 5")
    whole(page)
    assert alike(shown(page), expected("dcgan-32", 5, 64))
    assert torch.equal(torch.tensor(codes(page)), noise.latents(5, 100, 0, 64))
