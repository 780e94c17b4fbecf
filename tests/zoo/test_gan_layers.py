"""What a GAN's players are built of, against the same worked out in plain sums: penalty, norms, attention, labels."""

from dataclasses import replace

import pytest
import torch
from draws import noise
from torch import nn

from zoo.models.dcgan import DCGAN, ConditionalBatchNorm2d, Critic, DCGANConfig, SelfAttention
from zoo.models.gan import GAN, GANConfig

SMALL = DCGANConfig(image_size=16, latent_dim=6, generator_channels=(16, 8), critic_channels=(8, 16))


class Linear(nn.Module):
    """A critic whose score is the product with one weight for each pixel."""

    def __init__(self, weight: torch.Tensor):
        super().__init__()
        self.weight = nn.Parameter(weight)

    def forward(self, images, labels=None):
        return images.flatten(1) @ self.weight


class Half(nn.Module):
    """A critic whose score is half the square of the image: its gradient is the image itself."""

    def forward(self, images, labels=None):
        return images.flatten(1).square().sum(1) / 2


@pytest.mark.parametrize("length", [0.5, 1.0, 3.0])
def test_the_gradient_penalty_of_a_linear_critic_is_its_slope_less_one_squared(length):
    model, weight = GAN(GANConfig(image_size=4)), noise(16)
    model.critic = Linear(weight * length / weight.norm())
    penalty = model.gradient_penalty(noise(8, 1, 4, 4), noise(8, 1, 4, 4, seed=1))
    assert penalty.item() == pytest.approx((length - 1) ** 2, abs=1e-5)
    penalty.backward()
    assert length == 1.0 or model.critic.weight.grad.norm().item() == pytest.approx(2 * abs(length - 1), rel=1e-4)


def test_the_gradient_penalty_is_taken_between_both_images_at_a_place_of_its_own_for_each_example():
    """Of half the square the slope is the image's length, so the penalty tells where it was taken."""
    model = GAN(GANConfig(image_size=4))
    model.critic = Half()
    real, fake = noise(50, 1, 4, 4), 3 * noise(50, 1, 4, 4, seed=1)
    torch.manual_seed(7)
    places = torch.rand(50, 1, 1, 1)
    between = (1 - places) * real + places * fake
    torch.manual_seed(7)
    expected = (between.flatten(1).norm(dim=1) - 1).square().mean()
    torch.testing.assert_close(model.gradient_penalty(real, fake), expected)
    assert places.flatten().unique().numel() == 50
    in_one_place = (real.lerp(fake, places[:1]).flatten(1).norm(dim=1) - 1).square().mean()
    assert (in_one_place - expected).abs() > 0.01 * expected


def largest(part: nn.Module) -> float:
    """The largest singular value of a layer's weight, as spectral normalisation flattens it: outputs by the rest."""
    weight = part.weight.transpose(0, 1) if isinstance(part, nn.ConvTranspose2d) else part.weight
    return torch.linalg.matrix_norm(weight.flatten(1), 2).item()


def test_spectral_normalisation_brings_the_largest_singular_value_of_every_weight_to_one():
    model = DCGAN(replace(SMALL, spectral=True, attention=8, critic_norm=False, classes=10)).train()
    labels = torch.arange(4)
    with torch.no_grad():
        for _ in range(100):  # each pass is one step of the power iteration
            model.score(model.generate(noise(4, 6), labels), labels)
    kinds = {
        nn.ConvTranspose2d: [part for part in model.generator.modules() if isinstance(part, nn.ConvTranspose2d)],
        nn.Conv2d: [part for part in model.modules() if isinstance(part, nn.Conv2d)],
        nn.Embedding: [model.critic.project],
    }
    assert [len(parts) for parts in kinds.values()] == [3, 2 + 1 + 2 * 4, 1]  # layers, head, attention in both
    for parts in kinds.values():
        for part in parts:
            assert largest(part) == pytest.approx(1, abs=0.02), part
    gains = [part.gain for part in model.generator.modules() if isinstance(part, ConditionalBatchNorm2d)]
    assert all((gain.weight == 1).all() for gain in gains)  # which are no weights of a layer


@torch.no_grad()
def test_self_attention_is_a_softmax_over_all_places_written_out():
    config = replace(SMALL, attention=8)
    block, x = SelfAttention(16, config), noise(2, 16, 8, 8)
    assert torch.equal(block(x), x)  # it begins as nothing
    for part in (block.query, block.key, block.value, block.out):
        nn.init.normal_(part.weight, 0.0, 0.5)
    block.gain.fill_(0.7)
    expected = x.clone()

    def product(part, maps):  # a convolution of one pixel: a matrix for each place
        return torch.einsum("oi,ihw->ohw", part.weight[:, :, 0, 0], maps)

    def pooled(maps):
        return maps.unflatten(1, (4, 2)).unflatten(3, (4, 2)).amax((2, 4)).flatten(1)

    for n, maps in enumerate(x):
        query = product(block.query, maps).flatten(1)  # (2, 64)
        key, value = pooled(product(block.key, maps)), pooled(product(block.value, maps))  # (2, 16), (8, 16)
        weights = (query.T @ key).exp()
        weights /= weights.sum(1, keepdim=True)  # of each of 64 places, over 16
        expected[n] += 0.7 * product(block.out, (value @ weights.T).unflatten(1, (8, 8)))
    torch.testing.assert_close(block(x), expected)
    assert (block(x) - x).abs().max() > 0.1


@torch.no_grad()
def test_by_a_projection_two_labels_scores_differ_by_the_features_times_the_difference_of_their_vectors():
    critic, images = Critic(replace(SMALL, classes=10)).eval(), noise(5, 1, 16, 16)
    one, other = torch.tensor([0, 1, 2, 3, 4]), torch.tensor([9, 1, 7, 7, 0])
    features = critic.features(images).sum((2, 3))
    vectors = critic.project.weight
    expected = ((vectors[one] - vectors[other]) * features).sum(1)
    torch.testing.assert_close(critic(images, one) - critic(images, other), expected)
    assert expected[1] == 0 and expected[0].abs() > 1e-3
    plain = (features * critic.head.weight[0, :, 0, 0]).sum(1)
    torch.testing.assert_close(critic(images, one), plain + (vectors[one] * features).sum(1))


@torch.no_grad()
def test_the_norm_with_classes_has_mean_0_and_variance_1_before_the_gain():
    norm, labels = ConditionalBatchNorm2d(6, 10).train(), torch.arange(20) % 10
    x = 3 * noise(20, 6, 5, 5) + 7
    plain = norm(x, labels)  # gains begin at 1, biases at 0
    torch.testing.assert_close(plain.mean((0, 2, 3)), torch.zeros(6), atol=1e-5, rtol=0)
    torch.testing.assert_close(plain.var((0, 2, 3), correction=0), torch.ones(6), atol=1e-4, rtol=0)
    nn.init.normal_(norm.gain.weight)
    nn.init.normal_(norm.bias.weight)
    gain, bias = (table.weight[labels][:, :, None, None] for table in (norm.gain, norm.bias))
    torch.testing.assert_close(norm(x, labels), gain * plain + bias)


def test_the_norm_without_classes_is_the_usual_one():
    norm, x = ConditionalBatchNorm2d(6, 0).train(), noise(20, 6, 5, 5)
    usual = nn.BatchNorm2d(6)
    usual.load_state_dict(norm.norm.state_dict())
    torch.testing.assert_close(norm(x, None), usual(x))
    assert norm.gain is None and norm.bias is None and norm.norm.weight.std() > 0


def test_digits_to_ask_for_are_drawn_of_all_classes_alike():
    drawn = DCGAN(replace(SMALL, classes=10)).labels(5000, torch.Generator().manual_seed(1))
    counts = drawn.bincount(minlength=10)
    assert len(counts) == 10 and counts.min() > 420 and counts.max() < 580
    assert DCGAN(SMALL).labels(5) is None
