"""The questions of the RBM lab, answered from the checkpoints' figures: the answers are computed, not written here.

The page and ``python -m training question NAME`` print the same answers. Reads stored figures only, without torch.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from zoo import estimates, reading
from zoo.errors import ZooError
from zoo.why import experiments, why

RARE = 0.01  # a unit that is on, or off, less often than this counts as dead
FIGURES = {  # metric: (what it is called, unit, decimals)
    "log_likelihood": ("Log-likelihood, exact", "nats per image", 2),
    "log_likelihood_ais": ("Log-likelihood by forward AIS", "nats per image", 2),
    "log_likelihood_ais_reverse": ("Log-likelihood by reverse AIS", "nats per image", 2),
    "log_likelihood_bound": ("Lower bound of the log-likelihood, by forward AIS", "nats per image", 2),
    "log_likelihood_bound_reverse": ("Lower bound of the log-likelihood, by reverse AIS", "nats per image", 2),
    "squared_error": ("Squared error of the redrawn digit", "squared intensity", 2),
    "frechet": ("Fréchet distance of generated digits", "squared feature units", 1),
    "coverage": ("Coverage of the real digits", "share", 3),
    "dead_units": ("Dead units", "share on less than 1 % or more than 99 % of the time", 3),
}
NATS = ((estimates.EXACT,), *estimates.PAIRS)
BESIDE = {"squared_error": "{} redraws digits best", "frechet": "{} generates the digits nearest to real ones"}


class Nats(NamedTuple):
    """The range of a log-likelihood in nats per image; with ``bound``, the log-likelihood is at least this."""

    low: float
    high: float
    bound: bool = False

    @property
    def middle(self) -> float:
        """The middle of the range."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Question:
    """The ``models`` to compare; ``told`` has, for each model that may be ahead of all others, what that means."""

    name: str
    title: str
    models: tuple[str, ...]
    told: dict[str, str]


QUESTIONS = (
    Question("input", "Binary or real-valued input?", ("rbm", "rbm-real"), {
        "rbm": "Its units are binary, and so are its pictures. Why that is better was not tried.",
        "rbm-real": "The greys themselves are a less noisy input. Whether that is why was not tried."}),
    Question("steps", "Do more steps of contrastive divergence help?", ("rbm", "rbm-cd10"), {
        "rbm": "More steps cost more time and did not help here.",
        "rbm-cd10": "After ten steps a chain is further from the digit it started from, so the machine can unlearn "
        "more of what it would dream up."}),
    Question("rate", "What does the learning rate do?", ("rbm", "rbm-lr-001", "rbm-lr-1"), {
        "rbm": "A smaller rate did not get as far in the same number of epochs, and a larger one ended further off.",
        "rbm-lr-001": "Slow was better here.",
        "rbm-lr-1": "The largest rate got furthest in the same number of epochs."}),
    Question("units", "More or fewer hidden units?", ("rbm", "rbm-25", "rbm-400"), {
        "rbm": "Fewer units can represent less; more of them were not better after as many epochs.",
        "rbm-25": "Fewer units were better here.",
        "rbm-400": "Each hidden unit is one more pattern to draw with."}),
    Question("chains", "Are persistent chains better?", ("rbm", "rbm-pcd"), {
        "rbm": "Chains that start at the digits were enough here.",
        "rbm-pcd": "Chains that are never restarted get far from any digit, so training can make less probable what "
        "the machine dreams there; a chain of one step does not get there."}),
    Question("depth", "Is deeper better?", ("rbm", "dbn", "dbn-tied"), {
        "dbn": "A second machine models the first one's hidden units better than the first one does.",
        "dbn-tied": "A second machine models the first one's hidden units better than the first one does. It started "
        "as the first one upside down, so it starts where the first one stopped."}),
    Question("finetuning", "What does fine-tuning by up-down do?", ("dbn", "dbn-finetuned"), {
        "dbn": "The bound became looser or the model worse: the weights up and down are trained on each other's "
        "samples, not on the likelihood itself.",
        "dbn-finetuned": "Either the lower layer, trained as a whole, learned to draw what the upper one samples, or "
        "only the bound became tighter."}),
)  # fmt: skip


def question(name: str) -> Question:
    """The question called ``name``."""
    for each in QUESTIONS:
        if each.name == name:
            return each
    raise ZooError(f"There is no question '{name}'; choose one of {', '.join(each.name for each in QUESTIONS)}.")


def evidence(folder: Path) -> dict[str, dict]:
    """The figures of a checkpoint folder by name, each ``{"value", "noise"}``; those that cannot be read are left out.

    Includes ``chains``, the number of chains that training kept, if samples start from these and not from noise.
    """
    found = _read(folder / "metrics.json")
    figures = {name: {"value": each["value"], "noise": _number(each.get("noise")) or 0.0}
               for name, each in found.items()
               if name in FIGURES and isinstance(each, dict) and _number(each.get("value")) is not None}  # fmt: skip
    if chains := kept_chains(folder):
        figures["chains"] = {"value": chains, "noise": 0.0}
    dead = dead_share(_read(folder / "units.json"))
    return figures if dead is None else figures | {"dead_units": {"value": dead, "noise": 0.0}}


def kept_chains(folder: Path) -> int | float:
    """The number of chains kept by training from which samples start; 0 if samples start from noise."""
    return _number(_read(folder / "config.json").get("chains")) or 0


def _read(path: Path) -> dict:
    try:
        content = reading.json_file(path)
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _number(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf"):
        return value
    return None


def dead_share(units: dict) -> float | None:
    """The share of hidden units in all layers that hardly ever change; None if it was not measured."""
    try:
        shares = [float(share) for layer in units["layers"] for share in layer["frequency"]]
    except (KeyError, TypeError, ValueError):
        return None
    return sum(not RARE <= share <= 1 - RARE for share in shares) / len(shares) if shares else None


def of_folders(name: str, folders: dict[str, Path]) -> dict:
    """``answered`` from the checkpoint folders of those models that are here. Raises ``ZooError`` for an unknown
    question."""
    found = {model: evidence(folder) for model, folder in folders.items()}
    return answered(question(name), found, {model: experiments(folder) for model, folder in folders.items()})


def answered(asked: Question, found: dict[str, dict], tried: dict[str, dict]) -> dict:
    """The question with its rows of figures, a short answer from them, why it is so from the experiments ``tried`` on
    each model, and the command that prints all of it."""
    return {
        "id": asked.name,
        "title": asked.title,
        "models": list(asked.models),
        "rows": rows(asked.models, found),
        "answer": answer(asked, found),
        "why": why(asked.name, tried),
        "command": f"python -m training question {asked.name}",
    }


def rows(models: tuple[str, ...], found: dict[str, dict]) -> list[dict]:
    """A row for each figure that any model has: ``{"name", "title", "unit", "values"}``, null for a model without
    it."""
    listed = []
    for name, (title, unit, decimals) in FIGURES.items():
        figures = [found.get(model, {}).get(name) for model in models]
        if any(figures):
            values = [figure and _text(figure["value"], decimals) for figure in figures]
            listed.append({"name": name, "title": title, "unit": unit, "values": values})
    return listed


def _text(value: float, decimals: int = 2) -> str:
    return f"{value:,.{decimals}f}".replace("-", "−")


def nats(figures: dict) -> Nats | None:
    """The log-likelihood of a model: exact, or the range of its AIS estimates and two standard errors; None if unknown.

    For a deep network it is the range of the estimates of a lower bound; the likelihood itself may be above it. Where
    the two estimates are crossed, the range is wider by as much at both ends.
    """
    gap = estimates.crossed(figures) or 0.0
    for names in NATS:
        there = [figures[name] for name in names if name in figures]
        if there:
            more = 0.0 if names == (estimates.EXACT,) else gap
            low = min(each["value"] - 2 * each["noise"] for each in there) - more
            return Nats(low, max(each["value"] + 2 * each["noise"] for each in there) + more, "bound" in names[0])
    return None


def answer(asked: Question, found: dict[str, dict]) -> str:
    """A few sentences, all from the figures: which is best by likelihood and by how much, and what else differs."""
    known = {model: nats(found[model]) for model in asked.models if model in found}
    ranges = {model: each for model, each in known.items() if each}
    missing = [model for model in asked.models if model not in ranges]
    gap = f" Not measured here: {', '.join(missing)}." if missing else ""
    if len(ranges) < 2:
        return f"This cannot be answered yet.{gap} Train it: `python -m training train {missing[0]}`."
    said = (_by_nats(asked, ranges), doubts(ranges, found), _beside(asked, ranges, found))
    return " ".join(filter(None, said)) + gap


def _by_nats(asked: Question, ranges: dict[str, Nats]) -> str:
    best, second, *others = order = sorted(ranges, key=lambda model: -ranges[model].middle)
    texts = [f"{model} {_range(ranges[model])}" for model in order]
    said = [f"Nats per image, higher is better: {'; '.join(texts)}.", verdict(best, second, ranges)]
    machine = next((model for model in others if not ranges[model].bound), None)
    if machine and ranges[best].bound and ranges[second].bound:
        said.append(f"Beside {machine}: {verdict(best, machine, ranges)}")
    if len(ranges) < len(asked.models):
        said.append("The others may change that.")
    elif best in asked.told and all(ahead(ranges[best], ranges[other]) for other in order[1:]):
        said.append(asked.told[best])
    return " ".join(said)


def doubts(models: Iterable[str], found: dict[str, dict]) -> str:
    """Reservations about the estimates of these models, as sentences, each with the model's name."""
    said = {model: estimates.doubt(found[model]) for model in models}
    return " ".join(f"{model}: {sentence[0].lower()}{sentence[1:]}" for model, sentence in said.items() if sentence)


def ahead(best: Nats, other: Nats) -> bool:
    """Whether the higher of two likelihoods or bounds is surely higher: a lower bound does not limit from above."""
    return best.low > other.high and (best.bound or not other.bound)


def verdict(best: str, second: str, ranges: dict[str, Nats]) -> str:
    """Which of two models is ahead by likelihood, as a sentence; ``best`` has the higher figure."""
    one, two = ranges[best], ranges[second]
    if one.low <= two.high:
        return f"{best} and {second} cannot be told apart: their estimates overlap."
    if not ahead(one, two):
        return (
            f"{best} and {second} cannot be ranked: that of {second} is a lower bound, estimated at "
            f"{_text(two.low, 1)} or more, so it may not be worse."
        )
    if two.bound:
        return (
            f"Both figures are lower bounds; that of {best} is higher than that of {second} by {_gain(one, two)} nats."
        )
    if one.bound:
        gain = _text(one.low - two.high, 1)
        return f"{best} is ahead by at least {gain} nats, as far as the estimates hold: its figure is a lower bound."
    return f"{best} is ahead by {_gain(one, two)} nats."


def _gain(one: Nats, two: Nats) -> str:
    """By how much one range is above another: from its low end to the other's high one, to the opposite ends."""
    least, most = _text(one.low - two.high, 1), _text(one.high - two.low, 1)
    return least if least == most else f"{least} to {most}"


def _range(found: Nats) -> str:
    low, high = _text(found.low, 1), _text(found.high, 1)
    return f"{'≥ ' if found.bound else ''}{high if low == high else f'{low} to {high}'}"


def _beside(asked: Question, ranges: dict, found: dict[str, dict]) -> str:
    """Which model redraws best, whose generated digits are nearest to real ones, and how many units are idle."""
    parts = []
    for name, text in BESIDE.items():
        figures = {model: found[model][name] for model in ranges if name in found[model]}
        if name == "frechet" and (unlike := unlike_starts(figures, found)):
            parts.append(unlike)
        elif len(figures) > 1:
            best, second, *_ = sorted(figures, key=lambda model: figures[model]["value"])
            noise = (figures[best]["noise"] ** 2 + figures[second]["noise"] ** 2) ** 0.5
            if figures[second]["value"] - figures[best]["value"] > 2 * noise:
                parts.append(text.format(best))
    dead = {model: found[model]["dead_units"]["value"] for model in ranges if "dead_units" in found[model]}
    if dead and max(dead.values()) >= 0.05:
        most = max(dead, key=lambda model: dead[model])
        parts.append(f"of {most}'s hidden units {100 * dead[most]:.0f} % hardly ever change")
    text = "; ".join(parts)
    return f"Besides, {text}." if text else ""


def unlike_starts(models: Collection[str], found: dict[str, dict]) -> str:
    """Why the samples of these models are not ranked, as a clause; "" if all start from noise or all from chains."""
    kept = [model for model in models if "chains" in found[model]]
    if not kept or len(kept) == len(models):
        return ""
    begun = f"those of {' and '.join(kept)} start from chains that training kept, the others from noise"
    return f"generated digits are not ranked, because {begun}"
