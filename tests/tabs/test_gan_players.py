"""The two players of the page against PyTorch: the same weights, points and noise, turn by turn."""

import itertools

import pytest
import torch
import torch.nn.functional as F
from learners import WHERE, learned
from torch import nn

from training.engine.game import Game
from training.engine.players import AdversarialStep
from zoo.models.gan import GAN, OBJECTIVES, GANConfig

BATCH, ROUNDS, SEED = 24, 4, 5
SMALL = 1e-3  # of Adam: with its usual 1e-8, a slope that is 0 but for rounding would move a bias by a whole step
SIZES = {"generator": [2, 9, 7, 2], "critic": [2, 11, 8, 1]}
ACTIVATIONS = {"leaky": lambda: nn.LeakyReLU(0.2), "relu": nn.ReLU, "tanh": nn.Tanh}
USUAL = {"objective": "logistic", "activation": "leaky", "penalty": 0, "rate": 0.01, "momentum": 0.5}
CASES = {
    "logistic": {},
    "logistic, with a penalty on real points": {"penalty": 0.7, "activation": "tanh"},
    "saturating": {"objective": "saturating", "momentum": 0, "activation": "relu"},
    "hinge": {"objective": "hinge", "penalty": 0.1},
    "wasserstein": {"objective": "wasserstein", "penalty": 2.0},
    "wasserstein, tanh": {"objective": "wasserstein", "penalty": 0.5, "activation": "tanh", "momentum": 0.9},
    "relativistic, with both penalties": {"objective": "relativistic", "penalty": 1.0, "activation": "tanh"},
}


def critic_loss(real, fake, objective):
    """The critic's loss; those that the zoo has are the zoo's own."""
    if objective == "relativistic":
        return F.softplus(fake - real).mean()
    return OBJECTIVES["logistic" if objective == "saturating" else objective].critic(real, fake)


def generator_loss(real, fake, objective):
    """The generator's loss."""
    if objective == "relativistic":
        return F.softplus(real - fake).mean()
    return -F.softplus(fake).mean() if objective == "saturating" else OBJECTIVES[objective].generator(fake)


def squared_slope(critic, points):
    """|gradient of the score|^2 (n,) at points (n, 2)."""
    points = points.detach().requires_grad_()
    (slope,) = torch.autograd.grad(critic(points).sum(), points, create_graph=True)
    return slope.square().sum(1)


def penalty(critic, real, fake, mix, objective):
    """The gradient penalty that belongs to an objective."""
    if objective == "wasserstein":
        return (squared_slope(critic, real.lerp(fake, mix[:, None])).sqrt() - 1).square().mean()
    places = (real, fake) if objective == "relativistic" else (real,)
    return sum(squared_slope(critic, points).mean() / 2 for points in places)


def build(sizes, activation):
    """A network whose weights are always the same."""
    with torch.random.fork_rng():
        torch.manual_seed(SEED)
        pairs = list(itertools.pairwise(sizes))
        parts = [part for pair in pairs for part in (nn.Linear(*pair), ACTIVATIONS[activation]())]
        return nn.Sequential(*parts[:-1])


def weights(networks):
    """Weights by input, and biases, as the page has them."""
    layers = [part for network in networks for part in network if isinstance(part, nn.Linear)]
    return [tensor.detach() for layer in layers for tensor in (layer.weight.T, layer.bias)]


def played(networks, turns, settings):
    """The turns by PyTorch; what each player paid."""
    generator, critic = networks
    betas = (float(settings["momentum"]), 0.999)
    optimizers = [torch.optim.Adam(each.parameters(), settings["rate"], betas, SMALL) for each in networks]
    for turn in turns:
        real, noise, mix = (turn[key] for key in ("real", "noise", "mix"))
        fake, objective = generator(noise), settings["objective"]
        if turn["who"] == "critic":
            loss = critic_loss(critic(real)[:, 0], critic(fake.detach())[:, 0], objective)
            cost = settings["penalty"] and settings["penalty"] * penalty(critic, real, fake.detach(), mix, objective)
            told = {"loss": loss.item(), "penalty": torch.as_tensor(cost).item()}
            loss = loss + cost
        else:
            loss = generator_loss(critic(real)[:, 0], critic(fake)[:, 0], objective)
            told = {"loss": loss.item()}
        optimizer = optimizers[turn["who"] == "critic"]
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield told


@pytest.fixture(scope="module", params=WHERE)
def cases(request, pages):
    """Each case: its settings, its turns, and what the page makes of them."""
    generator = torch.Generator().manual_seed(SEED)
    shapes = {"real": (BATCH, 2), "noise": (BATCH, 2), "mix": (BATCH,)}
    turns = [{"who": who} | {name: torch.rand(shape, generator=generator) for name, shape in shapes.items()}
             for _ in range(ROUNDS) for who in ("critic", "critic", "generator")]  # fmt: skip
    asked = [asking(USUAL | changes, turns) for changes in CASES.values()]
    found = learned(request.param, pages, "gan", asked)
    return {name: (USUAL | CASES[name], turns, answer) for name, answer in zip(CASES, found, strict=True)}


def asking(settings, turns):
    """A case as the page gets it."""
    networks = [build(sizes, settings["activation"]) for sizes in SIZES.values()]
    return {
        "settings": settings,
        "small": SMALL,
        "networks": {name: {"sizes": sizes, "activation": settings["activation"]} for name, sizes in SIZES.items()},
        "parameters": [tensor.ravel().tolist() for tensor in weights(networks)],
        "turns": [
            {key: part if key == "who" else part.ravel().tolist() for key, part in turn.items()} for turn in turns
        ],
    }


@pytest.mark.parametrize("name", CASES)
def test_each_turn_is_that_of_pytorch(cases, name):
    settings, turns, answer = cases[name]
    networks = [build(sizes, settings["activation"]) for sizes in SIZES.values()]
    before = [tensor.clone() for tensor in weights(networks)]
    for told, theirs in zip(played(networks, turns, settings), answer["told"], strict=True):
        assert theirs == pytest.approx(told, abs=1e-4)
    after = weights(networks)
    moved = [(a - b).abs().max() > settings["rate"] for a, b in zip(after, before, strict=True)]
    assert sum(moved) >= len(moved) - 2  # the last bias of a critic may have no slope
    for tensor, values in zip(after, answer["parameters"], strict=True):
        assert torch.tensor(values).view_as(tensor).sub(tensor).abs().max() < 1e-4


# ---- on digits
class Given(nn.Module):
    """Dropout by masks that are given, one after the other."""

    def __init__(self, masks):
        super().__init__()
        self.masks = iter(masks)

    def forward(self, values):
        return values * next(self.masks)


@pytest.mark.parametrize("where", WHERE)
def test_a_round_on_digits_is_the_pipelines_step_of_the_zoos_gan(monkeypatch, pages, where):
    config = GANConfig(image_size=8, latent_dim=5, hidden=16, dropout=0.3)  # products in WebAssembly are worth it
    with torch.random.fork_rng():
        torch.manual_seed(SEED)
        model = GAN(config)
    step = AdversarialStep(model, 0.01, Game(critic_rate=0.5, betas=(0.5, 0.999)))
    for optimizer in (step.generator_optimizer, step.critic_optimizer):
        optimizer.param_groups[0]["eps"] = SMALL
    generator = torch.Generator().manual_seed(SEED)
    rounds = [{"real": torch.rand(BATCH, 1, 8, 8, generator=generator),
               "noise": torch.randn(BATCH, 5, generator=generator),
               "masks": [(torch.rand(BATCH, 16, generator=generator) > 0.3) / 0.7 for _ in range(3)]}
              for _ in range(ROUNDS)]  # fmt: skip
    networks = [model.generator.layers, model.critic.layers]
    before = [tensor.ravel().tolist() for tensor in weights(networks)]
    settings = {"objective": "logistic", "penalty": 0, "momentum": 0.5}
    turns = []
    for each in rounds:
        shown = {
            "real": (2 * each["real"] - 1).ravel().tolist(),
            "noise": each["noise"].ravel().tolist(),
            "mix": [0.0] * BATCH,
        }
        real, fake, again = each["masks"]
        turns += [shown | {"who": "critic", "rate": 0.005, "mask": torch.cat([real, fake]).ravel().tolist()},
                  shown | {"who": "generator", "rate": 0.01, "mask": again.ravel().tolist()}]  # fmt: skip
    sizes = {"generator": {"sizes": [5, 16, 64], "activation": "relu", "last": "tanh"},
             "critic": {"sizes": [64, 16, 1], "activation": "leaky"}}  # fmt: skip
    asked = {"settings": settings, "small": SMALL, "networks": sizes, "parameters": before, "turns": turns}
    (answer,) = learned(where, pages, "gan", [asked])
    noises = iter([each["noise"] for each in rounds])
    monkeypatch.setattr(model, "latents", lambda n, generator=None: next(noises))
    model.critic.layers[3] = Given([mask for each in rounds for mask in each["masks"]])
    for number, each in enumerate(rounds):
        paid = step(each["real"])
        mine = [told["loss"] for told in answer["told"][2 * number : 2 * number + 2]]
        assert mine == pytest.approx([paid["critic"].item(), paid["generator"].item()], abs=1e-4)
    for tensor, values in zip(weights(networks), answer["parameters"], strict=True):
        assert torch.tensor(values).view_as(tensor).sub(tensor).abs().max() < 1e-4
