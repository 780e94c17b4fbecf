"""The twist: properties that hold for any text, the bad input, and whole scenes. Single pairs: test_twist_pairs.py."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zoo.errors import ZooError
from zoo.twist import blend, modernise, shakespearise
from zoo.twist.lists import each
from zoo.twist.words import Edit, apply, compose

OLD = each(
    "thou thee thy thine ye you art wert wilt hath doth dost know'st lovest loveth runneth went'st call'd o'er ne'er "
    "'tis 'twas is't i' the th' an a O I what said he wherefore whither hence not no best west forest Elizabeth foe "
    "apothecary prithee pray I'll to see him good morrow . , ? ! ; : -- ' ROMEO: THOU Know fear think shall made it"
) | {"\n"}
NEW = each(
    "you your yours are were have do don't does not know love see he she goes what did where I it's an a your eye hour "
    "guys please think will can't you're . , ? !"
) | {"\n"}
WORDS = sorted(OLD | NEW)
anything = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200)
speech = st.lists(st.sampled_from(WORDS), max_size=24).map(" ".join)
mixed = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), max_size=16).map("".join)
texts = st.one_of(anything, speech, mixed)
dials = st.floats(0, 1)
TWISTS = {"modernise": modernise, "shakespearise": shakespearise, "blend": lambda text, dial=1.0: blend(text, dial, 7)}

# rule: how often it is used, and how many letters it writes
MODERNISED = {
    "contraction": (246, 1199),
    "negation": (57, 579),
    "old spelling": (3, 11),
    "order": (6, 47),
    "phrase": (100, 872),
    "pronoun": (660, 2217),
    "question": (50, 514),
    "spelling": (335, 2379),
    "verb": (395, 1598),
    "word": (555, 2643),
}
SHAKESPEARISED = {
    "contraction": (29, 201),
    "negation": (14, 158),
    "phrase": (73, 403),
    "pronoun": (474, 2492),
    "question": (73, 724),
    "verb": (210, 1348),
    "word": (353, 1684),
}
BLENDED = {
    "slang adjective": (90, 563),
    "slang closer": (224, 4569),
    "slang noun": (156, 1259),
    "slang opener": (76, 1036),
    "slang phrase": (209, 1013),
    "slang verb": (69, 493),
}
BLENDED_HALF = {
    "slang adjective": (42, 250),
    "slang closer": (112, 2201),
    "slang noun": (81, 672),
    "slang opener": (28, 363),
    "slang phrase": (94, 452),
    "slang verb": (39, 294),
}


@pytest.fixture(scope="module", params=list(TWISTS))
def twist(request):
    return TWISTS[request.param]


@pytest.fixture(scope="module")
def plays(real_text) -> str:
    return real_text


@pytest.fixture(scope="module")
def part(plays):
    """A part of the plays, for time, and what it is in today's English."""
    some = plays[600_000:800_000]
    return some, modernise(some)


# ---- properties
@settings(max_examples=150, deadline=None)
@given(text=texts, dial=dials)
@example(text="مرحبا thou 👩‍👩‍👧 art\u0301 שלום", dial=1.0)
@example(text="‘’Tis thou’ — ’tis\r\n\tI’ the", dial=1.0)
def test_the_edits_alone_make_the_text(twist, text, dial):
    twisted = twist(text, dial)
    assert apply(text, twisted.edits) == twisted.text
    end = 0
    for edit in twisted.edits:
        assert end <= edit.start <= edit.end
        assert edit.before == text[edit.start : edit.end] != edit.after
        assert edit.rule
        end = edit.end


@settings(max_examples=50, deadline=None)
@given(text=texts)
def test_a_dial_at_0_is_the_identity(twist, text):
    assert twist(text, 0) == (text, ())


@settings(max_examples=100, deadline=None)
@given(text=texts, one=dials, two=dials)
def test_a_higher_dial_keeps_every_edit(twist, text, one, two):
    low, high = sorted((one, two))
    assert set(twist(text, low).edits) <= set(twist(text, high).edits)


@settings(max_examples=200, deadline=None)
@given(text=texts)
def test_modernising_twice_changes_nothing_more(text):
    once = modernise(text).text
    assert modernise(once) == (once, ())


@settings(max_examples=100, deadline=None)
@given(text=texts)
def test_lines_and_marks_stay(twist, text):
    """No verse line appears or goes, and no mark but those inside phrases, as in "to-morrow" and "hence, be gone"."""
    twisted = twist(text).text
    assert twisted.count("\n") == text.count("\n")
    if twist is not TWISTS["blend"]:
        marks = re.compile(r"[^\w\s'’\u0300-\u036f]", re.UNICODE)
        assert [mark for mark in marks.findall(text) if mark not in ".-,"] == [
            mark for mark in marks.findall(twisted) if mark not in ".-,"
        ]


@settings(max_examples=100, deadline=None)
@given(text=st.lists(st.sampled_from(sorted(NEW)), max_size=24).map(" ".join))
def test_thou_never_gets_the_verb_of_you(text):
    for line in shakespearise(text).text.lower().split("\n"):
        asked = re.search(r"(art|wert|dost|didst|hast|wilt|est) thou", line)  # its own verb stands before it
        assert asked or not re.search(r"\bthou (are|were|have|do|does|will|don't)\b", line)


@settings(max_examples=100, deadline=None)
@given(text=texts, seed=st.integers(-(2**70), 2**70))
def test_slang_is_the_same_for_the_same_seed(text, seed):
    assert blend(text, 0.8, seed) == blend(text, 0.8, seed)


def test_slang_differs_between_seeds(plays):
    found = {blend(plays[:3000], 0.5, seed).text for seed in range(5)}
    assert len(found) == 5


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=12), st.data())
def test_composed_edits_do_what_both_lists_do(digits, data):
    """Against a plain reference: make the first edits, then the second."""
    text = "".join(map(str, digits))
    first = data.draw(edit_lists(text))
    between = apply(text, [edit for _, edit in first])
    second = data.draw(edit_lists(between))
    composed = [edit for _, edit in compose(text, first, second)]
    assert apply(text, composed) == apply(between, [edit for _, edit in second])


@st.composite
def edit_lists(draw, text: str):
    """Ranked edits of ``text``, in order and apart, none of them empty before."""
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    return [(0.5, Edit(start, end, text[start:end], draw(st.text("ab", max_size=3)), "rule")) for start, end in spans]


# ---- whole plays
def test_the_plays_hold_still_once_modernised(plays):
    for text in plays.split("\n\n")[::9]:
        once = modernise(text).text
        assert modernise(once).text == once, text


def test_hardly_an_old_form_is_left(part):
    """Under 1 % of the old pronouns and auxiliaries, and of the verbs in -'st and -eth."""
    old = re.compile(
        r"\b(thou|thee|thy|thine|thyself|ye|hath|doth|dost|hast|hadst|didst|canst|shalt|wilt|wouldst|couldst|shouldst|"
        r"mayst|wert|wast|[a-z]+'st|(?!elizabeth|teeth)[a-z]{2,}eth)\b",
        re.IGNORECASE,
    )
    before, after = (len(old.findall(text)) for text in (part[0], part[1].text))
    assert before > 700
    assert after < 0.01 * before


def test_each_rule_changes_as_much_of_the_plays_as_it_did(part):
    """How often each rule is used and how many letters it writes. A rule that was mended has other numbers, and whoever
    mends it reads what it changes now."""
    today = part[1].text[:100_000]
    for made, right in (
        (part[1], MODERNISED),
        (shakespearise(today), SHAKESPEARISED),
        (blend(today, 1.0, 7), BLENDED),
        (blend(today, 0.5, 8), BLENDED_HALF),
    ):
        assert {rule: tuple(map(sum, zip(*sizes, strict=True))) for rule, sizes in by_rule(made).items()} == right


def by_rule(twisted):
    """The sizes of a twist's edits, as (1, letters), by their rules."""
    found = {}
    for edit in twisted.edits:
        found.setdefault(edit.rule, []).append((1, len(edit.after)))
    return found


def test_speakers_spaces_and_lines_of_a_scene_stay(plays):
    scene = plays[plays.index("O Romeo, Romeo! wherefore") - 5000 :][:40_000]
    for twist in TWISTS.values():
        lines = zip(scene.split("\n"), twist(scene).text.split("\n"), strict=True)
        for before, after in lines:
            if re.fullmatch(r"[A-Z][A-Z ]+:", before):
                assert after == before
            assert re.match(r"\s*", before)[0] == re.match(r"\s*", after)[0]


def test_a_heavier_dial_changes_more(plays):
    scene = plays[:8_000]
    for twist in TWISTS.values():
        counts = [len(twist(scene, dial).edits) for dial in (0.1, 0.4, 0.7, 1.0)]
        assert counts == sorted(counts)
        assert counts[-1] > counts[0]


# ---- bad input
@pytest.mark.parametrize("dial", [-0.1, 1.1, float("nan"), float("inf"), "1", None, True])
def test_a_dial_out_of_range_is_refused(twist, dial):
    with pytest.raises(ZooError, match="must be a number from 0 to 1"):
        twist("thou", dial)


@pytest.mark.parametrize("text", [None, 3, b"thou", ["thou"]])
def test_what_is_no_text_is_refused(twist, text):
    with pytest.raises(ZooError, match="pass a string"):
        twist(text)


def test_a_text_too_long_is_refused(twist):
    with pytest.raises(ZooError, match="at most 1,000,000"):
        twist("a" * 1_000_001)


@pytest.mark.parametrize("seed", [1.5, "1", None, True])
def test_a_seed_that_is_no_whole_number_is_refused(seed):
    with pytest.raises(ZooError, match="whole number"):
        blend("thou", 0.5, seed)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "'", "’", "-", "\ud800 thou", "<b>{{x}}</b>", "a" * 100_000, "'" * 50_000]
)
def test_odd_texts_come_through(twist, text):
    twisted = twist(text)
    assert apply(text, twisted.edits) == twisted.text
    assert "thou" in text or twisted == (text, ())


def test_the_passages_in_the_docs_are_what_the_twist_makes_of_them():
    tabs = (Path(__file__).parents[2] / "docs" / "tabs.md").read_text(encoding="utf-8")
    table = tabs.split("| with slang at 0.55, seed 12 |")[1].split("\n\n")[0]
    rows = table.split("\n")[2:]
    assert len(rows) == 3
    for row in rows:
        before, today, slang = (cell.strip().replace("<br>", "\n") for cell in row.strip("|").split("|"))
        assert modernise(before).text == today != before
        assert blend(today, 0.55, 12).text == slang


@pytest.mark.parametrize(
    ("old", "new"), [("comes she", "she comes"), ("comes he", "he comes"), ("come they", "they come")]
)
def test_a_verb_that_follows_then_comes_behind_its_subject(old, new):
    assert modernise(f"Then {old} to the door.", 1.0).text == f"Then {new} to the door."
