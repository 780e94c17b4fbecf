"""What the GAN sampler says in a real browser: of one sample, of a server that is slow or fails, as text."""

import json
import re

import gan_page
import pytest
from gan_page import alike, expected, held_back, shown, view, whole
from playwright.sync_api import expect

from tabs.gan_tools import look
from zoo import noise

CELLS, STATUS = ".gan-cell", ".gan-status"


@pytest.fixture(scope="module")
def url(serve, tmp_path_factory):
    yield from gan_page.tab_of_untrained(serve, tmp_path_factory)


@pytest.fixture
def opened(browser, url):
    yield from gan_page.opening(browser, url)


def test_what_is_said_of_a_sample_is_what_the_model_the_judge_and_mnist_say(opened):
    page = opened("dcgan")
    page.locator(CELLS).nth(7).click()
    said = page.locator(".gan-one")
    expect(said).to_contain_text(re.compile(r"Of all training images number \d+"))
    latents = noise.latents(1, 100, 7, 1)
    answer = look({"model": "dcgan", "latents": gan_page.text_of(latents), "label": None})
    judged, nearest, rank = answer["judged"], answer["nearest"], answer["rank"]
    shares = {kind: f"{100 * rank[kind]:.0f}" for kind in ("generated", "real")}
    expect(said).to_contain_text(
        f"The discriminator (the critic) finds it more convincing than {shares['generated']} % of the generated digits "
        f"and {shares['real']} % of the real ones."
    )
    nearly_none = page.evaluate("zooGan.convincing({ generated: 0.004, real: 0 })")
    assert nearly_none.endswith("finds it less convincing than nearly all other digits, generated or real.")
    for kind, share in shares.items():
        bar = said.get_by_role("meter", name=f"Share of the {kind} digits")
        assert bar.get_attribute("aria-valuenow") == share
        filled = bar.evaluate("it => it.firstChild.getBoundingClientRect().width / it.getBoundingClientRect().width")
        assert filled == pytest.approx(rank[kind], abs=0.01)
    expect(said).to_contain_text(f"Its output for this image alone: {answer['probability']:.2f}; it learned on whole")
    expect(said).to_contain_text(f"sees a {judged['digit']} (")
    expect(said).to_contain_text(
        f"number {nearest['index']}, a {nearest['label']}, is the most like it: {nearest['distance']:.1f}"
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
    expect(said).to_contain_text(f"The discriminator (the critic) gives it {share} % to be a real digit.")
    assert answer["rank"] is None and said.get_by_role("meter").get_attribute("aria-valuenow") == share
    expect(said).not_to_contain_text("more convincing than")


def test_a_model_kept_without_its_critic_says_so(opened):
    page = opened("wgan-gp")
    expect(page.locator(".gan-one")).to_contain_text("was not kept with this model")
    expect(page.get_by_role("meter")).to_be_hidden()
    expect(page.locator(".gan-one")).to_contain_text("The judge, another network that reads digits, sees")


def test_a_server_that_does_not_answer_is_said_and_tried_again(opened):
    page = opened()
    page.route("**/component_server/", lambda route: route.abort())
    page.get_by_label("seed", exact=True).fill("3")
    expect(page.locator(STATUS)).to_contain_text("The server did not answer")
    assert view(page, "sampled().length") == 0  # those of the seed before are not passed off as this one's
    page.unroute("**/component_server/")
    page.get_by_role("button", name="Generate").click()
    whole(page)
    assert alike(shown(page), expected("dcgan", 3, 64))


def test_a_server_that_is_slow_to_begin_with_is_explained_kindly(opened):
    waiting, slow = [], [True]

    def hold(route):
        waiting.append(route) if slow and gan_page.asks(route.request, "samples") else route.fallback()

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
        page.wait_for_timeout(2000)
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
