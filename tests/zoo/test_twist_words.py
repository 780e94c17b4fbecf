"""The twist's words: forms of verbs and nouns, and each word of a rule in a sentence that needs it."""

from pathlib import Path

import pytest

from zoo.twist import blend, modernise, shakespearise, verbs
from zoo.twist.phrases import plural
from zoo.twist.words import Words, apply, like, vowel_sound

TWISTS = {"modernise": modernise, "shakespearise": shakespearise, "blend": lambda text: blend(text, 1.0, 3)}


def rows(name: str) -> list[list[str]]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(
    ("way", "before", "after", "words"), rows("twist_frames.tsv"), ids=lambda value: value[:40] if "@" in value else ""
)
def test_each_word_of_a_rule_in_a_sentence(way, before, after, words):
    wrong = {}
    for pair in words.split("; "):
        word, _, new = pair.partition("=")
        found = TWISTS[way](before.replace("@", word)).text
        if found != after.replace("@", new or word):
            wrong[word] = found
    assert wrong == {}


@pytest.mark.parametrize("way", TWISTS)
def test_sentences_of_the_plays(way):
    cases = [(before, after) for one, before, after in rows("twist_plays.tsv") if one == way]
    found = {before: TWISTS[way](before).text for before, _ in cases}
    assert len(cases) >= 50 and found == {before: before if after == "=" else after for before, after in cases}


def test_a_text_may_stop_after_any_word():
    """No rule looks beyond the end of a text or takes it for a word."""
    stopped = {(way, text) for _, way, before, _ in rows("twist_pairs.tsv") for text in beginnings(before)}
    for way, before, _, words in rows("twist_frames.tsv"):
        gap = before.split("@")[0]
        stopped |= {(way, gap + pair.split("=")[0].split(" ")[0]) for pair in words.split("; ")}
    for way, text in stopped:
        twisted = TWISTS[way](text)
        assert apply(text, twisted.edits) == twisted.text
    assert len(stopped) > 2000


def beginnings(text: str) -> list[str]:
    """A text up to each of its words but the last, without the mark behind it."""
    words = text.split(" ")
    return [" ".join(words[:count]).rstrip(",.;:!?") for count in range(1, len(words))]


@pytest.mark.parametrize("case", rows("twist_dials.tsv"), ids=lambda case: case[1])
def test_each_rule_has_its_place_on_the_dial(case):
    way, text, *steps = case
    twist = {"modernise": modernise, "shakespearise": shakespearise, "blend": lambda *now: blend(*now, seed=3)}[way]
    last, near = text, 2e-4 if way == "blend" else 0
    for dial, after in zip(map(float, steps[::2]), steps[1::2], strict=True):
        assert twist(text, dial - 2e-4).text == last and twist(text, min(dial + near, 1.0)).text == after
        last = after
    assert twist(text, 1.0).text == last


@pytest.mark.parametrize(
    ("make", "pairs"),
    [
        (verbs.third, "love=loves go=goes cry=cries pass=passes say=says be=is have=has do=does undo=undoes ache=aches "
                      "wash=washes fix=fixes buzz=buzzes teach=teaches play=plays forgo=forgoes"),
        (verbs.ing, "love=loving lie=lying run=running see=seeing hoe=hoeing dye=dyeing be=being go=going cry=crying "
                    "stop=stopping travel=travelling reveal=revealing get=getting forget=forgetting look=looking"),
        (verbs.past, "love=loved cry=cried stop=stopped go=went play=played travel=travelled reveal=revealed "
                     "look=looked dig=dug forget=forgot begin=began"),
        (verbs.doubled, "forget=forgett begin=beginn upset=upsett forbid=forbidd undercut=undercutt overrun=overrunn "
                        "underlet=underlett upput=upputt withhit=withhitt outsit=outsit oversit=oversitt "
                        "forswim=forswimm unwin=unwinn unpin=unpinn unbar=unbarr forgot=forgott run=runn quit=quitt "
                        "travel=travell reveal=reveal visit=visit look=look play=play fix=fix"),
        (verbs.participle, "love=loved go=gone write=written begin=begun"),
        (verbs.second, "love=lovest cry=criest run=runnest knew=knewest loved=lovedst be=art have=hast do=dost "
                       "will=wilt shall=shalt can=canst may=mayst play=playest put=puttest cut=cuttest"),
        (verbs.old_third, "love=loveth have=hath do=doth say=saith be=is run=runneth cry=crieth go=goeth"),
        (verbs.restore, "lov=love runn=run cri=cry speak=speak danc=dance pleas=please breath=breathe judg=judge "
                        "troubl=trouble argu=argue di=die add=add err=err bless=bless admir=admire visit=visit "
                        "murmur=murmur complet=complete credit=credit begg=beg stopp=stop mak=make com=come li=lie"),
        (verbs.read_second, "lovest=love call'dst=called goest=go knewest=knew know'st=know criest=cry runnest=run "
                            "lov'dst=loved lovedst=loved best=None forest=None interest=None"),
        (verbs.read_third, "loveth=love goeth=go runneth=run lov'th=love crieth=cry teeth=None north=None fifth=None"),
        (plural, "foe=foes baby=babies woman=women man=men child=children person=people thief=thieves knife=knives "
                 "wife=wives life=lives guy=guys box=boxes church=churches dish=dishes boy=boys glass=glasses "
                 "buzz=buzzes key=keys"),
        (vowel_sound, "hour=True honest=True honour=True honor=True heir=True apple=True under=True unironic=True "
                      "one=False once=False unicorn=False use=False usual=False euro=False ewe=False utility=False "
                      "ubiquitous=False house=False"),
    ],
)  # fmt: skip
def test_forms(make, pairs):
    right = dict(pair.split("=") for pair in pairs.split())
    assert {word: str(make(word)) for word in right} == right


@pytest.mark.parametrize(
    ("source", "new", "right"),
    [
        ("THOU", "you", "YOU"), ("Thou", "you", "You"), ("thou", "you", "you"), ("I", "my", "My"),
        ("’Tis", "it's", "It’s"),
        ("'Tis", "it is", "It is"), ("Th'", "'em", "'Em"), ("tH", "the", "the"),
    ],
)  # fmt: skip
def test_capitals_and_apostrophes_are_those_of_the_source(source, new, right):
    assert like(source, new) == right


def test_clauses_end_at_marks_and_begin_behind_them():
    words = Words("I know; thou, too: go! -- Why not? (So) then…\n\nNo")
    found = [(" ".join(word.text for word in words[first:end]), mark) for first, end, mark in words.clauses]
    assert found == [("I know", ";"), ("thou too", ":"), ("go", "!"), ("Why not", "?"), ("So then", "…"), ("No", ".")]
    assert [words.opens(at) for at in (0, 1, 2, 3, 4)] == [True, False, True, True, True]
    assert [words.closes(at) for at in (0, 1, 2, 3)] == [False, True, True, True]


@pytest.mark.parametrize("end", ["f", "fortune"])
def test_no_tag_is_added_where_a_text_stops_without_a_mark(end):
    text = f"You are the king of all his {end}"
    rules = {
        mark: [edit.rule for seed in range(60) for edit in blend(text + mark, 1.0, seed).edits] for mark in ("", ".")
    }
    assert "slang closer" in rules["."] and "slang closer" not in rules[""]
