"""How often readers are right, and whether they are as sure as they may be."""

import math

import torch
from torch import Tensor

from training.data.images import Data
from training.data.readings import Examples
from training.metrics import Metric
from zoo.models.reader import Reader

CHUNK = 100
BINS = 15
DRAWS = 1000  # of plays, for an interval
SEED = 1
SHARE = "share of speeches"
OF, AND = "of ", ", "  # before and between the plays of a figure


def measure(model: Reader, data: Data) -> dict[str, Metric]:
    """For each task accuracy with its interval and by play, macro F1, calibration, and accuracy of the commonest
    answer; and the number of parameters."""
    found = {}
    for task in model.config.tasks:
        examples, common = data.test.examples[task], data.train.examples[task].labels
        found |= of_task(task, probabilities(model, task, examples), examples, max(set(common), key=common.count))
    found["parameters"] = Metric(parameters(model), "numbers", "exact count, of the network of the play task")
    return found


def parameters(model: Reader) -> int:
    """The numbers that are learned for a single task, the one with the most answers."""
    of_task = dict.fromkeys(model.config.tasks, 0)
    for name, each in model.named_parameters():
        part, _, rest = name.partition(".")
        if part == "networks":
            of_task[rest.split(".")[0]] += each.numel()
    return max(of_task.values())


@torch.no_grad()
def probabilities(model: Reader, task: str, examples: Examples) -> Tensor:
    """Probabilities (n, classes) of the answers for all examples, computed in order of length."""
    model.eval()
    order = sorted(range(len(examples)), key=lambda number: len(examples.words[number]))
    rows = torch.empty(len(examples), len(model.tasks[task].classes), dtype=torch.double)
    for at in range(0, len(order), CHUNK):
        some = order[at : at + CHUNK]
        logits = model.logits(task, [list(examples.words[number]) for number in some])
        rows[some] = logits.double().softmax(1).cpu()
    return rows


def of_task(task: str, rows: Tensor, examples: Examples, common: int) -> dict[str, Metric]:
    """The figures of one task from probabilities (n, classes)."""
    from torchmetrics.functional import classification  # takes 2 s to import

    labels, exact = torch.tensor(examples.labels), f"exact over {len(examples):,} held-out speeches"
    right = (rows.argmax(1) == labels).double()
    names = sorted(set(examples.plays))
    by_play = [right[[play == name for play in examples.plays]] for name in names]
    classes = rows.shape[1]
    f1 = classification.multiclass_f1_score(rows, labels, classes, average="macro").item()
    gap = classification.multiclass_calibration_error(rows, labels, classes, n_bins=BINS, norm="l1").item()
    low, high = interval(by_play)
    drawn = f"the middle 95 % of {DRAWS:,} bootstrap draws of the {len(names)} plays or calls"
    majority = (labels == common).double().mean().item()
    return {
        f"{task}_accuracy": Metric(right.mean().item(), SHARE, exact),
        f"{task}_accuracy_interval": Metric([low, high], SHARE, f"{drawn}, seed {SEED}"),
        f"{task}_accuracy_floor": Metric(majority, SHARE, f"{exact}, of the commonest answer of the training speeches"),
        f"{task}_macro_f1": Metric(f1, "F1", f"{exact}, mean over the {classes} answers"),
        f"{task}_calibration_error": Metric(gap, "probability", f"{exact}, {BINS} bins of equal width"),
        f"{task}_accuracy_by_play": Metric([each.mean().item() for each in by_play], SHARE, OF + AND.join(names)),
    }  # fmt: skip


def of_plays(estimator: str) -> list[str]:
    """The plays of a figure by play, from its estimator."""
    return estimator.removeprefix(OF).split(AND)


def interval(by_play: list[Tensor]) -> tuple[float, float]:
    """A 95 % interval of the share of what is right, from draws of plays, as speeches of one play are alike."""
    sums = torch.stack([torch.tensor([each.sum().item(), len(each)]) for each in by_play])  # (plays, 2)
    generator = torch.Generator().manual_seed(SEED)
    drawn = torch.randint(len(sums), (DRAWS, len(sums)), generator=generator)
    right, count = sums[drawn].sum(1).unbind(1)
    shares = (right / count).sort().values
    return shares[math.floor(0.025 * DRAWS)].item(), shares[math.ceil(0.975 * DRAWS) - 1].item()
