"""Reads matrices as people copy them, from programs, documents and spreadsheets, and says what it left out.

``read`` cleans the characters (``characters.py``), cuts tokens (``tokens.py``) and gives them to the parser of the
text's shape: brackets and LaTeX (``literals.py``, ``nested.py``, ``calls.py``, ``nodes.py``), lines of cells
(``rows.py``, ``cells.py``, ``grids.py``, ``separators.py``) or dashes (``outline.py``). All share the grammar of a
number (``numbers.py``), and each gives parts with the names that stand before them (``naming.py``), from which
``assemble.py`` makes Q, K, V and the mask. Statements without numbers, such as "K = Q", are read by ``aliases.py``.
"""

from dataclasses import dataclass, field

from zoo.attention.matrices import LONGEST_TEXT, Table, quote
from zoo.attention.paste.aliases import Alias, has_comments, shared, statements
from zoo.attention.paste.assemble import assemble
from zoo.attention.paste.characters import clean
from zoo.attention.paste.literals import Literals, parts_of
from zoo.attention.paste.mask import mask_of
from zoo.attention.paste.naming import Part, names_before
from zoo.attention.paste.outline import outline
from zoo.attention.paste.rows import Rows
from zoo.attention.paste.tokens import Token, check_round, tokenize
from zoo.errors import ZooError

FORMS = (
    "What can be read: lists and printouts from NumPy, PyTorch, TensorFlow, JAX, pandas, R, Julia, MATLAB and "
    "Mathematica, LaTeX, Markdown, CSV, spreadsheets, JSON, YAML, and one vector per token such as “cat: [1, 0]”."
)
MOST_QUOTED, LONGEST_QUOTE = 4, 48


class PasteError(ZooError):
    """Why a text cannot be read, and what can be: ``problem`` and ``forms``. ``cell`` is (matrix, row, column) if a
    single cell is to blame."""

    forms = FORMS

    def __init__(self, problem: str, cell: tuple | None = None):
        self.problem = f"{problem.rstrip('.')}."
        self.cell = cell
        super().__init__(f"{self.problem} {FORMS}")


@dataclass(frozen=True)
class Pasted:
    """The tables by name, the mask (rows of booleans, or one row for all queries, or None), and what is to be said."""

    tables: dict[str, Table]
    mask: list | None = None
    note: str = ""
    left: list[str] = field(default_factory=list)


def read(text: str, into: str) -> Pasted:
    """The matrices in a pasted text. The only one, or one without a name, goes to ``into``: Q, K, V or mask.

    Raises ``PasteError``, which names the place of the fault and the forms that can be read.
    """
    if len(text) > LONGEST_TEXT:
        raise PasteError(f"The pasted text has {len(text):,} characters; at most {LONGEST_TEXT:,} are read")
    notes: dict[str, str] = {}
    left: list[str] = []
    try:
        parts, aliases = _parts(text, notes, left)
        tables = assemble(parts, into, notes, left, {alias.source for alias in aliases})
        shared(tables, aliases, left)
        mask = tables.pop("mask", None)
        visible = mask_of(mask, notes) if mask is not None else None
    except ZooError as error:
        cell = getattr(error, "cell", None)
        told = str(error) if cell or str(error)[:1].isupper() else f"{into}: {error}"
        raise PasteError(told, cell) from None
    return Pasted(tables, visible, " ".join([*filter(None, notes.values()), *_left_out(left)]), left)


def _parts(text: str, notes: dict[str, str], left: list[str]) -> tuple[list[Part], list[Alias]]:
    """The parts of a text, by the parser of its shape, and the matrices that are another one under a further name."""
    text, said = clean(text)
    notes.update({f"character {index}": note for index, note in enumerate(said)})
    if not text.strip():
        raise ZooError("there is no number in the pasted text; paste a table of numbers")
    nodes = outline(text, notes)
    if nodes is not None:
        return list(parts_of(nodes, [], "")), []
    tokens = tokenize(text)
    aliases = statements(text, tokens)
    if has_comments(tokens):
        notes["comments"] = "Comments were left out."
    return _by_shape(text, tokens, notes, left), aliases


def _by_shape(text: str, tokens: list[Token], notes: dict[str, str], left: list[str]) -> list[Part]:
    if not any(token.kind == "label" for token in tokens):
        literals = Literals(text, tokens, notes)
        is_bare = _is_bare_latex(tokens, literals.nested.pairs)
        if literals.parts and not is_bare:
            left.extend(literals.left)
            return literals.parts
        if is_bare:
            return _bare_latex(literals, tokens)
        if literals.calls:
            raise ZooError(f"“{literals.calls[0]}(…)” is a call, not numbers; paste what it prints")
        check_round(text, tokens, literals.nested.pairs)
    rows = Rows(text, tokens, notes)
    left.extend(rows.left)
    if not rows.parts:
        raise ZooError(
            f"there is no number in the pasted text, which begins with “{quote(text)}”; paste a table of numbers"
        )
    return rows.parts


def _is_bare_latex(tokens: list[Token], pairs: dict[int, int]) -> bool:
    """Whether LaTeX's marks for cells and rows stand in no bracket and no environment."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "begin" or token.text == "[":
            return False
        is_mark = token.kind == "newrow" or (token.text == "&" and at + 1 < len(tokens) and tokens[at + 1].text != "=")
        if is_mark:
            return True
        at = pairs.get(at, at) + 1
    return False


def _bare_latex(literals: Literals, tokens: list[Token]) -> list[Part]:
    """Rows of LaTeX cells without a \\begin around them."""
    first = next((index + 1 for index, token in enumerate(tokens) if token.text == "="), 0)
    inside = [index for index in range(first, len(tokens)) if tokens[index].kind not in ("begin", "end")]
    at, end = (inside[0], inside[-1] + 1) if inside else (first, first)
    return [Part(literals.nested.aligned(at, end), names_before(tokens[:first]))]


def _left_out(left: list[str]) -> list[str]:
    if not left:
        return []
    quoted = [
        f"“{piece if len(piece) <= LONGEST_QUOTE else piece[:LONGEST_QUOTE] + '…'}”" for piece in left[:MOST_QUOTED]
    ]
    more = f" and {len(left) - MOST_QUOTED} more" if len(left) > MOST_QUOTED else ""
    return [f"Left out: {', '.join(quoted)}{more}."]
