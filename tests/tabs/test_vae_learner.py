"""Training of a VAE in the page against training by PyTorch: the same weights, batches and random numbers."""

import pytest
import torch
from learners import WHERE, learned
from page_numbers import Numbers

from training.data import images
from training.data.images import Split
from training.engine.steps import GradientStep
from zoo.models import vae
from zoo.models.vae import VAE, VAEConfig

SIDE, IMAGES, BATCH, SEED = 8, 50, 20, 7
CASES = {
    "two latents": {},
    "products in WebAssembly": {"hidden": 16},  # 20 digits of 64 pixels through 16 units are worth it
    "greys, many latents, softplus": {"binary": False, "latents": 6, "activation": "softplus"},
    "no price, tanh": {"beta": 0, "activation": "tanh"},
    "a high price, sigmoid": {"beta": 4, "activation": "sigmoid", "rate": 0.02},
}
USUAL = {"hidden": 13, "latents": 2, "activation": "relu", "binary": True, "beta": 1, "rate": 0.005}


def build(settings: dict) -> VAE:
    """A VAE whose weights are always the same."""
    with torch.random.fork_rng():
        torch.manual_seed(SEED)
        return VAE(VAEConfig(image_size=SIDE, hidden=(settings["hidden"],), latent_dim=settings["latents"],
                             activation=settings["activation"], beta=settings["beta"])).train()  # fmt: skip


def parameters(model: VAE) -> list[torch.Tensor]:
    """Weights by input, and biases, as the page has them."""
    layers = [layer for part in (model.encoder, model.decoder) for layer in part if isinstance(layer, torch.nn.Linear)]
    return [tensor.detach() for layer in layers for tensor in (layer.weight.T, layer.bias)]


def given(changes: dict) -> dict:
    """A case for both sides: weights, images with as many zeros as digits have, batches of unequal size."""
    settings, generator = USUAL | changes, torch.Generator().manual_seed(SEED)
    pixels = torch.randint(256, (IMAGES, SIDE**2), generator=generator)
    pixels[torch.rand(pixels.shape, generator=generator) < 0.6] = 0
    sizes = {key: settings[key] for key in ("hidden", "latents", "activation")} | {"visible": SIDE**2, "seed": SEED}
    return {
        "settings": settings, "sizes": sizes, "images": pixels.ravel().tolist(),
        "parameters": [tensor.ravel().tolist() for tensor in parameters(build(settings))],
        "batches": [part.tolist() for part in torch.randperm(IMAGES, generator=generator).split(BATCH)],
    }  # fmt: skip


@pytest.fixture(scope="module", params=WHERE)
def cases(request, pages):
    """Each case with what the page's learner makes of it."""
    asked = {name: given(changes) for name, changes in CASES.items()}
    found = learned(request.param, pages, "vae", list(asked.values()))
    return {name: (asked[name], answer) for name, answer in zip(asked, found, strict=True)}


@pytest.mark.parametrize("name", CASES)
def test_the_steps_are_those_of_pytorch(cases, monkeypatch, name):
    case, answer = cases[name]
    settings, numbers = case["settings"], Numbers(SEED)
    monkeypatch.setattr(images, "bernoulli", numbers.bernoulli)
    monkeypatch.setattr(vae, "drawn", lambda draw, shape, **_: numbers.normal(shape))
    model = build(settings)
    before = [tensor.clone() for tensor in parameters(model)]
    shown = torch.tensor(case["images"], dtype=torch.uint8).view(IMAGES, 1, SIDE, SIDE)
    split = Split(shown, torch.zeros(IMAGES), settings["binary"])
    step = GradientStep(model, torch.optim.Adam(model.parameters(), settings["rate"]))
    for batch, terms in zip(case["batches"], answer["terms"], strict=True):
        numbers.draws = 0 if settings["binary"] else 1  # greys are not drawn
        losses = step(split.batch(torch.tensor(batch)))
        numbers.next_step()
        assert {key: float(losses[key]) for key in terms} == pytest.approx(terms, abs=1e-4, rel=1e-5)
    after = parameters(model)
    assert all((a - b).abs().max() > settings["rate"] for a, b in zip(after, before, strict=True))
    for tensor, values in zip(after, answer["parameters"], strict=True):
        assert torch.tensor(values).view_as(tensor).sub(tensor).abs().max() < 1e-4
