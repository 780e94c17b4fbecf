"""The Shakespeare viewer in a real browser: links, two visitors at once, a server that fails, phone."""

import pytest
import text_page
from playwright.sync_api import expect
from text_page import (
    STATUS,
    TWISTED,
    VIEWER,
    WRITTEN,
    expected,
    link_of,
    seed_field,
    set_seed,
    text,
    turn,
    twisted,
    view,
    whole,
)
from waiting import asks

OPENING = "textarea[name=opening]"
STILL, NOTICE = ".shakespeare-still", ".shakespeare-notice"


@pytest.fixture(scope="module")
def url(serve, untrained):
    yield from text_page.tab_of_untrained(serve, untrained)


@pytest.fixture
def opened(new_page, url):
    yield from text_page.opening(new_page, url)


def fail(page, name: str = "write", after: int = 0):
    """From now on requests of this server function but the first ``after`` are not answered; the route's handler."""
    left = [after]

    def handler(route):
        if not asks(route.request, name):
            return route.fallback()
        left[0] -= 1
        return route.fallback() if left[0] >= 0 else route.abort()

    page.route("**/component_server/", handler)
    return handler


def test_a_link_writes_the_same_text_with_the_same_twist(opened):
    page = opened(seed=11, temperature=1.2, top_k=20, top_p=0.9, length=130)
    page.locator(OPENING).fill("ROMEO:\nO & what #1 ‘tis?")
    page.locator(OPENING).press("Control+Enter")
    page.wait_for_function(f"{VIEWER}.opening !== ''")
    whole(page)
    turn(page, "modern", 0.6)
    turn(page, "slang", 0.9)
    page.wait_for_function(f"{VIEWER}.twist.slang === 0.9")
    whole(page)
    page.get_by_role("button", name="Copy link", exact=True).click()
    link = link_of(page)
    said = {
        "tab": "shakespeare", "model": "shakespeare-vae", "seed": "11", "temperature": "1.2", "top_k": "20",
        "top_p": "0.9", "length": "130", "opening": "ROMEO:\nO & what #1 ‘tis?", "modern": "0.6", "slang": "0.9",
    }  # fmt: skip
    assert link == said | {"revision": text_page.revision("shakespeare-vae")[:8]}
    other = opened(**{key: value for key, value in link.items() if key not in ("tab", "model")}, fresh=True)
    whole(other)
    assert text(other) == text(page) and text(other, TWISTED) == text(page, TWISTED) and link_of(other) == link
    manner = {"temperature": 1.2, "top_k": 20, "top_p": 0.9}
    assert text(page) == expected("shakespeare-vae", 11, 130, opening=said["opening"], **manner)
    assert text(page, TWISTED) == twisted(text(page), seed=11, modernise=0.6, slang=0.9)


@pytest.mark.parametrize(("query", "length"), [({"seed": 7, "slang": 0}, 500), ({"length": 33, "temperature": 0}, 33)])
def test_a_link_may_say_a_part_only(opened, query, length):
    page = opened(fresh=True, **{"length": None} | query)
    manner = {"temperature": 0} if "temperature" in query else {}
    assert text(page) == expected("shakespeare-vae", query.get("seed", 1), length, **manner)
    assert view(page, "twist") == {"modern": 1, "slang": query.get("slang", 0.5)}


def test_a_link_with_nonsense_shows_the_rest_and_says_so(opened):  # all of it: tests/tabs/test_shakespeare_link.py
    page = opened(length=60, seed="9" * 40, fresh=True)
    expect(page.locator(NOTICE)).to_contain_text("The link's seed")
    assert text(page) == expected("shakespeare-vae", 1, 60)


def test_a_link_opens_its_tool_and_one_for_a_model_without_tools_names_none(opened):
    page = opened(tool="morph")
    expect(page.get_by_role("tab", selected=True, name="Morph")).to_be_visible()
    assert link_of(page)["tool"] == "morph"
    page.get_by_role("radio", name="Untrained shakespeare-lm", exact=True).check()
    page.wait_for_function(f"{VIEWER}.model.name === 'shakespeare-lm'")
    whole(page)
    assert "tool" not in link_of(page) and link_of(page)["model"] == "shakespeare-lm"


def test_two_visitors_write_at_once_each_their_own(opened):
    pages = [opened(seed=seed, length=600, ready=False) for seed in (21, 22)]
    for page in pages:
        whole(page)
    assert [text(page) for page in pages] == [expected("shakespeare-vae", seed, 600) for seed in (21, 22)]


def test_a_server_that_does_not_answer_is_said_and_tried_again(opened):
    page = opened()
    before = text(page)
    broken = fail(page)
    seed_field(page).fill("3")
    expect(page.locator(STATUS)).to_contain_text("The server did not answer")
    expect(page.locator(STILL)).to_contain_text("still the text of seed 1; the server did not give that of seed 3.")
    assert seed_field(page).input_value() == "1" and link_of(page)["seed"] == "1" and text(page) == before
    page.unroute("**/component_server/", broken)
    page.locator(STILL).get_by_role("button", name="Try again").click()
    page.wait_for_function(f"{VIEWER}.seed === 3")
    whole(page)
    expect(page.locator(STILL)).to_be_hidden()
    expect(page.locator(STATUS)).to_be_empty()
    assert text(page) == expected("shakespeare-vae", 3)


def test_a_server_that_falls_silent_leaves_what_is_there_and_writing_goes_on_later(opened):
    page = opened(length=150)
    broken = fail(page, after=2)
    seed_field(page).fill("4")
    told = page.locator(".shakespeare-told")
    expect(told).to_contain_text("Seed 4 · the server fell silent after 120 of 150")
    wanted = expected("shakespeare-vae", 4, 150)
    assert text(page) == wanted[:120]
    page.unroute("**/component_server/", broken)
    told.get_by_role("button", name="Write on").click()
    whole(page)
    assert text(page) == wanted
    expect(told).not_to_contain_text("silent")


def test_a_first_text_that_fails_can_be_tried_again(opened):
    broken = []
    page = opened(ready=False, setup=lambda page: broken.append(fail(page)))
    expect(page.locator(STILL)).to_contain_text("The server did not give the text.")
    assert text(page) == ""
    page.unroute("**/component_server/", broken[0])
    page.locator(STILL).get_by_role("button", name="Try again").click()
    whole(page)
    assert text(page) == expected("shakespeare-vae", 1)


@pytest.mark.parametrize("trouble", ["an answer that is none", "a page that fails"])
def test_a_writer_that_fails_ends_with_one_sentence(opened, trouble):
    page = opened(expected="", fresh=True)  # the console tells what it was
    before = text(page)
    if trouble == "an answer that is none":
        page.route(
            "**/component_server/", lambda it: it.fulfill(json={}) if asks(it.request, "write") else it.fallback()
        )
    else:
        page.locator(WRITTEN).evaluate("it => { it.replaceChildren = () => { throw new Error('no text today'); }; }")
    seed_field(page).fill("3")
    expect(page.locator(STATUS)).to_contain_text("Something in this page went wrong, so the text ends here")
    assert not view(page, "writing")
    expect(page.locator("[data-do=stop]")).to_be_hidden()
    expect(page.locator(".shakespeare-waking")).to_be_empty()
    if trouble == "an answer that is none":
        assert text(page) == before and seed_field(page).input_value() == "1"
        page.unroute_all()
        page.locator(STILL).get_by_role("button", name="Try again").click()
        page.wait_for_function(f"{VIEWER}.seed === 3")
        whole(page)
        assert text(page) == expected("shakespeare-vae", 3)


def test_a_dead_server_leaves_the_page_alive(opened):
    page = opened()
    before = text(page), text(page, TWISTED)
    page.route("**/component_server/", lambda route: route.abort())
    turn(page, "slang", 0.9)
    expect(page.locator(".shakespeare-failed")).to_contain_text("The server did not answer")
    page.get_by_role("button", name="New random seed").click()
    expect(page.locator(STILL)).to_contain_text("still the text of seed 1")
    assert text(page) == before[0]
    page.unroute_all()
    page.locator(".shakespeare-failed").get_by_role("button", name="Try again").click()
    whole(page)
    assert text(page, TWISTED) == twisted(before[0], modernise=1, slang=0.9)


def test_a_first_text_that_is_late_is_explained(opened):
    waiting, late = [], [True]

    def hold(route):
        return waiting.append(route) if late and asks(route.request, "write") else route.fallback()

    page = opened(ready=False, setup=lambda page: page.route("**/component_server/", hold))
    expect(page.locator(".shakespeare-waking")).to_contain_text("the server is waking up")
    late.clear()
    waiting.pop().continue_()
    whole(page)
    expect(page.locator(".shakespeare-waking")).to_be_empty()


def test_on_a_phone_the_dials_are_folded_and_what_was_asked_for_comes_into_sight(opened):
    page = opened(size="phone", length=300)
    dial = page.locator("input[name=top_p]")
    expect(dial).to_be_hidden()
    page.locator(".shakespeare-more-dials > summary").tap()
    expect(dial).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    set_seed(page, 9)
    page.locator(".shakespeare-go").tap()
    page.wait_for_function("document.querySelector('.is-first').getBoundingClientRect().top < 60")
    whole(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
