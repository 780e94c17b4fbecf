"""Every name, sign and mark that the reader of pasted matrices knows, once; whole texts are in the lists of
``test_attention_paste.py``."""

import pytest

from zoo.attention.paste import PasteError, read
from zoo.attention.paste.naming import role_of

ROWS = [["1", "2"], ["3", "4"]]
TURNED = [["1", "3"], ["2", "4"]]


def cells(text, into="Q"):
    return read(text, into).tables[into].cells


def each(line, text, right=ROWS):
    """Those of the words in ``line`` with which ``text`` is not read as ``right``."""
    wrong = {}
    for word in line.split():
        try:
            found = cells(text.replace("@", word))
        except PasteError as error:
            found = error.problem
        if found != right:
            wrong[word] = found
    return wrong


# ---- calls and methods
@pytest.mark.parametrize(
    ("names", "text", "right"),
    [
        ("array asarray ndarray mat matrix masked_array NumericArray SparseArray", "@([[1, 2], [3, 4]])", ROWS),
        ("tensor FloatTensor DoubleTensor LongTensor EagerTensor DeviceArray", "@([[1, 2], [3, 4]])", ROWS),
        ("constant Variable Parameter", "@([[1, 2], [3, 4]])", ROWS),
        ("list tuple stack vstack torch.stack np.asarray tf.constant pd.DataFrame", "@([[1, 2], [3, 4]])", ROWS),
        ("Float16 Float32 Float64 Int Int32 Int64 Any Real Number Bool Rational", "@[1 2; 3 4]", ROWS),
        ("rbind", "@(c(1, 2), c(3, 4))", ROWS),
        ("cbind", "@(c(1, 2), c(3, 4))", TURNED),
        ("cbind data.frame tibble", "@(a = c(1, 2), b = c(3, 4))", TURNED),
        ("dict OrderedDict", "pd.DataFrame(@(a=[1, 2], b=[3, 4]))", TURNED),
        ("t", "@(rbind(c(1, 2), c(3, 4)))", TURNED),
        ("structure", "@(c(1, 3, 2, 4), .Dim = c(2L, 2L))", ROWS),
        ("structure", "@(c(1, 3, 2, 4), dim = c(2, 2))", ROWS),
        ("data object value initial_value .data x", "array(@=[[1, 2], [3, 4]])", ROWS),
        ("other dtype", "array([[1, 2], [3, 4]], @=[5, 6])", ROWS),
        ("TRUE T True", "matrix(c(1, 2, 3, 4), nrow = 2, byrow = @)", ROWS),
        ("FALSE F False 0", "matrix(c(1, 2, 3, 4), nrow = 2, byrow = @)", TURNED),
        ("nrow ncol", "matrix(c(1, 3, 2, 4), @ = 2)", ROWS),
        ("Matrix", "@(2, 2, [1, 2, 3, 4])", ROWS),
        ("matrix", "@(c(1, 3, 2, 4), 2, 2)", ROWS),
        (".numpy .detach .cpu .cuda .float .double .half .to .tolist .requires_grad_", "[[1, 2], [3, 4]]@()", ROWS),
        (".astype .clone .copy .contiguous .unsqueeze .squeeze .to_numpy .item", "[[1, 2], [3, 4]]@(0)", ROWS),
        (".values .T.T .cpu().numpy() .detach().T.T", "[[1, 2], [3, 4]]@", ROWS),
        (".T .mT .t() .H .transpose() .' ' ᵀ ^T ^t ^⊤ ^\\top ^{\\top} ^\\intercal", "[[1, 2], [3, 4]]@", TURNED),
        ("^{\\mathsf{T}} ^\\mathrm{T} ^{T} ^{t}", "[[1, 2], [3, 4]]@", TURNED),
        (".reshape(2,2) .view(2,-1) .reshape(-1,2) .reshape((2,2)) .view(2L,2L)", "[1, 2, 3, 4]@", ROWS),
        ("^T ^\\top ^{T} ^{\\top} ^\\intercal .T ' ᵀ", "K@ = [[1, 2], [3, 4]]", TURNED),
        ("print display show disp repr str pprint assert", "@([[1, 2], [3, 4]])", ROWS),
    ],
)  # fmt: skip
def test_what_stands_around_a_list(names, text, right):
    assert each(names, text, right) == {}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("np.ones([[1, 2], [3, 4]])", "“np.ones(…)” is a call"),
        ("[[1, 2], [3, 4]].sum(0)", "“.sum(…)” changes the numbers before it"),
        ("[1, 2, 3].reshape(2, 2)", "3 numbers do not fill a matrix of 2 × 2"),
        ("[[1, 2], [3]].T", "rows of different lengths cannot be transposed"),
        ("[[1, 2], [3, 4]] @ [[1, 2], [3, 4]]", "“@” at line 1, character 18 makes this a calculation"),
        ("[[1, 2], [3, 4]] * 2", "“*” at line 1, character 18 makes this a calculation"),
        ("[[1, 2], [3, 4]] - [[1, 2], [3, 4]]", "“-” at line 1, character 18 makes this a calculation"),
        ("x * [[1, 2], [3, 4]]", "“*” at line 1, character 3 makes this a calculation"),
        ("2.5.1 * [[1, 2], [3, 4]]", "“*” at line 1, character 7 makes this a calculation"),
        ("{'a': [1, 2], 3}", "at line 1, character 15 a name and a colon were expected"),
        ("[0,5 1,5]", "at line 1, character 2 both commas and spaces separate"),
        (f"{'[' * 41}1{']' * 41}", "At line 1, character 41 more than 40 brackets are open"),
        ("[[[[1, 2]], [[3, 4]]], [[[1, 2]], [[3, 4]]]]", "Q has four dimensions (2 × 2 × 1 × 2)"),
        ("A = [[1, 2]]; B = [[3, 4]]", "The text has two matrices (A, B), none called Q, K or V"),
        ("A = [[1]]; B = [[2]]; [[3]]; C = [[4]]", "The text has four matrices (A, B, without a name, C)"),
        (", , 1\n1 2\n3 4\n, , 2\n1 2\n3 4", "The text has three dimensions, in 2 slices"),
        ("1.5 2\n3i 4", "“3i” at line 2, character 1 is a complex number"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(text, problem):
    with pytest.raises(PasteError) as caught:
        read(text, "Q")
    assert problem in caught.value.problem, caught.value.problem


@pytest.mark.parametrize("dots", ["...", "…", "⋯", "⋮", "⋱", "\\dots", "\\cdots", "\\vdots", "\\ddots", "\\ldots"])
def test_dots_say_that_the_text_is_shortened(dots):
    for text in (f"[1, {dots}, 9]", f"1 2\n{dots}\n5 6", f"\\begin{{bmatrix}} 1 & {dots} & 3 \\end{{bmatrix}}"):
        with pytest.raises(PasteError, match="shortened"):
            read(text, "Q")


# ---- names
@pytest.mark.parametrize(
    ("names", "matrix"),
    [
        ("q Q query queries Query Queries qs query_matrix self.q my.layer.query **Q** \\mathbf{Q}", "Q"),
        ("k key keys Keys key_states model.keys “key”", "K"),
        ("v val vals value values Values value_layer V", "V"),
        ("mask attn_mask attention-mask key_mask", "mask"),
    ],
)
def test_names_of_a_matrix(names, matrix):
    assert {name: role_of(name) for name in names.split()} == dict.fromkeys(names.split(), (matrix, None))


def test_a_number_in_a_name_is_that_of_a_token():
    indices = {"q1": 1, "k_2": 2, "v_{3}": 3, "key12": 12, "k₂": 2, "query_4": 4}
    assert {name: role_of(name).index for name in indices} == indices
    others = [
        "W_Q",
        "W_q",
        "q_proj",
        "key_projection",
        "value_weight",
        "k_weights",
        "v_bias",
        "quality",
        "keyed",
        "volume",
        "x",
        "a",
        "q_1_2x",
    ]
    assert [name for name in others if role_of(name) not in (None, ("Q", None))] == []
    assert [name for name in others[:8] if role_of(name)] == []


@pytest.mark.parametrize("sign", ["=", ":", "<-", "->", "=>", ":=", "←", "→", "↦", "≔", "=="])
def test_signs_between_a_name_and_its_matrix(sign):
    pasted = read(f"K {sign} [[1, 2], [3, 4]]", "Q")
    assert pasted.tables["Q"].cells == ROWS and pasted.note == "The text calls it K."


@pytest.mark.parametrize(
    "style",
    [
        "mathbf",
        "mathrm",
        "mathit",
        "mathsf",
        "mathcal",
        "boldsymbol",
        "bm",
        "vec",
        "text",
        "textbf",
        "hat",
        "operatorname",
    ],
)
def test_a_name_in_any_style_of_latex(style):
    text = f"\\{style}{{K}} = \\begin{{pmatrix}} 1 & 2 \\\\ 3 & 4 \\end{{pmatrix}}"
    assert read(text, "Q").note == "The text calls it K." and cells(text) == ROWS


@pytest.mark.parametrize("joined", [" and ", ", ", " or ", " then ", "; ", " und "])
def test_lists_that_are_only_joined_belong_together(joined):
    pasted = read(f"the keys are [1, 2]{joined}[3, 4]. Q = [[5, 6]]", "Q")
    assert {name: table.cells for name, table in pasted.tables.items()} == {"K": ROWS, "Q": [["5", "6"]]}


# ---- numbers
@pytest.mark.parametrize(
    ("names", "text", "right"),
    [
        ("float np.float16 np.float32 np.float64 bfloat16 double single longdouble", "[[@(1.5), 2]]", [["1.5", "2"]]),
        ("int int8 int16 int32 int64 np.uint8 long Decimal mpf Real tensor array Number", "[[@(1), 2]]", [["1", "2"]]),
        ("Fraction Rational mpq", "[[@(1, 2), 3], [@(-3, 4), @(2)]]", [["0.5", "3"], ["-0.75", "2.0"]]),
        ("sqrt math.sqrt np.sqrt", "[[@(4), @(9)]]", [["2.0", "3.0"]]),
        ("sqrt(4) Sqrt[4] √4 \\sqrt{4} 4^{1/2} 4**0.5 8/4 8//4 4·0.5 4×0.5 4⋅0.5 4*0.5", "[[@, 1]]", [["2.0", "1"]]),
        ("1/2 2/4 ½ \\frac12 \\frac{1}{2} \\tfrac{1}{2} \\dfrac{2}{4} 50% 2^-1 2⁻¹ (1/2)", "[[@, 1]]", [["0.5", "1"]]),
        ("-1/2 -½ -\\frac12 -50% +-0.5/1 -(1/2)", "[[@, 1]]", [["-0.5", "1"]]),
        ("--2 +2 2", "[[@, 1]]", [["2.0", "1"]]),
        ("1e2 1d2 1D2 1*^2 1E2", "[[@, 7]]", [["1e2", "7"]]),
        ("1.5 1.5f 1.5f0 1.5F 1.5` 1.5`4. np.float64(1.5) '1.5' “1.5” 1.5L", "[[@, 7]]", [["1.5", "7"]]),
        ("tensor(1.5,dtype=torch.float64) tensor(1.5,requires_grad=True)", "[[@, 7]]", [["1.5", "7"]]),
        ("1234 1'234 1_234", "[[@, 7]]", [["1234", "7"]]),
    ],
)  # fmt: skip
def test_ways_to_write_a_number(names, text, right):
    wrong = each(names, text, right)
    same = [word for word, found in wrong.items() if not isinstance(found, str) and _equal(found, right)]
    assert {word: found for word, found in wrong.items() if word not in same} == {}


def _equal(found, right):
    return [[float(cell) for cell in row] for row in found] == [[float(cell) for cell in row] for row in right]


# ---- characters and tables
@pytest.mark.parametrize(
    ("characters", "text", "right"),
    [
        ("−–‐‑‒—﹣－", "@1 2\n3 4", [["-1", "2"], ["3", "4"]]),
        ("\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u200a\u3000\u205f", "1@2\n3@4", ROWS),
        ("\xa0\u202f\u2009\u2007", "1@2\n3@4", ROWS),
        ("\xa0\u202f\u2009\u2007", "1@234 2\n3 4", [["1234", "2"], ["3", "4"]]),
        ("\xa0\u202f\u2009\u2007", "1@2345 2\n3 4 5", [["1", "2345", "2"], ["3", "4", "5"]]),
        ("\ufeff\u200b\u200c\u200d\u2060\u200e", "@1 @2\n3 4@", ROWS),
        ("\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\u2061\u2062", "@1 @2\n3 4@", ROWS),
        ("⎡⎢⎣⎤⎥⎦⎛⎜⎝⎞⎟⎠│┃║┆┊❘", "@ 1 2 @\n@ 3 4 @", ROWS),
        ("─━═┄┈╌╴╶┌┐└┘├┤┬┴┼╞╡╪╔╗╚╝╠╣╦╩╬╭╮╰╯╒╕╘╛╤╧╟╢╫╥╨╓╖╙╜-=_", "a  b\n@@@@\n1  2\n3  4", ROWS),
        ("⁄∕/", "[[2@2, 2], [3, 4]]", [["1.0", "2"], ["3", "4"]]),
        ("’'", "[[1@000, 2], [3, 4]]", [["1000", "2"], ["3", "4"]]),
        ("∗*×·⋅", "[[2@2, 2], [3, 4]]", [["4.0", "2"], ["3", "4"]]),
        ("１1", "@\t2\n3\t4", ROWS),
    ],
)  # fmt: skip
def test_characters_that_look_alike(characters, text, right):
    assert {character for character in characters if cells(text.replace("@", character)) != right} == set()


@pytest.mark.parametrize(
    "name", ["index", "id", "token", "tokens", "word", "words", "row", "rows", "name", "rownames", "no", "Index"]
)
def test_a_column_of_numbers_with_one_of_these_names_is_no_column(name):
    assert cells(f"{name}\tx\ty\n5\t1\t2\n6\t3\t4") == ROWS
    assert cells(f"{name}\t0\t1\n5\t1\t2\n6\t3\t4") == ROWS


def test_other_columns_of_numbers_are_columns():
    assert cells("index,0,1\n5,1,2\n6,3,4") == cells('"#",0,1\n5,1,2\n6,3,4') == ROWS
    assert cells("size\tx\ty\n5\t1\t2\n6\t3\t4") == [["5", "1", "2"], ["6", "3", "4"]]
    assert cells("index\tx\ty\n5\t1\t2\n7\t3\t4") == [["5", "1", "2"], ["7", "3", "4"]]


@pytest.mark.parametrize(
    "cell", ["nan", "-inf", "Infinity", "∞", "n/a", "NA", "<NA>", "null", "None", "missing", "#N/A", "#REF!"]
)
def test_what_stands_for_a_number_is_no_heading(cell):
    with pytest.raises(PasteError, match=r"Q, row 1, column 1"):
        read(f"{cell}\t5\n{cell}\t6", "Q")


@pytest.mark.parametrize(
    "kind", ["---", "str", "cat", "bool", "f32", "f64", "i8", "i16", "i32", "i64", "u8", "u64", "<dbl>", "<int>"]
)
def test_the_types_below_a_heading_are_no_row(kind):
    assert cells(f"a b\n{kind} {kind}\n1 2\n3 4") == ROWS
