"""What the GAN sampler says in a real browser: of one sample, of a server that is slow or fails, as text."""

import json
import re

import gan_page
import pytest
from gan_page import VIEWER, alike, expected, set_truncation, shown, view, whole
from playwright.sync_api import expect
from waiting import asks, held_back, pause

from tabs.gan.tools import look
from zoo.models import noise

CELLS, STATUS = ".gan-cell", ".gan-status"


@pytest.fixture(scope="module")
def url(serve, untrained):
    yield from gan_page.tab_of_untrained(serve, untrained)


@pytest.fixture
def opened(new_page, url):
    yield from gan_page.opening(new_page, url)


def test_what_is_said_of_a_sample_is_what_the_model_the_judge_and_mnist_say(opened):
    page = opened("dcgan")
    page.locator(CELLS).nth(7).click()
    said = page.locator(".gan-one")
    expect(said).to_contain_text(re.compile(r"The most similar training image is number \d+"))
    latents = noise.latents(1, 100, 7, 1)
    answer = look({"model": "dcgan", "latents": gan_page.text_of(latents), "label": None})
    judged, nearest, rank = answer["judged"], answer["nearest"], answer["rank"]
    shares = {kind: f"{100 * rank[kind]:.0f}" for kind in ("generated", "real")}
    expect(said).to_contain_text(
        f"The discriminator (the critic) finds it more convincing than {shares['generated']} % of the generated digits "
        f"and {shares['real']} % of the real ones."
    )
    for kind, share in shares.items():
        bar = said.get_by_role("meter", name=f"Share of the {kind} digits")
        assert bar.get_attribute("aria-valuenow") == share
        filled = bar.evaluate("it => it.firstChild.getBoundingClientRect().width / it.getBoundingClientRect().width")
        assert filled == pytest.approx(rank[kind], abs=0.01)
    expect(said).to_contain_text(f"Its output for this image alone: {answer['probability']:.2f}; it learned on whole")
    digit = f"{'an' if judged['digit'] == 8 else 'a'} {judged['digit']} ("
    expect(said).to_contain_text(f"sees {'no digit in it' if judged['no_digit'] > 0.5 else digit}")
    expect(said).to_contain_text(
        f"number {nearest['index']}, a {nearest['label']}, at a distance of {nearest['distance']:.1f}"
    )
    expect(said).to_contain_text("6.2 from theirs on average")
    theirs = page.get_by_label(re.compile("Nearest training image, a")).evaluate(gan_page.PIXELS)
    assert theirs == list(gan_page.bytes_of(nearest["image"]))
    low, high = float(latents.min()), float(latents.max())
    expect(said.get_by_label(f"100 numbers from {low:.2f} to {high:.2f}".replace("-", "−"))).to_be_visible()


def test_without_a_rank_the_critics_own_probability_is_shown(opened):
    page = opened("gan")
    page.locator(CELLS).nth(7).click()
    answer = look({"model": "gan", "latents": gan_page.text_of(noise.latents(1, 100, 7, 1)), "label": None})
    share = f"{100 * answer['probability']:.0f}"
    said = page.locator(".gan-one")
    expect(said).to_contain_text(
        f"The discriminator (the critic) gives it a chance of {share} % of being a real digit."
    )
    assert answer["rank"] is None and said.get_by_role("meter").get_attribute("aria-valuenow") == share
    expect(said).not_to_contain_text("more convincing than")


def test_a_model_kept_without_its_critic_says_so(opened):
    page = opened("wgan-gp")
    expect(page.locator(".gan-one")).to_contain_text("was not kept with this model")
    expect(page.get_by_role("meter")).to_be_hidden()
    expect(page.locator(".gan-one")).to_contain_text("The judge, another network that reads digits, sees")


def test_a_server_that_does_not_answer_is_said_and_tried_again(opened):
    page = opened()
    before = shown(page)
    page.route("**/component_server/", lambda route: route.abort())
    page.get_by_label("seed", exact=True).fill("3")
    expect(page.locator(STATUS)).to_contain_text("The server did not answer")
    still = page.locator(".gan-still")
    expect(still).to_contain_text("These are still the digits of seed 1; the server did not give those of seed 3.")
    expect(page.get_by_label("seed", exact=True)).to_have_value("1")  # field, link and files are of what is shown
    expect(page.get_by_label("Link to these digits")).to_have_value(re.compile("seed=1&"))
    expect(page.locator(".gan-progress")).to_have_text("64 of 64")
    assert view(page, "seed") == 1 and view(page, "sampled().length") == 64 and shown(page) == before
    page.unroute("**/component_server/")
    still.get_by_role("button", name="Try again").click()
    page.wait_for_function(f"{VIEWER}.seed === 3")
    whole(page)
    expect(still).to_be_hidden()
    expect(page.locator(STATUS)).to_be_empty()
    assert alike(shown(page), expected("dcgan", 3, 64))


def test_digits_that_came_in_part_make_way_for_those_before(opened):
    page = opened(count=100)
    before, left = shown(page), [2]

    def fail(route):
        if not asks(route.request, "samples") or left[0] > 0:
            left[0] -= 1
            return route.fallback()
        return route.abort()

    page.route("**/component_server/", fail)
    page.get_by_role("group", name="How many").get_by_role("button", name="64", exact=True).click()
    whole(page)
    assert len(shown(page)) == 64  # these were kept
    set_truncation(page, 1.0, wait=False)
    still = page.locator(".gan-still")
    expect(still).to_contain_text("still the digits of seed 1, without truncation; the server did not give the others")
    whole(page)
    assert view(page, "truncation") is None and shown(page) == before[:64]


def test_a_first_draw_that_fails_can_be_tried_again(opened):
    broken = [True]

    def fail(route):
        route.abort() if broken and asks(route.request, "samples") else route.fallback()

    page = opened(ready=False, setup=lambda page: page.route("**/component_server/", fail))
    still = page.locator(".gan-still")
    expect(still).to_contain_text("The server did not give the digits.")
    broken.clear()
    still.get_by_role("button", name="Try again").click()
    whole(page)
    expect(still).to_be_hidden()
    assert alike(shown(page), expected("dcgan", 1, 64))


def test_what_was_said_of_one_sample_is_not_shown_beside_another(opened):
    page = opened()
    said = page.locator(".gan-one .gan-said, .gan-one .gan-meters, .gan-one .gan-pair figure:last-child")
    expect(said).to_have_count(5)
    for each in said.all():
        expect(each).to_be_visible()
    height = page.locator(".gan-one").bounding_box()["height"]
    page.route("**/component_server/", lambda route: route.abort())
    page.locator(CELLS).nth(9).click()
    expect(page.locator(STATUS)).to_contain_text("The server did not answer")
    for each in said.all():
        expect(each).to_be_hidden()
    assert page.locator(".gan-one").bounding_box()["height"] == height
    page.locator(CELLS).nth(0).click()  # of this one all is known
    for each in said.all():
        expect(each).to_be_visible()


def test_a_server_that_is_slow_to_begin_with_is_explained_kindly(opened):
    waiting, slow = [], [True]

    def hold(route):
        waiting.append(route) if slow and asks(route.request, "samples") else route.fallback()

    page = opened(ready=False, setup=lambda page: page.route("**/component_server/", hold))
    expect(page.locator(".gan-waking")).to_have_text(
        "The first digits take a few seconds: the server is waking up.", timeout=10_000
    )
    slow.clear()
    waiting.pop().continue_()
    whole(page)
    expect(page.locator(".gan-waking")).to_be_empty()
    with held_back(page, "samples"):
        page.get_by_label("seed", exact=True).fill("5")
        pause(page, 2000)  # nothing is said, however long it takes
        expect(page.locator(".gan-waking")).to_be_empty()  # it is awake now; who waits later waits for others


def test_a_sentence_of_the_server_is_text_and_no_markup(opened):
    page = opened()
    evil = "<img src=x onerror='throw new Error(1)'> no such model"
    page.route(
        "**/component_server/",
        lambda route: route.fulfill(body=json.dumps({"error": evil}), content_type="application/json"),
    )
    page.get_by_label("seed", exact=True).fill("3")
    expect(page.locator(STATUS)).to_have_text(evil)
    assert page.locator(f"{STATUS} img").count() == 0
