"""Recipes of the restricted Boltzmann machines."""

from dataclasses import replace

from training.data.images import Data, binary_mnist, mnist
from training.engine.timelines import UnitsTimeline
from training.figures import rbm as figures_rbm
from training.metrics import boltzmann
from training.metrics.wandering import wandering
from training.recipe import Recipe, sgd, sgd_to_zero
from zoo import pages
from zoo.models.rbm import RBM, RBMConfig


def measure(model: RBM, data: Data) -> dict:
    """The log-likelihood from both sides, reconstruction, and the quality of samples."""
    measured = boltzmann.likelihood(model, data) | boltzmann.reconstruction(model, data.test.intensities())
    measured |= boltzmann.quality(model, data) | boltzmann.no_digit(model, data)
    return measured | wandering(model, data)


RBM_CD1 = Recipe(
    name="rbm",
    title="RBM, CD-1",
    summary="100 hidden units trained by one step of contrastive divergence on digits whose binary pixels are drawn "
    "again in every epoch (Hinton 2002): the machine of the lab sheet.",
    order=20,
    group=pages.START,
    model="RBM",
    config=RBMConfig(hidden_dim=100, weight_sd=0.1, steps=1),
    data=binary_mnist,
    measure=measure,
    parts=(boltzmann.likelihood, boltzmann.quality, boltzmann.no_digit, wandering),
    describe=boltzmann.describe,
    draw=figures_rbm.draw_rbm,
    watch=UnitsTimeline,
    step=sgd,
    epochs=100,
    batch_size=100,
    learning_rate=0.1,
    selected_on="",  # no cheap figure ranks epochs as the likelihood does
    largest_loss=500.0,
    half=True,
)

RBM_REAL = replace(
    RBM_CD1,
    name="rbm-real",
    title="RBM, real-valued input",
    summary="The same machine, trained on the grey levels themselves instead of binary draws from them.",
    changes="grey levels as input instead of binary draws from them",
    base="rbm",
    order=110,
    group=pages.CHANGES,
    data=mnist,
)

RBM_CD10 = replace(
    RBM_CD1,
    name="rbm-cd10",
    title="RBM, CD-10",
    summary="The same machine, with ten steps of Gibbs sampling instead of one in the negative phase.",
    changes="ten Gibbs steps instead of one in the negative phase",
    base="rbm",
    order=100,
    group=pages.CHANGES,
    config=replace(RBM_CD1.config, steps=10),
)

RBM_LR_001 = replace(
    RBM_CD1,
    name="rbm-lr-001",
    title="RBM, learning rate 0.01",
    summary="The same machine, trained at a tenth of the learning rate.",
    changes="a tenth of the learning rate",
    base="rbm",
    order=120,
    group=pages.CHANGES,
    learning_rate=0.01,
)

RBM_LR_1 = replace(
    RBM_CD1,
    name="rbm-lr-1",
    title="RBM, learning rate 1.0",
    summary="The same machine, trained at ten times the learning rate.",
    changes="ten times the learning rate",
    base="rbm",
    order=130,
    group=pages.CHANGES,
    learning_rate=1.0,
)

RBM_25 = replace(
    RBM_CD1,
    name="rbm-25",
    title="RBM, 25 hidden units",
    summary="The same machine with a quarter of the hidden units: few enough to sum over all their states.",
    changes="25 hidden units instead of 100",
    base="rbm",
    order=80,
    group=pages.CHANGES,
    config=replace(RBM_CD1.config, hidden_dim=25),
)

RBM_400 = replace(
    RBM_CD1,
    name="rbm-400",
    title="RBM, 400 hidden units",
    summary="The same machine with four times the hidden units.",
    changes="400 hidden units instead of 100",
    base="rbm",
    order=90,
    group=pages.CHANGES,
    config=replace(RBM_CD1.config, hidden_dim=400),
)

RBM_PCD = replace(
    RBM_CD1,
    name="rbm-pcd",
    title="RBM, persistent chains",
    summary="100 hidden units whose negative phase comes from chains that are never restarted (Tieleman 2008), with a "
    "learning rate that falls to 0.",
    changes="persistent chains of five steps, and a learning rate that falls to 0",
    base="rbm",
    order=30,
    group=pages.START,
    config=replace(RBM_CD1.config, weight_sd=0.01, steps=5, chains=100),
    step=sgd_to_zero,
    epochs=200,
)

RBM_500 = replace(
    RBM_PCD,
    name="rbm-500",
    title="RBM, 500 hidden units",
    summary="500 hidden units trained for likelihood by persistent chains: the size of Salakhutdinov & Murray 2008.",
    changes="500 hidden units instead of 100",
    base="rbm-pcd",
    order=10,
    group=pages.START,
    config=replace(RBM_PCD.config, hidden_dim=500),
    epochs=240,
)

RBM_500_ANNEALED = replace(
    RBM_500,
    name="rbm-500-annealed",
    title="RBM, 500 units, annealed chains",
    summary="Goes on from `rbm-500` with chains that begin anew beside the persistent ones. They found most of its "
    "probability on boxes that are no digits, and training took it away.",
    changes="training goes on from the base, with chains that begin anew and are annealed beside the persistent ones",
    base="rbm-500",
    order=15,
    group=pages.START,
    config=replace(RBM_500.config, steps=1, annealed=100),
    start="rbm-500",
    epochs=20,
    learning_rate=0.02,
)
