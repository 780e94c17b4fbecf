"""Networks of convolutions in the page against torch: each step by small networks, all bundled checkpoints, latents."""

import json

import pytest
import torch
from safetensors.torch import save
from test_javascript import run
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

import zoo
from tabs.shared import delivery
from tabs.shared.decoders import decoder
from zoo import pages
from zoo.models import noise
from zoo.models.conv_vae import ConvVAE, ConvVAEConfig, Residual
from zoo.models.dcgan import DCGAN, DCGANConfig, Generator, SelfAttention
from zoo.models.in_page import NotInPageError, steps_of
from zoo.models.softplus import Softplus
from zoo.stores import BundledStore

WITHIN = 1e-5  # of an intensity between 0 and 1; a grey level of the page is 0.0039
EXAMPLES = 11  # more than the page runs at once
LAYERED = [name for name in BundledStore().names()
           if pages.read(BundledStore().checkpoint(name)).capabilities.decoder.kind == "layered"
           and (BundledStore().resolve(name) / "model.safetensors").exists()]  # fmt: skip
NODE = """
import { readFileSync, writeFileSync } from "node:fs";
import { layeredNetwork } from "MODULE";
for (const { file, labels, ...description } of JSON.parse(readFileSync("CASES"))) {
  const bytes = (name) => new Uint8Array(readFileSync(name)).buffer;
  const found = layeredNetwork(bytes(file), description).run(new Float32Array(bytes(`${file}.in`)), labels);
  writeFileSync(`${file}.out`, found);
}
"""


def random(module: nn.Module) -> nn.Module:
    """The module in evaluation mode, with random weights and averages."""
    noise = torch.Generator().manual_seed(5)
    for tensor in module.state_dict().values():
        if tensor.is_floating_point():
            tensor.copy_(torch.rand(tensor.shape, generator=noise) + 0.2 if tensor.dim() == 1 else
                         torch.randn(tensor.shape, generator=noise) / 4)  # fmt: skip
    return module.eval()


def picture(*size: int) -> nn.Module:
    return nn.Unflatten(1, size)


ATTENTION = DCGANConfig(spectral=True)
SMALL = {  # name: the network, and the number of its inputs
    "linear": (
        nn.Sequential(nn.Linear(3, 5), nn.Softplus(), nn.Linear(5, 2), Softplus(), nn.Linear(2, 2), nn.Sigmoid()), 3
    ),
    "conv": (nn.Sequential(picture(3, 4, 5), nn.Conv2d(3, 7, 3, padding=1), nn.Tanh(), nn.Conv2d(7, 1, 3)), 60),
    "wide border": (nn.Sequential(picture(1, 2, 3), nn.Conv2d(1, 2, 5, padding=3, bias=False)), 6),
    "one by one": (nn.Sequential(picture(6, 3, 3), nn.Conv2d(6, 9, 1), nn.ReLU()), 54),
    "shuffle": (nn.Sequential(picture(8, 2, 3), nn.PixelShuffle(2), nn.ReLU()), 48),
    "transposed": (nn.Sequential(picture(5, 3, 2), nn.ConvTranspose2d(5, 3, 4, 2, 1), nn.Sigmoid()), 30),
    "transposed far apart": (nn.Sequential(picture(2, 2, 2), nn.ConvTranspose2d(2, 3, 3, 4, bias=False)), 8),
    "norm": (nn.Sequential(picture(3, 2, 2), nn.BatchNorm2d(3), nn.BatchNorm2d(3, affine=False)), 12),
    "residual": (nn.Sequential(picture(4, 3, 3), Residual(4), Residual(4), nn.ReLU()), 36),
    "spectral": (nn.Sequential(picture(4, 3, 3), spectral_norm(nn.ConvTranspose2d(4, 5, 4, 2, 1)),
                               spectral_norm(nn.Conv2d(5, 3, 3))), 36),
    "attention": (nn.Sequential(picture(16, 4, 6), SelfAttention(16, ATTENTION)), 384),
}  # fmt: skip


def in_torchs_order(found: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """What the page found, (n, h * w * channels), in the form of ``wanted``."""
    if wanted.dim() < 4:
        return found.view_as(wanted)
    count, channels, height, width = wanted.shape
    return found.view(count, height, width, channels).permute(0, 3, 1, 2)


class Cases:
    """What node is to run, all at once: most of the time is its start."""

    def __init__(self, folder):
        self.folder, self.cases, self.wanted = folder, [], {}

    def add(self, name, weights, description, inputs, wanted, labels=None):
        file = self.folder / f"{len(self.cases)}"
        file.write_bytes(weights)
        file.with_name(f"{file.name}.in").write_bytes(inputs.float().numpy().tobytes())
        labels = None if labels is None else labels.tolist()
        self.cases.append(description | {"file": str(file), "labels": labels})
        self.wanted[name] = file.with_name(f"{file.name}.out"), wanted

    def run(self):
        cases = self.folder / "cases.json"
        cases.write_text(json.dumps(self.cases))
        module = (delivery.ASSETS / "shared" / "layered.js").as_uri()
        run("--input-type=module", "--eval", NODE.replace("MODULE", module).replace("CASES", str(cases)))

    def found(self, name):
        """What the page computes and what torch does."""
        file, wanted = self.wanted[name]
        return in_torchs_order(torch.frombuffer(bytearray(file.read_bytes()), dtype=torch.float32), wanted), wanted


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    cases, noise = Cases(tmp_path_factory.mktemp("node")), torch.Generator().manual_seed(2)
    with torch.inference_mode():
        for name, (network, inputs) in SMALL.items():
            given = torch.randn(EXAMPLES, inputs, generator=noise)
            weights = save({f"n.{key}": value for key, value in random(network).state_dict().items()})
            cases.add(name, weights, {"inputs": inputs, "steps": steps_of(network, "n")}, given, network(given))
        for name in LAYERED:
            bundled(cases, name, noise)
    cases.run()
    return cases


def bundled(cases: Cases, name: str, noise: torch.Generator) -> None:
    checkpoint, model = BundledStore().checkpoint(name), zoo.load(name)
    description = decoder(checkpoint, pages.read(checkpoint).capabilities.decoder)
    size, labels = (EXAMPLES, description["inputs"]), None
    if hasattr(model, "generate"):
        given, labels = torch.randn(size, generator=noise), torch.arange(EXAMPLES) % 10 if model.classes else None
        wanted = model.generate(given, labels)
    elif hasattr(model, "codebook"):
        given = torch.randint(model.config.codebook_size, size, generator=noise)
        wanted = model.decode(given.unflatten(1, (model.config.grid_size,) * 2))
    else:
        given = torch.randn(size, generator=noise)
        wanted = model.decode(given)
    weights = delivery.published(description.pop("weights"))
    assert weights is not None
    cases.add(name, weights, description, given, wanted, labels)


@pytest.mark.parametrize("name", SMALL)
def test_a_step_in_the_page_does_what_the_layer_does(ran, name):
    found, wanted = ran.found(name)
    assert wanted.std() > 0.01
    torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", LAYERED)
def test_the_page_draws_what_a_bundled_model_does(ran, name):
    found, wanted = ran.found(name)
    assert wanted.std() > 0.1
    torch.testing.assert_close(found, wanted, rtol=0, atol=WITHIN)


@pytest.mark.parametrize("length", [100, 3])  # in whole blocks of 16, and not
@pytest.mark.parametrize("truncation", [None, 0.5, 3.0])
def test_the_latents_of_a_seed_are_those_of_torch(length, truncation):
    module = (delivery.ASSETS / "gan" / "draws.js").as_uri()
    asked = [{"seed": seed, "first": 3, "count": 97, "truncation": truncation} for seed in (0, 7, 2**32 - 1)]
    script = f'import {{ latentsOf }} from "{module}";'
    script += (
        f"console.log(JSON.stringify({json.dumps(asked)}.map((one) => latentsOf(one, {length}).map((z) => [...z]))))"
    )
    found = torch.tensor(json.loads(run("--input-type=module", "--eval", script)))
    wanted = torch.stack([noise.latents(each["seed"], length, 3, 97) for each in asked])
    wanted = wanted if truncation is None else noise.truncated(wanted, truncation)
    torch.testing.assert_close(found, wanted, rtol=0, atol=2e-6)


class Gated(nn.Module):
    """A layer that no page knows."""

    def forward(self, x):
        return x * x.sigmoid()


@pytest.mark.parametrize("layer", [
    Gated(), nn.GELU(), nn.Conv2d(2, 2, 3, stride=2), nn.Conv2d(2, 2, 3, groups=2), nn.Conv2d(2, 2, (1, 3)),
    nn.Conv2d(2, 2, 3, dilation=2), nn.Conv2d(2, 2, 3, padding=1, padding_mode="circular"),
    nn.Conv2d(2, 2, 3, padding="same"), nn.ConvTranspose2d(2, 2, 3, 2, output_padding=1),
    nn.ConvTranspose2d(2, 2, 3, dilation=2), nn.BatchNorm2d(2, eps=0.1), nn.BatchNorm2d(2, track_running_stats=False),
    nn.Unflatten(1, (2, 2)), nn.Unflatten(2, (1, 2, 2)),
], ids=str)  # fmt: skip
def test_a_layer_that_the_page_does_not_have_is_refused(layer):
    with pytest.raises(NotInPageError):
        steps_of(nn.Sequential(nn.ReLU(), layer), "n")


class OtherForward(Generator):
    def forward(self, latents, labels=None):
        return -super().forward(latents, labels)


class SaidAnew(OtherForward):
    def page_steps(self, name):
        return [*super().page_steps(name), {"do": "tanh"}]


class OtherGenerate(DCGAN):
    def generate(self, latents, labels=None):
        return 1 - super().generate(latents, labels)


class OtherDecode(ConvVAE):
    def decode(self, latents):
        return 1 - super().decode(latents)


class OtherLayer(ConvVAE):
    def __init__(self, config):
        super().__init__(config)
        self.decoder.append(Gated())


def of_generator(generator: type) -> type:
    return type("Made", (DCGAN,), {"Generator": generator})


@pytest.mark.parametrize(("model", "config", "kind"), [
    (DCGAN, DCGANConfig(), "layered"), (of_generator(OtherForward), DCGANConfig(), None),
    (of_generator(SaidAnew), DCGANConfig(), "layered"), (OtherGenerate, DCGANConfig(), None),
    (ConvVAE, ConvVAEConfig(), "layered"), (OtherDecode, ConvVAEConfig(), None), (OtherLayer, ConvVAEConfig(), None),
])  # fmt: skip
def test_a_class_that_replaced_what_the_page_would_run_stays_on_the_server(model, config, kind):
    assert model.capabilities(config)["decoder"].get("kind") == kind
