"""Recipe of the VQ-VAE."""

from functools import partial

import torch

from training.data.images import Data, binary_mnist
from training.engine import compiled
from training.engine.steps import GradientStep
from training.engine.timelines import CodesTimeline
from training.figures import common as figures
from training.metrics import codebook, likelihood, reconstruction, samples
from training.recipe import COOL_DOWN, WARM_UP, Recipe, warm_and_cool
from zoo import pages
from zoo.models.vqvae import VQVAE, VQVAEConfig

CODES_SHARE = 1 / 3  # of a run, in which codes and prior are trained together


class CodesThenPrior(GradientStep):
    """Trains codes and prior together for ``updates``, and then the prior alone on codes that no longer change.

    In the last quarter of these updates, vectors of the code book that are not used are left where they are.
    """

    model: VQVAE
    schedule: torch.optim.lr_scheduler.LambdaLR

    def __init__(self, model: VQVAE, optimizer: torch.optim.Optimizer, schedule, bfloat16: bool, updates: int):
        super().__init__(model, optimizer, schedule, bfloat16)
        self.updates = updates

    def __call__(self, batch: torch.Tensor) -> dict[str, torch.Tensor]:
        """Train on one batch; the loss and its terms, as scalars on the device."""
        done = self.schedule.last_epoch
        self.model.codebook.revives = done < 0.75 * self.updates
        self.model.prior_alone = done >= self.updates
        return super().__call__(batch)

    def quicken(self, batch_size: int) -> None:
        """Compile the losses for batches of this size: a graph of the whole step would keep training what it begins
        with."""
        self.size, self.losses = batch_size, compiled.losses(self.model, batch_size)


def codes_then_prior(model: VQVAE, recipe: Recipe, batches: int) -> CodesThenPrior:
    """Adam. The rate of the codes rises and falls to 0 in the first ``CODES_SHARE`` of the run, that of the prior in
    all of it."""
    total = batches * recipe.epochs
    updates = max(1, round(CODES_SHARE * total))
    prior = list(model.prior.parameters())
    others = [*model.encoder.parameters(), *model.decoder.parameters()]
    groups = {"params": others}, {"params": prior}
    optimizer = torch.optim.Adam(groups, recipe.learning_rate, fused=model.device.type != "mps")
    rates = [partial(warm_and_cool, warm=WARM_UP * n, cool=COOL_DOWN * n, total=n) for n in (updates, total)]
    schedule = partial(torch.optim.lr_scheduler.LambdaLR, lr_lambda=rates)
    return CodesThenPrior(model, optimizer, schedule, recipe.bfloat16, updates)


def measure(model: VQVAE, data: Data) -> dict:
    """The bound of the binarised test set in nats and bits, the use of the code book, the quality of samples."""
    images = likelihood.binary_test_set(data.test.intensities())
    measured = codebook.bounds(model, images) | codebook.use(model, images)
    measured |= reconstruction.reconstruction(model, data.test.intensities())
    return measured | samples.quality(model, data) | samples.no_digit(model, data)


def describe(model: VQVAE, data: Data) -> dict:
    """``latents.json``: no sliders, but the share of each vector of the code book over the test set."""
    images = likelihood.binary_test_set(data.test.intensities())
    share = codebook.shares(codebook.codes_of(model, images), model.config.codebook_size)
    return {"latents.json": {"information": "share", "prior": "learned", "latents": [], "codebook": share.tolist()}}


@torch.no_grad()
def draw(model: VQVAE, data: Data) -> dict:
    """The family's figures by file name."""
    images = data.test.intensities()
    codes = codebook.codes_of(model, likelihood.binary_test_set(images))
    return {
        "reconstructions": figures.reconstructions(images[:20], model.decode(model.encode(images[:20]))),
        "samples": figures.samples(model),
        "code-use": figures.bars(codebook.shares(codes, model.config.codebook_size), "Use of the code book", "code"),
    }


VQ_VAE = Recipe(
    name="vq-vae",
    title="VQ-VAE, 7 x 7 codes",
    summary="A digit as 49 entries of a code book, and a Transformer that has learned which 49 make a digit "
    "(van den Oord et al. 2017).",
    changes="49 entries of a code book instead of 20 numbers, and a prior that was learned",
    base="vae-20",
    order=70,
    group=pages.CHANGES,
    model="VQVAE",
    config=VQVAEConfig(code_price=1.0),
    data=binary_mnist,
    measure=measure,
    describe=describe,
    draw=draw,
    watch=CodesTimeline,
    step=codes_then_prior,
    epochs=24,
    batch_size=128,
    learning_rate=2e-3,
    bfloat16=True,
    half=True,
)
