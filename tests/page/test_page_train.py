"""Training a model in the page on a phone, in the whole app: train, pause, go back, A and B, link, save, load, and play
with it in another tool."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect
from waiting import pause, settle

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
# by training: its tab, its key in a link, an experiment that does not end by itself, and the part of the page
TRAININGS = {
    "RBM": ("rbm", "train", "hidden:16,digits:300,epochs:1000,seed:1", "#rbm-panel-train"),
    "VAE": ("vae", "train", "hidden:16,digits:300,epochs:1000,seed:1", "#vae-panel-train"),
    "GAN in the plane": ("gan", "plane", "cunits:8,gunits:8,batch:1000,epochs:1000,seed:1", ".gan-train-plane"),
    "GAN on digits": ("gan", "train", "hidden:16,digits:300,epochs:1000,seed:1", ".gan-train-digits"),
}
# another tool of the tab, and what it then shows of the model
OTHERS = {
    "rbm": ("Filters", ".rbm-tile", 16),
    "vae": ("Traverse", ".vae-sweep-row", 2),
    "gan": ("Training timeline", ".gan-tool-timeline .gan-frame", 1),
}


@pytest.fixture
def training(open_page):
    """``training(name)`` -> the page of a phone, and in it the tool with its experiment, which has its digits."""

    def start(name: str):
        tab, key, experiment, place = TRAININGS[name]
        page = open_page(**PHONE, query=f"tab={tab}&{key}={experiment}", shown=f"document.querySelector('{place}')")
        box = page.locator(place)
        expect(box.locator(".zoo-train-where")).to_contain_text("epoch 0.00")
        return page, box

    return start


def press(box, name: str) -> None:
    box.get_by_role("button", name=name, exact=True).click()


def fits(page, box) -> None:
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert box.bounding_box()["width"] <= PHONE["width"]


@pytest.mark.parametrize("name", TRAININGS)
def test_one_trains_pauses_goes_back_copies_the_link_and_plays_with_what_was_trained(training, tmp_path, name):
    page, box = training(name)
    where = box.locator(".zoo-train-where")
    fits(page, box)
    press(box, "▶ Train")
    page.wait_for_function("([it]) => Number(it.textContent.match(/[\\d.]+/)[0]) > 1.5", arg=[where.element_handle()])
    press(box, "❚❚ Pause")
    expect(box.get_by_role("button", name="▶ Train")).to_be_visible()
    paused = where.inner_text()
    pause(page)  # it stands still
    assert where.inner_text() == paused
    fits(page, box)
    back = box.get_by_label("back to epoch")
    last = back.locator("option").last.inner_text()  # of some that go by, not all are kept
    back.select_option(last)
    press(box, "Go back")
    expect(where).to_contain_text(f"epoch {last}.00")
    tab, key, experiment, _ = TRAININGS[name]
    link = parse_qs(urlsplit(box.locator(".zoo-link").input_value()).query)
    assert link["tab"] == [tab] and link[key] == [experiment]
    train_two(page, box)
    if key == "train":  # what learned points of a plane is no model to take along
        save_and_load(page, box, tmp_path / "mine.zip")
        play(page, tab)


def train_two(page, box) -> None:
    """Beside each other, with one difference."""
    box.get_by_label("A and B: a second run").select_option("batch")
    press(box, "Begin both anew")
    press(box, "One epoch")
    expect(box.locator(".zoo-train-verdict")).to_contain_text("After 1 epoch")
    expect(box.locator(".zoo-train-name")).to_have_count(2)
    fits(page, box)


def save_and_load(page, box, path) -> None:
    """The second one, as a checkpoint."""
    with page.expect_download() as saved:
        press(box, "Save B as a checkpoint")
    saved.value.save_as(path)
    box.get_by_label("A and B: a second run").select_option("")
    box.locator("input[type=file]").set_input_files(path)


def play(page, tab: str) -> None:
    """With what was loaded, in another tool."""
    page.wait_for_function(f"document.querySelector('.{tab}').viewer.model.own")
    title, part, count = OTHERS[tab]
    page.get_by_role("tab", name=title, exact=True).click()
    expect(page.locator(part)).to_have_count(count)
    expect(page.locator(part).first).to_be_visible()
    fits(page, page.locator(".zoo-tool:visible"))
