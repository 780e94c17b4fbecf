"""Whether a model uses its latent, in a real browser: the verdict by what was measured, its bars, texts of a seed."""

import json

import pytest
import text_models
import text_page
import text_tools
from playwright.sync_api import expect
from text_page import STATUS, VIEWER, drawn, link_of, turn
from text_tools import NAME, sheets, shows, told, tool
from waiting import asks

from tabs.shakespeare.write import MOST_TEXTS

LARGEST_SEED = 2**32 - 1
INFORMATION = "KL - KL(aggregate posterior || prior): 10 draws, which can show at most 8.38 nats"
READ_BACK = "nearest of 200 posterior means to the one encoded from a text decoded from it; chance 0.50%"
TIGHTER = "importance-weighted bound, 1,000 samples of q(z|x) per passage"
ESTIMATORS = {"mutual_information": INFORMATION, "read_back": READ_BACK, "nats_per_character_iw": TIGHTER}
VARIANCES = [0.5, 0.001, 0.4, 0.0, 0.3, 0.009, 0.2, 0.1]  # of each posterior mean; latent 7 tells most by its KL


@pytest.fixture(scope="module")
def url(serve, tmp_path_factory):
    """URL of the tab over a store whose VAE says how its figures were estimated and which latents are active."""
    with pytest.MonkeyPatch.context() as patch:
        write = text_models.write

        def told_more(model, folder, name):
            write(model, folder, name)
            metrics = json.loads((folder / "metrics.json").read_text())
            for key, estimator in ESTIMATORS.items():
                if key in metrics:
                    metrics[key]["estimator"] = estimator
            (folder / "metrics.json").write_text(json.dumps(metrics))
            if name == NAME:
                latents = json.loads((folder / "latents.json").read_text())
                for row, variance in zip(latents["latents"], VARIANCES, strict=True):
                    row["variance"] = variance
                (folder / "latents.json").write_text(json.dumps(latents))
            return folder

        patch.setattr(text_models, "write", told_more)
        yield from text_tools.tab_with_tools(serve, tmp_path_factory)


@pytest.fixture
def opened(new_page, url):
    """``opened(model, size)`` -> a page; fails on any error in it."""
    yield from text_page.opening(new_page, url)


def test_the_figures_and_bars_of_the_latents(opened):
    page = opened()
    box = tool(page, "use")
    bars = box.locator(".shakespeare-kl > span")
    expect(box.locator(".shakespeare-kl em")).to_have_text([str(index) for index in reversed(range(8))])
    active = [variance > 0.01 for variance in reversed(VARIANCES)]  # the bars are by their KL, and grey ones among them
    assert bars.evaluate_all("them => them.map(it => it.classList.contains('is-active'))") == active
    assert bars.evaluate_all("them => them.map(it => !it.title.includes('not active'))") == active
    expect(box.locator(".shakespeare-kl + p")).to_contain_text("active, 5 of them")
    heights = box.locator(".shakespeare-kl i").evaluate_all("them => them.map(it => parseFloat(it.style.height))")
    assert heights == pytest.approx([100 * index / 7 for index in reversed(range(8))], abs=0.01)
    expect(box.locator(".shakespeare-verdict")).to_contain_text("Yes: its codes tell at least 6.9 nats")
    rows = box.locator(".shakespeare-figures tr")
    wanted = [
        ("active latents", "6 of 8", "differs from passage to passage"),
        ("KL per passage", "7.50 nats", "whether the decoder uses it"),
        ("mutual information", "6.90 nats", "This estimate can show at most 8.38 nats."),
        ("read back", "80", "which of 200 codes it was. This is how often it is right. Chance would be 0.5\u00a0%."),
        ("words in common, same z", "20.0", "different codes: 10.0"), ("next character guessed", "52", "48"),
        ("nats per character", "≤ 1.710", "Lower is better"),
        ("tighter bound", "≤ 1.690", "Here 1000 codes are drawn"),
    ]  # fmt: skip
    for at, (name, value, meaning) in enumerate(wanted):
        expect(rows.nth(at)).to_contain_text(name)
        expect(rows.nth(at).locator("td")).to_contain_text(value)
        expect(rows.nth(at).locator("small")).to_contain_text(meaning)
    expect(rows.nth(7).locator("small")).to_contain_text("has 1.710: this model is at least 0.020 below it.")


def test_without_variances_the_lines_of_the_checkpoint_tell_which_latents_are_active(opened):
    box = tool(opened(text_tools.LARGE), "use")
    model = text_models.build(text_tools.LARGE)
    active = int((text_models.codes(model).half().float().var(0, correction=0) > 0.01).sum())
    expect(box.locator(".shakespeare-kl .is-active")).to_have_count(active)


# ---- texts of a seed
def field(box):
    return box.get_by_label("seed of the codes")


def wanted(seed: int, times: int = 4, **dials) -> list[str]:
    """One code written so many times, then as many others."""
    codes = [drawn(NAME, (seed + at) % (LARGEST_SEED + 1)) for at in range(times + 1)]
    codes, begins = [codes[0]] * times + codes[1:], range(0, 2 * times, MOST_TEXTS)
    found = [told(codes[at : at + MOST_TEXTS], seed + at, 140, luck="own", **dials) for at in begins]
    return [text for some in found for text in some]


def test_one_z_is_written_beside_others(opened):
    page = opened(codes=1, texts=4)
    box = tool(page, "use")
    for at, text in enumerate(wanted(1)):
        shows(sheets(box).nth(at), text)
    expect(box.get_by_text("Two texts of one z have")).to_contain_text("on average over 6 pairs each")
    box.get_by_role("button", name="Again with other codes").click()
    seed = int(field(box).input_value())
    assert seed != 1
    shows(sheets(box).nth(0), wanted(seed)[0])


def test_ten_texts_of_one_z_stand_beside_those_of_ten_and_a_link_leads_there(opened):
    page = opened(codes=1, texts=4)
    box = tool(page, "use")
    box.get_by_role("button", name="10", exact=True).click()
    texts = wanted(1, 10)
    for at in (0, 9, 10, 19):
        shows(sheets(box).nth(at), texts[at])
    places = [sheets(box).nth(at).bounding_box()["y"] for at in (0, 9, 10, 19)]
    assert places[0] == pytest.approx(places[2], abs=1) and places[1] == pytest.approx(places[3], abs=1)
    expect(box.get_by_text("Two texts of one z have")).to_contain_text("over 45 pairs each")
    field(box).fill("3")
    page.wait_for_function(f"{VIEWER}.compared.codes === 3")
    link = link_of(page)
    assert (link["tool"], link["codes"], link["texts"]) == ("use", "3", "10")
    other = opened(**{key: value for key, value in link.items() if key not in ("tab", "model")}, fresh=True)
    shows(sheets(other.locator(".shakespeare-tool-use")).nth(19), wanted(3, 10)[19])
    assert link_of(other) == link


def test_a_seed_that_was_asked_for_before_is_not_computed_again(opened):
    page, asked = opened(codes=1, texts=4), []
    box = tool(page, "use")
    first, last = wanted(1), wanted(LARGEST_SEED)
    shows(sheets(box).nth(7), first[7])
    page.on("request", lambda it: asked.append(it) if asks(it, "texts") or asks(it, "code") else None)
    field(box).fill(str(LARGEST_SEED))  # the seeds of the codes begin again at 0
    shows(sheets(box).nth(7), last[7])
    assert len(asked) == 6
    for seed, texts in ((1, first), (LARGEST_SEED, last)):
        field(box).fill(str(seed))
        shows(sheets(box).nth(7), texts[7])
        assert len(asked) == 6 and box.locator(".is-stale").count() == 0
    turn(page, "temperature", 0.2)  # another manner is another text
    shows(sheets(box).nth(0), wanted(LARGEST_SEED, temperature=0.2)[0])
    assert sum(asks(each, "texts") for each in asked) == 2


def test_a_seed_that_is_none_is_one_sentence(opened):
    page = opened(codes=1, texts=4)
    box = tool(page, "use")
    texts = wanted(1)
    shows(sheets(box).nth(0), texts[0])
    for value in (LARGEST_SEED + 1, -1, 1.5):
        field(box).fill(str(value))
        expect(page.locator(STATUS)).to_have_text("The seed is a whole number from 0 to 4294967295.")
        assert field(box).get_attribute("aria-invalid") == "true" and sheets(box).nth(0).text_content() == texts[0]
        field(box).fill("1")
        expect(page.locator(STATUS)).to_be_empty()
