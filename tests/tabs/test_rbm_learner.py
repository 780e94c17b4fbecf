"""Training in the page against training by PyTorch: the same weights, batches and random numbers, the same steps."""

import pytest
import torch
from learners import WHERE, learned
from page_numbers import Numbers

from training.data import images
from training.data.images import Split
from training.engine.steps import GradientStep
from zoo.models import boltzmann
from zoo.models.rbm import RBM, RBMConfig

SIDE, IMAGES, BATCH, SEED = 8, 50, 20, 7
USUAL = {"hidden": 13, "steps": 1, "persistent": False, "binary": True, "rate": 0.1, "momentum": 0, "decay": 0}
CASES = {
    "the lab sheet's": {},
    "sums in WebAssembly": {"hidden": 16},  # which takes four numbers at a time
    "ten steps": {"steps": 10},
    "chains that run on": {"persistent": True, "steps": 3},
    "greys": {"binary": False},
    "momentum and decay": {"momentum": 0.9, "decay": 0.01, "rate": 0.05},
    "too high a rate": {"rate": 1.0},
}


def given(changes: dict) -> dict:
    """A case for both sides: weights, images with as many zeros as digits have, batches of unequal size."""
    settings, generator = USUAL | changes, torch.Generator().manual_seed(SEED)
    visible, hidden = SIDE**2, settings["hidden"]
    bytes_ = torch.randint(256, (IMAGES, visible), generator=generator)
    bytes_[torch.rand(IMAGES, visible, generator=generator) < 0.6] = 0
    chains = torch.randint(2, (100, visible), generator=generator)
    return {
        "seed": SEED, "visible": visible, "hidden": hidden, "settings": settings, "images": bytes_.ravel().tolist(),
        "weight": (0.3 * torch.randn(visible * hidden, generator=generator)).tolist(),
        "chains": chains.ravel().tolist() if settings["persistent"] else None,
        "batches": [part.tolist() for part in torch.randperm(IMAGES, generator=generator).split(BATCH)],
    }  # fmt: skip


@pytest.fixture(scope="module", params=WHERE)
def cases(request, pages):
    """Each case with what the page's learner makes of it."""
    asked = {name: given(changes) for name, changes in CASES.items()}
    found = learned(request.param, pages, "rbm", list(asked.values()))
    return {name: (asked[name], answer) for name, answer in zip(asked, found, strict=True)}


def by_pytorch(case: dict, monkeypatch) -> tuple[RBM, torch.Tensor]:
    """The zoo's own class after the same steps, with the pipeline's step, and the images."""
    settings, numbers = case["settings"], Numbers(SEED)
    monkeypatch.setattr(boltzmann, "bernoulli", numbers.bernoulli)
    monkeypatch.setattr(images, "bernoulli", numbers.bernoulli)
    persistent = settings["persistent"]
    config = RBMConfig(
        image_size=SIDE, hidden_dim=settings["hidden"], steps=settings["steps"], chains=100 if persistent else 0
    )
    model = RBM(config).train()
    machine = model.machine
    with torch.no_grad():
        machine.weight.copy_(torch.tensor(case["weight"]).view_as(machine.weight))
        if machine.chains is not None:
            machine.chains.copy_(torch.tensor(case["chains"]).view_as(machine.chains))
    shown = torch.tensor(case["images"], dtype=torch.uint8).view(IMAGES, 1, SIDE, SIDE)
    split = Split(shown, torch.zeros(IMAGES), settings["binary"])
    groups = [{"params": [machine.weight], "weight_decay": settings["decay"]},
              {"params": [machine.visible_bias, machine.hidden_bias]}]  # fmt: skip
    step = GradientStep(model, torch.optim.SGD(groups, settings["rate"], momentum=settings["momentum"]))
    for batch in case["batches"]:
        step(split.batch(torch.tensor(batch)))
        numbers.next_step()
    return model.eval(), split.intensities()


@pytest.mark.parametrize("name", CASES)
def test_the_steps_are_those_of_pytorch(cases, monkeypatch, name):
    case, answer = cases[name]
    model, greys = by_pytorch(case, monkeypatch)
    machine = model.machine
    moved = (machine.weight.detach().ravel() - torch.tensor(case["weight"])).abs().max()
    assert moved > 0.005  # the steps did something
    for key, value in {"weights": machine.weight, "visibleBias": machine.visible_bias,
                       "hiddenBias": machine.hidden_bias}.items():  # fmt: skip
        assert torch.tensor(answer[key]).view_as(value).sub(value).abs().max() < 1e-4, key
    if machine.chains is not None:
        assert machine.chains.ravel().int().tolist() == answer["chains"] != case["chains"]
    with torch.no_grad():
        assert answer["energies"] == pytest.approx(model.free_energy(greys).tolist(), abs=1e-3)
        assert answer["rebuilt"] == pytest.approx(model.reconstruct(greys).ravel().tolist(), abs=1e-4)
