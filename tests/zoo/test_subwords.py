"""The vocabulary of subwords: any text and back, what it names in a file that is none, and where it cuts."""

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoo.errors import ZooError
from zoo.models.subwords import BYTES, Subwords

SPOKEN = "ROMEO:\nBut, soft! what light through yonder window breaks?\nIt is the east, and Juliet is the sun.\n\n" * 3
SPOKEN += (
    "JULIET:\nO Romeo, Romeo! wherefore art thou Romeo?\n'Tis but thy name that is my enemy; call'd o'er and o'er.\n"
)
SIZE = BYTES + 60


@pytest.fixture(scope="module")
def subwords():
    return Subwords.learn(SPOKEN, SIZE)


def cut(subwords: Subwords, text: str) -> list[str]:
    return [subwords.text([number]) for number in subwords.ids(text)]


def test_the_same_text_gives_the_same_vocabulary(subwords, tmp_path):
    again = Subwords.learn(SPOKEN, SIZE)
    assert again.json == subwords.json and len(again) == SIZE and again == subwords
    subwords.save(tmp_path / "tokenizer.json")
    loaded = Subwords.load(tmp_path / "tokenizer.json", SIZE)
    assert loaded.ids(SPOKEN) == subwords.ids(SPOKEN) and len(subwords.ids(SPOKEN)) < len(SPOKEN) / 2


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back(subwords, text):
    ids = subwords.ids(text)
    assert subwords.text(ids) == text
    assert sum(subwords.characters[number] for number in ids) == len(text)


@pytest.mark.parametrize(
    "text", ["👩‍👩‍👧 and 😀", "שלום, עולם", "a\r\nb\tc", "  two  spaces  ", "\n\n\n", "naïve—“so”", ""]
)
def test_texts_in_all_scripts_come_back(subwords, text):
    assert subwords.text(subwords.ids(text)) == text


def test_no_token_reaches_across_a_line_break_or_from_a_name_to_its_colon(subwords):
    pieces = cut(subwords, "ROMEO:\nO!\n\nJULIET:")
    assert pieces.count("\n") == 3 and "".join(pieces) == "ROMEO:\nO!\n\nJULIET:"
    assert sum("\n" in piece for piece in map(bytes.decode, (p for p in subwords.pieces if p.isascii()))) == 1
    assert subwords.ids("ROMEO:\nO!")[: len(subwords.ids("ROMEO:"))] == subwords.ids("ROMEO:")
    assert subwords.pieces[subwords.line_break] == b"\n"
    assert " Romeo" in cut(subwords, "O Romeo") and "'d" not in "".join(cut(subwords, "call"))


def test_a_stream_gives_whole_characters_only(subwords):
    text = "Ay, 😀 é!"
    stream, given_out = subwords.stream(), []
    for number in subwords.ids(text):
        given_out.append(stream.push(number))
    assert "".join(given_out) == text and "" in given_out and stream.end() == ""
    assert all("\ufffd" not in part for part in given_out)
    half = subwords.stream()
    assert half.push(subwords.ids("😀")[0]) == "" and half.end() == "\ufffd"
    assert subwords.text(subwords.ids("😀")[:2] + subwords.ids("O")) == "\ufffdO"


@pytest.mark.parametrize("opening", ["", "O", "O, what a ", "wherefo", "so 😀", "ROMEO:\n"])
def test_what_goes_on_from_an_opening_begins_with_its_last_token(subwords, opening):
    ids = subwords.ids(opening)
    before, begin = subwords.opened(ids)
    assert before == ids[:-1] and b"".join(subwords.pieces[each] for each in before) + begin == opening.encode()
    stream = subwords.stream(len(begin))
    assert "".join(map(stream.push, [*ids[-1:], *subwords.ids("é, so")])) == "é, so"


def test_a_token_agrees_with_bytes_that_begin_it_or_that_it_begins(subwords):
    agreeing = [piece for piece, fits in zip(subwords.pieces, subwords.agreeing(b" Rom"), strict=True) if fits]
    assert {b" ", b" Romeo"} <= set(agreeing) < set(subwords.pieces)
    assert all(piece.startswith(b" Rom") or b" Rom".startswith(piece) for piece in agreeing)
    assert all(subwords.agreeing(b""))


def test_tokens_have_labels_for_people(subwords):
    assert "".join(subwords.labels(subwords.ids("O Romeo\n😀"))) == "O␣Romeo⏎F09F9880"


def test_reading_makes_marks_plain_and_says_so(subwords):
    read = subwords.read("‘Tis naïve —\r\nso 😀 שלום")
    assert read.text == "'Tis naive --\nso 😀 שלום" and read.replaced == ("‘", "ï", "—") and read.dropped == ()
    assert subwords.text(read.ids) == read.text
    assert subwords.read(SPOKEN).text == SPOKEN and subwords.read(SPOKEN).replaced == ()


def test_half_a_character_is_refused(subwords):
    for read in (subwords.ids, subwords.read):
        with pytest.raises(ZooError, match=r"half a character \(\\ud83d\)"):
            read("so \ud83d")


def test_a_number_beyond_the_vocabulary_is_named(subwords):
    for wrong in (SIZE, -1):
        with pytest.raises(ZooError, match=f"no token {wrong}; its numbers are 0 to {SIZE - 1}"):
            subwords.text([wrong])


def test_too_few_tokens_or_too_short_a_text(subwords):
    with pytest.raises(ZooError, match="at least 256 tokens"):
        Subwords.learn(SPOKEN, 255)
    with pytest.raises(ZooError, match="too short for 9,000 subwords"):
        Subwords.learn(SPOKEN, 9000)


def changed(subwords: Subwords, change) -> str:
    content = json.loads(subwords.json)
    change(content)
    return json.dumps(content)


@pytest.mark.parametrize(("change", "named"), [
    (lambda c: c.pop("model"), "is no vocabulary"),
    (lambda c: c["model"]["vocab"].pop("a"), "no whole vocabulary"),
    (lambda c: c["model"]["vocab"].update(zz=10**6), "no whole vocabulary"),
    (lambda c: c["model"]["merges"].append(["zz", "zz"]), "no whole vocabulary"),
    (lambda c: c["model"].update(vocab=["a"]), "is no vocabulary"),
    (lambda c: c.update(normalizer={"type": "Lowercase"}), "cuts a text in another way"),
    (lambda c: c["pre_tokenizer"]["pretokenizers"][1].update(add_prefix_space=True), "cuts a text in another way"),
    (lambda c: c["pre_tokenizer"]["pretokenizers"][0]["pattern"].update(Regex=" "), "cuts a text in another way"),
    (lambda c: c["model"].update(dropout=0.1), "cuts a text in another way"),
    (lambda c: c["pre_tokenizer"]["pretokenizers"].pop(0), "is no vocabulary"),
    (lambda c: c.update(pre_tokenizer=[]), "is no vocabulary"),
])  # fmt: skip
def test_a_file_that_is_no_vocabulary_of_ours_is_named(subwords, tmp_path, change, named):
    path = tmp_path / "tokenizer.json"
    path.write_text(changed(subwords, change))
    with pytest.raises(ZooError, match=rf"tokenizer\.json .*{named}.*again"):
        Subwords.load(path, SIZE)


def test_a_missing_or_damaged_file_and_one_of_another_model_are_named(subwords, tmp_path):
    path = tmp_path / "tokenizer.json"
    with pytest.raises(ZooError, match=r"tokenizer\.json is missing; fetch"):
        Subwords.load(path)
    path.write_bytes(b"\xff\xfe{")
    with pytest.raises(ZooError, match="cannot be read"):
        Subwords.load(path)
    path.write_text(subwords.json[:1000])
    with pytest.raises(ZooError, match="is no vocabulary"):
        Subwords.load(path)
    subwords.save(path)
    with pytest.raises(
        ZooError, match=r"has 316 tokens and its model 2,048: it is the vocabulary of another checkpoint"
    ):
        Subwords.load(path, 2048)


def test_without_the_library_numbers_still_become_text(subwords, monkeypatch):
    ids = subwords.ids("But, soft!")
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    alone = Subwords(subwords.json)
    assert alone.text(ids) == "But, soft!" and alone.characters == subwords.characters
    with pytest.raises(ZooError, match="package tokenizers; install it with"):
        alone.ids("But")
