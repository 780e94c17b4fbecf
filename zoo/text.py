"""Sentences that are put together of parts."""

from collections.abc import Sequence


def listed(parts: Sequence[str]) -> str:
    """One part or more as a list in a sentence: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
