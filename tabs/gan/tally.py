"""Counts what a GAN draws: which digit the judge reads in each of many samples, and of how many it is sure."""

from typing import Any

import gradio as gr

from tabs.gan.draw import DIGITS, MOST, asked_labels, drawn, loaded, pictures, read_truncation
from tabs.gan.family import FAMILY
from tabs.gan.tools import at_mnist, read_picture
from tabs.shared import gpu
from tabs.shared.digits import readings
from tabs.shared.request import LARGEST_SEED, answering, read_seed, read_whole
from zoo.errors import ZooError
from zoo.stores import Checkpoint

SHEETS = 20 if gpu.IS_ZERO else 1  # seeds in one request, each with all its samples: a turn of the CPU is to be short
SURE = 0.9  # of how much the judge is sure
SECONDS = 10  # of a GPU, which needs one of them


@answering("seed", "sheets", "truncation")
def tally(request: dict) -> dict:
    """What the judge reads in the 100 samples of each of ``sheets`` seeds from ``seed`` on.

    ``{"seed", "sheets": 1 to SHEETS, "truncation": bound or null}`` gives ``samples``, how many there were; ``digits``,
    how often each digit was read; ``sure``, of how many the judge is more than 90 % sure; ``none``, how many show no
    digit (null without a judge for that); ``asked``, how many show the digit that was asked for, 0 to 9 in turn (null
    for a model without classes).
    """
    checkpoint = FAMILY.find(request.get("model"), request.get("revision"))
    loaded(checkpoint)
    seed, bound = read_seed(request.get("seed")), request.get("truncation")
    sheets = read_whole(request.get("sheets", 1), "The number of sheets", 1, SHEETS)
    seeds = [(seed + number) % (LARGEST_SEED + 1) for number in range(sheets)]
    try:
        found = counted(checkpoint, seeds, None if bound is None else read_truncation(bound))
    except gr.Error as error:  # no GPU was to be had
        raise ZooError(f"These digits were not counted: {error.message}") from None
    if found is None:
        raise ZooError(f"Nothing here reads what {checkpoint.name} draws, so it cannot be counted.")
    return found


@gpu.briefly(SECONDS)
def counted(checkpoint: Checkpoint, seeds: list[int], bound: float | None) -> dict | None:
    """What ``tally`` answers for these seeds; None if no judge reads what the model draws."""
    chosen, where = loaded(checkpoint).to(gpu.device()), gpu.device()
    labels = asked_labels(chosen, None, 0, MOST)
    sheets = []
    for seed in seeds:
        codes = drawn(chosen, seed, 0, MOST, bound).to(where)
        images = pictures(chosen, codes, None if labels is None else labels.to(where))
        read = readings(at_mnist(images), checkpoint)
        if read is None:
            return None
        sheets.append(read)
    return told(sheets, None if labels is None else labels.repeat(len(seeds)))


@answering("pixels")
def tally_of(request: dict) -> dict:
    """What ``tally`` answers, of 100 pictures that a model of the visitor's own drew: ``{"pixels": base64 of 784 bytes
    each}``."""
    read = readings(read_picture(request.get("pixels"), MOST))
    if read is None:
        raise ZooError("Nothing here reads digits, so they cannot be counted.")
    return told([read], None)


def told(sheets: list, labels: Any) -> dict:
    """What ``tally`` answers, from the readings of each sheet and the digits that were asked for, or None."""
    import torch

    read, confidence = (torch.cat(part) for part in zip(*(sheet[:2] for sheet in sheets), strict=True))
    none = None if sheets[0].none is None else torch.cat([sheet.none for sheet in sheets])
    return {
        "samples": len(read),
        "digits": read.bincount(minlength=DIGITS).tolist(),
        "sure": int((confidence > SURE).sum()),
        "none": None if none is None else int((none > 0.5).sum()),
        "asked": None if labels is None else int((read == labels).sum()),
    }
