"""What stands around a list and says how to read it: calls such as np.array(...) or R's matrix(...); .T behind it."""

from typing import TYPE_CHECKING

from zoo.attention.paste.nodes import Label, Mapping, Node, is_flat, reshaped, transposed
from zoo.attention.paste.numbers import number
from zoo.errors import ZooError

if TYPE_CHECKING:
    from zoo.attention.paste.nested import Nested

KNOWN = {  # calls that keep the numbers in them
    *("array", "asarray", "ndarray", "mat", "matrix", "masked_array", "numericarray", "sparsearray", "devicearray"),
    *("tensor", "floattensor", "doubletensor", "longtensor", "eagertensor", "constant", "variable", "parameter"),
    *("list", "tuple", "dict", "ordereddict", "stack", "vstack", "series", "dataframe", "data.frame", "tibble"),
    *("c", "rbind", "cbind", "t", "structure", "float16", "float32", "float64", "int", "int32", "int64", "any"),
    *("rational", "real", "number", "bool"),
}
COLUMNS = {"cbind", "data.frame", "tibble"}  # their arguments are columns
DATA = {"data", "object", "value", "initial_value", ".data", "x"}  # names of the argument with the numbers
TRANSPOSED = {".T", ".mT", ".t", ".H", ".transpose", ".'", "'", "ᵀ"}
RESHAPED = {".reshape", ".view"}
HARMLESS = {  # methods that keep the numbers
    *(".numpy", ".detach", ".cpu", ".cuda", ".float", ".double", ".half", ".to", ".tolist", ".requires_grad_"),
    *(".astype", ".clone", ".copy", ".contiguous", ".unsqueeze", ".squeeze", ".values", ".to_numpy", ".item"),
}
TOPS = {"T", "t", "⊤", "\\top", "\\intercal", "\\mathsf{T}", "\\mathrm{T}"}


def name_of(text: str) -> str:
    """The last part of a dotted name, in lower case; R's own dots stay."""
    lower = text.lower()
    return lower if lower in KNOWN else lower.rsplit(".", 1)[-1]


def is_call(nested: "Nested", at: int) -> bool:
    """Whether a known call begins at a token: np.array(...), Float32[...]."""
    tokens = nested.tokens
    is_open = at + 1 in nested.pairs and not tokens[at + 1].gap and tokens[at + 1].text in ("(", "[")
    return is_open and tokens[at].kind == "word" and name_of(tokens[at].text) in KNOWN


def call(nested: "Nested", at: int) -> tuple[Node, int]:
    """The node of a call and the index of the token behind it."""
    name, opening = name_of(nested.tokens[at].text), at + 1
    end = nested.pairs[opening]
    if nested.tokens[opening].text == "[":  # Float32[1 2; 3 4]
        return nested.bracket(opening, is_inner=False), end + 1
    return _meaning(name, list(_arguments(nested, opening + 1, end))), end + 1


# ---- arguments: pairs of a name ("" if it has none) and a node, None for what is neither a number nor a list
def _arguments(nested: "Nested", at: int, end: int):
    tokens = nested.tokens
    while at < end:
        last = at
        while last < end and tokens[last].text != ",":
            last = nested.pairs.get(last, last) + 1
        at = nested.skip_lines(at, last)
        equals = next((index for index in range(at, min(at + 3, last)) if tokens[index].text == "="), None)
        key = "" if equals is None else nested.source(at, equals).strip("\"'")
        at = at if equals is None else nested.skip_lines(equals + 1, last)
        if at < last:
            yield key, _argument(nested, at, last)
        at = last + 1


def _argument(nested: "Nested", at: int, end: int) -> Node | None:
    if at in nested.pairs or is_call(nested, at):
        node, behind = nested.value(at, end, is_inner=False)
        return node if nested.skip_lines(behind, end) == end else None
    if nested.tokens[at].text in ("T", "TRUE", "True"):
        return "1"
    return number(nested.tokens[at:end], {})


# ---- what a call means
def _meaning(name: str, arguments: list[tuple[str, Node | None]]) -> Node:
    values = [(key, node) for key, node in arguments if node is not None]
    lists = [(key, node) for key, node in values if isinstance(node, list | Mapping)]
    if name == "c":
        return [cell for _, node in values for cell in (node if isinstance(node, list) else [node])]
    if name in ("dict", "ordereddict") and all(key for key, _ in arguments):
        return Mapping(values)
    if name == "rbind" or name in COLUMNS:
        rows = Mapping(lists) if all(key for key, _ in lists) else [node for _, node in lists]
        return transposed(rows) if name in COLUMNS else rows
    data = next((node for key, node in lists if not key or key in DATA), None)
    if data is None:
        return values[0][1] if values else []
    if name == "t" or (name == "dataframe" and isinstance(data, Mapping)):
        return transposed(data)
    return _filled(name, data, arguments)


def _filled(name: str, data: Node, arguments: list[tuple[str, Node | None]]) -> Node:
    """R fills a matrix column by column unless it is told otherwise, SymPy's Matrix(2, 2, [...]) row by row."""
    named = {key: node for key, node in arguments if key}
    dims = named.get("dim", named.get(".Dim"))
    if isinstance(dims, list) and len(dims) == 2:
        return _by_column(data, *map(_whole, dims))
    if name != "matrix" or not is_flat(data):
        return data
    sizes = [node for key, node in arguments if not key and isinstance(node, str) and not isinstance(node, Label)]
    rows = _whole(named.get("nrow") or (sizes[0] if sizes else None))
    columns = _whole(named.get("ncol") or (sizes[1] if len(sizes) > 1 else None))
    if not rows and not columns:
        return data
    rows = rows or len(data) // columns
    columns = columns or len(data) // rows
    is_by_row = named.get("byrow") == "1" or isinstance(arguments[0][1], str)
    return reshaped(data, [rows, columns]) if is_by_row else _by_column(data, rows, columns)


def _whole(size: Node | None) -> int:
    """A size as a number; 0 for none."""
    text = str(size or "")
    return int(text) if text.isdigit() and len(text) < 6 else 0


def _by_column(data: Node, rows: int, columns: int) -> Node:
    return transposed(reshaped(data, [columns, rows]))


# ---- behind a list
def behind(nested: "Nested", node: Node, at: int, end: int) -> tuple[Node, int]:
    """Applies what stands directly behind a list: .T, ', ^T, .reshape(2, 3). Raises ``ZooError`` for other methods."""
    tokens = nested.tokens
    while at < end and not tokens[at].gap:
        text = tokens[at].text
        has_group = at + 1 in nested.pairs and not tokens[at + 1].gap
        last = nested.pairs[at + 1] if has_group else at
        if text in TRANSPOSED:
            node = transposed(node)
        elif text == "^" and at + 1 < end:
            last = nested.pairs.get(at + 1, at + 1)
            mark = nested.source(at + 2, last) if last > at + 1 else nested.source(at + 1, at + 2)
            if mark not in TOPS:
                break
            node = transposed(node)
        elif text in RESHAPED and has_group:
            node = reshaped(node, _sizes(nested, at + 1))
        elif text not in HARMLESS:
            if tokens[at].kind == "method" and has_group:
                raise ZooError(f"“{text}(…)” changes the numbers before it; paste what it prints instead")
            break
        at = last + 1
    return node, at


def _sizes(nested: "Nested", at: int) -> list[int]:
    """The whole numbers in a bracket; -1 is the size that follows from the others."""
    sizes, sign = [], 1
    for token in nested.tokens[at : nested.pairs[at]]:
        if token.kind == "number":
            sizes.append(sign * _whole(token.text.rstrip("L")))
        sign = -1 if token.text == "-" else 1
    return sizes
