"""Decimal commas and thousands separators: how the cells of a table use them together."""

import re

from zoo.errors import ZooError

END = r"(?:[eE][-+]?\d+)?%?"
GROUPED = re.compile(rf"[-+]?[1-9]\d{{0,2}}(?:,\d{{3}})+{END}", re.ASCII)  # 1,234: thousands, or a decimal comma
THOUSANDS = re.compile(rf"[-+]?[1-9]\d{{0,2}}(?:(?:,\d{{3}})+\.\d*|(?:,\d{{3}}){{2,}}){END}", re.ASCII)
DECIMAL = re.compile(rf"[-+]?(?:\d+|[1-9]\d{{0,2}}(?:[.']\d{{3}})+),\d+{END}", re.ASCII)
POINT = re.compile(rf"[-+]?\d*\.\d*{END}", re.ASCII)
DOT_GROUPS = re.compile(r"[-+]?[1-9]\d{0,2}(?:\.\d{3})+", re.ASCII)


def with_points(rows: list[list[str]], notes: dict[str, str]) -> list[list[str]]:
    """The cells with a point before their decimals and no thousands separators.

    Raises ``ZooError`` where "1,234" may be either, or both conventions are mixed.
    """
    cells = [cell for row in rows for cell in row]
    with_comma = [
        cell for cell in cells if GROUPED.fullmatch(cell) or THOUSANDS.fullmatch(cell) or DECIMAL.fullmatch(cell)
    ]
    apostrophes = next((cell for cell in cells if re.fullmatch(r"[-+]?\d{1,3}('\d{3})+([.,]\d*)?", cell)), None)
    if apostrophes:
        plain = apostrophes.replace("'", "").replace(",", ".")
        notes["thousands"] = f"“{apostrophes}” was read with a thousands separator, as {plain}."
    if not with_comma:
        return rows
    decimal = [cell for cell in with_comma if DECIMAL.fullmatch(cell) and not GROUPED.fullmatch(cell)]
    thousands = [cell for cell in with_comma if THOUSANDS.fullmatch(cell) and not DECIMAL.fullmatch(cell)]
    points = [cell for cell in cells if POINT.fullmatch(cell)]
    if decimal and (thousands or any(not DOT_GROUPS.fullmatch(cell) for cell in points)):
        other = (thousands or points)[0]
        raise ZooError(f"decimal commas (“{decimal[0]}”) and decimal points (“{other}”) are mixed; use one of them")
    if decimal:
        return _decimal(rows, decimal[0], [cell for cell in cells if DOT_GROUPS.fullmatch(cell)], notes)
    if not thousands and not points:
        raise _two_meanings(with_comma[0])
    notes["thousands"] = (
        f"Commas were read as thousands separators ({with_comma[0]} as {with_comma[0].replace(',', '')})."
    )
    return [[cell.replace(",", "") if cell in with_comma else cell for cell in row] for row in rows]


def _two_meanings(cell: str) -> ZooError:
    return ZooError(
        f"“{cell}” may be {cell.replace(',', '.')} or {cell.replace(',', '')}; write it with a decimal point, or "
        "without a thousands separator"
    )


def _decimal(rows: list[list[str]], example: str, groups: list[str], notes: dict[str, str]) -> list[list[str]]:
    def point(cell: str) -> str:
        if not (DECIMAL.fullmatch(cell) or DOT_GROUPS.fullmatch(cell)):
            return cell
        return cell.replace(".", "").replace("'", "").replace(",", ".")

    notes["decimal"] = f"Decimal commas were read as points ({example} as {point(example)})."
    groups = groups or [cell for row in rows for cell in row if DECIMAL.fullmatch(cell) and "." in cell]
    if groups:
        notes["thousands"] = f"Points were read as thousands separators ({groups[0]} as {point(groups[0])})."
    return [[point(cell) for cell in row] for row in rows]
