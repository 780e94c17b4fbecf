"""Building sentences from parts."""

from collections.abc import Sequence


def listed(parts: Sequence[str]) -> str:
    """One or more parts as a list in a sentence: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def ranges(numbers: Sequence[int]) -> str:
    """Ascending whole numbers as text, with consecutive ones as ranges: "1, 3 to 7"."""
    rows: list[list[int]] = []
    for number in numbers:
        if rows and rows[-1][-1] == number - 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    return ", ".join(str(row[0]) if len(row) == 1 else f"{row[0]} to {row[-1]}" for row in rows)
