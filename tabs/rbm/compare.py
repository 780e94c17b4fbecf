"""Two models of the RBM family side by side: their figures in one table, and where to look."""

from tabs.rbm.data import hidden_sizes, is_deep, tensors
from tabs.rbm.family import FAMILY
from tabs.shared.request import answering
from tabs.shared.table import table
from zoo import questions as lab
from zoo.record import TRAINING, record
from zoo.stores import Checkpoint
from zoo.text import listed

SAMPLED = ("frechet", "score", "density", "coverage", "digit_kl")  # figures of generated digits
LOOK = "Look at the filters first, then at the redrawn digits, then at the generated ones and the figures below."
LESSONS = {  # by what the two differ in, if that is one thing
    "the input": "One was shown pixels drawn black or white at random by their grey, the other the greys themselves. "
    "Look at the filters: are they smoother where every pixel was noisy?",
    "the hidden units": "More hidden units give the model more and finer patterns to draw with. Look at how local the "
    "filters are, and how many units are hardly ever on.",
    "the Gibbs steps in training": "Their chains ran for different numbers of steps in training. Look at the generated "
    "digits: what hardly any chain reached in training was hardly unlearned.",
    "the chains in training": "In training, one restarted its chains at digits every time, the other let them run on. "
    "Look at the generated digits, not at the redrawn ones: chains that start at digits see little but what is "
        "near them.",
    "the learning rate": "The learning rate is the size of each step. Look for filters that are still noise (too "
    "small) and for units that are always on or always off (too large).",
    "the depth": "The network has a second machine on top, which models the lower hidden units. Look at the generated "
    "digits: the lower filters may be exactly the same.",
    "the upward weights": "In the fine-tuned network, the weights that read a digit and those that draw one are "
    "separate. Look at the redrawn digits and at the figures.",
    "the top's start": "The upper machine of one started as the lower one upside down. Look at how often its units "
    "are on.",
}  # fmt: skip


@answering("left", "right")
def compare(request: dict) -> dict:
    """``{"left": name, "right": name}`` gives both sides, one row per metric, where to look, and the lab's question."""
    left, right = FAMILY.find(request.get("left")), FAMILY.find(request.get("right"))
    asked = next((each for each in lab.QUESTIONS if {left.name, right.name} <= set(each.models)), None)
    question = asked.title if asked and left.name != right.name else None
    return {
        "left": side(left),
        "right": side(right),
        "rows": rows(left, right),
        "guide": guide(left, right),
        "question": question,
    }


def rows(left: Checkpoint, right: Checkpoint) -> list[dict]:
    """One row per metric. Those of generated digits have no ``better`` if the two models' chains start differently."""
    unranked = SAMPLED if _unlike_starts(left, right) else ()
    return [row | {"better": None} if row["name"] in unranked else row for row in table(left, right)]


def side(checkpoint: Checkpoint) -> dict:
    """What the page shows for one of the two."""
    own = record(checkpoint)
    summary = own.page.summary.replace("`", "")[:400]
    names = {"name": checkpoint.name, "title": FAMILY.title(checkpoint.name), "kind": own.kind, "summary": summary}
    return names | tensors(checkpoint)


def facts(checkpoint: Checkpoint) -> dict:
    """What two models can differ in, by the name that lessons use."""
    own = record(checkpoint)
    config, recipe = own.config, own.whole(TRAINING).recipe
    return {
        "the depth": is_deep(config),
        "the input": recipe.data,
        "the hidden units": hidden_sizes(config),
        "the chains in training": config.get("chains"),
        "the Gibbs steps in training": config.get("steps"),
        "the learning rate": recipe.learning_rate,
        "the upward weights": config.get("untied"),
        "the top's start": config.get("tied_start"),
    }


def guide(left: Checkpoint, right: Checkpoint) -> str:
    """Where to look, given how the two differ, and which is ahead by the measured likelihood."""
    if left.name == right.name:
        return "This is the same model twice; choose another one on one side."
    one, two = facts(left), facts(right)
    parts = [part for part in one if one[part] != two[part]]
    unlike = _unlike_starts(left, right)
    said = f" {unlike[0].upper()}{unlike[1:]}." if unlike else ""
    return f"{_lesson(left, right, parts)} {_ahead(left, right)}{said}"


def _lesson(left: Checkpoint, right: Checkpoint, parts: list[str]) -> str:
    if "the depth" in parts:
        return LESSONS["the depth"]  # sizes and steps then differ anyway
    for telling in ("the upward weights", "the top's start", "the chains in training"):
        rest = set(parts) - {telling, "the hidden units", "the Gibbs steps in training", "the learning rate"}
        if telling in parts and not rest and "the hidden units" not in parts:
            return LESSONS[telling]
    if len(parts) == 1:
        return LESSONS[parts[0]]
    if not parts:
        return LOOK
    return (
        f"{left.name} and {right.name} differ in {listed(parts)}, so no difference in their figures can be attributed "
        f"to one of these alone. {LOOK}"
    )


def _ahead(left: Checkpoint, right: Checkpoint) -> str:
    """Which of the two is ahead by likelihood, if the estimates tell."""
    known = {each.name: lab.nats(lab.evidence(each.folder)) for each in (left, right)}
    ranges = {name: each for name, each in known.items() if each}
    if len(ranges) < len(known):
        return "The likelihood was not measured for both."
    best, other = sorted(ranges, key=lambda name: -ranges[name].middle)
    return f"By likelihood: {lab.verdict(best, other, ranges)}"


def _unlike_starts(left: Checkpoint, right: Checkpoint) -> str:
    """Why the figures of their generated digits have no winner, as a clause; "" if they can be compared."""
    found = {each.name: lab.evidence(each.folder) for each in (left, right)}
    return lab.unlike_starts(found, found)
