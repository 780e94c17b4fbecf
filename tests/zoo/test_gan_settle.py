"""Batch statistics of both players as they are used: whose they are, and that taking them changes nothing else."""

import pytest
import torch
from small import made, real

from training.data.images import LabelledSplit, Split
from training.engine.players import SETTLE_SEED, SETTLE_SIZE


def train(model, n: int = 250) -> Split:
    """Training images that are none, fewer than are looked at: three batches, the last of them shorter."""
    noise = torch.Generator().manual_seed(4)
    images = torch.randint(256, (n, 1, 28, 28), generator=noise, dtype=torch.uint8)
    return (LabelledSplit if model.classes else Split)(images, torch.arange(n) % 10)


def trained(name: str = "dcgan-32", updates: int = 3, **game):
    """(model, step) after some updates."""
    model, step = made(name, **game)
    for _ in range(updates):
        step(real(model))
    return model, step


def copied(network) -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in network.state_dict().items()}


def same(one: dict, other: dict) -> bool:
    return all(torch.equal(tensor, other[name]) for name, tensor in one.items())


@pytest.mark.parametrize("name", ["dcgan-32", "cgan", "gan"])
@pytest.mark.parametrize("training", [True, False])
def test_settling_is_deterministic_and_leaves_random_numbers_and_modes_alone(name, training):
    model, step = trained(name)
    model.train(training)
    unsettled, state, found = copied(model), torch.get_rng_state(), []
    for _ in range(2):
        step.settle(train(model))
        found.append(copied(model))
        assert all(part.training == training for part in model.modules())
    assert torch.equal(torch.get_rng_state(), state) and same(*found)
    assert same(unsettled, found[0]) == (name == "gan")  # which has nothing to settle
    assert all(norm.momentum == 0.1 for norm in model.modules() if hasattr(norm, "running_mean"))


def test_settled_statistics_are_those_of_the_average():
    """Seen in training mode and in evaluation mode, the first layer then gives nearly the same."""
    model, step = trained()
    step.settle(train(model))
    first, z = model.generator.blocks[0], torch.randn(2000, 100, 1, 1, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        settled = first.eval()(z, None)
        batch = first.train()(z, None)
    torch.testing.assert_close(settled, batch, atol=0.12, rtol=0.05)


def test_a_settled_critics_statistics_are_of_training_and_of_generated_images_alike():
    """Running means would be those of its last batches, which were all generated."""
    model, step = trained()
    split = train(model)
    step.settle(split)
    layer = next(layer for layer in model.critic.features if hasattr(layer, "running_mean"))
    at = list(model.critic.features).index(layer)
    noise = torch.Generator().manual_seed(SETTLE_SEED)
    model.eval()
    means = []
    with torch.no_grad():
        for index in torch.arange(250).split(SETTLE_SIZE):
            generated = model.generator(model.latents(len(index), noise))
            for images in (model.inside(split.batch(index))[0], generated):
                means.append(model.critic.features[:at](images).mean((0, 2, 3)))
    assert len(means) == 6
    torch.testing.assert_close(layer.running_mean, torch.stack(means).mean(0))


@pytest.mark.parametrize("name", ["dcgan", "cgan"])
def test_settling_depends_on_the_weights_and_not_on_the_batches_before(name):
    """Which a resumed run has not seen."""
    model, step = trained(name)
    other, resumed = made(name)
    other.load_state_dict(model.state_dict())
    resumed.load_state_dict(step.state_dict())
    for each, of in ((model, step), (other, resumed)):
        of.settle(train(each))
    assert same(copied(model), copied(other))


def test_for_a_frame_only_the_generator_is_settled():
    model, step = trained()
    before = copied(model.critic)
    step.settle_generator()
    alone = copied(model.generator)
    assert same(before, copied(model.critic))
    step.settle(train(model))
    assert same(alone, copied(model.generator)) and not same(before, copied(model.critic))


@pytest.mark.parametrize("name", ["sagan", "wgan-gp"])
def test_a_critic_without_batch_norms_stays_as_it_is_with_its_spectral_norms(name):
    model, step = trained(name, 6)
    before = copied(model.critic)
    step.settle(train(model))
    assert same(before, copied(model.critic))
    vectors = {name: tensor for name, tensor in step.player.named_buffers() if name.endswith(("._u", "._v"))}
    assert bool(vectors) == (name != "wgan-gp") and same(vectors, dict(model.generator.named_buffers()))


def test_spectral_norms_stay_where_a_critic_has_batch_norms_too():
    model, step = trained("sagan")
    model.critic.features.append(torch.nn.BatchNorm2d(model.config.critic_channels[-1]))
    before = copied(model.critic)
    step.settle(train(model))
    after = copied(model.critic)
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert {name.rsplit(".")[-1] for name in changed} == {"running_mean", "running_var", "num_batches_tracked"}
