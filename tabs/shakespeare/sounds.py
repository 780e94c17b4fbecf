"""How Shakespearean a text sounds to the reader that is right most often about whose English a line is."""

from tabs.shared import readers
from tabs.shared.family import model
from tabs.shared.request import answering
from zoo.errors import ZooError
from zoo.models.spoken import words_of

TASK, OURS = "style", "Shakespeare"
LONGEST = 20_000  # characters, as the twist takes
PART = 24  # words, as many as an example in training had
SHORTEST = 8  # words of a part; a text may be shorter
MOST_PARTS = 16  # of a text, from all through it, so that a long text costs as little as a page
DECIMALS = 3


@answering("texts")
def sounds(request: dict) -> dict:
    """``{"texts": one or two texts}`` gives ``shares``: how probable it is on average that a part of each is
    Shakespeare's (None for a text without words), ``parts`` of each, the ``reader``'s title, ``right``: its share of
    right answers, and ``off``: by how much it is too sure or not sure enough on average (None if not measured). Without
    such a reader it gives {}."""
    texts = request.get("texts")
    if not isinstance(texts, list) or not 1 <= len(texts) <= 2 or not all(isinstance(text, str) for text in texts):
        raise ZooError("There must be one or two texts.")
    if any(len(text) > LONGEST for text in texts):
        raise ZooError(f"A text may have at most {LONGEST:,} characters.")
    for checkpoint in readers.best(TASK):
        try:
            reader = model(checkpoint)
            at = reader.tasks[TASK].classes.index(OURS)
        except (ZooError, KeyError, ValueError):  # without the package that it needs, or with other tasks
            continue
        cut = [parts(text) for text in texts]
        return {"shares": [_share(reader, at, each) for each in cut], "parts": list(map(len, cut)),
                "reader": readers.FAMILY.title(checkpoint.name),
                "right": readers.figure(checkpoint, f"{TASK}_accuracy"),
                "off": readers.figure(checkpoint, f"{TASK}_calibration_error")}  # fmt: skip
    return {}


def parts(text: str) -> list[list[str]]:
    """Up to ``MOST_PARTS`` parts of a text as words, without the names of who speaks."""
    from zoo.twist.tokens import spans

    said = words_of(" ".join(text[start:end] for start, end, _ in spans(text)), LONGEST)
    cut = [said[at : at + PART] for at in range(0, len(said), PART)]
    whole = [part for part in cut if len(part) >= SHORTEST] or cut[:1]
    if len(whole) <= MOST_PARTS:
        return whole
    return [whole[number * len(whole) // MOST_PARTS] for number in range(MOST_PARTS)]


def _share(reader, at: int, cut: list[list[str]]) -> float | None:
    import torch

    if not cut:
        return None
    shown = [reader.tasks.read(TASK, part) for part in cut]
    with torch.inference_mode():
        return round(reader.logits(TASK, shown).softmax(1)[:, at].mean().item(), DECIMALS)
