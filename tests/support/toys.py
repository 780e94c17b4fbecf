"""One class and one recipe of each kind, as somebody would add them: nothing of the project is changed for them."""

from dataclasses import dataclass, replace
from types import SimpleNamespace

import torch
from torch import nn

from tabs.shared.family import Family, model
from tabs.shared.request import answering, read_seed
from tabs.shared.table import table
from tabs.shared.viewer import Viewer
from training.data import drawn
from training.data.images import Data
from training.figures import common as figures
from training.metrics import samples
from training.recipe import Recipe, adam
from training.recipes.gan import DCGAN_32
from training.recipes.vae import VAE_20
from zoo.models.base import ZooModel
from zoo.models.config import Config
from zoo.models.dcgan import DCGAN, DCGANConfig
from zoo.models.vae import VAE, VAEConfig


def few(make):
    """A data set of a few hundred drawings, under the name of the whole."""

    def little(device: str) -> Data:
        return Data(**{name: split.head(300) for name, split in vars(make(device)).items()})

    little.__name__ = make.__name__
    return little


# ---- a VAE
class FreeBitsVAE(VAE, license="mit"):
    """A VAE that pays nothing for the first nats of each latent (Kingma et al. 2016)."""

    @classmethod
    def capabilities(cls, config: VAEConfig) -> dict:
        return super().capabilities(config) | {"kind": "VAE with free bits", "explanation": "free-bits"}

    def losses(self, batch):
        losses = super().losses(batch)
        return losses | {"loss": losses["loss"] - losses["kl"] + self.encode(batch).kl().mean(0).clamp_min(0.1).sum()}


FREE_BITS = replace(
    VAE_20, name="free-bits", title="VAE, free bits", summary="A toy that pays nothing for the first nats.", order=25,
    model="FreeBitsVAE", config=VAEConfig(hidden=(16,), latent_dim=3), data=few(drawn.binary_drawn), epochs=1,
    average=0.9,
)  # fmt: skip


# ---- a GAN
class LoudDCGAN(DCGAN, license="mit"):
    """A DCGAN whose latents are twice as large."""

    def latents(self, n, generator=None):
        return 2 * super().latents(n, generator)


LOUD = replace(
    DCGAN_32, name="loud-gan", title="DCGAN, loud", summary="A toy with larger latents.", order=25, epochs=1,
    model="LoudDCGAN", changes="latents twice as large", data=few(drawn.drawn),
    config=DCGANConfig(image_size=16, generator_channels=(16, 8), critic_channels=(8, 16)),
)  # fmt: skip


# ---- a family of its own
@dataclass(frozen=True)
class MeanConfig(Config):
    image_size: int = 28
    noise: float = 0.1


class MeanImage(ZooModel, license="mit"):
    """Learns one picture, and draws it with noise."""

    Config = MeanConfig
    family = "bees"

    def __init__(self, config: MeanConfig):
        super().__init__(config)
        self.picture = nn.Parameter(torch.full((1, config.image_size, config.image_size), 0.5))

    def losses(self, batch):
        return {"loss": (batch - self.picture).square().flatten(1).sum(1).mean()}

    def sample(self, n, generator=None):
        return (self.picture + self.config.noise * torch.randn(n, *self.picture.shape, generator=generator)).clamp(0, 1)


BEE = Recipe(
    name="bee", title="Bee", summary="A toy that learned one picture.", order=10, model="MeanImage",
    config=MeanConfig(), data=few(drawn.drawn), measure=samples.quality,
    draw=lambda model, data: {"samples": figures.samples(model)}, step=adam, epochs=1, learning_rate=0.05,
)  # fmt: skip
WASP = replace(BEE, name="wasp", title="Wasp", summary="A noisier toy.", order=20, config=MeanConfig(noise=0.3))
BEES = Family("bees")


@answering("seed", "other")
def hum(request: dict) -> dict:
    """How bright a draw is, and in how many figures the model is better than the other: the tab's one tool."""
    found, other = (BEES.find(request.get(key)) for key in ("model", "other"))
    with torch.no_grad():
        draw = model(found).sample(1, torch.Generator().manual_seed(read_seed(request.get("seed"))))
    return {"bright": draw.mean().item(), "better": sum(row["better"] == "left" for row in table(found, other))}


def bees_tab(folder) -> SimpleNamespace:
    """The tab as ``app.TABS`` takes it; its page is written to ``folder``."""
    (folder / "index.html").write_text("<div class='bees'><h3></h3><button>Hum</button><output></output></div>")
    (folder / "index.js").write_text("""import { figure } from "../shared/words.js";
        export default function mount({ element, props, server, watch }) {
          const part = (tag) => element.querySelector(`.bees ${tag}`);
          const show = () => { part("h3").textContent = props.value?.title ?? ""; };
          part("button").onclick = async () => {
            const { bright, better } = await server.hum({ model: props.value.name, other: "bee", seed: 7 });
            part("output").textContent = `${figure(bright, 4)}; ${better}`;
          };
          show();
          watch("value", show);
        }""")
    viewer = Viewer(folder, BEES, lambda found: {"name": found.name, "title": BEES.title(found.name)}, example="bee")
    return SimpleNamespace(build=lambda: viewer.build((hum,), ()))


# ---- what the registries are given
CLASSES = {"FreeBitsVAE": FreeBitsVAE, "LoudDCGAN": LoudDCGAN, "MeanImage": MeanImage}
RECIPES = {recipe.name: recipe for recipe in (FREE_BITS, LOUD, BEE, WASP)}
