"""What latents do, in the Shakespeare tab: named sliders first, measured effects as bars, and what comes next."""

import json

import pytest
import text_models
import text_page
from playwright.sync_api import expect
from text_page import drawn
from text_tools import NAME, tool

from tabs.shakespeare.following import following
from zoo.schema import EFFECTS

LONG, VERSE = (
    {"property": name, "means": means, "bands": [0.1, 0.1, 0.1], "size": size, "clear": True}
    for name, means, size in (("words", [30.0, 20.0, 10.0], -2.0), ("verse", [0.2, 0.5, 0.9], 1.5))
)
GOES = {"property": "words", "r": -0.6, "band": 0.05}
FOUND = {"values": [-2.0, 0.0, 2.0], "samples": 100, "comparisons": 6, "held_out": 800,
         "latents": [{"index": 7, "names": [], "effects": [VERSE | {"clear": False}]},
                     {"index": 5, "names": ["verse"], "effects": [VERSE, LONG]},
                     {"index": 2, "names": ["words"], "effects": [LONG], "correlations": [GOES]}]}  # fmt: skip


@pytest.fixture(scope="module")
def url(serve, tmp_path_factory):
    """URL of the tab over untrained models, one of which has effects."""
    measured = text_models.write

    def write(model, folder, name):
        measured(model, folder, name)
        if name == NAME:
            (folder / EFFECTS).write_text(json.dumps(FOUND))
        return folder

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_models, "write", write)
        uri = text_models.untrained_store(tmp_path_factory.mktemp("text") / "store")
    yield from text_page.tab_over(serve, uri)


@pytest.fixture
def opened(new_page, url):
    yield from text_page.opening(new_page, url)


def test_named_sliders_come_first_and_say_what_they_do(opened):
    page = opened(size="phone", seed=3)
    box = tool(page, "sliders")
    sliders = box.locator(".shakespeare-slider:visible")
    expect(sliders.locator(".shakespeare-latent")).to_have_text(["z2", "z5"])  # the larger effect first
    expect(sliders.locator(".shakespeare-ends")).to_have_text(["more wordsfewer words", "proseverse"])
    doing = box.locator(".shakespeare-doing")
    expect(doing.locator("h4")).to_have_text("What it does: z2: more words … fewer words")
    expect(doing.locator(".zoo-effect p")).to_have_text(["−20.0 ± 0.1 wordsclear"])
    expect(doing).to_contain_text("In 800 real texts that it never saw, a high value goes with: fewer words (0.60")
    sliders.nth(1).locator("input").evaluate(
        "it => { it.value = 1.5; it.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    expect(doing.locator("h4")).to_have_text("What it does: z5: prose … verse")
    expect(doing.locator(".zoo-effect h5")).to_have_text(["Words in all", "In verse"])
    heights = doing.locator(".zoo-effect i").evaluate_all("each => each.map(it => parseFloat(it.style.height))")
    assert heights[0] == pytest.approx(3 * heights[2], rel=0.01) and heights[3] < heights[4] < heights[5]
    check_next(doing, drawn(NAME, 3))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box.get_by_role("button", name="All 8 latents").click()
    expect(sliders).to_have_count(8)
    sliders.nth(2).locator("input").focus()
    expect(doing.locator("h4")).to_have_text("What it does: z7: no clear name")


def check_next(doing, code: list[float]) -> None:
    """The table has the pieces that the server finds after the chosen words, with latent 5 where it was put."""
    doing.get_by_label("after").select_option("O, ")
    codes = [[value if at == 5 else each for at, each in enumerate(code)] for value in (-2, 0, 2, 1.5)]
    found = following({"model": NAME, "latents": codes, "opening": "O, ", "count": 8})
    table = doing.locator(".shakespeare-following")
    expect(table.locator("thead th")).to_have_text(["z5", "at −2", "at 0", "at 2", "now, 1.50"])
    expect(table.locator("tbody th")).to_have_text([*(each["text"] for each in found["pieces"]), "all others"])
    first = [f"{100 * share:.0f} %" for share in found["pieces"][0]["shares"]]
    expect(table.locator("tbody tr").first.locator("td span")).to_have_text(first)
