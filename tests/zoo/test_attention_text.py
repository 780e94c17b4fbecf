"""Matrices and sentences as people write them: every common format is read, and what cannot be is a sentence."""

import math

import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zoo.attention.matrices import CellError, read_matrix
from zoo.attention.paste import read
from zoo.attention.sentence import attend, embed, tokenize
from zoo.errors import ZooError


# ---- numbers that are no numbers
@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["1", "x"]], "K, row 1, column 2 is “x”, which is not a number."),
        ([[1, 2], [3, None]], "K, row 2, column 2 is “None”, which is not a number."),
        ([[True]], "K, row 1, column 1 is “True”, which is not a number."),
        ([["0,5"]], "K, row 1, column 1 is “0,5”, which is not a number; write the decimal sign as a point."),
        ([["1", " "]], "K, row 1, column 2 is empty; type a number."),
        ([[1.0], [math.nan]], "K, row 2, column 1 is not finite"),
        ([["-inf"]], "K, row 1, column 1 is not finite"),
        ([[10**400]], "K, row 1, column 1 is too large"),
        ([["1e101"]], "K, row 1, column 1 is too large"),
        ([["1e999"]], "K, row 1, column 1 is not finite"),
        ([[1, 2], [3]], "K, row 2 has 1 number, but row 1 has 2: all rows must be equally long."),
        ([[1, 2], 3], "K, row 2 is a single value"),
        ([], "K is empty"),
        ([[]], "K is empty"),
        ("12", "K must be a table"),
        ([[0]] * 65, "K has 65 rows; this calculator takes at most 64 tokens."),
        ([[0] * 129], "K has 129 columns; this calculator takes at most 128 dimensions."),
        ([0] * 65, "K is a list of 65 numbers"),
        ([["\ud800" * 60]], "K, row 1, column 1 is “"),
    ],
)
def test_bad_input_names_the_cell_or_the_sizes(rows, message):
    with pytest.raises(ZooError) as caught:
        read_matrix("K", rows)
    assert str(caught.value).startswith(message)
    str(caught.value).encode("utf-8")


def test_a_bad_cell_is_known_by_its_place():
    with pytest.raises(CellError) as caught:
        read_matrix("V", [["1", "2"], ["3", "?"]])
    assert caught.value.cell == ("V", 1, 1)


# ---- pasted text
@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1\t2\r\n3\t4\r\n", [["1", "2"], ["3", "4"]]),
        ("1\t2\t3", [["1", "2", "3"]]),
        ("1,2\n3,4", [["1", "2"], ["3", "4"]]),
        ('"1";"2"\n3;4', [["1", "2"], ["3", "4"]]),
        ("0,5\t1,25\n2\t3", [["0.5", "1.25"], ["2", "3"]]),
        ("1 2\n3  4", [["1", "2"], ["3", "4"]]),
        ("1\n2\n3", [["1"], ["2"], ["3"]]),
        ("[[1. 2.]\n [3. 4.]]", [["1.", "2."], ["3.", "4."]]),
        ("array([[1, 2],\n       [3, 4]], dtype=float32)", [["1", "2"], ["3", "4"]]),
        ("K = np.array([[1e-3, -2]])", [["1e-3", "-2"]]),
        ("[1 2; 3 4]", [["1", "2"], ["3", "4"]]),
        (r"\begin{pmatrix} 1 & 2 \\ 0.5 & -4 \end{pmatrix}", [["1", "2"], ["0.5", "-4"]]),
        (r"$$ K = \begin{bmatrix}1&2\\[2pt]3&4\\\end{bmatrix} $$", [["1", "2"], ["3", "4"]]),
        (r"\left[\begin{array}{rr} 1 & 2 \end{array}\right]", [["1", "2"]]),
        (r"1 & 2 \\ 3 & 4", [["1", "2"], ["3", "4"]]),
        (r"0{,}5 & - 1 \\ {3} & $4$", [["0.5", "-1"], ["3", "4"]]),
        ("−1 2", [["-1", "2"]]),
        ("0,5", [["0.5"]]),
    ],
)
def test_pasted_formats(text, rows):
    assert read(text, "K").tables["K"].cells == rows


@pytest.mark.parametrize("text", ["[0.8, 0.5, 0.21]", "0.8, 0.5, 0.21", "np.array([0.8 0.5 0.21])", "0.8 0.5 0.21"])
def test_a_plain_list_stays_a_list(text):
    table = read(text, "Q").tables["Q"]
    assert table.is_list and table.cells == [["0.8", "0.5", "0.21"]]
    assert read_matrix("Q", table.cells[0]) == [0.8, 0.5, 0.21]


@pytest.mark.parametrize(
    "text",
    [
        "Query [0.8, 0.5, 0.21], Key [0.1, 0.62, 0.73], Value [0.6, 0.2, 0.9]: calculate A(Q, K, V)",
        "Q = np.array([0.8, 0.5, 0.21])\nK = np.array([0.1, 0.62, 0.73])\nV = np.array([0.6, 0.2, 0.9])",
    ],
)
def test_the_whole_exercise_can_be_pasted(text):
    tables = read(text, "V").tables
    assert {name: table.cells[0][0] for name, table in tables.items()} == {"Q": "0.8", "K": "0.1", "V": "0.6"}
    assert all(table.is_list for table in tables.values())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" \n", "no number in the pasted text"),
        ("[[1, 2], [3]]", "K, row 2 has 1 number, but row 1 has 2"),
        ("[[1, 2], [3, 4]", "a bracket is not closed"),
        ("[[[1], [2]], [[3], [4]]]", "three dimensions"),
        ("[1, [2, 3]]", "equally deep"),
        ("[[1, 2, ..., 3]]", "np.set_printoptions"),
        ("1\t2\n3\tabc", "K, row 2, column 2 is “abc”"),
        ("hello", "K, row 1, column 1 is “hello”"),
        ("0" * 500_000, "200,000"),
        (r"1 2 & 3 4 \\ 5 & 6", "K, row 1, column 1 is “1 2”, which is not a number"),
        (r"1 & 2\quad 3 \\ 5 & 6", "K, row 1, column 2 is “2 +3”, which is not a number"),
    ],
)
def test_bad_text_is_a_sentence(text, message):
    with pytest.raises(ZooError, match=message):
        read(text, "K")


def test_a_decimal_comma_alone_says_how_it_was_read():
    pasted = read(" 0,5 ", "Q")
    assert not pasted.tables["Q"].is_list and pasted.note == "Decimal commas were read as points (0,5 as 0.5)."
    assert read(r"0{,}5 & 1", "Q").note == "Each {,} was read as a decimal point."


@pytest.mark.parametrize(
    "text",
    [
        "1" * 25_000 + "x",
        "q" + " " * 25_000 + "x",
        "1 & " + r"\\[" * 10_000,
        r"\begin{a}" * 6_000,
        "1," * 25_000 + "x",
        "q: " * 15_000,
    ],
)
def test_long_texts_are_refused(text):
    """Texts on which a quadratic pattern would not come back."""
    with pytest.raises(ZooError):
        read(text, "K")


@pytest.mark.parametrize("cell", ["1" * 30_000 + "x", "1" * 65])
def test_a_long_cell_is_refused_before_it_is_read(cell):
    with pytest.raises(CellError, match=r"K, row 1, column 1 has .* characters; a number may have at most 64\."):
        read_matrix("K", [[cell]])


finite = st.floats(-1e6, 1e6).map(lambda x: round(x, 4))
matrices = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.lists(finite, min_size=n, max_size=n), min_size=2, max_size=5)
)
WRITERS = {
    "spreadsheet": lambda rows: "\n".join("\t".join(map(str, row)) for row in rows),
    "csv": lambda rows: "\n".join(",".join(map(str, row)) for row in rows),
    "python": repr,
    "tensor": lambda rows: str(torch.tensor(rows, dtype=torch.float64).tolist()).replace(",", " "),
    "latex": lambda rows: (
        "\\begin{bmatrix}" + "\\\\\n".join(" & ".join(map(repr, row)) for row in rows) + "\\end{bmatrix}"
    ),
}


@given(matrices, st.sampled_from(sorted(WRITERS)))
@settings(max_examples=150, deadline=None)
def test_what_was_written_is_read_back(rows, writer):
    table = read(WRITERS[writer](rows), "Q").tables["Q"]
    assert read_matrix("Q", table.cells) == rows


SIGNS = "0123456789.,;:[](){}$%&\\\"'`|~^*+-=<>/ \n\tQKVaé×∞–½²#@!?_nit"


@example("$")
@example("\\#!i(i7{é!|~0é]×\n\\(\\%?")
@example('_`×$;<½"/6\t(|V\n.68\ni')
@example('2 7#=>na@#\nV6,n<a440"')
@given(st.text(max_size=60) | st.text(SIGNS, max_size=30))
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_or_refused_with_a_sentence(text):
    try:
        pasted = read(text, "Q")
    except ZooError as error:
        assert str(error)
    else:
        assert all(read_matrix(name, table.cells) for name, table in pasted.tables.items())


# ---- sentences
@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The cat didn't, at 3.14!", ["The", "cat", "didn't", ",", "at", "3.14", "!"]),
        ("l’eau 'dit'", ["l’eau", "'", "dit", "'"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("吾輩は猫。", ["吾", "輩", "は", "猫", "。"]),
        ("مرحبا بك", ["مرحبا", "بك"]),
        ("👩\u200d👧 👍🏽", ["👩\u200d👧", "👍🏽"]),
        ("👍🏻👍🏿", ["👍🏻", "👍🏿"]),  # the lightest and the darkest
        ("e\u0301a", ["éa"]),
    ],
)
def test_tokens_of_many_languages(text, tokens):
    assert tokenize(text) == tokens


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  ", "no word"),
        ("a " * 65, "65 tokens; at most 64"),
        ("a" * 41, "41 characters; at most 40"),
        ("a" * 2001, "at most 2,000"),
        (7, "must be text"),
    ],
)
def test_bad_sentences_are_a_sentence(text, message):
    with pytest.raises(ZooError, match=message):
        tokenize(text)


@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_tokens_lose_nothing_but_spaces(text):
    try:
        tokens = tokenize(text)
    except ZooError:
        return
    assert all(tokens) and len(tokens) <= 64
    "".join(tokens).encode("utf-8")


def test_embeddings_belong_to_the_word_and_the_seed():
    first, second = embed(["the", "cat", "the"], 1), embed(["dog", "the"], 1)
    assert torch.equal(first[0], first[2]) and torch.equal(first[0], second[1])
    assert not torch.equal(first[0], embed(["the"], 2)[0])


def test_without_positions_a_repeated_word_attends_alike():
    plain = attend(["a", "b", "a"], seed=1, heads=2, positions=False).steps.weights
    placed = attend(["a", "b", "a"], seed=1, heads=2).steps.weights
    assert torch.equal(plain[:, 0], plain[:, 2]) and not torch.equal(placed[:, 0], placed[:, 2])
    with pytest.raises(ZooError, match="1 to 8 heads"):
        attend(["a"], seed=1, heads=9)
