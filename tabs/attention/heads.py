"""Real heads: how each attention head of a Shakespeare model treats a typed sentence, character by character."""

import itertools
import logging

from tabs.shakespeare.family import FAMILY, abilities, abilities_in, is_coded, longest_passage
from tabs.shakespeare.request import read_characters, reading
from tabs.shared.catalogue import catalogue
from tabs.shared.family import drawable, has_weights, model
from tabs.shared.request import answering, read_whole
from zoo.errors import ZooError
from zoo.models.config import read_config
from zoo.models.prompts import START

log = logging.getLogger(__name__)
LONGEST = 64  # tokens shown; as many as the calculator takes
SIDES = ("decoder", "encoder")
DECIMALS = 5  # of a weight in an answer
EXAMPLES = ("O Romeo, Romeo! wherefore art thou Romeo?", "My lord, the king is dead; long live the king.")


def models() -> list[dict]:
    """The models with heads to show, the best first.

    Each has ``name``, ``title``, ``heads`` per layer, and ``layers`` of each side.
    """
    rows = []
    for name in FAMILY.best():
        try:
            checkpoint = catalogue()[name].checkpoint
            can = abilities_in(checkpoint)
            config = read_config(checkpoint.folder)[1]
            if can.context and "heads" in config and has_weights(checkpoint):
                layers = {"decoder": int(config["layers"])}
                if is_coded(can):
                    layers["encoder"] = int(config.get("readers", config["layers"]))
                found = {"heads": int(config["heads"]), "layers": layers}
                rows.append({"name": name, "title": FAMILY.title(name), **found})
        except (ZooError, KeyError, TypeError, ValueError) as error:
            log.warning("The heads of %s are not shown: %r", name, error)
    return rows


@answering("text", "side", "layer", "head")
def heads(request: dict) -> dict:
    """Each head's weights in one layer over the tokens of a sentence, which are characters or subwords.

    ``{"text", "model", "side": one of SIDES, "layer": from 0}`` gives ``tokens`` (a line break as ⏎, a space as ␣), the
    ``unit`` that they are, ``weights`` (heads, tokens, tokens), ``width``, ``head_width``, ``layers`` of this ``side``,
    ``causal``, ``read`` (how the sentence was read), and the ``revision`` of the model, which the next request can ask
    for again. With ``head`` also its Q, K and V as ``tables`` of text, rounded to 3 decimals. The decoder gets a line
    break before the sentence, as when it writes, and the code that the encoder reads.
    """
    checkpoint = FAMILY.find(request.get("model"), request.get("revision"))
    chosen, side = model(drawable(checkpoint)), request.get("side", SIDES[0])
    if side not in SIDES or not hasattr(getattr(chosen, side, None), "look"):
        raise ZooError(f"This model has no {str(side)[:20]} with heads to show; choose another side or model.")
    read, ids = read_sentence(chosen, request.get("text"), side)
    count = len(getattr(chosen, side).blocks)
    found = look(chosen, side, ids, read_whole(request.get("layer", 0), "The layer", 0, count - 1))
    reply = {
        "tokens": chosen.vocabulary.labels(ids),
        "unit": abilities(chosen).unit,
        "weights": found.weights[0].double().round(decimals=DECIMALS).tolist(),
        "width": chosen.config.width,
        "head_width": found.query.shape[-1],
        "layers": count,
        "side": side,
        "causal": True,
        "read": reading(read),
        "revision": checkpoint.revision,
    }
    if request.get("head") is not None:
        head = read_whole(request["head"], "The head", 0, found.query.shape[1] - 1)
        blocks = zip("QKV", (found.query, found.key, found.value), strict=True)
        reply["tables"] = {
            name: {"cells": [[f"{x:.3f}" for x in row] for row in block[0, head].tolist()]} for name, block in blocks
        }
    return reply


def read_sentence(chosen, text: object, side: str):
    """How a model reads a sentence, and the ids given to this side of it."""
    before, can = chosen.vocabulary.ids(START) if side == "decoder" else [], abilities(chosen)
    most = min(LONGEST, chosen.config.window) - len(before)
    read = read_characters(chosen, text, "The sentence", longest_passage(can, most))
    if not read.ids:
        raise ZooError("The model knows no character of this sentence; type some English letters.")
    if len(read.ids) > most:
        raise ZooError(f"The sentence has {len(read.ids)} {can.unit}s for this model; at most {most} are shown.")
    return read, [*before, *read.ids]


def look(chosen, side: str, ids: list[int], layer: int):
    """The heads of one layer for ids (t,): ``zoo.models.transformer.Heads`` of one sentence."""
    import torch

    shown = torch.tensor([ids])
    with torch.inference_mode():
        if side == "encoder":
            layers = chosen.encoder.look(shown)
        else:
            latents = chosen.encode(shown[:, 1:]).mean if is_coded(abilities(chosen)) else None
            layers = chosen.decoder.look(shown, latents)
        return next(itertools.islice(layers, layer, None))
