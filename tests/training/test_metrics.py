"""Every metric against an answer known beforehand."""

import math
from types import SimpleNamespace

import pytest
import torch

from training.metrics import Metric, close, codebook, differences, likelihood, reconstruction
from zoo.models.autoencoder import Autoencoder, AutoencoderConfig
from zoo.models.vae import VAE, Posterior, VAEConfig


def tiny_vae(seed: int = 0) -> VAE:
    """One latent and 16 pixels, with weights large enough that the latent matters."""
    torch.manual_seed(seed)
    model = VAE(VAEConfig(image_size=4, hidden=(6,), latent_dim=1, activation="tanh")).eval()
    for parameter in model.decoder.parameters():
        parameter.data.mul_(4)
    return model


def exact_log_likelihood(model: VAE, images: torch.Tensor) -> torch.Tensor:
    """log p(x) of a one-latent model by integrating over the latent on a fine grid, (n,)."""
    grid = torch.linspace(-8, 8, 20_001, dtype=torch.float64)[:, None]
    logits = model.double().decode_logits(grid)[:, None]  # (grid, 1, pixels)
    joint = likelihood.bernoulli_log_likelihood(logits.expand(-1, len(images), -1), images.flatten(1).double())
    joint = joint - 0.5 * grid.square() - 0.5 * math.log(2 * math.pi)
    model.float()
    return torch.logsumexp(joint, 0) + math.log(16 / 20_000)


def test_the_importance_weighted_bound_nears_the_exact_likelihood():
    model = tiny_vae()
    images = torch.bernoulli(torch.full((40, 1, 4, 4), 0.5), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        exact = -exact_log_likelihood(model, images).mean().item()
    found = likelihood.bounds(model, images, samples=1000)
    tight, elbo = found["nll_iw1000"], -found["elbo"].value
    assert exact - 4 * tight.noise <= tight.value <= exact + 0.05
    assert elbo > tight.value
    assert -found["elbo"].value == pytest.approx(found["elbo_reconstruction"].value + found["elbo_kl"].value)


def test_with_one_sample_the_two_bounds_are_one_in_expectation():
    model, images = tiny_vae(), torch.zeros(4000, 1, 4, 4)
    found = likelihood.bounds(model, images, samples=1, chunk=4000)
    many = likelihood.bounds(model, images[:4], samples=1000)
    assert found["nll_iw1"].value == pytest.approx(-many["elbo"].value, abs=0.1)


def test_noise_is_the_spread_of_repeated_estimates(monkeypatch):
    model, images = (
        tiny_vae(),
        torch.bernoulli(torch.full((10, 1, 4, 4), 0.5), generator=torch.Generator().manual_seed(2)),
    )
    found = []
    for seed in range(60):
        monkeypatch.setattr(likelihood, "SEED", seed)
        found.append(likelihood.bounds(model, images, samples=200, chunk=1))  # each with draws of its own
    for name in ("elbo", "nll_iw200"):
        spread = torch.tensor([bounds[name].value for bounds in found]).std().item()
        claimed = sum(bounds[name].noise for bounds in found) / len(found)
        assert claimed == pytest.approx(spread, rel=0.35), name


def test_kl_is_that_of_torch_distributions():
    posterior = Posterior(torch.randn(50, 3), torch.randn(50, 3))
    normal = torch.distributions.Normal(posterior.mean, (0.5 * posterior.log_var).exp())
    expected = torch.distributions.kl_divergence(normal, torch.distributions.Normal(0.0, 1.0))
    torch.testing.assert_close(posterior.kl(), expected)


def test_units_that_ignore_the_image_are_not_active():
    model = VAE(VAEConfig(latent_dim=4))
    last = model.encoder[-1]
    last.weight.data[[1, 3]] = 0  # the means of latents 1 and 3 no longer depend on the image
    last.weight.data[[0, 2]] *= 20
    found = likelihood.information(model, torch.bernoulli(torch.full((200, 1, 28, 28), 0.5)))
    assert found["active_units"].value == 2
    assert len(found["kl_per_latent"].value) == 4


def test_a_unit_is_active_from_a_variance_of_a_hundredth_on():
    spread = torch.tensor([-1.0, 0.0, 1.0])[:, None] * torch.tensor([0.0095, 0.0105]).sqrt()  # these variances
    model = SimpleNamespace(encode=lambda x: Posterior(spread, torch.zeros(3, 2)))
    found = likelihood.information(model, torch.zeros(3, 1, 28, 28))
    assert found["active_units"].value == 1
    assert found["kl_per_latent"].value == pytest.approx([0.0095 / 3, 0.0105 / 3], rel=1e-4)


def test_the_binary_test_set_is_one_and_the_same_and_follows_the_intensities():
    intensities = torch.full((500, 1, 28, 28), 0.3)
    once, again = likelihood.binary_test_set(intensities), likelihood.binary_test_set(intensities)
    assert torch.equal(once, again) and set(once.unique().tolist()) == {0.0, 1.0}
    assert once.mean().item() == pytest.approx(0.3, abs=0.005)


def test_reconstruction_of_a_decoder_that_knows_nothing():
    """All logits 0: ln 2 nats per pixel, and 0.25 squared error on each of 784 binary pixels."""
    model = Autoencoder(AutoencoderConfig())
    for parameter in model.decoder.parameters():
        parameter.data.zero_()
    found = reconstruction.reconstruction(model, torch.bernoulli(torch.full((30, 1, 28, 28), 0.5)))
    assert found["bce_per_pixel"].value == pytest.approx(math.log(2), rel=1e-5)
    assert found["squared_error"].value == pytest.approx(196, rel=1e-5)


def test_code_variance_counts_what_varies():
    codes = torch.stack([torch.zeros(100), torch.linspace(-1, 1, 100)], dim=1)
    found = reconstruction.code_variance(codes)
    assert found["active_units"].value == 1
    assert found["variance_per_unit"].value[1] == pytest.approx(torch.linspace(-1, 1, 100).var().item())


def entry(value, noise=0.0):
    return Metric(value, "nats", "as told", noise=noise).to_dict()


def test_differences_name_what_does_not_hold():
    card = {"a": entry(90.0, 0.01), "b": entry([1.0, 2.0]), "c": entry(3)}
    assert differences(card, card) == []
    assert differences(card, card | {"a": entry(90.03, 0.01)}) == []
    assert [text.split()[0] for text in differences(card, card | {"a": entry(90.2, 0.01)})] == ["a"]
    assert [text.split()[0] for text in differences(card, card | {"b": entry([1.0, 2.1])})] == ["b"]
    assert [text.split()[0] for text in differences(card, card | {"b": entry([1.0])})] == ["b"]
    assert [text.split()[0] for text in differences(card, card | {"c": entry(float("nan"))})] == ["c"]
    assert differences(card, {}) and differences({}, card)
    assert differences(card, {"a": card["a"]}) == [
        "b is on the card but cannot be recomputed", "c is on the card but cannot be recomputed"]  # fmt: skip
    assert differences({}, {"a": card["a"]}) == ["a is not on the card"]
    told = differences(card, card | {"a": entry(91.0, 0.01)})
    assert told == ["a is 90.0 on the card and 91.0 now"]


def test_little_figures_may_differ_by_a_ten_thousandth_of_a_thousandth_and_large_ones_by_their_own():
    def differs(old: float, new: float) -> bool:
        return bool(differences({"a": entry(old)}, {"a": entry(new)}))

    assert not differs(0.0, 0.9e-7) and differs(0.0, 1.1e-7)
    assert not differs(-200.0, -200.019) and differs(-200.0, -200.021)


@pytest.mark.parametrize(("old", "new", "alike"), [
    ({"a": [1, 2.0]}, {"a": [1.0, 2.0015]}, True), ({"a": [1, 2.0]}, {"a": [1.0, 2.003]}, False),
    ({"a": 1}, {"a": 1, "b": 1}, False), ([1, 2], [1], False), ("digit", "digit", True), ("digit", "other", False),
    (0.0, 0.9e-4, True), (0.0, 1.1e-4, False), (None, 0.0, False), (None, None, True), ([1], 1, False),
])  # fmt: skip
def test_values_that_were_stored_are_alike_up_to_rounding(old, new, alike):
    assert close(old, new) == alike


@pytest.fixture
def coder():
    """A model with four codes, of which an image's is its number: it takes all pixels for as likely, and its prior
    takes a nat and a half for each code."""
    return SimpleNamespace(
        config=SimpleNamespace(codebook_size=4),
        encode=lambda images: images[:, 0, 0, 0].long()[:, None, None].expand(-1, 1, 2),
        decode_logits=lambda codes: torch.zeros(len(codes), 4),
        prior_nll=lambda codes: 1.5 * torch.ones(codes.shape).sum((1, 2)),
    )


def test_codes_cost_what_their_prior_takes_and_pixels_what_the_decoder_does(coder):
    found = codebook.bounds(coder, torch.ones(5, 1, 2, 2), chunk=2)
    assert {name: (metric.value, metric.bound) for name, metric in found.items()} == {
        "elbo": (pytest.approx(-4 * math.log(2) - 3, rel=1e-6), ">="),
        "elbo_reconstruction": (pytest.approx(4 * math.log(2), rel=1e-6), None),
        "code_cost": (3, None), "bits_per_image": (pytest.approx(3 / math.log(2)), None),
    }  # fmt: skip
    assert found["elbo"].estimator == "exact mean over 5 binarised test images"


def test_the_use_of_a_code_book_is_the_share_of_it_and_the_perplexity_of_its_frequencies(coder):
    images = torch.tensor([0.0, 0, 0, 2])[:, None, None, None]
    assert codebook.shares(codebook.codes_of(coder, images, chunk=3), 4).tolist() == [0.75, 0, 0.25, 0]
    found = codebook.use(coder, images)
    assert found["codebook_use"].value == 0.5 and found["codebook_use"].unit == "share of 4 codes"
    entropy = -0.75 * math.log(0.75) - 0.25 * math.log(0.25)
    assert found["codebook_perplexity"].value == pytest.approx(math.exp(entropy))
