"""The timeline, numbers and the game under the GAN sampler in a real browser, and all tools on a phone."""

import io

import pytest
import torch
from gan_models import COLLAPSE, PLACES, RECORD, SIZE, epoch, trace
from gan_page import PIXELS, VIEWER, alike
from gan_tools import TOOLS, drawn, levels, saved, tool, wait_for_others
from PIL import Image
from playwright.sync_api import expect
from waiting import all_answered, asks, settle

from zoo.models import noise

LAST = len(PLACES) - 1


# ---- the timeline
def frame(site_page, at: int) -> torch.Tensor:
    """The images (30, H, W) of a frame, cut from the picture that the page fetched."""
    content = site_page.request.get(site_page.evaluate(f"new URL({VIEWER}.model.timeline.url, location).href")).body()
    picture = torch.tensor(list(Image.open(io.BytesIO(content)).convert("L").tobytes()), dtype=torch.int)
    pitch, columns = SIZE + 2, 10
    width = columns * pitch - 2
    rows = picture.reshape(-1, width)[at * (3 * pitch - 2) :]
    return torch.stack([rows[pitch * (i // 10) :][:SIZE, pitch * (i % 10) :][:, :SIZE] for i in range(30)])


def shown_frame(page, columns: int) -> torch.Tensor:
    """The images (30, H, W) on the timeline's canvas, laid out in so many columns."""
    canvas = page.locator(".gan-tool-timeline .gan-frame")
    pitch = SIZE + 2
    wide = canvas.evaluate("canvas => canvas.width")
    assert wide == columns * pitch - 2
    sheet = torch.tensor(canvas.evaluate(PIXELS), dtype=torch.int).reshape(-1, wide)
    return torch.stack([
        sheet[pitch * (i // columns) :][:SIZE, pitch * (i % columns) :][:, :SIZE] for i in range(30)
    ])  # fmt: skip


@pytest.mark.parametrize(("size", "columns"), [("desktop", 10), ("phone", 5)])
def test_the_slider_shows_the_frame_and_the_numbers_of_its_moment(open_gan, size, columns):
    page = open_gan(size=size)
    box = tool(page, "timeline")
    slider = box.get_by_label("Moment of the training")
    expect(slider).to_have_value(str(LAST))
    for at in (3, 11, 0):
        slider.fill(str(at))
        settle(page)
        assert torch.equal(shown_frame(page, columns), frame(page, at))
        place = PLACES[at]
        expect(box.locator(".zoo-epoch")).to_have_text(f"epoch {place:g}" if place else "before training")
        numbers = box.locator(".gan-numbers dd").all_inner_texts()
        if not place:
            assert numbers == ["–"] * 5
            continue
        row = trace("dcgan")[round(place * 10) - 1]
        assert numbers[:2] == [f"{row['critic']:.2f}", f"{row['generator']:.2f}"]
        assert numbers[2] == f"{100 * row['real_accuracy']:.0f}\u00a0%"
        assert numbers[4] == (f"{epoch(int(place) - 1)['coverage']:.2f}" if place >= 1 else "–")
    assert not torch.equal(frame(page, 0), frame(page, LAST))


def test_a_run_whose_end_was_not_kept_is_opened_where_it_was(open_gan):
    page = open_gan("wgan-gp")
    box = tool(page, "timeline")
    expect(box.get_by_label("Moment of the training")).to_have_value(str(PLACES.index(2.0)))
    expect(box.locator(".zoo-epoch")).to_have_text("epoch 2, kept")
    expect(box.locator(".gan-collapse")).to_contain_text("This run had 3 epochs; kept are the weights of epoch 2")
    box.get_by_label("Moment of the training").fill(str(LAST))
    expect(box.locator(".zoo-epoch")).to_have_text("epoch 3")


def test_the_shares_are_those_of_the_last_whole_epoch(open_gan):
    page = open_gan()
    box = tool(page, "timeline")
    box.get_by_label("Moment of the training").fill(str(PLACES.index(2.0)))
    shares = [f"{100 * epoch(1)[f'digit_share_{digit}']:.0f}" for digit in range(10)]
    assert box.locator(".gan-shares em").all_inner_texts() == shares
    expect(box.locator("h4", has_text="Which digits")).to_have_text("Which digits the judge sees, in %, after epoch 2")


def test_play_begins_anew_and_rests_at_the_end(open_gan):
    page = open_gan()
    box = tool(page, "timeline")
    play = box.locator(".zoo-play")
    play.scroll_into_view_if_needed()
    play.click()
    expect(box.get_by_label("Moment of the training")).not_to_have_value(str(LAST))
    expect(play).to_have_text("❚❚ Pause")
    expect(play).to_have_text("▶ Play", timeout=15000)
    expect(box.get_by_label("Moment of the training")).to_have_value(str(LAST))


def test_a_chart_that_is_pressed_leads_to_the_epoch_there(open_gan):
    page = open_gan()
    box = tool(page, "timeline")
    chart = box.locator(".gan-chart").first
    area = chart.bounding_box()
    chart.click(position={"x": 46 + (area["width"] - 54) * 2 / 3, "y": area["height"] / 2})
    expect(box.locator(".zoo-epoch")).to_have_text("epoch 2")


def test_a_collapse_is_said_and_leads_to_its_epoch_even_without_weights(open_gan):
    page = open_gan(RECORD, ready=False)
    box = tool(page, "timeline")
    (warned,) = COLLAPSE[RECORD]
    said = warned["warning"].replace("%", "\u00a0%")
    expect(box.locator(".gan-collapse h4")).to_have_text(f"Collapse was noticed at epoch {warned['epoch']}")
    expect(box.locator(".gan-collapse li span")).to_have_text(said)
    expect(box.locator(".gan-warning")).to_be_hidden()
    box.get_by_role("button", name=f"Epoch {warned['epoch']}").click()
    expect(box.locator(".zoo-epoch")).to_have_text(f"epoch {warned['epoch']}")
    expect(box.locator(".gan-warning")).to_have_text(f"Collapse: {said}")
    titles = page.locator(".gan-tabs button").all_inner_texts()
    assert titles == [TOOLS["timeline"], TOOLS["plane"], TOOLS["compare"], TOOLS["game"]]  # what needs no weights


# ---- numbers
def test_a_number_is_written_in_one_hand_or_in_many(open_gan):
    page = open_gan("cgan")
    asked = []
    page.on("request", lambda request: asks(request, "generate") and asked.append(request.post_data_json["data"]))
    box = tool(page, "numbers")
    line = box.locator(".gan-line")
    expect(line.locator("canvas")).to_have_count(4)
    assert asked[-1]["labels"] == [1, 6, 1, 6]
    z = noise.latents(1, 100, 0, 4)
    frames = levels(line.locator("canvas"))
    assert alike(frames, drawn("cgan", z[:1].repeat(4, 1), [1, 6, 1, 6]))
    assert frames[:2] == frames[2:]
    box.get_by_role("button", name="a new one for each digit").click()
    wanted = drawn("cgan", z, [1, 6, 1, 6])
    wait_for_others(page, ".gan-line canvas", frames)
    assert alike(levels(line.locator("canvas")), wanted)
    box.get_by_label("Number to write").fill("0123456789" * 2)
    expect(line.locator("canvas")).to_have_count(20)
    assert asked[-1]["labels"] == list(range(10)) * 2
    picture = Image.open(io.BytesIO(saved(page, box.get_by_role("button", name="Save as PNG"))))
    assert picture.size == (20 * 128, 128)


def test_what_is_no_number_gets_a_sentence_and_the_last_one_stays(open_gan):
    page = open_gan("cgan", fresh=True)
    box = tool(page, "numbers")
    expect(box.locator(".gan-line canvas")).to_have_count(4)
    for typed, sentence in (("12a", "Use only the digits"), ("", "Write a number")):
        box.get_by_label("Number to write").fill(typed)
        expect(box.get_by_role("alert")).to_contain_text(sentence)
        expect(box.get_by_label("Number to write")).to_have_attribute("aria-invalid", "true")
        expect(box.locator(".gan-line canvas")).to_have_count(4)
    box.get_by_label("Number to write").fill("7")
    expect(box.get_by_role("alert")).to_be_empty()
    expect(box.locator(".gan-line canvas")).to_have_count(1)


def test_again_writes_it_in_another_hand_and_a_bad_seed_is_said(open_gan):
    page = open_gan("cgan", fresh=True)
    box = tool(page, "numbers")
    expect(box.locator(".gan-line canvas")).to_have_count(4)
    before = levels(box.locator(".gan-line canvas"))
    box.get_by_role("button", name="Write it again").click()
    expect(box.get_by_label("seed of the writing")).not_to_have_value("1")
    wait_for_others(page, ".gan-line canvas", before)
    box.get_by_label("seed of the writing").fill("4294967296")
    expect(box.get_by_role("alert")).to_contain_text("from 0 to 4294967295")


# ---- the game
def test_the_slider_says_both_losses_and_what_they_pass_back(open_gan):
    page = open_gan()
    box = tool(page, "game")
    for d in (0.05, 0.5, 0.9):
        box.get_by_label("What the critic says").fill(str(d))
        # the page's numbers against autograd's
        score = torch.tensor(d, dtype=torch.double).logit().requires_grad_()
        share = score.sigmoid()
        losses = [(1 - share).log(), -share.log()]
        passed = [torch.autograd.grad(loss, score, retain_graph=True)[0].item() for loss in losses]
        slopes = [torch.autograd.grad(loss, share, retain_graph=True)[0].item() for loss in losses]
        rows = [[loss.item() for loss in losses], slopes, passed]
        wanted = [f"{value:.2f}".replace("-", "−") for row in rows for value in row]
        assert box.locator(".gan-slopes td").all_inner_texts() == wanted
    expect(box.get_by_text("This picture fools the critic.")).to_be_visible()


def test_the_game_is_this_models_own(open_gan):
    page = open_gan("dcgan")
    box = tool(page, "game")
    own = box.locator(".gan-objective h4")
    for name, title, said in (("dcgan", None, "below the balance"),
                              ("wgan-gp", "the Wasserstein distance", "no longer tell the two kinds apart"),
                              ("cgan", "the hinge loss", "would pay 2")):  # fmt: skip
        page.get_by_role("radio", name=f"Untrained {name}", exact=True).check()
        expect(own).to_have_count(1 if title else 0)
        if title:
            expect(own).to_contain_text(title)
        expect(box.locator(".gan-card").last.locator(".gan-text")).to_contain_text(said)
        expect(box.get_by_text("+ 10 · E (‖∇D(x̂)‖ − 1)")).to_have_count(1 if name == "wgan-gp" else 0)
        turns = "five steps" if name == "wgan-gp" else "one step"
        expect(box.get_by_text(f"the critic takes {turns} and then the generator one step")).to_be_visible()


# ---- the small screen
RIGHTMOST = "it => Math.max(...[...it.querySelectorAll('*')].map(e => e.getBoundingClientRect().right))"


def test_no_tool_is_wider_than_a_phone(open_gan):
    page = open_gan("cgan", "phone")
    for name in TOOLS:
        with all_answered(page):
            box = tool(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        assert box.bounding_box()["width"] <= 390, name
        assert box.evaluate(RIGHTMOST) <= 390, name
