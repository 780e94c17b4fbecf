"""Recipes of the generative adversarial networks."""

from dataclasses import replace

from training.data.images import Data, labelled_mnist, mnist
from training.engine.game import Game
from training.engine.sheets import RecordTimeline
from training.engine.timeline import Timeline
from training.figures import gan as figures_gan
from training.metrics import adversarial, directions, samples, truncation
from training.recipe import Recipe
from training.recipe import adversarial as adversarial_step
from zoo import pages
from zoo.models.dcgan import DCGANConfig
from zoo.models.gan import GAN, GANConfig


def measure(model: GAN, data: Data) -> dict:
    """The quality of samples, their distance to training images, and metrics that only some of the models have."""
    return samples.quality(model, data) | samples.no_digit(model, data) | adversarial.measure(model, data)


def describe(model: GAN, data: Data) -> dict:
    """What the page needs: the critic's scores, the directions that matter, and what truncation does."""
    found = adversarial.describe(model, data) | directions.describe(model, data)
    return found | truncation.describe(model, data)


GAME = Game()  # the base's

DENSE = Recipe(
    name="gan",
    title="GAN, dense",
    summary="The first GAN of the course: one hidden layer of 128 units on either side, dropout in the discriminator.",
    changes="two dense networks of one hidden layer instead of convolutions, dropout in the critic, 28 by 28 "
    "pixels instead of 32 by 32, batches of 128 instead of 64, no moving average of the weights, and "
    "Adam's usual betas",
    base="dcgan-32",
    order=60,
    group=pages.ORIGINALS,
    model="GAN",
    config=GANConfig(),
    data=mnist,
    measure=measure,
    describe=describe,
    draw=figures_gan.draw,
    step=adversarial_step,
    epochs=100,
    batch_size=128,
    learning_rate=2e-4,
    selected_on="",  # neither player's loss tells how good the samples are
    game=Game(betas=(0.9, 0.999)),
    watch=Timeline,
    half=True,
)

DCGAN_PLAIN = replace(
    DENSE,
    name="dcgan-plain",
    title="DCGAN, 64×64, as in the lab",
    summary="The network of the lab (Radford et al. 2016) with the lab's coding of black, -1: the generator's output "
    "layer has no bias and draws mid-grey wherever its features are silent; in the end the discriminator wins.",
    changes="one more layer in either network and 64 by 64 pixels instead of 32 by 32; seed 2, after a run from "
    "seed 1 in which the critic won at once; the best epoch is kept, not the last",
    order=100,
    model="DCGAN",
    config=DCGANConfig(),
    epochs=20,
    seed=2,  # with seed 1 the discriminator's loss fell to 0 within a fifth of an epoch and stayed there
    selected_on="-coverage",  # at this size the critic wins late in the run, and no digits are left
    batch_size=64,  # twice as many updates per epoch as 128 in the same time on a CPU, which short runs need most
    game=GAME,
    average=0.999,
    bfloat16=True,
    watch=RecordTimeline,  # it is bundled without its weights
)

DCGAN_64 = replace(
    DCGAN_PLAIN,
    name="dcgan",
    title="DCGAN, 64×64",
    summary="The network of the lab (Radford et al. 2016): transposed convolutions from 100 latents to 64 by 64 "
    "pixels, and a discriminator that mirrors them. Black is 0 for both, and what the generator draws is "
    "brought onto the 28 by 28 grid that real images were enlarged from.",
    changes="black is 0 for both networks instead of -1, so that what the generator draws where its features are "
    "silent, 0, is black and not mid-grey; the generator's images are brought onto the grid of 28 pixels that real "
    "ones were enlarged from, by which the critic told them apart; noise on all that the critic sees; two updates of "
    "the generator for each of the critic; four times the learning rate; seed 1; the last epoch is kept",
    base="dcgan-plain",
    order=10,
    config=DCGANConfig(black=0.0, grid=28),
    epochs=10,
    learning_rate=8e-4,
    seed=1,
    selected_on="",
    game=replace(GAME, generator_updates=2, noise=0.1),
    watch=Timeline,
)

DCGAN_32 = replace(
    DCGAN_PLAIN,
    name="dcgan-32",
    title="DCGAN, 32×32",
    summary="The same network for 32 by 32 pixels, one layer less: the base that all variants are compared with.",
    changes="",
    order=20,
    group=pages.CHANGES,
    config=DCGANConfig(image_size=32, generator_channels=(512, 256, 128), critic_channels=(64, 128, 256)),
    epochs=8,
    seed=1,
    selected_on="",
    watch=Timeline,
)

DCGAN_32_G2 = replace(
    DCGAN_32,
    name="dcgan-32-g2",
    title="DCGAN, generator twice",
    summary="The base with two updates of the generator for each of the discriminator.",
    changes="two updates of the generator for each of the critic, so the generator gets twice as many per epoch",
    order=70,
    game=replace(GAME, generator_updates=2),
)

DCGAN_32_D2 = replace(
    DCGAN_32,
    name="dcgan-32-d2",
    title="DCGAN, discriminator twice",
    summary="The base with two updates of the discriminator, each on fresh images, for each of the generator.",
    changes="two updates of the critic for each of the generator, so the generator gets half as many per epoch",
    order=80,
    game=replace(GAME, critic_updates=2),
    watch=RecordTimeline,  # it is bundled without its weights
)

DCGAN_32_NO_BN = replace(
    DCGAN_32,
    name="dcgan-32-no-bn",
    title="DCGAN without batch normalisation",
    summary="The base without batch normalisation in either network.",
    changes="no batch normalisation in either network",
    order=90,
    config=replace(DCGAN_32.config, generator_norm=False, critic_norm=False),
    watch=RecordTimeline,  # it is bundled without its weights
)

WGAN_GP = replace(
    DCGAN_32,
    name="wgan-gp",
    title="WGAN-GP",
    summary="The base with a Wasserstein critic that has a gradient penalty instead of batch normalisation and is "
    "updated five times for each update of the generator (Gulrajani et al. 2017).",
    changes="a Wasserstein critic with a gradient penalty and no batch normalisation, five updates of the critic for "
    "each of the generator, so the generator gets a fifth as many per epoch, and Adam's betas as in the paper",
    order=40,
    config=replace(DCGAN_32.config, critic_norm=False, objective="wasserstein", penalty=10.0),
    epochs=20,
    game=replace(GAME, critic_updates=5, betas=(0.0, 0.9)),
)

SAGAN = replace(
    DCGAN_32,
    name="sagan",
    title="SAGAN",
    summary="The base with self-attention over its 16 by 16 feature maps, spectral normalisation and the hinge loss; "
    "the critic learns four times as fast (Zhang et al. 2019).",
    changes="self-attention, the hinge loss, and spectral normalisation, which replaces batch normalisation in the "
    "critic; half the learning rate for the generator, four times that for the critic, and Adam's betas as in "
    "the paper",
    order=50,
    config=replace(DCGAN_32.config, critic_norm=False, objective="hinge", spectral=True, attention=16),
    learning_rate=1e-4,
    game=replace(GAME, critic_rate=4.0, betas=(0.0, 0.9)),
)

CGAN = replace(
    DCGAN_32,
    name="cgan",
    title="Conditional GAN",
    summary="The base, told the digit: the generator through its batch normalisation, the discriminator through a "
    "projection, as in BigGAN (Brock et al. 2019).",
    changes="both players are told the digit",
    order=30,
    config=replace(DCGAN_32.config, classes=10),
    data=labelled_mnist,
)
