"""Recipes of the deep belief networks; each starts from a trained machine below it."""

from dataclasses import replace

from training.data.images import Data
from training.figures import rbm as figures_rbm
from training.metrics import boltzmann
from training.metrics.wandering import wandering
from training.recipe import sgd_to_zero
from training.recipes.rbm import RBM_CD1
from zoo import pages
from zoo.models.dbn import DBN, DBNConfig


def measure(model: DBN, data: Data) -> dict:
    """The variational bound on the log-likelihood, reconstruction, and the quality of samples."""
    measured = boltzmann.bound(model, data) | boltzmann.reconstruction(model, data.test.intensities())
    measured |= boltzmann.quality(model, data) | boltzmann.no_digit(model, data)
    return measured | wandering(model, data)


DBN_100 = replace(
    RBM_CD1,
    name="dbn",
    title="DBN, 784-100-100",
    summary="Two machines stacked greedily: the upper one learned, by CD-2, what the hidden units of `rbm` do over the "
    "digits (Hinton et al. 2006).",
    changes="a second machine on top, trained by CD-2 on the hidden units of the first",
    base="rbm",
    order=40,
    group=pages.ORIGINALS,
    model="DBN",
    config=DBNConfig(hidden=(100, 100), weight_sd=0.1, steps=2),
    measure=measure,
    parts=(boltzmann.bound, boltzmann.quality, boltzmann.no_digit, wandering),
    draw=figures_rbm.draw_dbn,
    start="rbm",
)

DBN_TIED = replace(
    DBN_100,
    name="dbn-tied",
    title="DBN, 784-100-784, tied start",
    summary="The upper machine has 784 hidden units and started as the lower one upside down, W₁ᵀ, so its top layer is "
    "a picture again.",
    changes="an upper machine of 784 hidden units that started as the lower one upside down",
    base="dbn",
    order=60,
    group=pages.ORIGINALS,
    config=replace(DBN_100.config, hidden=(100, 784), tied_start=True),
)

DBN_FINETUNED = replace(
    DBN_100,
    name="dbn-finetuned",
    title="DBN, fine-tuned by up-down",
    summary="`dbn`, trained further as a whole by the up-down algorithm, with recognition weights R separate from the "
    "generative weights W′ (Hinton et al. 2006, appendix B).",
    changes="trained further as a whole by the up-down algorithm, with separate weights for the way up",
    base="dbn",
    order=50,
    group=pages.ORIGINALS,
    config=replace(DBN_100.config, untied=True),
    start="dbn",
    learning_rate=0.01,
)

DBN_500_2000 = replace(
    DBN_100,
    name="dbn-500-2000",
    title="DBN, 784-500-2000",
    summary="2,000 units on top of `rbm-500-annealed`, 784 of them started as W₁ᵀ, trained by persistent and annealed "
    "chains: the size of Salakhutdinov & Murray 2008.",
    changes="2,000 units on top, 784 of them started as the lower machine upside down",
    base="rbm-500-annealed",
    order=70,
    group=pages.START,
    config=DBNConfig(hidden=(500, 2000), weight_sd=0.01, steps=1, chains=100, annealed=100, tied_start=True),
    step=sgd_to_zero,
    start="rbm-500-annealed",
    learning_rate=0.01,
    epochs=8,
)
