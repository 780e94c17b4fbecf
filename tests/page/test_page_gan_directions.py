"""The GAN's sliders along directions in a real browser: what they draw is what PyTorch draws of the same latents."""

import torch
from gan_models import NAMED, directions
from gan_page import PIXELS, SIZES, VIEWER, alike, asks, big, codes, settle, view, whole
from gan_tools import drawn, levels, tool, wait_for_picture
from playwright.sync_api import expect

SLANTED, THICKER = "Slanted to the right", "Thicker"
LARGE = ".gan-tool-directions .gan-large"
STRIP = ".gan-tool-directions .gan-strip"
REACH, FRAMES = 3.0, 9
SPILLED = """() => [...document.querySelectorAll('.gan-tool-directions *')].filter(it => it.offsetParent)
    .map(it => it.getBoundingClientRect()).filter(({ left, right }) => left < -1 || right > innerWidth + 1).length"""


def vectors() -> torch.Tensor:
    """The directions (k, 100) of the models here."""
    return torch.tensor([each["vector"] for each in directions(100)["directions"]])


def slider(box, name: str):
    return box.get_by_role("slider", name=name, exact=True)


def start(page) -> torch.Tensor:
    """The latents of the sample shown large."""
    return torch.tensor(page.evaluate(f"Array.from({VIEWER}.large.latents)"))


def wait_for(page, latents: torch.Tensor, name: str = "dcgan", labels=None) -> None:
    """Wait until the tool shows what the model draws of these latents."""
    wait_for_picture(page, LARGE, drawn(name, latents[None], labels)[0])


def test_a_slider_moves_the_large_sample_along_its_direction(open_gan):
    page = open_gan(size="phone")
    page.locator(".gan-cell").nth(3).click()
    box = tool(page, "directions")
    expect(box.locator(".gan-direction b")).to_have_text(
        [SLANTED, THICKER, "No simple name (no. 4)", "Towards 7", "Wider"]
    )
    wait_for(page, start(page))
    slider(box, SLANTED).fill("2")
    slider(box, "Towards 7").fill("-1.5")
    wait_for(page, start(page) + 2 * vectors()[0] - 1.5 * vectors()[NAMED.index("digit_7")])
    expect(box.locator(".gan-reading")).to_have_text("Sample 3 of seed 1: slanted to the right +2.0, towards 7 −1.5")
    expect(slider(box, SLANTED)).to_have_attribute("aria-valuetext", "+2.0")
    assert (
        page.evaluate(SPILLED) == 0
        and page.evaluate("document.documentElement.scrollWidth") == SIZES["phone"]["viewport"]["width"]
    )
    page.locator(".gan-cell").nth(7).click()  # another sample is moved by as much
    wait_for(page, start(page) + 2 * vectors()[0] - 1.5 * vectors()[3])
    box.get_by_role("button", name="All back to 0").click()
    wait_for(page, start(page))
    expect(box.get_by_role("button", name="Show it above")).to_be_disabled()


def test_the_film_goes_from_one_end_to_the_other_and_a_frame_can_be_chosen(open_gan):
    page = open_gan()
    box = tool(page, "directions")
    slider(box, THICKER).fill("1")
    slider(box, SLANTED).fill("-3")
    expect(box.get_by_role("heading")).to_have_text(f"{SLANTED}, from −3 to +3")
    ends = start(page) + vectors()[1] + torch.linspace(-REACH, REACH, FRAMES)[:, None] * vectors()[0]
    film = drawn("dcgan", ends)
    page.wait_for_function(f"document.querySelectorAll('{STRIP} canvas').length === {FRAMES}")
    wait_for_picture(page, f"{STRIP} button:nth-child(7) canvas", film[6])
    assert alike(levels(page.locator(f"{STRIP} canvas")), film)
    expect(box.locator(".gan-strip .is-here")).to_have_attribute("aria-label", f"{SLANTED} −3.0")
    box.get_by_role("button", name=f"{SLANTED} +1.5", exact=True).click()
    wait_for(page, ends[6])
    expect(slider(box, SLANTED)).to_have_value("1.5")


def test_a_direction_says_what_its_name_is_based_on(open_gan):
    page = open_gan()
    box = tool(page, "directions")
    slider(box, THICKER).focus()
    expect(box.locator(".gan-basis p")).to_contain_text("number 3 of the first 15 directions, and holds 2.5 %")
    expect(box.locator(".gan-basis li")).to_have_text(
        ["Width of the strokes: 1.0 to 2.0 pixels (+100\u00a0%); thicker in 95 of 100 samples. "
         "That is 1.50 ± 0.10 times the spread of real digits."]
    )  # fmt: skip
    slider(box, "No simple name (no. 4)").focus()
    expect(box.locator(".gan-basis p")).to_contain_text("so this one has none")


def test_the_keyboard_moves_a_slider_and_a_double_click_brings_it_back(open_gan):
    page = open_gan()
    box = tool(page, "directions")
    slider(box, THICKER).focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(slider(box, THICKER)).to_have_value("0.4")
    wait_for(page, start(page) + 0.4 * vectors()[1])
    slider(box, THICKER).evaluate("it => it.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))")
    expect(slider(box, THICKER)).to_have_value("0")
    wait_for(page, start(page))


def test_while_a_slider_is_dragged_one_picture_is_asked_for_at_a_time_and_the_last_counts(open_gan):
    page = open_gan()
    box = tool(page, "directions")
    page.wait_for_function(f"document.querySelectorAll('{STRIP} canvas').length === {FRAMES}")
    settle(page)
    under_way, most, sizes = set(), [0], []

    def began(request):
        if asks(request, "generate"):
            under_way.add(request)
            most.append(len(under_way))
            sizes.append(len(request.post_data_json["data"]["latents"]))

    page.on("request", began)
    page.on("requestfinished", lambda request: under_way.discard(request))
    slider(box, SLANTED).evaluate(
        """it => { for (let at = -30; at <= 30; at += 2) {
            it.value = at / 10; it.dispatchEvent(new Event('input', { bubbles: true })); } }"""
    )
    wait_for(page, start(page) + REACH * vectors()[0])
    assert max(most) == 1 and 1 <= len(sizes) < 31 and set(sizes) == {4 * -(-400 // 3)}  # of one latent each


def test_the_moved_sample_is_shown_large_and_is_the_next_start(open_gan):
    page = open_gan()
    page.locator(".gan-cell").nth(5).click()
    before = torch.tensor(codes(page))[5]
    box = tool(page, "directions")
    slider(box, SLANTED).fill("2")
    moved = before + 2 * vectors()[0]
    wait_for(page, moved)
    box.get_by_role("button", name="Show it above").click()
    expect(page.locator(".gan-one-name")).to_have_text("Sample 5 of seed 1, moved")
    assert alike([big(page)], drawn("dcgan", moved[None]))
    assert view(page, "large.moved") and view(page, "large.index") == 5
    torch.testing.assert_close(start(page), moved)
    expect(slider(box, SLANTED)).to_have_value("0")
    slider(box, SLANTED).fill("-2")
    wait_for(page, before)
    page.locator(".gan-pin").click()  # a moved sample is a pin of its own, not that of where it came from
    expect(page.locator(".gan-pin-shown")).to_have_attribute("title", "Sample 5 of seed 1, moved")
    assert not page.locator(".gan-cell").nth(5).evaluate("it => it.classList.contains('is-pinned')")


def test_a_model_that_is_told_the_digit_keeps_it(open_gan):
    page = open_gan("cgan", digit=4)
    box = tool(page, "directions")
    slider(box, "Wider").fill("3")
    wait_for(page, start(page) + 3 * vectors()[4], "cgan", [4])


def test_a_model_without_directions_says_so_and_another_has_its_own(open_gan):
    page = open_gan("dcgan-32")
    box = tool(page, "directions")
    expect(box.get_by_text("The directions of this model were not measured.")).to_be_visible()
    expect(box.locator(".gan-directions")).to_be_hidden()
    page.locator(".zoo-models label", has_text="Untrained cgan").click()
    page.wait_for_function(f"{VIEWER}.model.name === 'cgan'")
    whole(page)
    expect(slider(box, SLANTED)).to_have_value("0")
    page.wait_for_function(f"document.querySelectorAll('{STRIP} canvas').length === {FRAMES}")
    assert page.locator(LARGE).evaluate(PIXELS) == page.locator(".gan-big").evaluate(PIXELS)


def test_a_link_leads_to_the_tool(open_gan):
    page = open_gan(tool="directions")
    expect(page.get_by_role("tab", name="Directions", exact=True)).to_have_attribute("aria-selected", "true")
    wait_for(page, start(page))
    assert view(page, "tool") == "directions"
