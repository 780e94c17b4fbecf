"""Explains the answers of the RBM lab, in sentences made from the figures of ``training.experiments``.

A difference within the noise is called none, and without figures there is no sentence. No torch.
"""

from collections.abc import Callable
from pathlib import Path

from zoo import reading
from zoo.schema import EXPERIMENTS, Experiments

SURE = 2  # standard errors
LONG = 1000  # steps of the experiments' chains
Figures = dict[str, dict]


def experiments(folder: Path) -> Figures:
    """The figures of a checkpoint's experiments by name, each ``{"value", "noise"}``; {} if there are none."""
    try:
        found = Experiments.model_validate(reading.json_file(folder / EXPERIMENTS))
    except (OSError, ValueError):
        return {}
    return {name: each.model_dump() for name, each in found.figures.items()}


def why(question: str, found: dict[str, Figures]) -> str:
    """An explanation of the answer to this question; "" if its experiments are missing."""
    try:
        return WHY[question](found) if question in WHY else ""
    except KeyError:
        return ""


def differ(one: dict, other: dict) -> bool:
    """Whether two figures differ beyond their noise."""
    return abs(one["value"] - other["value"]) > SURE * (one["noise"] ** 2 + other["noise"] ** 2) ** 0.5


def percent(figure: dict) -> str:
    """A share in per cent."""
    return f"{100 * figure['value']:.0f} %"


def number(figure: dict, decimals: int = 1) -> str:
    """A figure with its standard error."""
    return f"{figure['value']:.{decimals}f} ± {figure['noise']:.{decimals}f}".replace("-", "−")


def level(rise: dict) -> str:
    """Where chains end, by how far their free energy is above that of the digits."""
    if abs(rise["value"]) <= SURE * rise["noise"]:
        return "neither clearly more nor less probable than digits"
    side = "less" if rise["value"] > 0 else "more"
    return f"{abs(rise['value']):.0f} nats {side} probable than digits"


def drifts(model: str, found: dict[str, Figures]) -> str:
    """Where chains of a model that began at digits are after many steps, as a clause."""
    mine = found[model]
    lost, rise = mine[f"no_digit_digits_{LONG}"], mine[f"rise_digits_{LONG}"]
    return f"{model}: {percent(lost)} without a digit, what they hold {level(rise)}"


def drifted(models: tuple[str, ...], found: dict[str, Figures]) -> str:
    """The same for several models, as a sentence."""
    each = "; ".join(drifts(model, found) for model in models)
    return f"Chains that began at test digits, after {LONG:,} steps, on average: {each}."


def _input(found: dict[str, Figures]) -> str:
    share = found["rbm"]["input_difference"]["value"]
    return (
        "What it changes in training: averaged over 10,000 digits, the half of an update that comes from the digits "
        f"changes by only {100 * share:.1f} % of its size when greys are replaced by binary draws from them. The draws "
        "add noise to a single update, hardly anything to the sum of many."
    )


def _reach(models: tuple[str, str], found: dict[str, Figures]) -> str:
    """How far the chains of training get, for a machine of CD-1 and another one."""
    one = models[0]
    short, far = found[one]["pixels_trained"], found[one]["pixels_long"]
    return (
        f"What the steps change: training makes less probable what its chains visit. The one step of {one} changes "
        f"{short['value']:.0f} pixels of a digit on average, while {LONG:,} steps change {far['value']:.0f}: what lies "
        f"further off is hardly ever visited, so training does little about it. {drifted(models, found)}"
    )


def _steps(found: dict[str, Figures]) -> str:
    ten = found["rbm-cd10"]["pixels_trained"]["value"]
    return f"{_reach(('rbm', 'rbm-cd10'), found)} The ten steps of rbm-cd10 change {ten:.0f} pixels."


def _chains(found: dict[str, Figures]) -> str:
    return (
        f"{_reach(('rbm', 'rbm-pcd'), found)} The two machines also differ in their steps, rate and epochs, so this is "
        "not the chains' doing alone."
    )


def _rate(found: dict[str, Figures]) -> str:
    """One more epoch at another rate: does it settle, or go on?"""
    large, small = found["rbm-lr-1"], found["rbm-lr-001"]
    settles, stays, goes_on = large["change_0.01"], large["change_1.0"], small["change_0.1"]
    reasons = []
    if settles["value"] < -SURE * settles["noise"] and differ(settles, stays) and settles["value"] < stays["value"]:
        reasons.append(
            "At 1.0 the steps are too large to come to a better place that is near; smaller ones let the weights "
            "settle."
        )
    if goes_on["value"] < -SURE * goes_on["noise"]:
        reasons.append("At 0.01 training had not arrived yet.")
    return (
        "Tried with one more epoch, by minus the log pseudo-likelihood of test digits in nats, where less is better: "
        f"rbm-lr-1 changes by {number(settles)} at a rate of 0.01 and by {number(stays)} at its own; rbm-lr-001 by "
        f"{number(goes_on)} at a rate of 0.1 and by {number(small['change_0.01'])} at its own. {' '.join(reasons)}"
    ).strip()


def _units(found: dict[str, Figures]) -> str:
    return (
        "Why more is not simply better: every unit is one more pattern to draw with, so digits are redrawn better. But "
        "what the machine holds probable far from the digits is not kept in order by that. "
        + drifted(("rbm-25", "rbm", "rbm-400"), found)
    )


def _depth(found: dict[str, Figures]) -> str:
    return (
        "Why it helps: the lower layer of dbn is that of rbm, unchanged. So all that it gains comes from the upper "
        "machine, which takes the place of what rbm itself expects its hidden units to do. "
        + drifted(("rbm", "dbn", "dbn-tied"), found)
    )


def _finetuning(found: dict[str, Figures]) -> str:
    before, after = (found[name]["looseness"] for name in ("dbn", "dbn-finetuned"))
    noise = (before["noise"] ** 2 + after["noise"] ** 2) ** 0.5
    tighter = before["value"] - after["value"]
    text = (
        "Model or bound? Where 500 draws of the hidden units are weighted by how well they fit, which makes a bound "
        f"tighter, that of dbn rises by {number(before, 2)} nats and that of dbn-finetuned by {number(after, 2)}. "
    )
    below = "This is measured from below: a bound may be looser than it shows."
    if abs(tighter) <= SURE * noise:
        return f"{text}So there is no sign that the bound became tighter or looser. {below}"
    if tighter > 0:
        return f"{text}So about {tighter:.1f} nats of the gain may be the bound's, which got tighter. {below}"
    return (
        f"{text}So the bound became looser, by about {-tighter:.1f} nats, and the model may have gained more than the "
        f"bounds show. {below}"
    )


WHY: dict[str, Callable[[dict[str, Figures]], str]] = {
    "input": _input, "steps": _steps, "rate": _rate, "units": _units, "chains": _chains, "depth": _depth,
    "finetuning": _finetuning,
}  # fmt: skip


def noise_at_first(own: Figures) -> str:
    """Why a network whose hidden layer the start "random hidden units" empties draws noise from there; "" for others.

    The figures are those of ``training.experiments.dreams``.
    """
    try:
        empty, digits = own["on_top_0"], own["on_digits_0"]
        lost = own[f"no_digit_top_{LONG}"]
        usual, kept = own[f"no_digit_usage_{LONG}"], own[f"no_digit_digits_{LONG}"]
        turned_on = own["top_digits"]
    except KeyError:
        return ""
    if empty["value"] > 0.1 * digits["value"] or not differ(lost, usual) or lost["value"] < usual["value"]:
        return ""
    return (
        "Why it draws grey noise at first: this start turns on half of the top units, and digits only "
        f"{percent(turned_on)} of them. So many turn off nearly all units of the hidden layer below "
        f"({100 * empty['value']:.1f} % of these are on; for digits {percent(digits)}), which leaves only the pixels’ "
        f"own biases to draw. After {LONG:,} steps, {percent(lost)} of the pictures still show no digit; from “Hidden "
        f"units, each as often on as for digits” it is {percent(usual)}, and from digits {percent(kept)}. To see "
        "digits sooner, choose one of these starts."
    )
