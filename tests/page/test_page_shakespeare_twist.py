"""The twist in a real browser: two columns, dials, changed words marked and explained, the other way round, copies."""

import pytest
import text_page
from playwright.sync_api import expect
from text_page import TWISTED, VIEWER, WRITTEN, answered, text, turn, twisted, view, whole
from waiting import asks, settle

from tabs.shakespeare import tab as shakespeare
from tabs.shakespeare.twist import twist

SCENE = (
    "JULIET:\nO Romeo, Romeo! wherefore art thou Romeo?\nDeny thy father and refuse thy name;\nOr, if thou wilt not, "
    "be but sworn my love,\nAnd I'll no longer be a Capulet.\n\nROMEO:\nI know thee not, good lady. What said he?\n"
)
HOSTILE = "<img src=x onerror=alert(1)> <b>thou art</b> ${alert(1)} {{value}} </script> 😀 שלום thy"
TIP = ".shakespeare-tip"
OWN = "textarea[name=own]"
WAY = "Your English → Shakespeare"
SENT = {"modern": "modernise", "slang": "slang", "old": "shakespearise"}  # a dial, and what the server knows it by


shown = {"text": SCENE}  # what the page writes


def write(request: dict) -> dict:
    """The next piece of what is shown, in a model's place."""
    first = len(request["so_far"])
    piece = shown["text"][first : first + request["count"]]
    read = {} if first else {"read": {"text": "", "replaced": [], "dropped": []}}
    return {"text": piece, "tokens": [0] * len(piece)} | read


@pytest.fixture(scope="module")
def url(serve, untrained):
    """URL of the tab with ``write`` of ours: a route of Playwright's would have all scripts fetched anew."""
    server = tuple(write if each.__name__ == "write" else each for each in shakespeare.SERVER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shakespeare, "SERVER", server)
        yield from text_page.tab_of_untrained(serve, untrained)


@pytest.fixture
def opened(new_page, url):
    yield from text_page.opening(new_page, url)


@pytest.fixture
def scene(opened):
    """``scene(text, **query)`` -> the tab with this text as the model's own."""

    def start(written=SCENE, size="desktop", **query):
        shown["text"] = written
        return opened(size=size, **{"length": len(written)} | query)

    return start


def turned(page, name: str, value: float) -> None:
    """Move a dial and wait for what it makes.

    A dial asks twice, while it is dragged and when it is let go: the second answer to an earlier move may come first.
    """

    def answers(response) -> bool:
        return asks(response.request, "twist") and response.request.post_data_json["data"][SENT[name]] == value

    with page.expect_response(answers) as answer:
        turn(page, name, value)
    answer.value.finished()
    settle(page)


def marks(page, column: str = TWISTED) -> list[list]:
    """Number and words of the changes marked in a column."""
    found = page.locator(f"{column} mark").evaluate_all("them => them.map(it => [+it.dataset.edit, it.textContent])")
    joined = {}
    for edit, words in found:
        joined[edit] = joined.get(edit, "") + words
    return list(joined.items())


@pytest.mark.parametrize("size", list(text_page.SIZES))
def test_both_columns_hold_what_the_twist_says_to_the_character(scene, size):
    page = scene(size=size, modern=1, slang=0.6)
    pieces = twist({"text": SCENE, "modernise": 1, "slang": 0.6, "seed": 1})["pieces"]
    changed = [(at, piece) for at, piece in enumerate(pieces) if "before" in piece]
    assert len(changed) > 8 and text(page) == SCENE and text(page, TWISTED) == "".join(it["text"] for it in pieces)
    assert marks(page) == [(at, piece["text"]) for at, piece in changed]
    assert marks(page, WRITTEN) == [(at, piece["before"]) for at, piece in changed]
    expect(page.locator(".shakespeare-changes")).to_have_text(f"{len(changed)} changes")
    left, right = (page.locator(column).bounding_box() for column in (WRITTEN, TWISTED))
    stacked = right["y"] > left["y"] + left["height"]
    assert stacked == (size == "phone") and (stacked or right["x"] > left["x"] + left["width"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_whole_text_is_written_on_up_to_the_longest(scene):
    page, longest = scene(("O, what a rogue! " * 118)[:2000], length=1800, modern=0, slang=0), shown["text"]
    assert text(page) == longest[:1800]
    on = page.get_by_role("button", name="Write on", exact=True)
    on.click()
    page.wait_for_function(f"{VIEWER}.length === 2000")
    whole(page)
    assert text(page) == longest
    expect(on).to_be_hidden()


def test_it_is_set_like_a_play(scene):
    page = scene()
    lines = page.locator(f"{WRITTEN} .shakespeare-line")
    kinds = lines.evaluate_all("them => them.map(it => [it.className.split(' is-')[1], it.textContent])")
    assert kinds[0] == ["name", "JULIET:\n"] and kinds[6] == ["name", "ROMEO:\n"]
    assert [kind for kind, _ in kinds].count("verse") == 5 and kinds[5] == ["gap", "\n"]
    face = page.locator(WRITTEN).evaluate("it => getComputedStyle(it).fontFamily")
    assert face.endswith("serif") and "sans" not in face


def test_dials_change_what_is_there_and_at_none_nothing_is_changed(scene):
    page = scene(slang=0)
    seen = []
    for modern in (0.3, 0.6, 1, 0):
        turned(page, "modern", modern)
        assert text(page, TWISTED) == twisted(SCENE, modernise=modern) and text(page) == SCENE
        seen.append(len(marks(page)))
    assert 0 < seen[0] < seen[2] and seen[3] == 0 and text(page, TWISTED) == SCENE
    expect(page.locator(".shakespeare-changes")).to_have_text("0 changes")
    sides = page.locator(".shakespeare-sounds-side b")
    expect(sides.nth(1)).to_have_text(sides.nth(0).text_content(timeout=30_000))  # the same text sounds the same
    expect(page.locator(".shakespeare-sounds")).to_contain_text("lines that it had not read")
    turned(page, "slang", 1)
    assert text(page, TWISTED) == twisted(SCENE, slang=1)
    assert page.locator(f"{TWISTED} mark.is-slang").count() == page.locator(f"{TWISTED} mark").count() > 0


def test_the_seed_chooses_the_slang(scene):
    page = scene(modern=0, slang=1)
    assert text(page, TWISTED) == twisted(SCENE, slang=1)
    text_page.set_seed(page, 12)
    assert text(page, TWISTED) == twisted(SCENE, seed=12, slang=1) != twisted(SCENE, slang=1)


def test_the_twist_follows_while_it_is_being_written(scene):
    page, later, held = scene(slang=0), [], [True]

    def hold(route):
        goes_on = held and asks(route.request, "write") and route.request.post_data_json["data"]["so_far"]
        return later.append(route) if goes_on else route.fallback()

    page.route("**/component_server/", hold)
    page.locator(".shakespeare-go").click()
    page.wait_for_function(f"{VIEWER}.text().length === 40 && {VIEWER}.twisted() !== null")
    assert view(page, "writing") and text(page, TWISTED) == twisted(SCENE[:40], modernise=1)
    turned(page, "modern", 0.2)
    assert view(page, "writing") and text(page, TWISTED) == twisted(SCENE[:40], modernise=0.2)
    held.clear()
    for route in later:
        route.continue_()
    whole(page)
    assert text(page, TWISTED) == twisted(SCENE, modernise=0.2)


def test_pointing_shows_what_it_was_and_the_rule(scene):
    page = scene(slang=0)
    page.locator(f"{TWISTED} mark", has_text="why").hover()
    expect(page.locator(TIP)).to_have_text("wherefore → whyA word that people use differently today.")
    pointed = page.locator("mark.is-pointed").all_text_contents()
    assert pointed == ["wherefore", "why"]  # its partner in the other column, too
    page.locator(f"{WRITTEN} mark", has_text="said he").hover()
    expect(page.locator(TIP)).to_contain_text("said he → did he say")
    page.mouse.move(1, 1)
    expect(page.locator(TIP)).to_be_hidden()


def test_every_rule_is_explained(scene):
    page = scene(slang=1)
    said = set()
    for mark in page.locator(f"{TWISTED} mark").all():
        mark.focus()
        said.update(page.locator(f"{TIP} > span:not(.shakespeare-tip-change)").all_text_contents())
    assert len(said) > 4
    assert [sentence for sentence in said if not sentence.endswith(".")] == []  # a rule without a sentence stands bare


def test_the_keyboard_goes_from_change_to_change(scene):
    page = scene(slang=0)
    them = page.locator(f"{TWISTED} mark")
    assert page.locator(f"{TWISTED} mark[tabindex='0']").count() == 1
    them.first.focus()
    expect(page.locator(TIP)).to_contain_text("wherefore → why")
    assert them.first.get_attribute("aria-describedby") == page.locator(TIP).get_attribute("id")
    page.keyboard.press("ArrowRight")
    expect(page.locator(TIP)).to_contain_text("art → are")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(TIP)).to_contain_text("wherefore → why")
    page.keyboard.press("Escape")
    expect(page.locator(TIP)).to_be_hidden()


def test_a_tap_shows_it_on_a_phone_within_the_window(scene):
    page = scene(size="phone", slang=0)
    for at in (0, 3, -1):
        page.locator(f"{TWISTED} mark").nth(at).tap()
        expect(page.locator(TIP)).to_be_visible()
        box = page.locator(TIP).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["y"] >= 0 and box["y"] + box["height"] <= 844
    page.locator(f"{TWISTED} mark").nth(-1).tap()
    expect(page.locator(TIP)).to_be_hidden()


def test_the_other_way_round_takes_the_visitors_own_english(scene):
    page = scene()
    page.get_by_role("button", name=WAY).click()
    expect(page.locator(TWISTED)).to_contain_text("Good morrow, how dost thou?")  # an example is there
    mine = "Do you know where he is?\nYou are my best friend, but you never listen to me."
    page.locator(OWN).fill(mine)
    page.wait_for_function(f"{VIEWER}.twisted()?.includes('thou')")
    assert text(page, TWISTED) == twisted(mine, shakespearise=1)
    turned(page, "old", 0.3)
    assert text(page, TWISTED) == twisted(mine, shakespearise=0.3) != twisted(mine, shakespearise=1)
    expect(page.locator(WRITTEN)).to_be_hidden()
    page.get_by_role("button", name="What the model wrote").click()
    whole(page)
    assert text(page) == SCENE and text(page, TWISTED) == twisted(SCENE, modernise=1, slang=0.5)


def test_hostile_text_is_shown_as_text(scene):
    page = scene(written=HOSTILE, size="phone", slang=0)
    assert text(page) == HOSTILE and text(page, TWISTED) == twisted(HOSTILE, modernise=1)
    page.get_by_role("button", name=WAY).click()
    page.locator(OWN).fill(f"You know {HOSTILE} you are")
    page.wait_for_function(f"{VIEWER}.twisted()?.startsWith('Thou')")
    assert text(page, TWISTED) == twisted(f"You know {HOSTILE} you are", shakespearise=1)
    assert page.locator(".shakespeare-text :is(img, b, script)").count() == 0
    page.locator(f"{TWISTED} mark").first.focus()
    assert page.locator(f"{TIP} img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_text_beyond_the_most_is_refused_with_a_sentence_and_none_is_no_error(scene):
    page = scene()
    page.get_by_role("button", name=WAY).click()
    page.locator(OWN).evaluate("it => { it.value = 'thou '.repeat(4001); it.dispatchEvent(new Event('input')); }")
    failed = page.locator(".shakespeare-failed")
    expect(failed).to_contain_text("Your text has 20,005 characters; shorten it to at most 20,000.")
    assert text(page, TWISTED) == ""
    page.locator(OWN).fill("")
    expect(failed).to_be_hidden()
    assert text(page, TWISTED) == ""
    page.locator(OWN).fill("I know you. You are here. " * 250)
    page.wait_for_function(f"{VIEWER}.twisted()?.startsWith('I know thee')")
    assert len(marks(page)) == 500


def test_a_twist_that_does_not_come_leaves_the_text_and_can_be_tried_again(scene):
    page = scene()
    with answered(page, "twist", [{"error": "The twist is out of order."}]):
        turn(page, "modern", 0.7)
        failed = page.locator(".shakespeare-failed")
        expect(failed).to_contain_text("The twist is out of order.")
        assert text(page) == SCENE and text(page, TWISTED) == "" and marks(page, WRITTEN) == []
    failed.get_by_role("button", name="Try again").click()
    whole(page)
    assert text(page, TWISTED) == twisted(SCENE, modernise=0.7, slang=0.5)


def test_either_text_is_copied_and_saved_as_it_is(scene):
    page = scene()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for column, title, suffix in [
        (WRITTEN, "the text as written", ""),
        (TWISTED, "the text with its twist", "-twisted"),
    ]:
        page.get_by_role("button", name=f"Copy {title}").click()
        expect(page.locator(text_page.STATUS)).to_have_text("Copied.")
        assert page.evaluate("navigator.clipboard.readText()") == text(page, column)
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Save {title}").click()
        assert download.value.suggested_filename == f"shakespeare-vae-seed-1{suffix}.txt"
        assert download.value.path().read_text(encoding="utf-8") == text(page, column)
    page.get_by_role("button", name=WAY).click()
    page.locator(OWN).fill("You are 😀 here")
    page.wait_for_function(f"{VIEWER}.twisted()?.startsWith('Thou')")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the text with its twist").click()
    assert download.value.suggested_filename == "my-english-twisted.txt"
    assert download.value.path().read_text(encoding="utf-8") == "Thou art 😀 here\n"


def test_what_is_selected_by_hand_is_copied_line_by_line(scene):
    page = scene()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(f"getSelection().selectAllChildren(document.querySelector('{TWISTED}'))")
    page.keyboard.press("Control+C")
    assert page.evaluate("navigator.clipboard.readText()") == text(page, TWISTED)
