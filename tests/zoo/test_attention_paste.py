"""What people copy is read, or refused with a sentence: lists of texts, and what every text has in common."""

import json
import math
import re
from pathlib import Path

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zoo.attention.export import FORMATS, Computation
from zoo.attention.matrices import LONGEST_TEXT, read_matrix
from zoo.attention.paste import FORMS, PasteError, read
from zoo.attention.steps import attention
from zoo.errors import ZooError

LISTS = (
    "paste_first.txt",
    "paste_second.txt",
    "paste_third.txt",
    "paste_fourth.txt",
    "paste_fifth.txt",
    "paste_sixth.txt",
    "paste_seventh.txt",
    "paste_eighth.txt",
    "paste_ninth.txt",
)


def cases(name):
    """Name, text and answers of each text in a list; the marks are explained at the top of the first."""
    for block in Path(__file__).with_name(name).read_text("utf-8").split("\n=== ")[1:]:
        title, rest = block.split("\n", 1)
        text, *answers = rest.split("\n--- ")
        yield title, text.replace("⇥", "\t").replace("⍽", "\u00a0"), [answer.strip() for answer in answers]


def numbers(pasted):
    found = {
        name: read_matrix(name, table.cells[0] if table.is_list else table.cells)
        for name, table in pasted.tables.items()
    }
    return found if pasted.mask is None else {**found, "mask": pasted.mask}


def same(one, other):
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(same, one, other))
    return not isinstance(other, list) and math.isclose(one, other, rel_tol=1e-12)


def fault(text, answers):
    """What is wrong with how a text is read, or "" if nothing is."""
    first, told = answers[0], ""
    try:
        pasted = read(text, "Q")
    except ZooError as error:
        told = str(error)
        return "" if first.startswith("refused: ") and first[9:] in told and FORMS in told else f"refused: {told}"
    if first.startswith("refused: "):
        return f"read as {numbers(pasted)}"
    expected, found = json.loads(first), numbers(pasted)
    if set(expected) != set(found) or not all(same(found[name], rows) for name, rows in expected.items()):
        return f"read as {found}"
    note = " ".join(answer[6:] for answer in answers[1:] if answer.startswith("says: "))
    words = next((json.loads(answer[7:]) for answer in answers if answer.startswith("words: ")), {})
    named = {name: list(table.labels) for name, table in pasted.tables.items() if table.labels}
    if named != words:
        return f"the rows are called {named}"
    return "" if pasted.note == note else f"the note is “{pasted.note}”"


@pytest.mark.parametrize("name", LISTS)
def test_every_text_of_a_list_gives_its_answer(name):
    faults = {title: problem for title, text, answers in cases(name) if (problem := fault(text, answers))}
    assert not faults, "\n".join(f"{title}: {problem}" for title, problem in faults.items())


# ---- what is said, and where
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[[1, 2],\n [3, 4]", "“[” at line 1, character 1"),
        ("[[1, 2],\n [3, 4]]]", "“]” at line 2, character 9"),
        ("[[1, 2], [3, x]]", "Q, row 2, column 2"),
        ("[[1, 2], [3]]", "Q, row 2 has 1 number, but row 1 has 2"),
        ("a,b\n1,2\n3,x", "Q, row 2, column 2"),
        ("[1 2\n 3 ... 4]", "“...” at line 2, character 4"),
        ("1.0 + 2.0i  3\n4 5", "line 1, character 7"),
        ("[1, , 2]", "Q, row 1, column 2 is empty"),
        ("[1 2 3\n4 5]", "Q, row 2 has 2 numbers, but row 1 has 3"),  # of two lines no list was wrapped
        ("[[1, 2], [3, 4]] + 1", "“+” at line 1, character 18 makes this a calculation"),
        ("0x1F 2", "Q, row 1, column 1 is “0x1F”"),
        ("1 000 000 2", "“1 000 000 2” may have spaces between thousands"),
    ],
)
def test_a_refusal_says_where(text, place):
    with pytest.raises(PasteError) as caught:
        read(text, "Q")
    assert place in str(caught.value) and str(caught.value).endswith(FORMS)


def test_a_bad_cell_is_known_by_its_place():
    with pytest.raises(PasteError) as caught:
        read("Q = [[1]]; K = [[1, oops]]", "V")
    assert caught.value.cell == ("K", 0, 1)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("the: [1, 0]\ncat: [0, 1]", ("the", "cat")),
        ("word\tx\ty\nthe\t1\t0\ncat\t0\t1", ("the", "cat")),
        ('{"Q": {"the": [1, 0], "cat": [0, 1]}, "K": [[1, 2]]}', ("the", "cat")),
        ("   x  y\n0  1  2\n1  3  4", ()),
        ("q1 = [1, 0]\nq2 = [0, 1]", ()),
    ],
)
def test_the_words_of_the_rows_are_kept(text, labels):
    assert read(text, "Q").tables["Q"].labels == labels


def test_what_was_left_out_is_quoted():
    note = read("d_k = 2\nQ = [[1, 0]]\nX = [[9, 9], [8, 8]]\nK = [[0, 1]]", "Q").note
    assert note == "Left out: “d_k = 2”, “X (2 × 2)”."


def test_at_most_four_pieces_are_quoted_each_of_at_most_48_characters():
    named = [f"{name * 44} = 1" for name in "abcdef"]
    named[1] = "b" * 45 + " = 1"  # 49 characters
    note = read("\n".join([*named, "Q = [[1, 0]]", "K = [[0, 1]]"]), "Q").note
    quoted = ", ".join(f"“{piece[:48]}{'…' * (len(piece) > 48)}”" for piece in named[:4])
    assert note == f"Left out: {quoted} and 2 more."


@pytest.mark.parametrize(
    "text",
    [
        "Q, K, V = [[1, 0], [0, 1], [1, 1]], [[2, 2]], [[3, 3]]",
        "Q, K, V = ([[1, 0], [0, 1], [1, 1]], [[2, 2]], [[3, 3]])",
        "Q, K, V =\n[[1, 0], [0, 1], [1, 1]]\n[[2, 2]]\n[[3, 3]]",
        "Q, K and V are [[1, 0], [0, 1], [1, 1]], [[2, 2]] and [[3, 3]].",
    ],
)
def test_several_names_share_what_follows(text):
    """The first matrix has as many rows as there are names, so it could be taken for all three."""
    assert numbers(read(text, "V")) == {"Q": [[1, 0], [0, 1], [1, 1]], "K": [[2, 2]], "V": [[3, 3]]}


def test_a_matrix_with_another_name_is_said_to_have_it():
    pasted = read("K = [[1, 2]]", "V")
    assert numbers(pasted) == {"V": [[1, 2]]} and pasted.note == "The text calls it K."


@pytest.mark.parametrize(
    ("text", "found", "note"),
    [
        ("Query = 1 0, Key = 0 1, Value = 2 3", {"Q": [1, 0], "K": [0, 1], "V": [2, 3]}, ""),
        ("Q: shape (2, 2)\n[[1 0]\n [0 1]]", {"Q": [[1, 0], [0, 1]]}, ""),
        ("Q[0] = [1, 0]\nQ[1] = [0, 1]", {"Q": [[1, 0], [0, 1]]}, ""),
        ("K = 1/2 [[2, 4]]", {"Q": [[1, 2]]}, "Every number was multiplied by 1/2. The text calls it K."),
        ("Q: 1,2\nK: 3,4", {"Q": [1, 2], "K": [3, 4]}, "Each comma was read as a separator (“3,4” as two numbers)."),
        ("Q,,\n1;0\n\nK,,\n1;2", {"Q": [1, 0], "K": [1, 2]}, ""),
        ('{"v1": 5, "v2": 6, "q": [[1]], "k": [[2]]}', {"Q": [[1]], "K": [[2]], "V": [[5], [6]]}, ""),
        ('{"v": 5, "q": [[1]], "k": [[2]]}', {"Q": [[1]], "K": [[2]]}, "Left out: “v: 5”."),
    ],
)
def test_names_and_numbers_in_unusual_places(text, found, note):
    pasted = read(text, "Q")
    assert numbers(pasted) == found and pasted.note == note


def test_a_mask_is_read_wherever_it_is_pasted():
    assert read("[[1, 0], [1, 1]]", "mask").mask == [[True, False], [True, True]]
    assert read("attention_mask: [1, 1, 0]", "K").mask == [True, True, False]
    assert read("[[0, float('-inf')], [0, 0]]", "mask").mask == [[True, False], [True, True]]
    with pytest.raises(PasteError, match="row 1, column 2 is “x”"):
        read("[[0, x]]", "mask")


# ---- all texts
def computation(mask=None):
    query, key, value = (
        torch.tensor([[1.5, 0], [-1e-7, 2]]),
        torch.tensor([[1, 1.25], [2, 0]]),
        torch.tensor([[1.0], [3]]),
    )
    return Computation(query, key, value, attention(query, key, value, mask), mask=mask)


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_the_calculators_own_copies_are_read_back(form):
    done = computation(torch.tensor([[True, False], [True, True]]))
    found = numbers(read(FORMATS[form](done), "Q"))
    rounded = 1e-7 if form == "latex" else 0
    for name, tensor in (("Q", done.query), ("K", done.key), ("V", done.value)):
        assert torch.allclose(torch.tensor(found[name]), tensor, atol=rounded), name


finite = st.floats(-1e6, 1e6).map(lambda x: round(x, 4))
grids = st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(finite, min_size=n, max_size=n), min_size=2, max_size=4))
WRITERS = {
    "numpy": lambda rows: f"array({rows}, dtype=float32)",
    "numpy print": lambda rows: f"[{chr(10).join(str(row).replace(',', '') for row in rows)}]",
    "numpy 2": lambda rows: str([[Quoted(f"np.float64({x})") for x in row] for row in rows]),
    "torch": lambda rows: f"tensor({rows}, device='cuda:0', grad_fn=<MmBackward0>)",
    "mathematica": lambda rows: str(rows).replace("[", "{").replace("]", "}").replace("e", "*^"),
    "julia": lambda rows: f"{len(rows)}×{len(rows[0])} Matrix{{Float64}}:\n" + lines(rows, "  "),
    "matlab": lambda rows: f"A =\n\n{lines(rows, '   ')}\n\n",
    "matlab literal": lambda rows: f"A = [{'; '.join(' '.join(map(str, row)) for row in rows)}];",
    "r": lambda rows: (
        "\n".join(["     x", *(f"[{n + 1},]  {' '.join(map(str, row))}" for n, row in enumerate(rows))])
        if len(rows[0]) == 1
        else "rbind(" + ", ".join(f"c({', '.join(map(str, row))})" for row in rows) + ")"
    ),
    "markdown": lambda rows: "\n".join(
        ["|" + "|".join("abcd"[: len(rows[0])]) + "|", "|" + "---|" * len(rows[0])]
        + ["|" + "|".join(map(str, row)) + "|" for row in rows]
    ),
    "yaml": lambda rows: "Q:\n" + "\n".join(f"  - {row}" for row in rows),
    "latex": lambda rows: (
        r"\begin{pmatrix}" + r" \\ ".join(" & ".join(map(str, row)) for row in rows) + r"\end{pmatrix}"
    ),
    "german": lambda rows: "\n".join(";".join(str(x).replace(".", ",") for x in row) for row in rows),
}


class Quoted(str):
    __repr__ = str.__str__


def lines(rows, gap):
    return "\n".join(gap + gap.join(map(str, row)) for row in rows)


@given(grids, st.sampled_from(sorted(WRITERS)))
@settings(max_examples=200, deadline=None)
def test_what_a_program_writes_is_read_back(rows, writer):
    if writer == "german":  # "0,5" alone in each line may be a list of two; "1,625" and nothing else may be thousands
        assume(len(rows[0]) > 1)
        assume(not all(re.fullmatch(r"-?[1-9]\d{0,2}(\.\d{3})?", str(x)) for row in rows for x in row))
    assert numbers(read(WRITERS[writer](rows), "Q")) == {"Q": rows}


pieces = st.sampled_from(
    [*"[](){},;:=|&'\"%#/*^-+.\n\t ", "1", "2.5", "Q", "k1", "the", "...", "\\\\", "\\frac", "[,1]", "[1,]"]
)


@given(st.lists(pieces, max_size=25).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_or_refused(text):
    try:
        pasted = read(text, "Q")
    except PasteError as error:
        assert FORMS in str(error)
    else:
        assert pasted.tables or pasted.mask
        assert numbers(pasted)


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "(1",
        "{a:",
        "1,",
        "q: ",
        "a=[1]\n",
        "'",
        "/*",
        "- ",
        "1/",
        "Q, ",
        "\\\\[",
        "\\begin{a}",
        "|",
        "a: 1\n",
        "f(1) ",
    ],
)
def test_a_long_text_is_refused_in_linear_time(piece):
    """Each is the beginning of something that a careless reader would look for again from every place."""
    with pytest.raises(PasteError):
        read(piece * (30_000 // len(piece)) + "[1, 2", "Q")


def test_a_text_beyond_the_longest_is_refused():
    with pytest.raises(PasteError, match=f"{LONGEST_TEXT:,}"):
        read("1 " * LONGEST_TEXT, "Q")
