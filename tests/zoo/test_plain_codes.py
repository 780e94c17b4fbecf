"""Autoencoders without a prior: what they note of their codes, how they draw new ones, and what one that removes noise
is shown."""

import pytest
import torch

from zoo.models.autoencoder import Autoencoder, AutoencoderConfig, DenoisingAutoencoder, DenoisingAutoencoderConfig
from zoo.models.config import Config
from zoo.models.vae import VAEConfig, bernoulli_log_likelihood

SIZES = {"image_size": 5, "hidden": (6,), "latent_dim": 3}


def images(n: int) -> torch.Tensor:
    return torch.rand(n, 1, 5, 5, generator=torch.Generator().manual_seed(1))


def autoencoder(code_activation: str = "identity") -> Autoencoder:
    torch.manual_seed(3)
    return Autoencoder(AutoencoderConfig(**SIZES, code_activation=code_activation))


def statistics(model: Autoencoder) -> tuple[torch.Tensor, torch.Tensor]:
    return model.statistics.get_buffer("running_mean"), model.statistics.get_buffer("running_var")


@torch.no_grad()
def test_a_code_passes_its_own_activation():
    plain, squashed = autoencoder().eval(), autoencoder("sigmoid").eval()
    squashed.load_state_dict(plain.state_dict())
    assert plain.encode(images(9)).min() < 0
    torch.testing.assert_close(squashed.encode(images(9)), plain.encode(images(9)).sigmoid())


@torch.no_grad()
def test_samples_are_decoded_from_units_of_the_noted_mean_and_spread_that_pass_the_activation_too():
    model = autoencoder("sigmoid").eval()
    for buffer, values in zip(statistics(model), ([1.0, -2.0, 0.5], [9.0, 0.25, 1.0]), strict=True):
        buffer.copy_(torch.tensor(values))
    noise = torch.randn(7, 3, generator=torch.Generator().manual_seed(4))
    codes = torch.tensor([1.0, -2.0, 0.5]) + noise * torch.tensor([3.0, 0.5, 1.0])
    torch.testing.assert_close(model.sample(7, torch.Generator().manual_seed(4)), model.decode(codes.sigmoid()))


@torch.no_grad()
@pytest.mark.parametrize("denoising", [False, True])
def test_training_notes_a_hundredth_of_each_batchs_codes_of_clean_images(denoising):
    torch.manual_seed(3)
    model = (DenoisingAutoencoder(DenoisingAutoencoderConfig(**SIZES)) if denoising else autoencoder()).train()
    model.losses(images(40))
    codes = model.encode(images(40))
    mean, variance = (buffer.clone() for buffer in statistics(model))
    torch.testing.assert_close(mean, 0.01 * codes.mean(0))
    torch.testing.assert_close(variance, 0.99 + 0.01 * codes.var(0))
    model.eval().losses(images(50))
    assert torch.equal(torch.stack(statistics(model)), torch.stack([mean, variance]))


@torch.no_grad()
def test_half_of_the_images_are_masked_and_half_have_noise_of_up_to_the_strength():
    model = DenoisingAutoencoder(DenoisingAutoencoderConfig(image_size=20, strength=0.6)).eval()
    shown = []
    model.encoder.register_forward_pre_hook(lambda _, given: shown.append(given[0]))
    torch.manual_seed(1)
    model.losses(torch.full((600, 1, 20, 20), 0.5))
    masked = ((shown[0] == 0) | (shown[0] == 0.5)).all(1)
    assert masked.float().mean().item() == pytest.approx(0.5, abs=0.06)
    black = (shown[0][masked] == 0).float().mean(1)  # uniform from 0 to 0.6
    assert black.mean().item() == pytest.approx(0.3, abs=0.03) and 0.55 < black.max() < 0.7
    noisy = shown[0][~masked]
    assert noisy.std(1).min() < 0.05 and 0.3 < noisy.std(1).max() < 0.45
    assert noisy.mean().item() == pytest.approx(0.5, abs=0.01)


def test_the_likelihood_of_pixels_is_as_exact_in_mixed_precision():
    generator = torch.Generator().manual_seed(2)
    logits, x = torch.randn(2, 3, 784, generator=generator), torch.rand(3, 784, generator=generator).round()
    expected = torch.distributions.Bernoulli(logits=logits).log_prob(x).sum(-1)
    with torch.autocast("cpu", torch.bfloat16):
        found = bernoulli_log_likelihood(logits, x)
    torch.testing.assert_close(found, expected)
    assert bernoulli_log_likelihood(logits.bfloat16(), x).dtype == torch.float


def test_a_whole_number_in_a_config_is_as_good_as_a_float():
    for config in (VAEConfig(beta=4), VAEConfig.from_dict(VAEConfig().to_dict() | {"beta": 4})):
        assert isinstance(config, Config) and config == VAEConfig(beta=4.0) and type(config.beta) is float
