"""Where the attention calculator's inputs end, number by number, and what its exports and sentences hold in full."""

import math

import pytest
import torch

from zoo.attention.export import Computation, latex_matrix, to_csv, to_latex
from zoo.attention.matrices import MAX_TOKENS, MAX_WIDTH, CellError, quote, read_matrix
from zoo.attention.sentence import LONGEST_SENTENCE, MAX_SEED, attend, embed, tokenize
from zoo.attention.steps import attention, multi_head, padding_mask, random_projections
from zoo.errors import ZooError


def double(rows):
    return torch.tensor(rows, dtype=torch.float64)


# ---- exports
QUERY, KEY, VALUE = double([[1, 0]]), double([[1, 1], [2, 0]]), double([[1, 5, 7], [3, 6, 8]])
MASK = torch.tensor([[False, True]])
CSV = """Q,d1,d2
q1,1.0,0.0

K,d1,d2
k1,1.0,1.0
k2,2.0,0.0

V,d1,d2,d3
v1,1.0,5.0,7.0
v2,3.0,6.0,8.0

scores,k1,k2
q1,1.0,2.0

scaled,k1,k2
q1,1.0,2.0

masked,k1,k2
q1,-inf,2.0

weights,k1,k2
q1,0.0,1.0

output,d1,d2,d3
o1,3.0,6.0,8.0

"""


def test_csv_names_every_row_and_column():
    steps = attention(QUERY, KEY, VALUE, MASK, scale=False)
    assert to_csv(Computation(QUERY, KEY, VALUE, steps, scale=False, mask=MASK)) == CSV


def test_latex_says_what_was_divided_and_what_the_softmax_is_of():
    plain = to_latex(Computation(QUERY, KEY, VALUE, attention(QUERY, KEY, VALUE)))
    assert r"S' = \frac{S}{\sqrt{2}} &= \left[\begin{array}{rr} 0.7071 & 1.4142 \end" in plain
    assert r"A = \operatorname{softmax}(S') &=" in plain and "mask" not in plain
    assert r"V &= \left[\begin{array}{rrr} 1 & 5 & 7 \\ 3 & 6 & 8 \end{array}\right] \\" in plain
    steps = attention(QUERY, KEY, VALUE, None, False, 0.5)
    warm = to_latex(Computation(QUERY, KEY, VALUE, steps, False, 0.5))
    assert r"S' = \frac{S}{1} &=" in warm and r"\operatorname{softmax}(S' / 0.5)" in warm


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [
        (5e-5, 4, "0.0001"), (4.9e-5, 4, r"4.9 \cdot 10^{-5}"), (-1e-7, 4, r"-1 \cdot 10^{-7}"), (0.0, 4, "0"),
        (9.9e8, 2, "990000000"), (1e9, 2, r"1 \cdot 10^{9}"), (-0.25, 1, "-0.2"), (120.0, 0, "120"),
        (1.50, 4, "1.5"), (-math.inf, 4, r"-\infty"), (0.04, 1, r"4 \cdot 10^{-2}"),
    ],
)  # fmt: skip
def test_numbers_of_latex(number, decimals, text):
    assert latex_matrix(double([[number]]), decimals) == rf"\left[\begin{{array}}{{r}} {text} \end{{array}}\right]"


# ---- matrices
@pytest.mark.parametrize(
    "rows",
    [
        [[0.0]] * MAX_TOKENS, [[0.0] * MAX_WIDTH], [0.0] * MAX_TOKENS, [[1e100, -1e100]], [["0" * 64]],
    ],
)  # fmt: skip
def test_the_largest_matrix_is_taken(rows):
    assert read_matrix("K", rows) == [[float(x) for x in row] if isinstance(row, list) else row for row in rows]


@pytest.mark.parametrize("text", ["1", "+1.", ".5e1", " -2.5E-3 ", "1e+5", "−3", "007"])
def test_numbers_as_text(text):
    assert read_matrix("K", [[text]]) == [[float(text.replace("−", "-"))]]


@pytest.mark.parametrize("text", ["1e", "e5", ".", "+-1", "1.2.3", "1 2", "0x1", "1_0", "٣"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(CellError, match=r"row 1, column 1 is “.*”, which is not a number\."):
        read_matrix("K", [[text]])


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("-inf", "not NaN or infinity; minus infinity belongs in a mask (“mask = …”)."),
        ("-∞", "belongs in a mask"), ("-\\infty", "belongs in a mask"), (-math.inf, "belongs in a mask"),
        ("inf", "not NaN or infinity."), ("-nan", "not NaN or infinity."), ("N/A", "not NaN or infinity."),
        ("#N/A", "not NaN or infinity."), ("#NUM!", "not NaN or infinity."), ("Infinity", "not NaN or infinity."),
        (math.nan, "not NaN or infinity."), ("1.01e100", "is too large"), (-1.01e100, "is too large"),
        ("2+3i", "a complex number"), ("1.5j", "a complex number"), ("2 im", "a complex number"),
        ("(1+2*I)", "a complex number"), ("-0,5", "write the decimal sign as a point."),
        ("1,5e-3", "write the decimal sign as a point."), ("a,5", "which is not a number."),
        ("1,2,3", "which is not a number."),
    ],
)  # fmt: skip
def test_each_kind_of_bad_cell_has_its_own_words(cell, problem):
    with pytest.raises(CellError) as caught:
        read_matrix("K", [[0, cell]])
    assert caught.value.cell == ("K", 0, 1) and problem in str(caught.value)
    assert ("belongs in a mask" in str(caught.value)) == ("belongs in a mask" in problem)


def test_a_quotation_has_at_most_24_characters():
    assert quote(" " + "a" * 24 + " ") == "a" * 24 and quote("a" * 25) == "a" * 24 + "…"


# ---- sentences
@pytest.mark.parametrize("text", ["a" * 40, "a " * MAX_TOKENS, ("a" * 40 + " ") * 40 + " " * (LONGEST_SENTENCE - 1640)])
def test_the_longest_sentence_is_taken(text):
    assert tokenize(text) == text.split()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("a1 2b 1.5,3 1. .5 x.y 3,a", ["a1", "2b", "1.5,3", "1", ".", ".", "5", "x", ".", "y", "3", ",", "a"]),
        ("don't rock'n'roll 'a' a'1", ["don't", "rock'n'roll", "'", "a", "'", "a", "'", "1"]),
        ("a\x07b\tc\nd", ["a", "b", "c", "d"]),
        (" \u0301a b\u0301", ["a", "b\u0301"]),
        ("!?", ["!", "?"]),
        ("👍\U0001f3fb👍\U0001f3ff😀", ["👍\U0001f3fb", "👍\U0001f3ff", "😀"]),
        ("a\u200db", ["a\u200db"]),
        ("\u3040\u30ff\u3400\u4dbf\u4e00\u9fff", [*"\u3040\u30ff\u3400\u4dbf\u4e00\u9fff"]),
        ("\uf900\U00020000\U0003fffd", [*"\u8c48\U00020000\U0003fffd"]),
        ("\u0e01\u0e02", ["\u0e01\u0e02"]),
    ],
)  # fmt: skip
def test_where_tokens_begin_and_end(text, tokens):
    assert tokenize(text) == tokens


def test_seeds_and_heads_have_ends():
    for seed, heads in ((0, 1), (MAX_SEED, 8)):
        assert attend(["a"], seed, heads).steps.weights.shape == (heads, 1, 1)
    for seed, heads in ((-1, 1), (MAX_SEED + 1, 1), (0, 0), (0, 9)):
        with pytest.raises(ZooError, match="seed must be" if heads == 1 else "1 to 8 heads"):
            attend(["a"], seed, heads)


def test_a_seed_gives_the_same_numbers_everywhere():
    """A link holds the seed alone. The numbers have the size that they should: entries of variance 1 and 1 / rows."""
    words = ["the", "cat", "sat"]
    done = attend(words, seed=7, heads=2, causal=True)
    assert done.query.shape == (2, 3, 16) and done.output.shape == (3, 64)
    found = [*embed(words, 7)[1, :2].tolist(), *done.steps.weights[1, 2].tolist(), done.output[1, 0].item()]
    assert found == pytest.approx([-1.6411547100466948, 0.3100588098588385, 0.053743697446896756, 0.9336628630667605,
                                   0.012593439486342894, 0.6922831150052792], abs=1e-9)  # fmt: skip
    assert done.steps.weights[:, 0].tolist() == [[1, 0, 0]] * 2
    assert not torch.allclose(attend(words, seed=7, heads=2).steps.weights[:, 0], done.steps.weights[:, 0])


# ---- steps
def test_random_projections_keep_magnitudes():
    drawn = random_projections(4, 400, 25, torch.Generator().manual_seed(0))
    for matrix, rows in ((drawn.query, 400), (drawn.key, 400), (drawn.value, 400), (drawn.output, 25)):
        assert matrix.std().item() * math.sqrt(rows) == pytest.approx(1, abs=0.02) and matrix.dtype == torch.float64
    assert drawn.query.shape == (4, 400, 25) and drawn.output.shape == (4, 25, 400)
    for sizes in ((0, 1, 1), (1, 0, 1), (1, 1, 0)):
        with pytest.raises(ZooError, match="at least 1"):
            random_projections(*sizes, torch.Generator())


def test_every_head_is_attention_with_the_same_settings():
    drawn = random_projections(2, 6, 3, torch.Generator().manual_seed(0))
    x, memory, mask = torch.randn(4, 6).double(), torch.randn(5, 6).double(), padding_mask(4, [True] * 4 + [False])
    done = multi_head(x, memory, drawn, mask, scale=False, temperature=3.0)
    alone = attention(x @ drawn.query[1], memory @ drawn.key[1], memory @ drawn.value[1], mask, False, 3.0)
    assert torch.allclose(done.steps.weights[1], alone.weights) and torch.allclose(
        done.value[1], memory @ drawn.value[1]
    )
    with pytest.raises(ZooError, match="The key tokens have width 5, but their projection takes width 6"):
        multi_head(x, memory[:, :5], drawn)


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (((2, 3), (2,), (2, 1)), "K has 1 dimension"), (((2, 3), (2, 3), (2, 0)), "V is empty"),
        (((2, 3), (1, 3), (2, 1)), "K has 1 row and V has 2 rows"),
    ],
)  # fmt: skip
def test_which_matrix_does_not_fit(shapes, message):
    with pytest.raises(ZooError, match=message):
        attention(*(torch.zeros(shape) for shape in shapes))
