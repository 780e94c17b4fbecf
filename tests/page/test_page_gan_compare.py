"""Compare under the GAN sampler in a real browser: two models on the same noise, a mere record, a VAE."""

import pytest
import torch
from gan_models import EPOCHS, KEPT, METRICS, RECORD, build, epoch, sheets
from gan_page import PIXELS, alike, asked_samples
from gan_tools import drawn, levels, tool, wait_for_others
from playwright.sync_api import expect
from waiting import asks, enter, held_back, pause, settle

from tabs.gan.family import OTHERS
from zoo import load_folder
from zoo.models import noise

COLOURED = """canvas => { // its height, and the rows that have colour, not grey, near the right edge
    const x = canvas.width - Math.ceil(9 * canvas.width / canvas.clientWidth);
    const { data } = canvas.getContext('2d').getImageData(x, 0, 1, canvas.height);
    const isColoured = (y) => data[4 * y + 3] > 128 && Math.abs(data[4 * y] - data[4 * y + 1]) > 40;
    return [canvas.height, Array.from({ length: canvas.height }, (_, y) => y).filter(isColoured)] }"""


def sheet(page, side: int):
    return page.locator(".gan-side").nth(side).locator(".gan-sheet canvas")


def chosen(page) -> list[str]:
    return [field.input_value() for field in page.locator(".gan-side select").all()]


def wait_for_all(page, *sides: int) -> None:
    """Wait until the last sample of these sides has been painted."""
    for side in sides:
        expect(sheet(page, side)).to_have_count(25)
        page.wait_for_function(
            f"side => ({PIXELS})(document.querySelectorAll('.gan-side')[side]"
            ".querySelectorAll('.gan-sheet canvas')[24]).some(Boolean)",
            arg=side,
        )
    settle(page)


def test_two_models_draw_from_the_same_noise_and_the_better_figure_is_marked(open_gan):
    page = open_gan("dcgan-32")
    box = tool(page, "compare")
    expect(box.locator(".zoo-compare-table tbody tr").first).to_be_visible()
    assert chosen(page) == ["dcgan-32", "cgan"]  # the first that was made of it
    box.get_by_role("button", name="Untrained wgan-gp").click()
    assert chosen(page) == ["dcgan-32", "wgan-gp"]
    expect(box.get_by_role("button", name="Untrained wgan-gp")).to_have_attribute("aria-pressed", "true")
    expect(box.locator(".zoo-compare-table thead th")).to_have_text(["", "Untrained dcgan-32", "Untrained wgan-gp"])
    wait_for_all(page, 0, 1)
    for side, name in enumerate(("dcgan-32", "wgan-gp")):
        assert alike(levels(sheet(page, side)), drawn(name, noise.latents(1, 100, 0, 25)))
    row = box.locator(".zoo-compare-table tbody tr", has_text="Fréchet distance")
    assert row.locator("td").all_inner_texts() == ["20.00", "15.00 ✓"]
    expect(row.locator("th")).to_contain_text(f"real images: {METRICS['frechet_floor'][0]:.2f}")
    expect(box.locator(".zoo-compare-table tr", has_text="Coverage").locator(".is-better")).to_have_count(0)
    expect(box.locator(".zoo-guide")).to_contain_text("The critics play for different losses")
    expect(box.locator(".gan-taught").nth(1)).to_contain_text("Wasserstein critic")
    expect(box.get_by_text("made from the same random numbers")).to_be_visible()


def test_other_noise_gives_both_other_samples_and_a_bad_seed_is_said(open_gan):
    page = open_gan("dcgan-32")
    box = tool(page, "compare")
    box.get_by_role("button", name="Untrained wgan-gp").click()
    wait_for_all(page, 0, 1)
    before = [levels(sheet(page, side)) for side in (0, 1)]
    enter(box.get_by_label("seed of both"), "77")
    for side, name in enumerate(("dcgan-32", "wgan-gp")):
        wait_for_others(page, f".gan-side:nth-child({side + 1}) .gan-sheet canvas:nth-child(25)", before[side][24:])
        assert alike(levels(sheet(page, side)), drawn(name, noise.latents(77, 100, 0, 25)))
    chunks = asked_samples(page)
    for seed in ("-1", "1.5", "4294967296", ""):
        enter(box.get_by_label("seed of both"), seed)
        expect(box.get_by_label("seed of both")).to_have_attribute("aria-invalid", "true")
        expect(page.locator(".gan-status")).to_contain_text("from 0 to 4294967295")
    assert chunks == []
    box.get_by_role("button", name="Other noise").click()
    expect(box.get_by_label("seed of both")).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator(".gan-status")).to_be_empty()  # the sentence about the wrong one went with it
    enter(box.get_by_label("seed of both"), "-1")
    expect(page.locator(".gan-status")).not_to_be_empty()
    box.get_by_role("button", name="Untrained gan").click()  # another pair: neither stays
    expect(page.locator(".gan-status")).to_be_empty()
    expect(box.get_by_label("seed of both")).not_to_have_attribute("aria-invalid", "true")
    expect(box.get_by_label("seed of both")).not_to_have_value("")


def test_on_a_phone_what_the_trainings_showed_has_the_whole_width(open_gan):
    page = open_gan("dcgan-32", size="phone")
    box = tool(page, "compare")
    box.get_by_role("button", name="Untrained wgan-gp").click()
    wait_for_all(page, 0, 1)
    sheets, lessons = (
        [each.bounding_box() for each in box.locator(f".gan-{name}").all()] for name in ("sheet", "taught")
    )
    assert sheets[0]["y"] == sheets[1]["y"] and sheets[0]["x"] + sheets[0]["width"] <= sheets[1]["x"]
    assert lessons[0]["y"] + lessons[0]["height"] <= lessons[1]["y"] and min(each["width"] for each in lessons) > 300
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(box.locator(".gan-whose")).to_have_text(["Untrained dcgan-32: ", "Untrained wgan-gp: "])


FIRST_KEPT = """() => { const it = document.querySelectorAll(".gan-side")[1].querySelector(".gan-sheet canvas");
  if (it.width !== 28) return null;
  const { data } = it.getContext("2d").getImageData(0, 0, 28, 28);
  return data.some((level, i) => i % 4 < 3 && level) && [...data].filter((_, i) => i % 4 === 0); }"""


def test_beside_a_record_both_show_pictures_of_their_training(open_gan):
    page = open_gan("dcgan-32", fresh=True)
    box = tool(page, "compare")
    box.get_by_role("button", name=f"Untrained {RECORD}").click()
    left, right = box.locator(".gan-side").all()
    wait_for_all(page, 0, 1)  # of seed 1 its samples were kept
    kept = page.wait_for_function(FIRST_KEPT).json_value()
    drew = sheets(build(RECORD))[EPOCHS][0][0].flatten()
    assert (torch.tensor(kept) - drew.int()).abs().max() <= 9 and drew.max() > 100
    expect(right).to_contain_text(f"25 samples, epoch {EPOCHS}")
    expect(box.get_by_text("Each picture on the left is made from the same random numbers")).to_be_visible()
    enter(box.get_by_label("seed of both"), "7")
    for side in (left, right):
        expect(side.locator(".gan-frame")).to_be_visible()
        expect(side.locator(".gan-sheet")).to_be_hidden()
        expect(side).to_contain_text(f"Pictures of its training, epoch {EPOCHS}")
    expect(right).to_contain_text(f"python -m training train {RECORD}")
    expect(left).not_to_contain_text("python -m training train")
    size = right.locator(".gan-frame").evaluate("canvas => [canvas.width, canvas.height]")
    assert size == [5 * 18 - 2, 6 * 18 - 2]
    expect(box.get_by_text("both show pictures from their training, made from the same random numbers")).to_be_visible()
    expect(box.get_by_text("Its samples were kept for the seeds 1, 2.")).to_be_visible()
    expect(right.locator(".gan-chart").first).to_be_visible()  # its game was kept
    box.locator(".gan-side select").nth(0).select_option("wgan-gp")  # of this one an earlier epoch was kept
    expect(left).to_contain_text(f"Pictures of its training, epoch {KEPT['wgan-gp']}")
    box.locator(".gan-side select").nth(1).select_option("vae-20")
    expect(box.get_by_label("seed of both")).to_be_visible()
    wait_for_all(page, 0, 1)
    expect(left.locator(".gan-frame")).to_be_hidden()


def test_a_vae_stands_on_the_right_with_a_noise_of_its_own(open_gan):
    page = open_gan("dcgan-32", fresh=True)
    box = tool(page, "compare")
    box.get_by_role("button", name="Untrained vae-20").click()
    assert chosen(page) == ["dcgan-32", "vae-20"]
    expect(box.get_by_text("one draws from 100 random numbers, the other from 20 numbers.")).to_be_visible()
    expect(box.get_by_text("A VAE plays no game")).to_be_visible()
    wait_for_all(page, 0, 1)
    model = load_folder(OTHERS.find("vae-20").folder)
    with torch.inference_mode():
        images = model.decode(noise.latents(1, 20, 0, 25)).reshape(25, -1)
    assert alike(levels(sheet(page, 1)), (images * 255).round().int().tolist())
    left = box.locator(".gan-side").nth(0).locator("select option").all_inner_texts()
    assert "Untrained vae-20" not in left
    box.locator(".gan-side").nth(1).locator("select").select_option("conv-vae")
    expect(box.locator(".zoo-compare-table thead th").last).to_have_text("Convolutional VAE")
    expect(box.get_by_text("A VAE plays no game")).to_be_visible()


def test_a_model_that_is_told_the_digit_is_said_to_be_and_draws_them_in_order(open_gan):
    page = open_gan("cgan", fresh=True)
    box = tool(page, "compare")
    box.locator(".gan-side select").nth(1).select_option("dcgan-32")
    expect(box.get_by_text("one is also told which digit to draw")).to_be_visible()
    wait_for_all(page, 0, 1)
    labels = [i % 10 for i in range(25)]
    assert alike(levels(sheet(page, 0)), drawn("cgan", noise.latents(1, 100, 0, 25), labels))


def test_the_chosen_model_stands_on_the_left_and_the_other_stays(open_gan):
    page = open_gan("dcgan-32")
    box = tool(page, "compare")
    box.locator(".gan-side select").nth(1).select_option("gan")
    expect(box.locator(".zoo-compare-table thead th").last).to_have_text("Untrained gan")
    page.get_by_role("radio", name="Untrained wgan-gp").check()
    expect(box.locator(".zoo-compare-table thead th")).to_have_text(["", "Untrained wgan-gp", "Untrained gan"])
    assert chosen(page) == ["wgan-gp", "gan"]


def test_only_the_newest_wish_counts(open_gan):
    page = open_gan("dcgan-32")
    box = tool(page, "compare")
    expect(box.locator(".zoo-compare-table tbody tr").first).to_be_visible()
    with held_back(page, "compare") as waiting:
        box.get_by_role("button", name="Untrained vae-20").click()
        box.get_by_role("button", name="Untrained wgan-gp").click()
        pause(page)  # nothing more is asked for: the second waits for the first
        assert len(waiting) == 1
        expect(box.locator(".zoo-guide")).to_have_css("opacity", "0.55")  # what is there is of another pair
    expect(box.locator(".zoo-compare-table thead th").last).to_have_text("Untrained wgan-gp")
    expect(box.get_by_text("A VAE plays no game")).to_be_hidden()
    expect(box.locator(".zoo-guide")).to_have_css("opacity", "1")


def test_a_server_that_fails_gives_a_sentence_and_the_tool_stays(open_gan):
    page = open_gan("dcgan-32", fresh=True)
    page.route(
        "**/component_server/", lambda route: route.abort() if asks(route.request, "compare") else route.fallback()
    )
    box = tool(page, "compare")
    expect(page.locator(".gan-status")).to_contain_text("The server did not answer")
    expect(box.get_by_role("button", name="Untrained vae-20")).to_be_enabled()


def test_coverage_of_both_is_on_one_chart(open_gan):
    page = open_gan("dcgan-32")
    box = tool(page, "compare")
    box.get_by_role("button", name="Untrained wgan-gp").click()
    spread = box.locator(".gan-coverage")
    expect(spread.locator(".gan-legend span")).to_have_text(["Untrained dcgan-32", "Untrained wgan-gp"])
    height, rows = spread.locator("canvas").evaluate(COLOURED)
    share = 1 - (min(rows) * 170 / height - 10) / (170 - 32)  # of the way from the floor to the top
    assert share == pytest.approx(epoch(2)["coverage"], abs=0.03)
