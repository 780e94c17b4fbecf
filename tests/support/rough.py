"""Whole runs in tests are measured on little and drawn roughly: most of a short run would go into numbers and pictures
that nobody looks at. Every line that measures or draws is run all the same, but that which
paints: see test_pipeline.py for that."""

from functools import partial

import pytest
from PIL import Image

from training.data import no_digits
from training.engine import timeline
from training.figures import common as figures
from training.metrics import (
    adversarial,
    boltzmann,
    directions,
    effects,
    refusal,
    speech_codes,
    text,
    text_samples,
    truncation,
    wandering,
)
from training.metrics.partition import Annealing

PAINTED = figures.save


def rough_figures(patch: pytest.MonkeyPatch) -> None:
    """Figures of a checkpoint are made, but not painted: the file of each is one pixel. And few codes are moved."""
    patch.setattr(figures, "LAYOUT", None)
    patch.setattr(figures, "save", lambda figure, path: Image.new("L", (1, 1)).save(path, "PNG"))
    patch.setattr(effects, "SAMPLES", effects.FEWEST)


def painted_figures(patch: pytest.MonkeyPatch) -> None:
    """Figures of a checkpoint are painted, small, for whoever looks at whether they can be."""
    patch.setattr(figures, "DOTS", 20)
    patch.setattr(figures, "save", PAINTED)


def short_measures(patch: pytest.MonkeyPatch) -> None:
    """Enough temperatures to run every line that measures a Boltzmann machine, and too few for a good figure; of a GAN
    few samples to be asked for a digit or moved, and of a model of text few texts."""
    patch.setattr(adversarial, "ASKED", 200)
    patch.setattr(timeline, "JUDGED", 100)
    patch.setattr(directions, "SAMPLES", 20)
    patch.setattr(directions, "COMPONENTS", 5)
    patch.setattr(directions, "LATENTS", 500)
    patch.setattr(truncation, "SAMPLES", 20)
    patch.setattr(effects, "MOST_LATENTS", 1)
    patch.setattr(effects, "LEAST_KL", 0.0)  # little training makes little use of a code
    patch.setattr(refusal, "COUNT", 30)
    patch.setattr(text_samples, "COUNT", 12)
    patch.setattr(text, "SAMPLES", 10)
    patch.setattr(text, "bounds", partial(text.bounds, samples=10))
    patch.setattr(speech_codes, "SAMPLES", 5)
    patch.setattr(speech_codes, "PROPOSED", 10)
    patch.setattr(speech_codes, "LIMIT", 20)
    patch.setattr(speech_codes, "decoded", partial(speech_codes.decoded, count=20))
    for pictures in ("TRAINING", "HELD_OUT", "ROUGH", "OWN"):
        patch.setattr(no_digits, pictures, 240)
    patch.setattr(boltzmann, "ANNEALING", Annealing(chains=20, stages=((1.0, 20),), burn_in=5))
    patch.setattr(wandering, "LOOKS", (2, 4))
