"""The page in a real browser: what a visitor does, on a desktop, on a phone, with the keyboard, in the dark."""

import again
import pytest
import vae_page
from playwright.sync_api import expect
from vae_page import (
    PIXELS,
    VIEWER,
    asked_of_the_server,
    choose,
    code,
    draw_seed,
    reset,
    rest,
    shown,
    shows_its_code,
    wait_for_other_code,
    wait_until_encoded,
)
from waiting import enter, held_back, settle, until

from tabs.vae import api as vae
from tabs.vae import tab

MODELS = [("VAE, 20 latents", "vae-20"), ("VAE, 2 latents", "vae-2"), ("Autoencoder, 32 units", "ae-32")]


@pytest.fixture(scope="module")
def site(serve):
    """URL of the tab alone, which is there sooner than the whole app."""
    return serve(again.in_tab("vae", tab.build))


@pytest.fixture
def open_page(new_page, site):
    yield from vae_page.opening(new_page, site)


def test_the_page_decodes_as_pytorch_does(open_page):
    page = open_page(query="model=vae-20")
    for title, name in MODELS:
        choose(page, title, name)
        for seed in range(3):
            draw_seed(page, seed)
            assert shows_its_code(page)
        pixels = page.evaluate(f"{VIEWER}.pixels()")
        exact = [value for row in vae.decoded(name, code(page))["pixels"] for value in row]
        assert max(abs(a - b) for a, b in zip(pixels, exact, strict=True)) < 1 / 255


def test_a_drag_ends_on_its_last_value_and_asks_the_server_nothing(open_page):
    page = open_page(query="model=vae-20")
    choose(page, *MODELS[0])
    page.wait_for_load_state("networkidle")
    asked = asked_of_the_server(page)
    slider = page.locator(".vae-slider input").first
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    for event in range(100):
        page.mouse.move(box["x"] + 8 + (event * 37) % (box["width"] - 16), y)
    page.mouse.move(box["x"] + 0.8 * box["width"], y)
    page.mouse.up()
    index = int(slider.get_attribute("aria-label").split(",")[0].split()[1])
    final = float(slider.input_value())
    assert final == pytest.approx(code(page)[index], abs=1e-5)
    low, high = float(slider.get_attribute("min")), float(slider.get_attribute("max"))
    assert low + 0.7 * (high - low) < final < low + 0.9 * (high - low)
    assert shows_its_code(page)
    assert asked == []


def test_drawing_moves_the_sliders_and_shows_what_the_network_got(open_page):
    page = open_page(query="model=vae-20")
    choose(page, *MODELS[0])
    before = code(page)
    pad = page.locator(".zoo-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.8 * box["height"], steps=12)
    page.mouse.up()
    wait_for_other_code(page, before)
    wait_until_encoded(page)
    seen = page.locator(".zoo-pad-seen canvas").evaluate(PIXELS)
    assert max(seen) > 200
    assert shows_its_code(page)
    drawn = shown(page)
    ink = [drawn[row * 28 + column] for row in range(8, 20) for column in range(12, 16)]
    assert sum(ink) / len(ink) > 3 * sum(drawn) / 784  # a vertical stroke comes back as a vertical stroke


def test_each_example_drawing_is_encoded(open_page):
    page = open_page(query="model=vae-20")
    for digit in range(10):
        reset(page)
        before = code(page)
        page.get_by_role("button", name=f"Example drawing: {digit}").click()
        wait_for_other_code(page, before)
        assert shows_its_code(page)


def test_a_seed_gives_the_same_digit_again_and_reset_goes_home(open_page):
    page = open_page(query="model=vae-20")
    draw_seed(page, 7)
    first = code(page)
    page.get_by_role("button", name="Random draw").click()
    wait_for_other_code(page, first)
    draw_seed(page, 7)
    assert code(page) == first
    reset(page)
    assert set(code(page)) == {0.0}
    assert shows_its_code(page)


def test_a_hand_on_a_slider_lets_the_others_arrive(open_page):
    page = open_page(motion="no-preference", query="model=vae-20")
    rest(page)
    draw_seed(page, 7)
    rest(page)
    arrived = code(page)
    draw_seed(page, 8)
    rest(page)
    page.evaluate("""() => {
      const seed = document.querySelector('.vae-seed input');
      seed.value = 7;
      for (const event of ['input', 'change']) seed.dispatchEvent(new Event(event, { bubbles: true }));
      setTimeout(() => {
        const slider = document.querySelector('.vae-slider input');
        slider.value = 1.5;
        slider.dispatchEvent(new Event('input', { bubbles: true }));
      }, 60);
    }""")
    page.wait_for_function(f"{VIEWER}.code().some((value) => Math.abs(value - 1.5) < 1e-5)")
    rest(page)
    moved = [i for i, (a, b) in enumerate(zip(code(page), arrived, strict=True)) if abs(a - b) > 1e-6]
    assert len(moved) == 1 and code(page)[moved[0]] == pytest.approx(1.5, abs=1e-5)
    assert shows_its_code(page)


def test_the_page_begins_in_its_own_fonts_with_a_drawing_and_leads_back_to_it(open_page):
    page = open_page(query="model=vae-20", fresh=True)
    assert max(page.locator(".zoo-pad-seen canvas").evaluate(PIXELS)) > 200
    assert shows_its_code(page)
    loaded = page.evaluate("document.fonts.ready.then(fonts => [...fonts].map(font => [font.family, font.status]))")
    assert {family.strip('"'): status for family, status in loaded} == {"Bricolage": "loaded", "Inter": "loaded"}
    choose(page, *MODELS[0])
    shares = [float(text) for text in page.locator(".vae-share em").all_inner_texts()]
    assert len(shares) == 20 and shares == sorted(shares, reverse=True)
    assert "nats of KL" in page.locator(".vae-slider input").first.get_attribute("aria-label")
    drawn = code(page)
    page.get_by_role("button", name="Random draw").click()
    wait_for_other_code(page, drawn)
    before = code(page)
    page.get_by_role("button", name="Back to the drawing").click()
    wait_for_other_code(page, before)
    assert code(page) == drawn


def test_another_model_gets_the_same_drawing(open_page):
    page = open_page(query="model=vae-20")
    page.get_by_role("button", name="Example drawing: 7").click()
    choose(page, *MODELS[2])
    page.wait_for_function(f"JSON.stringify({VIEWER}.code()) !== JSON.stringify({VIEWER}.home())")
    settle(page)
    answer = page.evaluate(f"{VIEWER}.code()")
    reset(page)
    before = code(page)
    page.get_by_role("button", name="Example drawing: 7").click()
    wait_for_other_code(page, before)
    assert code(page) == answer


def test_a_lone_touch_leaves_a_dot_and_a_clear_is_final(open_page):
    page = open_page(query="model=vae-20")
    page.get_by_role("button", name="Clear").click()
    before = code(page)
    page.locator(".zoo-pad").click(position={"x": 90, "y": 90})
    wait_for_other_code(page, before)
    assert max(page.locator(".zoo-pad-seen canvas").evaluate(PIXELS)) > 100
    expect(page.locator(".vae-status")).to_be_empty()
    with held_back(page, "encode") as waiting:
        page.get_by_role("button", name="Example drawing: 8").click()
        until(page, lambda: waiting)
        page.get_by_role("button", name="Clear").click()
    settle(page)
    assert max(page.locator(".zoo-pad-seen canvas").evaluate(PIXELS)) == 0


def test_a_seed_that_is_none_is_a_sentence_and_changes_nothing(open_page):
    page = open_page(query="model=vae-20")
    for number, seed in enumerate(["", "-1", "1.5", "4294967296", "1e99"]):
        before = code(page)
        enter(page.get_by_label("seed"), seed)
        expect(page.locator(".vae-status")).to_contain_text("whole number from 0 to 4294967295")
        assert code(page) == before
        enter(page.get_by_label("seed"), 4294967295 - number)
        expect(page.locator(".vae-status")).to_be_empty()
        wait_for_other_code(page, before)


def test_with_the_keyboard_alone_and_then_without_the_server(open_page):
    page = open_page(query="model=vae-20")
    page.locator(".vae-slider input").first.focus()
    before = code(page)
    page.keyboard.press("ArrowRight")
    coarse = max(abs(a - b) for a, b in zip(before, code(page), strict=True))
    middle = code(page)
    page.keyboard.press("Shift+ArrowRight")
    fine = max(abs(a - b) for a, b in zip(middle, code(page), strict=True))
    assert coarse == pytest.approx(10 * fine, rel=0.01)
    page.locator(".zoo-pad").focus()
    page.keyboard.down(" ")
    for _ in range(15):
        page.keyboard.press("ArrowDown")
    page.keyboard.up(" ")
    page.wait_for_function("document.querySelector('.zoo-pad-seen canvas').getContext('2d')"
                           ".getImageData(0, 0, 28, 28).data.some((v, i) => i % 4 === 0 && v > 200)")  # fmt: skip
    assert shows_its_code(page)
    page.route("**/*", lambda route: route.abort())
    page.locator(".vae-slider input").first.focus()
    page.keyboard.press("ArrowRight")
    assert shows_its_code(page)
    page.get_by_role("button", name="Example drawing: 2").click()
    expect(page.locator(".vae-status")).to_contain_text("did not answer")


def test_a_phone_shows_everything_without_scrolling_sideways(open_page):
    page = open_page(390, 844, has_touch=True, is_mobile=True, query="model=vae-20")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".vae-slider").nth(15).scroll_into_view_if_needed()
    expect(page.locator(".vae-output")).to_be_in_viewport()  # the digit stays in sight beside the sliders
    page.get_by_role("button", name="Example drawing: 4").scroll_into_view_if_needed()
    page.get_by_role("button", name="Example drawing: 4").tap()
    wait_until_encoded(page)
    assert shows_its_code(page)


def test_the_api_decodes_and_says_what_is_wrong(site):
    from gradio_client import Client
    from gradio_client.exceptions import AppError

    client = Client(site, verbose=False)
    answer = client.predict("vae-2", [0.5, -0.5], api_name="/decode")
    assert answer["pixels"] == vae.decoded("vae-2", [0.5, -0.5])["pixels"]
    with pytest.raises(AppError, match="list of 2 latents, not 3"):
        client.predict("vae-2", [0.5, -0.5, 1.0], api_name="/decode")


def test_a_long_code_begins_with_its_most_telling_sliders_and_every_model_has_its_card(open_page):
    page = open_page(query="model=vae-20")
    choose(page, "Denoising autoencoder", "denoising-ae")
    sliders = page.locator(".vae-slider:visible")
    expect(sliders).to_have_count(20)
    page.get_by_role("button", name="All 128 sliders").click()
    expect(sliders).to_have_count(128)
    page.get_by_role("button", name="Only the 20 most informative").click()
    expect(sliders).to_have_count(20)
    choose(page, *MODELS[1])
    page.wait_for_function("document.querySelector('.zoo-origin').innerText.includes('vae-2 ')")
    assert "bundled with the app" in page.locator(".zoo-origin").inner_text()
    assert "Squared error" in page.locator(".zoo-metrics").first.inner_text()
    page.get_by_text("More numbers and pictures").click()
    assert "Negative log-likelihood" in page.locator(".zoo-metrics").last.inner_text()
    for figure in page.locator(".zoo-figures img").all():
        figure.scroll_into_view_if_needed()
        page.wait_for_function("image => image.complete && image.naturalWidth > 100", arg=figure.element_handle())
    page.get_by_role("button", name="Model card").click()
    expect(page.get_by_role("heading", name="VAE, 2 latents")).to_be_visible()
