"""A pasted mask: zeros and ones, True and False, or the zeros and minus infinities that are added to scores."""

from zoo.attention.matrices import NUMBER, Table
from zoo.errors import ZooError

HIDING = -1e4  # what is added to a score to hide it: minus infinity, -1e9, or half precision's -65504


def mask_of(table: Table, notes: dict[str, str]) -> list:
    """Rows of booleans, True where a query may see a key; one row of a plain list. Raises ``ZooError`` for others."""
    values = [[_value(cell, row, column) for column, cell in enumerate(cells)] for row, cells in enumerate(table.cells)]
    found = {value for row in values for value in row}
    if len({len(row) for row in values}) > 1:
        raise ZooError("the mask's rows are not equally long")
    if found <= {0.0, 1.0} and 1.0 in found:
        if "truth" in notes:
            notes["truth"] = "True was read as visible; PyTorch's MultiheadAttention means hidden."
        else:
            notes["mask"] = "In the mask 1 was read as visible and 0 as hidden."
        visible = [[value == 1 for value in row] for row in values]
    elif all(value == 0 or value <= HIDING for value in found) and min(found) < 0:
        notes["mask"] = "The mask's 0 was read as visible and its −∞, or a very negative number, as hidden."
        visible = [[value == 0 for value in row] for row in values]
    else:
        raise ZooError(
            "a mask has 1 where a query may see a key and 0 where not, or 0 and −inf; this one has other numbers"
        )
    return visible[0] if table.is_list else visible


def _value(cell: str, row: int, column: int) -> float:
    if cell != "-inf" and not NUMBER.fullmatch(cell):
        raise ZooError(
            f"the mask's row {row + 1}, column {column + 1} is “{cell[:24]}”, which is neither 0, 1 nor −inf"
        )
    return float(cell)
