"""Prints of the plays' words, by which the app says that a typed speech stands in one: ``python -m
training.data.heard`` writes them."""

import json

import numpy as np
from safetensors.numpy import save_file

from training.data import plays
from training.data.play_list import PLAYS
from training.data.readings import part_of_play
from zoo.models.heard import FILE, index
from zoo.models.spoken import words_of


def write() -> int:
    """Write the prints of all plays; returns their number."""
    said = ((number, words_of("\n".join(speech.lines), 10**6))
            for number, name in enumerate(PLAYS) for speech in plays.play(name))  # fmt: skip
    found = index(said)
    tensors = {"prints": np.array(list(found), np.uint32), "plays": np.array(list(found.values()), np.uint8)}
    listed = [(play.title, part_of_play(name)) for name, play in PLAYS.items()]
    save_file(tensors, FILE, metadata={"plays": json.dumps(listed)})
    return len(found)


if __name__ == "__main__":
    print(f"{write():,} prints are in {FILE}.")
