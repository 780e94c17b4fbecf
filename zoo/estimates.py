"""How far estimates of a likelihood by annealed importance sampling can be trusted.

On average the forward estimate is too high; the reverse one is too low if it starts from true samples of the model
(Burda et al. 2015, section 3). Figures are ``{"value", "noise"}`` by the names of metrics.json, in nats per image.
"""

from zoo.text import listed

EXACT = "log_likelihood"
PAIRS = (
    ("log_likelihood_ais", "log_likelihood_ais_reverse"),
    ("log_likelihood_bound", "log_likelihood_bound_reverse"),
)
SIDES = ("forward", "reverse")
SURE = 2  # standard errors


def crossed(figures: dict[str, dict]) -> float | None:
    """By how many nats the reverse estimate is above the forward one; None if it is not, beyond their noise."""
    for forward, reverse in (_pair(figures, names) for names in PAIRS):
        if forward and reverse and (gap := reverse[0] - forward[0]) > SURE * (forward[1] ** 2 + reverse[1] ** 2) ** 0.5:
            return gap
    return None


def misses(figures: dict[str, dict]) -> dict[str, float]:
    """By how many nats each estimate is above the exact figure, by its side; only those beyond their noise."""
    exact = _figure(figures, EXACT)
    if exact is None:
        return {}
    there = dict(zip(SIDES, _pair(figures, PAIRS[0]), strict=True))
    gaps = {side: (found[0] - exact[0], found[1]) for side, found in there.items() if found}
    return {side: gap for side, (gap, noise) in gaps.items() if abs(gap) > SURE * noise}


def doubt(figures: dict[str, dict]) -> str:
    """Why the estimates of this model cannot be fully trusted, as one sentence; "" if nothing speaks against them."""
    off = misses(figures)
    if off:
        said = [
            f"the {side} one is {abs(gap):.1f} nats {'above' if gap > 0 else 'below'} it" for side, gap in off.items()
        ]
        return f"The exact figure shows how far its estimates can be off: {listed(said)}."
    gap = crossed(figures)
    if gap is None:
        return ""
    return (
        f"Its two estimates are crossed: the reverse one is {gap:.1f} nats above the forward one, which true samples "
        "of the model would hardly give, so the true figure need not lie between them."
    )


def _pair(figures: dict[str, dict], names: tuple[str, str]) -> list[tuple[float, float] | None]:
    return [_figure(figures, name) for name in names]


def _figure(figures: dict[str, dict], name: str) -> tuple[float, float] | None:
    """Value and noise."""
    found = figures.get(name)
    return None if found is None else (found["value"], found.get("noise") or 0.0)
