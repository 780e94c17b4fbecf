"""The GANs' own maths: objectives, penalties, norms, labels, latents, image sizes, what is kept of two players."""

import json
import math
from dataclasses import replace

import pytest
import torch
from draws import noise
from safetensors.torch import load_file, save_file
from small import fresh
from torch import nn

import zoo
from training.recipes import RECIPES
from zoo.errors import ZooError
from zoo.images import on_grid
from zoo.models.dcgan import DCGAN, DCGANConfig
from zoo.models.gan import GAN, OBJECTIVES, GANConfig
from zoo.models.judge import Labelled

SMALL = DCGANConfig(image_size=16, latent_dim=6, generator_channels=(16, 8), critic_channels=(8, 16))


def images(n: int = 4, size: int = 16) -> torch.Tensor:
    return torch.rand(n, 1, size, size, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize(("objective", "real", "generated", "critic", "generator"), [
    ("logistic", [0.0, 0.0], [0.0, 0.0], 2 * math.log(2), math.log(2)),
    ("logistic", [100.0], [-100.0], 0.0, 100.0),
    ("hinge", [0.0, 3.0], [0.0, -3.0], 1.0, 1.5),  # beyond the margin of 1 a score costs the critic nothing
    ("wasserstein", [2.0, 4.0], [1.0, 0.0], -2.5, -0.5),
])  # fmt: skip
def test_objectives_at_scores_worked_by_hand(objective, real, generated, critic, generator):
    real, generated = torch.tensor(real), torch.tensor(generated)
    assert OBJECTIVES[objective].critic(real, generated).item() == pytest.approx(critic, abs=1e-6)
    assert OBJECTIVES[objective].generator(generated).item() == pytest.approx(generator, abs=1e-6)


class Linear(nn.Module):
    """A critic whose score is the product with one weight for each pixel, and a bias."""

    def __init__(self, weight: torch.Tensor, bias: float = 0.0):
        super().__init__()
        self.weight, self.bias = nn.Parameter(weight), bias

    def forward(self, images, labels=None):
        return images.flatten(1) @ self.weight + self.bias


@pytest.mark.parametrize(("objective", "bias", "shares"), [
    ("logistic", 5.0, (1.0, 0.0)), ("hinge", -5.0, (0.0, 1.0)), ("wasserstein", 5.0, (1.0, 1.0)),
])  # fmt: skip
def test_how_often_the_critic_is_right_counts_from_zero_or_from_between_both_means(objective, bias, shares):
    model = GAN(GANConfig(image_size=4, objective=objective))
    model.critic = Linear(torch.full((16,), 0.01), bias)
    losses = model.critic_losses(torch.ones(5, 1, 4, 4), -torch.ones(5, 1, 4, 4))
    assert (losses["real_accuracy"].item(), losses["generated_accuracy"].item()) == shares


class Same(nn.Module):
    """A generator that draws the same whatever it is given."""

    def __init__(self, drawn: torch.Tensor):
        super().__init__()
        self.drawn = drawn

    def forward(self, latents, labels=None):
        return self.drawn


def test_the_network_of_the_lab_sheet():
    """Kernel 4 throughout; channels, strides, paddings and places of the batch normalisation as in the issue."""
    model = RECIPES["dcgan"].build("cpu")

    def layers(network, kind):
        return [part for part in network.modules() if isinstance(part, kind)]

    up, down = layers(model.generator, nn.ConvTranspose2d), layers(model.critic, nn.Conv2d)
    assert [part.out_channels for part in up] == [512, 256, 128, 64, 1]
    assert [part.out_channels for part in down] == [64, 128, 256, 512, 1]
    assert [(part.stride[0], part.padding[0]) for part in up] == [(1, 0)] + 4 * [(2, 1)]
    assert [(part.stride[0], part.padding[0]) for part in down] == 4 * [(2, 1)] + [(1, 0)]
    assert {part.kernel_size for part in up + down} == {(4, 4)} and up[0].in_channels == 100
    assert [part.num_features for part in layers(model.generator, nn.BatchNorm2d)] == [512, 256, 128, 64]
    assert [part.num_features for part in layers(model.critic, nn.BatchNorm2d)] == [128, 256, 512]
    assert all(part.weight.std().item() == pytest.approx(0.02, rel=0.05) for part in up + down[:-1])


@pytest.mark.parametrize(("black", "inside", "drawn"), [
    (-1.0, [-1.0, -0.5, 1.0], [0.0, 0.5, 1.0]),  # the lab's: a generator that says nothing, 0, draws mid-grey
    (0.0, [0.0, 0.25, 1.0], [0.0, 0.0, 1.0]),  # silence is black, and nothing is darker
    (-0.5, [-0.5, -0.125, 1.0], [0.0, 1 / 3, 1.0]),
])  # fmt: skip
def test_black_and_white_inside_and_what_a_generators_numbers_are_outside(black, inside, drawn):
    model = DCGAN(replace(SMALL, black=black)).eval()
    levels = torch.tensor([0.0, 0.25, 1.0])[:, None, None, None].expand(3, 1, 16, 16)
    assert model.inside(levels)[0][:, 0, 0, 0].tolist() == inside
    model.generator = Same(torch.tensor([-1.0, 0.0, 1.0])[:, None, None, None])
    torch.testing.assert_close(model.generate(noise(3, 6)).flatten(), torch.tensor(drawn))


def test_on_a_grid_a_generator_draws_what_it_draws_without_brought_onto_the_grid():
    free, bound = DCGAN(SMALL).eval(), DCGAN(replace(SMALL, grid=10)).eval()
    bound.load_state_dict(free.state_dict())  # a grid has no weights
    drawn, latents = free.generator(noise(3, 6)), noise(3, 6)
    assert torch.equal(bound.generator(latents), on_grid(drawn, 10)) and not torch.equal(on_grid(drawn, 10), drawn)
    assert torch.equal(bound.score(images()), free.score(images()))  # the critic looks as it did


def test_a_field_that_came_later_is_written_where_it_is_not_its_default_and_may_be_missing_from_a_checkpoint():
    plain, other = SMALL.to_dict(), replace(SMALL, black=0.0, grid=10).to_dict()
    assert not {"black", "grid"} & plain.keys() and other == plain | {"black": 0.0, "grid": 10}
    read = DCGANConfig.from_dict(other)
    assert DCGANConfig.from_dict(plain) == SMALL and (read.black, read.grid) == (0.0, 10)
    assert RECIPES["dcgan"].settings()["config"] == RECIPES["dcgan"].config.to_dict()


@pytest.mark.parametrize("name", [name for name in RECIPES if RECIPES[name].model in ("GAN", "DCGAN")])
def test_each_recipe_draws_and_scores_images_of_its_size(name):
    model = RECIPES[name].build("cpu").eval()
    size, labels = model.config.image_size, torch.tensor([3, 4]) if model.classes else None
    with torch.no_grad():
        drawn = model.generate(noise(2, model.config.latent_dim), labels)
        assert drawn.shape == (2, 1, size, size) and drawn.min() >= 0 and drawn.max() <= 1
        assert model.score(images(2, 28), labels).shape == (2,)


@torch.no_grad()
def test_a_model_with_classes_heeds_the_labels_and_one_without_does_not():
    told, untold = (DCGAN(replace(SMALL, classes=classes)).eval() for classes in (10, 0))
    for part in told.generator.blocks:  # untrained, all classes have the same gain
        nn.init.normal_(part.norm.gain.weight, 1.0, 0.5)
    z, first, second = noise(3, 6), torch.tensor([0, 1, 2]), torch.tensor([5, 1, 2])
    changed = (told.generate(z, first) - told.generate(z, second)).abs().amax((1, 2, 3)) > 1e-6
    assert changed.tolist() == [True, False, False]
    assert (told.score(images(3), first) != told.score(images(3), second)).tolist() == [True, False, False]
    assert untold.labels(3) is None and torch.equal(untold.generate(z, first), untold.generate(z))


@torch.no_grad()
def test_a_checkpoint_without_its_critic_draws_the_same_in_less_room(tmp_path):
    model = DCGAN(SMALL).eval()
    model.save_pretrained(tmp_path / "whole")
    model.without_critic().save_pretrained(tmp_path / "alone")
    alone = zoo.load_folder(tmp_path / "alone")
    assert alone.critic is None and not alone.config.critic
    torch.testing.assert_close(alone.generate(noise(3, 6)), model.generate(noise(3, 6)))
    assert not any(key.startswith("critic") for key in load_file(tmp_path / "alone" / "model.safetensors"))


@pytest.mark.parametrize("ask", [
    lambda model, x: model.score(x), lambda model, x: model.losses(x), lambda model, x: model.critic_losses(x, x),
    lambda model, x: model.generator_losses(x), lambda model, x: model.gradient_penalty(x, x),
])  # fmt: skip
@pytest.mark.parametrize("made", [lambda: GAN(GANConfig(image_size=16)), lambda: DCGAN(SMALL)])
def test_without_a_critic_whatever_needs_it_is_one_sentence(made, ask):
    with pytest.raises(ZooError, match=r"^This checkpoint was saved without its critic, so it has no scores and no l"):
        ask(made().without_critic(), images())


def test_a_model_with_classes_that_is_not_told_one_asks_for_it():
    told = DCGAN(replace(SMALL, classes=10)).eval()
    for ask in (lambda: told.generate(noise(2, 6)), lambda: told.first_features(noise(2, 6)),
                lambda: told.score(images()), lambda: told.losses(images())):  # fmt: skip
        with pytest.raises(ZooError, match=r"^This model draws the digits that it is told; give labels\.$"):
            ask()
    assert torch.isfinite(told.losses(Labelled(images(), torch.arange(4)))["loss"])


@torch.no_grad()
def test_what_the_critics_scores_cost_the_generator_is_its_loss():
    """In evaluation, where the critic scores an image alike each time."""
    model = DCGAN(replace(SMALL, objective="hinge")).eval()
    real, fake = images() * 2 - 1, images().flip(0) * 2 - 1
    torch.testing.assert_close(model.critic_losses(real, fake)["generator"], model.generator_losses(fake)["loss"])


def test_a_checkpoint_whose_critic_is_missing_says_so(tmp_path):
    DCGAN(SMALL).save_pretrained(tmp_path)
    weights = tmp_path / "model.safetensors"
    save_file({k: v for k, v in load_file(weights).items() if not k.startswith("critic")}, weights)
    with pytest.raises(ZooError, match="lacks the critic that its config mentions"):
        zoo.load_folder(tmp_path)


@pytest.mark.parametrize("changes", [
    {"objective": "profit"}, {"image_size": 48}, {"generator_channels": []}, {"critic_channels": [8]},
    {"critic_channels": ["a", "b"]}, {"attention": 5}, {"classes": -3}, {"latent_dim": -1}, {"latent_dim": 10**15},
    {"critic": "no"}, {"penalty": "much"}, {"critic_channels": [0, 16]}, {"generator_channels": [16, -8]},
    {"generator_channels": [16, True]}, {"latent_dim": 0}, {"penalty": -1.0}, {"penalty": math.inf},
    {"penalty": math.nan}, {"attention": 16}, {"attention": -8}, {"attention": 8, "generator_channels": [16, 4]},
    {"attention": 4, "critic_channels": [8, 4]}, {"black": 1.0}, {"black": math.nan}, {"black": "dark"},
    {"grid": -1}, {"grid": 12}, {"grid": 10.5},
])  # fmt: skip
def test_a_config_that_no_players_can_be_built_from(tmp_path, changes):
    DCGAN(SMALL).save_pretrained(tmp_path)
    values = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(values | changes))
    with pytest.raises(ZooError) as refused:
        zoo.load_folder(tmp_path)
    assert str(refused.value).count("\n") == 0 and str(refused.value).endswith(".")


@pytest.mark.parametrize(("made", "changes", "sentence"), [
    (DCGANConfig, {"latent_dim": 0}, "The latent_dim must be 1 or more, not 0."),
    (DCGANConfig, {"classes": -3}, "The number of classes must be 0 or more, not -3."),
    (DCGANConfig, {"penalty": math.nan}, "The penalty must be a finite number of at least 0, not nan."),
    (DCGANConfig, {"critic_channels": (64, 0, 1, 1)}, "The channels of a layer must be 1 or more, not 0."),
    (DCGANConfig, {"attention": 64}, "There are no feature maps of 64 pixels a side for the attention; choose 0 or one "
     "of 4, 8, 16, 32."),
    (DCGANConfig, {"attention": 32, "critic_channels": (7, 8, 8, 8)}, "The attention needs at least 8 channels; the "
     "feature maps of 32 pixels a side have 7."),
    (DCGANConfig, {"black": -1.5}, "The black must be at least -1 and below 1, not -1.5."),
    (DCGANConfig, {"grid": 60}, "The grid must be 0 or have 1 to 59 pixels a side, not 60."),
    (GANConfig, {"latent_dim": -1}, "The latent_dim must be 1 or more, not -1."),
    (GANConfig, {"hidden": 0}, "The hidden must be 1 or more, not 0."),
    (GANConfig, {"dropout": 1.0}, "The dropout must be at least 0 and below 1, not 1.0."),
])  # fmt: skip
def test_a_config_is_refused_with_the_reason(made, changes, sentence):
    with pytest.raises(ZooError) as refused:
        made(**changes)
    assert str(refused.value) == sentence


def test_every_side_with_channels_enough_may_have_the_attention():
    for side in (4, 8):
        assert DCGAN(replace(SMALL, attention=side)).generate(noise(2, 6)).shape == (2, 1, 16, 16)


def test_the_small_recipes_of_the_tests_keep_what_makes_them_variants():
    assert fresh(RECIPES["sagan"]).config.attention and fresh(RECIPES["cgan"]).config.classes == 10
    assert fresh(RECIPES["wgan-gp"]).config.penalty == RECIPES["wgan-gp"].config.penalty > 0


# ---- what the critic looks at
@pytest.mark.parametrize("black", [-1.0, 0.0])
def test_the_saliency_of_a_linear_critic_is_its_weights_per_unit_of_brightness(black):
    model = GAN(GANConfig(image_size=4)).eval()
    weights = noise(16)
    model.critic, model.black = Linear(weights, bias=3.0), black
    found = model.saliency(torch.rand(2, 1, 4, 4))
    assert torch.allclose(found, (weights * (1 - black)).view(1, 1, 4, 4).expand(2, -1, -1, -1), atol=1e-6)


def test_the_saliency_of_a_smaller_image_goes_through_its_enlargement():
    model = GAN(GANConfig(image_size=6)).eval()
    weights = noise(36)
    model.critic = Linear(weights)
    inside = 2 * weights.view(6, 6)[1:5, 1:5]  # the edge of black is no pixel of the image
    assert torch.allclose(model.saliency(torch.rand(1, 1, 4, 4))[0, 0], inside, atol=1e-6)


def test_the_saliency_is_what_a_small_change_does_to_the_score():
    model, picture, step = DCGAN(SMALL).eval(), images(2), 1e-2
    with torch.no_grad():
        for weight in filter(lambda each: each.ndim > 1, model.critic.parameters()):
            weight.copy_(noise(*weight.shape) / math.sqrt(weight[0].numel()))
    with torch.inference_mode():  # where nothing else has a gradient
        found = model.saliency(picture)
        change = torch.zeros_like(picture)
        change[0, 0, 5, 7], change[1, 0, 3, 3] = step, step
        rise = (model.score(picture + change) - model.score(picture - change)) / (2 * step)
    expected = torch.stack([found[0, 0, 5, 7], found[1, 0, 3, 3]])
    assert expected.abs().min() > 1e-3
    assert torch.allclose(rise, expected, rtol=0.1)
    assert all(parameter.grad is None for parameter in model.parameters())


def test_there_is_no_saliency_without_a_critic():
    with pytest.raises(ZooError, match="without its critic"):
        DCGAN(replace(SMALL, critic=False)).saliency(images(1))


@pytest.mark.parametrize(("objective", "chance"), [("logistic", 0.75), ("hinge", None), ("wasserstein", None)])
def test_the_chance_that_the_first_of_two_is_real_is_that_of_their_odds(objective, chance):
    model = GAN(GANConfig(image_size=4, objective=objective))
    found = model.first_is_real(torch.tensor([math.log(6.0)]), torch.tensor([math.log(2.0)]))  # odds of 3 to 1
    assert found is None if chance is None else found.item() == pytest.approx(chance, abs=1e-6)
