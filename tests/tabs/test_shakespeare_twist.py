"""The twist as the page shows it: its pieces make the twisted text and the original, and tell the rules."""

import json
import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tabs.shakespeare.twist import in_pieces, twist
from zoo import twist as rules
from zoo.twist import Edit
from zoo.twist.words import apply

ROOT = Path(__file__).parent.parent.parent
SPEECH = "thou art hath loveth o'er the king my foe friend love is not 'tis said he , . ? \n ROMEO:".replace("\n", "@")
WORDS = [word.replace("@", "\n") for word in SPEECH.split()]
texts = st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=24).map(" ".join)
dials = st.floats(0, 1)


@given(texts, dials, dials, st.booleans(), st.integers(0, 9))
@settings(max_examples=200, deadline=None)
def test_pieces_joined_are_the_twisted_text_and_the_original(text, dial, slang, back, seed):
    answer = twist({"text": text, "slang": slang, "seed": seed, "shakespearise" if back else "modernise": dial})
    turned = (rules.shakespearise if back else rules.modernise)(text, dial).text
    parts = answer["pieces"]
    assert "".join(part.get("before", part["text"]) for part in parts) == text
    assert "".join(part["text"] for part in parts) == rules.blend(turned, slang, seed).text
    edited = [part for part in parts if "before" in part]
    assert len(edited) == answer["changed"] and all(part["rules"] and part["before"] != part["text"] for part in edited)


@given(st.data(), st.text("ab", max_size=12))
@settings(max_examples=300, deadline=None)
def test_any_two_layers_of_edits_make_pieces(data, text):
    """Also those that the twist does not make so far: words that are put in or left out, at the same place."""
    first = data.draw(edits_of(text))
    between = apply(text, first)
    second = data.draw(edits_of(between))
    parts = in_pieces(between, first, second)
    assert "".join(part.get("before", part["text"]) for part in parts) == text
    assert "".join(part["text"] for part in parts) == apply(between, second)
    assert all(part["text"] != part.get("before") for part in parts)


@st.composite
def edits_of(draw, text: str) -> list[Edit]:
    """Some edits of a text, in order and apart."""
    marks = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    spans = zip(marks[::2], marks[1::2], strict=False)
    return [Edit(start, end, text[start:end], draw(st.text("xy", max_size=2)), "rule") for start, end in spans]


def test_both_rules_of_a_word_that_was_changed_twice_are_told():
    asked = {"model": "shakespeare-vae", "text": "He is my foe. " * 40, "modernise": 1, "slang": 1, "seed": 1}
    assert any(len(part.get("rules", [])) == 2 for part in twist(asked)["pieces"])


def test_dials_at_0_change_nothing():
    assert twist({"text": "Thou art.", "slang": 0, "modernise": 0}) == {"pieces": [{"text": "Thou art."}], "changed": 0}
    assert twist({"text": ""}) == {"pieces": [], "changed": 0}


def test_markup_and_other_scripts_come_through_and_the_answer_can_be_sent():
    for text in ("<b onclick='x'>thou</b> {{value}} ${x}", "שלום thou 👩‍👩‍👧", "thou \ud800 art"):
        parts = twist({"text": text, "modernise": 1})["pieces"]
        before = "".join(part.get("before", part["text"]) for part in parts)
        assert before == text.replace("\ud800", "\ufffd") and json.dumps(parts, ensure_ascii=False).encode()
        assert any("before" in part for part in parts)


def test_the_longest_text_is_twisted_and_a_longer_one_refused():
    line = "Wherefore art thou here, my lord? 'Tis late.\n"
    whole = (line * 500)[:20_000]
    assert twist({"text": whole, "modernise": 1, "slang": 1})["changed"] > 1000
    assert "20,001 characters; at most 20,000" in twist({"text": whole + "x"})["error"]


def test_the_page_has_words_for_every_rule():
    """Of all changes that the lists of sentences show, both ways and with slang."""
    lists = Path(__file__).parent.parent / "zoo"
    rows = [row.split("\t") for file in ("twist_pairs.tsv", "twist_plays.tsv") for row in read_lines(lists / file)]
    texts = {cell for row in rows for cell in row if " " in cell}
    told = {rule for text in texts for part in pieces(text) for rule in part.get("rules", ())}
    script = (ROOT / "assets" / "shakespeare" / "play.js").read_text(encoding="utf-8")
    table = script.split("export const RULES = {")[1].split("};")[0]
    assert told == {quoted or plain for quoted, plain in re.findall(r'^  (?:"([^"]+)"|(\w+)): ', table, re.MULTILINE)}


def read_lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def pieces(text: str) -> list[dict]:
    ways = ({"modernise": 1}, {"shakespearise": 1}, *({"modernise": 1, "slang": 1, "seed": seed} for seed in (1, 2)))
    return [part for way in ways for part in twist({"text": text, "slang": 0, "seed": 1} | way)["pieces"]]
