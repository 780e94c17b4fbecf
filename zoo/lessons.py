"""What a variant's change did, in a few sentences, from its own run and the base's."""

import math
from statistics import mean, stdev

from zoo import seeds
from zoo.schema import Page
from zoo.text import listed

BASE = "The base with which every variant of the family is compared."
FIGURES = {  # by metric: its name, its decimals, whether more of it is better
    "nll_iw1000": ("importance-weighted bound on the negative log-likelihood", 2, False),
    "log_likelihood_ais": ("log-likelihood by AIS", 2, True),
    "frechet": ("Fréchet distance", 2, False),
    "coverage": ("coverage", 3, True),
    "digit_kl": ("digit KL", 4, False),
}
ERRORS = 2  # standard errors of a difference; a smaller difference is too close to call
GREY = 0.01  # share of full white; a brighter background is mentioned
MANY = 0.5  # share of the pictures; if more are empty, this is mentioned
PLAYERS = ("real_accuracy", "generated_accuracy")
ALIKE = 0.05  # relative; epochs whose times differ by less take equally long


def lesson(name: str, page: Page, own: dict, base: dict | None) -> str:
    """A few sentences on the variant ``name``, or "" for a model that is not a variant.

    ``own`` and ``base`` are {"metrics": metrics.json, "training": training.json} of its run and of the base's, with
    {"seeds": ``schema.Seeds``} if there are runs from several seeds. If ``base`` is None, its own figures are given
    alone. Missing figures are left out.
    """
    if not page.base:
        return ""
    other = None if name == page.base else base
    measured = _compared(page.base, own, other) if other else _alone(own)
    its = other["training"] if other else None
    change = _change(page.changes, own["training"], its) if name != page.base else BASE
    return " ".join(filter(None, [change, measured, _pictures(own["metrics"]), _players(own["training"], its)]))


def critic_accuracy(training: dict) -> tuple[float, float] | None:
    """How often the critic was right in the last epoch, on real and on generated images; None if unknown."""
    last = (training.get("curves", {}).get("train") or [{}])[-1]
    return tuple(last[side] for side in PLAYERS) if all(side in last for side in PLAYERS) else None


def collapse(training: dict) -> str:
    """When a run last warned of collapse: "" for never, "until epoch 3", or "at the end" after its last epoch."""
    warnings = training.get("collapse") or []
    if not warnings:
        return ""
    last = warnings[-1]["epoch"]
    return "at the end" if last >= training.get("epochs", 0) else f"until epoch {last}"


def diverged(training: dict) -> str:
    """ "diverged after epoch 3" for a run that was stopped then, otherwise ""."""
    return f"diverged after epoch {training.get('epochs', 0)}" if training.get("diverged") else ""


def _went_wrong(own: dict) -> str:
    """What went wrong in a run, as sentences; "" if nothing did."""
    stopped = f"The run {diverged(own)} and was stopped; earlier weights are kept." if diverged(own) else ""
    return " ".join(filter(None, [_collapsed(own), stopped, _kept(own)]))


def _kept(training: dict) -> str:
    """Which epoch was kept, as a sentence; "" if it is the last or unknown."""
    best, last = training.get("best_epoch"), training.get("epochs")
    if not (best and last) or best == last:
        return ""
    return f"Epoch {best} is kept, the best of the run on validation images."


def _collapsed(training: dict) -> str:
    """When a run collapsed, as a sentence; "" if there was no warning."""
    when = collapse(training)
    if not when:
        return ""
    last = training["collapse"][-1]
    if when != "at the end":
        return f"Training warned of missing digits or coverage, last after epoch {last['epoch']}, but not at the end."
    return f"It ended in collapse: {last['warning'][0].lower()}{last['warning'][1:]}"


def _change(changes: str, own: dict, base: dict | None) -> str:
    epochs = own.get("epochs")
    if base and epochs and base.get("epochs") not in (None, epochs):
        best = own.get("best_epoch", epochs)
        kept = f", of which epoch {best} is kept," if best != epochs else ""
        return f"The change: {changes}; {_epochs(epochs)} of training{kept} instead of {base['epochs']}."
    return f"The change: {changes}."


def _alone(own: dict) -> str:
    parts = []
    for metric, (title, decimals, _) in FIGURES.items():
        if metric in own["metrics"]:
            floor = own["metrics"].get(f"{metric}_floor")
            beside = f" (real images: {floor['value']:.{decimals}f})" if floor else ""
            parts.append(f"{title} {own['metrics'][metric]['value']:.{decimals}f}{beside}")
    seconds = _seconds(own["training"])
    parts += [f"{_rounded(seconds)} s an epoch"] if seconds else []
    return f"Its run reached {listed(parts)}." if parts else ""


def _compared(base_name: str, own: dict, base: dict) -> str:
    verdicts = {"better": [], "worse": [], "": []}
    for metric in FIGURES:
        if metric in own["metrics"] and metric in base["metrics"]:
            verdict, text = _verdict(metric, own, base)
            verdicts[verdict].append(text)
    parts = [f"{which} {listed(texts)}" for which, texts in verdicts.items() if which and texts]
    if verdicts[""]:
        parts.append(f"{listed(verdicts[''])} too close to call")
    parts += filter(None, [_time(own["training"], base["training"])])
    alike = _side(own["training"]) == _side(base["training"])
    judged = f"Against the base, {base_name}, " if alike else f"Judged at 28 by 28 pixels as the base, {base_name}, "
    return f"{judged}{_runs(own, base)}: {'; '.join(parts)}." if parts else ""


def _runs(own: dict, base: dict) -> str:
    """The number of runs compared: "one run of each", "3 seeds of each", "3 seeds against 1 run"."""
    counts = [len(each["seeds"].runs) if each.get("seeds") else 1 for each in (own, base)]
    if counts[0] == counts[1]:
        return "one run of each" if counts[0] == 1 else f"{counts[0]} seeds of each"
    return " against ".join("1 run" if count == 1 else f"{count} seeds" for count in counts)


def _side(training: dict) -> int | None:
    """Pixels a side of a run's images; None if unknown."""
    return training.get("recipe", {}).get("config", {}).get("image_size")


def _verdict(metric: str, own: dict, base: dict) -> tuple[str, str]:
    """Whether a run, or the mean of its seeds, is "better", "worse" or "" (too close), and the figures."""
    title, decimals, more = FIGURES[metric]
    one, two = own["metrics"][metric], base["metrics"][metric]
    values = [seeds.values(each.get("seeds"), metric) or [each["metrics"][metric]["value"]] for each in (own, base)]
    difference, tells = mean(values[0]) - mean(values[1]), seeds.differ(*values)
    text = "{} ({}; the base: {})".format(title, *(_spread(found, decimals) for found in values))
    if tells is None:
        tells = abs(difference) > ERRORS * math.hypot(one.get("noise", 0.0), two.get("noise", 0.0))
    if not tells:
        return "", text
    return ("better" if (difference > 0) == more else "worse"), text


def _spread(found: list[float], decimals: int) -> str:
    """The single value, or the mean of all with their standard deviation."""
    if len(found) == 1:
        return f"{found[0]:.{decimals}f}"
    return f"{mean(found):.{decimals}f} ± {stdev(found):.{decimals}f}"


def _time(own: dict, base: dict) -> str:
    mine, its = _seconds(own), _seconds(base)
    if not (mine and its):
        return ""
    if own.get("device") != base.get("device"):
        return f"{_rounded(mine)} s an epoch, on another device"
    if abs(mine - its) <= ALIKE * its:
        return f"an epoch takes as long ({_rounded(mine)} s)"
    return f"an epoch takes {_rounded(mine)} s instead of {_rounded(its)}"


def _pictures(metrics: dict) -> str:
    """A sentence if a run's pictures are empty or their background is not black; otherwise, or if unknown, ""."""
    grey, blank = (metrics.get(name, {}).get("value", 0.0) for name in ("background", "blank"))
    if blank > MANY:
        return f"Its pictures are empty: {blank:.0%} have less ink than any training image."
    return (
        f"The background of its digits is grey, {grey:.1%} of full white; that of real ones is black."
        if grey > GREY
        else ""
    )


def _players(own: dict, base: dict | None) -> str:
    accuracy, its, said = critic_accuracy(own), critic_accuracy(base) if base else None, _went_wrong(own)
    if not accuracy:
        return said
    beside = f" (the base's: {_shares(its)})" if its else ""
    text = f"In its last epoch the critic was right on {_shares(accuracy)}{beside}"
    if collapse(own) or diverged(own) or "collapse" not in own:
        return f"{text}. {said}".strip()
    return f"{text}, and no collapse was seen. {said}".strip()


def _shares(accuracy: tuple[float, float]) -> str:
    real, generated = accuracy
    return f"{real:.0%} of real and {generated:.0%} of generated images"


def _seconds(training: dict) -> float | None:
    """Seconds of one epoch."""
    return training["seconds"] / training["epochs"] if training.get("seconds") and training.get("epochs") else None


def _rounded(seconds: float) -> str:
    return f"{seconds:.0f}" if seconds >= 10 else f"{seconds:.1f}"


def _epochs(number: int) -> str:
    return "1 epoch" if number == 1 else f"{number} epochs"
