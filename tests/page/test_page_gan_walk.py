"""Walks and arithmetic with the GAN's latents in a real browser: what they show is what PyTorch draws of the same."""

import io
import json

import pytest
import torch
from gan_models import SIZE
from gan_page import VIEWER, alike, bytes_of, text_of
from gan_tools import drawn, levels, pin, saved, tool, wait_for_others, wait_for_picture
from PIL import Image
from playwright.sync_api import expect
from waiting import asks, pause

from zoo.models import noise


# ---- the walk
def strip_of(page):
    return page.locator(".gan-strip canvas")


def test_a_walk_leads_from_one_pin_to_the_other_along_the_sphere(open_gan):
    page = open_gan()
    ends = pin(page, 2, 7)
    box = tool(page, "walk")
    expect(strip_of(page)).to_have_count(13)
    way = noise.slerp(*ends, torch.linspace(0, 1, 13))
    frames = levels(strip_of(page))
    assert alike(frames, drawn("dcgan", way))
    assert [frames[0], frames[-1]] == page.evaluate(f"{VIEWER}.pins().map(({{ image }}) => Array.from(image))")
    box.get_by_label("Place on the way").fill("6")
    assert alike(levels(box.locator(".gan-large")), [frames[6]])
    expect(box.locator(".gan-reading")).to_have_text("50 % of the way from sample 1 to sample 2.")


SPILLED = """() => [...document.querySelectorAll('.gan-pins, .gan-pin-card, .gan-strip, .gan-strip button, .gan-thumb')]
    .filter(it => it.offsetParent).map(it => it.getBoundingClientRect())
    .filter(({ left, right }) => left < 0 || right > innerWidth).length"""


def test_a_long_way_and_all_pins_fit_a_phone(open_gan):
    page = open_gan(size="phone")
    pin(page, *range(12))
    box = tool(page, "walk")
    expect(strip_of(page)).to_have_count(25)  # nine samples are on the way, every fourth frame is in the strip
    expect(box.locator(".gan-thumb")).to_have_count(12)
    expect(page.locator(".gan-pin-card")).to_have_count(12)
    assert page.evaluate(SPILLED) == 0
    for _ in range(2):
        page.evaluate("scrollTo(500, scrollY)")
        assert page.evaluate("[scrollX, document.documentElement.scrollWidth]") == [0, 390]
        tool(page, "arithmetic")
    assert page.evaluate(SPILLED) == 0


def test_a_walk_plays_back_and_forth(open_gan):
    page = open_gan("gan")
    pin(page, 0, 1)
    box = tool(page, "walk")
    expect(strip_of(page)).to_have_count(13)
    page.evaluate("""() => { window.seen = []; const slider = document.querySelector('.gan-walk input[type=range]');
        new MutationObserver(() => seen.push(Number(slider.value))).observe(slider, { attributes: true }); }""")
    box.get_by_label("speed").fill("30")
    box.locator(".zoo-play").click()
    page.wait_for_function("seen.includes(12) && seen.indexOf(12) < seen.lastIndexOf(0)")
    box.locator(".zoo-play").click()
    rested = box.get_by_label("Place on the way").input_value()
    pause(page)  # nothing moves
    expect(box.get_by_label("Place on the way")).to_have_value(rested)


def test_a_way_through_three_pins_and_back_is_saved_as_a_gif(open_gan):
    page = open_gan(fresh=True)
    pin(page, 0, 4, 9)
    box = tool(page, "walk")
    expect(box.locator(".gan-thumb b")).to_have_text(["1", "2", "3"])
    expect(strip_of(page)).to_have_count(25)
    frames = levels(strip_of(page))
    with Image.open(io.BytesIO(saved(page, box.get_by_role("button", name="Save as GIF")))) as film:
        assert (film.n_frames, film.info["duration"], film.info["loop"]) == (48, 100, 0)
        film.seek(24)
        side = film.size[0] // SIZE
        small = film.convert("L").resize((SIZE, SIZE), Image.Resampling.NEAREST, (0, 0, side * SIZE, side * SIZE))
    assert max(abs(a - b) for a, b in zip(small.tobytes(), frames[24], strict=True)) <= 8  # a palette's steps
    box.locator(".gan-thumb").nth(1).click()  # off the way
    expect(strip_of(page)).to_have_count(13)
    expect(box.locator(".gan-thumb b")).to_have_text(["1", "2"])


def test_the_link_and_the_file_hold_the_way(open_gan, gan_site):
    page = open_gan("cgan", seed=3, truncation=0.8, fresh=True)
    pin(page, 12, 5)
    box = tool(page, "walk")
    expect(strip_of(page)).to_have_count(13)
    frames = levels(strip_of(page))
    told = json.loads(saved(page, box.get_by_role("button", name="Save as JSON")))
    assert [(each["seed"], each["index"], each["digit"], each["truncation"]) for each in told["samples"]] == [
        (3, 12, 2, 0.8), (3, 5, 5, 0.8)]  # fmt: skip
    link = box.get_by_label("Link to this way").input_value()
    assert link == told["link"] and link.startswith(f"{gan_site}/?") and link.endswith("walk=3_12_2_0.8-3_5_5_0.8")
    page.goto(link)
    expect(page.get_by_role("tab", name="Walk")).to_have_attribute("aria-selected", "true")
    expect(strip_of(page)).to_have_count(13)
    assert levels(strip_of(page)) == frames


def test_a_way_that_cannot_be_read_is_said_and_another_is_walked(open_gan):
    page = open_gan(tool="walk", walk="3_1-4_2__0", fresh=True)
    expect(strip_of(page)).to_have_count(13)
    expect(page.locator(".gan-status")).to_contain_text("The way in the link cannot be read")


def test_without_pins_two_are_drawn_and_one_alone_gives_no_way(open_gan):
    page = open_gan()
    box = tool(page, "walk")
    expect(strip_of(page)).to_have_count(13)
    before = levels(box.locator(".gan-thumb canvas"))
    box.get_by_role("button", name="Two at random").click()
    wait_for_others(page, ".gan-tool-walk .gan-thumb canvas", before)
    box.locator(".gan-thumb").first.click()
    expect(box.locator(".gan-walk")).to_be_hidden()
    expect(box.get_by_text("Choose at least two samples")).to_be_visible()


def test_where_classes_are_told_the_digit_changes_half_way(open_gan):
    page = open_gan("cgan", fresh=True)
    ends = pin(page, 3, 8)
    tool(page, "walk")
    expect(strip_of(page)).to_have_count(13)
    labels = [3] * 6 + [8] * 7
    assert alike(levels(strip_of(page)), drawn("cgan", noise.slerp(*ends, torch.linspace(0, 1, 13)), labels))


# ---- arithmetic
def sum_of(a, b, c, length):
    """a - b + c, brought to this length."""
    total = a.double() - b.double() + c.double()
    return (total * length / total.norm())[None]


def length_of(*samples) -> float:
    return sum(each.double().norm().item() for each in samples) / len(samples)


@pytest.mark.parametrize(("name", "labels", "query"), [("cgan", [0], {}), ("dcgan", None, {"truncation": 0.6})])
def test_the_result_is_what_the_model_draws_of_the_sum(open_gan, name, labels, query):
    page = open_gan(name, **query, fresh=True)
    a, b, c = pin(page, 0, 1, 2)
    box = tool(page, "arithmetic")
    expect(box.locator(".gan-judged")).to_contain_text("another network that reads digits")
    assert alike(levels(box.locator(".gan-large")), drawn(name, sum_of(a, b, c, length_of(a, b, c)), labels))
    if name == "dcgan":  # the only one that knows how its critic scores others
        expect(box.locator(".gan-judged")).to_contain_text(
            "The discriminator (the critic) finds it more convincing than"
        )
    expect(box.locator(".gan-judged")).not_to_contain_text("to be real")
    length = (a - b + c).norm().item()
    expect(box.locator(".gan-result .gan-small")).to_contain_text(
        f"The sum was {length:.1f} long. It was scaled to {length_of(a, b, c):.1f}, the average length of the three"
    )


def test_a_term_may_be_the_mean_of_several_samples(open_gan):
    page = open_gan()
    a, b, c, d = pin(page, 0, 1, 2, 3)
    box = tool(page, "arithmetic")
    expect(box.locator(".gan-judged")).to_contain_text("another network that reads digits")
    looks = []
    page.on("request", lambda request: asks(request, "look") and looks.append(request.post_data_json["data"]))
    box.locator(".gan-term").nth(0).locator(".gan-thumb").nth(3).click()
    expect(box.locator(".gan-term").nth(0).locator(".gan-small")).to_have_text("mean of 2 samples")
    result = sum_of((a + d) / 2, b, c, (length_of(a, d) + length_of(b) + length_of(c)) / 3)
    wait_for_picture(page, ".gan-tool-arithmetic .gan-large", drawn("dcgan", result)[0])
    assert alike(levels(box.locator(".gan-term .gan-mean").nth(0)), drawn("dcgan", (a + d)[None] / 2))
    expect(box.locator(".gan-result .gan-small")).to_contain_text("the average length of the chosen samples")
    sent = torch.frombuffer(bytearray(bytes_of(looks[-1]["latents"])), dtype=torch.float32)
    assert torch.allclose(sent, result[0].float(), atol=1e-5) and len(text_of(sent)) == len(looks[-1]["latents"])
    for _ in range(2):
        box.locator(".gan-term").nth(0).locator("[aria-pressed=true]").first.click()
    expect(box.locator(".gan-term").nth(0).locator(".gan-small")).to_have_text("choose at least one")
    expect(box.locator(".zoo-play")).to_be_disabled()
