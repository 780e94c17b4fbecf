"""The maths of the autoencoder family: importance weighting, discrete codes, noise, and what is told of codes."""

import itertools
import math

import pytest
import torch

from training.metrics import codebook, codes, likelihood, reconstruction
from zoo.errors import ZooError
from zoo.images import corrupt
from zoo.models.autoencoder import Autoencoder, AutoencoderConfig, DenoisingAutoencoder, DenoisingAutoencoderConfig
from zoo.models.conv_vae import ConvVAE, ConvVAEConfig
from zoo.models.vae import VAE, Posterior, VAEConfig, importance_bound, importance_variance, log_weights
from zoo.models.vqvae import VQVAE, CodeBook, VQVAEConfig

TINY_VAE = VAEConfig(image_size=3, hidden=(5,), latent_dim=2, activation="tanh", samples=6)
TINY_VQ = VQVAEConfig(image_size=8, channels=(4, 8), grid_size=2, codebook_size=3, code_dim=4, prior_width=8,
                      prior_heads=2)  # fmt: skip


def binary(n: int, size: int, seed: int = 0) -> torch.Tensor:
    return torch.bernoulli(torch.rand(n, 1, size, size, generator=torch.Generator().manual_seed(seed)))


# ---- the importance-weighted bound
def plain_bound(model: VAE, x: torch.Tensor) -> torch.Tensor:
    """Eq. 8 of Burda et al. 2016 written out, densities by torch.distributions; differentiable as it stands."""
    mean, log_var = model.encode(x)
    q = torch.distributions.Normal(mean, (0.5 * log_var).exp())
    latents = mean + torch.randn(model.config.samples, *mean.shape) * (0.5 * log_var).exp()
    prior = torch.distributions.Normal(0.0, 1.0).log_prob(latents).sum(-1)
    pixels = torch.distributions.Bernoulli(logits=model.decode_logits(latents)).log_prob(x.flatten(1)).sum(-1)
    weights = pixels + prior - q.log_prob(latents).sum(-1)
    return -(weights.logsumexp(0) - math.log(model.config.samples)).mean()


def gradients(model: VAE, loss: torch.Tensor) -> list[torch.Tensor]:
    return torch.autograd.grad(loss, list(model.parameters()))


def test_weights_of_a_model_that_can_be_solved_give_its_likelihood_and_their_spread():
    """x ~ N(z, 1), z ~ N(0, 1): p(x) is N(0, 2), and under the true posterior N(x / 2, 1 / 2) no weight varies."""
    normal, k, x = torch.distributions.Normal, 4000, torch.tensor([0.3, -1.2], dtype=torch.double)
    noise = torch.randn(k, 2, 1, generator=torch.Generator().manual_seed(1), dtype=torch.double)
    exact = normal(0.0, 2**0.5).log_prob(x)
    for spread in (1.0, 1.4):  # of the posterior, as a share of the true one's
        posterior = Posterior(x[:, None] / 2, torch.full((2, 1), math.log(spread / 2), dtype=torch.double))
        latents = posterior.at(noise)
        weights = log_weights(normal(latents[..., 0], 1.0).log_prob(x), latents, noise, posterior.log_var)
        bound, variance = importance_bound(weights), importance_variance(weights)
        assert ((bound - exact).abs() <= 4 * variance.sqrt() + 1e-6).all()
        assert (variance < 1e-12).all() if spread == 1 else (variance > 1e-6).all()
    assert importance_bound(weights[:1]).tolist() == pytest.approx(weights[0].tolist())  # of one draw: the ELBO's term


def test_the_loss_is_the_importance_weighted_bound_and_so_is_the_decoders_gradient():
    torch.manual_seed(1)
    model, x = VAE(TINY_VAE).double(), binary(4, 3).double()
    torch.manual_seed(2)
    ours = model.losses(x)["loss"]
    torch.manual_seed(2)
    plain = plain_bound(model, x)
    assert ours.item() == pytest.approx(plain.item(), abs=1e-12)
    decoder = list(model.decoder.parameters())
    for a, b in zip(torch.autograd.grad(ours, decoder), torch.autograd.grad(plain, decoder), strict=True):
        assert torch.allclose(a, b, atol=1e-12)


@torch.no_grad()
def test_the_terms_told_beside_that_bound_are_means_over_its_draws():
    torch.manual_seed(1)
    model, x = VAE(TINY_VAE), binary(4, 3)
    torch.manual_seed(2)
    told = model.losses(x)
    torch.manual_seed(2)
    mean, log_var = model.encode(x)
    q = torch.distributions.Normal(mean, (0.5 * log_var).exp())
    latents = mean + torch.randn(6, *mean.shape) * q.stddev
    pixels = torch.distributions.Bernoulli(logits=model.decode_logits(latents)).log_prob(x.flatten(1)).sum(-1)
    kl = torch.distributions.kl_divergence(q, torch.distributions.Normal(0.0, 1.0)).sum(1)
    assert told["reconstruction"].item() == pytest.approx(-pixels.mean().item(), rel=1e-5)
    assert told["kl"].item() == pytest.approx(kl.mean().item(), rel=1e-5)


def test_the_encoders_gradient_has_the_bounds_mean_and_less_spread():
    torch.manual_seed(1)
    model, x = VAE(TINY_VAE), binary(2, 3)
    with torch.no_grad():
        model.encoder[-1].weight.mul_(3)  # a posterior far from the true one, so that the weights differ

    def draws(bound) -> torch.Tensor:
        found = []
        for _ in range(500):
            encoder = torch.autograd.grad(bound(), list(model.encoder.parameters()))
            found.append(torch.cat([part.flatten() for part in encoder]))
        return torch.stack(found)

    ours, plain = draws(lambda: model.losses(x)["loss"]), draws(lambda: plain_bound(model, x))
    error = ((ours.var(0) + plain.var(0)) / len(ours)).sqrt() + 1e-6
    assert ((ours.mean(0) - plain.mean(0)).abs() / error).square().mean() < 2  # 1 where the means agree
    assert ours.var(0).sum() < plain.var(0).sum()


def test_one_sample_trains_on_the_elbo_with_beta():
    torch.manual_seed(1)
    plain = VAE(VAEConfig(image_size=3, hidden=(5,), latent_dim=2, beta=4.0))
    losses = plain.losses(binary(50, 3))
    assert losses["loss"].item() == pytest.approx((losses["reconstruction"] + 4 * losses["kl"]).item(), rel=1e-6)


def test_a_convolutional_decoder_takes_any_leading_dimensions():
    model = ConvVAE(ConvVAEConfig(channels=(4, 8), hidden=16, latent_dim=3)).eval()
    latents = torch.randn(5, 2, 3)
    with torch.no_grad():
        together = model.decode_logits(latents)
        assert together.shape == (5, 2, 784)
        assert torch.allclose(together[3, 1], model.decode_logits(latents[3, 1:])[0], atol=1e-5)
        assert torch.allclose(model.decode(latents[0])[1].flatten(), together[0, 1].sigmoid(), atol=1e-5)


# ---- discrete codes
@pytest.fixture
def vq():
    torch.manual_seed(3)
    return VQVAE(TINY_VQ).eval()


def all_grids() -> torch.Tensor:
    return torch.tensor(list(itertools.product(range(3), repeat=4))).unflatten(1, (2, 2))


@torch.no_grad()
def test_the_prior_is_a_distribution_over_grids(vq):
    assert vq.prior_nll(all_grids()).neg().exp().sum().item() == pytest.approx(1, abs=1e-5)


@torch.no_grad()
def test_sampled_codes_occur_as_often_as_the_prior_says(vq):
    torch.nn.init.normal_(vq.prior.head.weight, std=2.0)
    expected = vq.prior_nll(all_grids()).neg().exp()
    drawn = vq.sample_codes(20_000, torch.Generator().manual_seed(1)).flatten(1)
    observed = torch.bincount((drawn * torch.tensor([27, 9, 3, 1])).sum(1), minlength=81) / len(drawn)
    assert (observed - expected).abs().max() < 5 * (0.25 / len(drawn)) ** 0.5


@torch.no_grad()
def test_the_prior_looks_only_back(vq):
    first, second = torch.tensor([[0, 1, 2]]), torch.tensor([[0, 1, 0]])
    before, after = vq.prior(first), vq.prior(second)
    assert torch.allclose(before[:, :3], after[:, :3], atol=1e-6) and not torch.allclose(before[:, 3], after[:, 3])


def test_the_nearest_vector_is_the_nearest():
    book = CodeBook(9, 4, 0.99)
    outputs = torch.randn(30, 4)
    assert torch.equal(book.choose(outputs), torch.cdist(outputs, book.vectors).argmin(1))
    assert torch.equal(book.choose(book.vectors), torch.arange(9))


def test_vectors_move_to_the_means_of_what_is_assigned_to_them_and_unused_ones_to_where_outputs_are():
    torch.manual_seed(0)
    book = CodeBook(3, 2, decay=0.5)
    book.vectors.copy_(torch.tensor([[0.0, 0.0], [10.0, 0.0], [99.0, 99.0]]))
    outputs = torch.tensor([[1.0, 0.0], [1.0, 2.0], [11.0, 1.0], [13.0, 1.0]])
    for _ in range(60):
        book.follow(outputs, book.choose(outputs))
    distances = torch.cdist(outputs, book.vectors).min(1).values
    assert book.vectors.abs().max() < 14  # the third was far from everything
    assert distances.max() <= 1.5


def test_the_gradient_passes_the_code_book_straight_through(vq):
    vq.train()
    losses = vq.losses(binary(4, 8))
    losses["reconstruction"].backward()
    assert vq.encoder[-1].weight.grad.abs().sum() > 0
    assert all(parameter.grad is None for parameter in vq.prior.parameters())


@torch.no_grad()
def test_the_bound_in_bits_is_that_of_reconstruction_and_prior_written_out(vq):
    images = binary(7, 8)
    metrics = codebook.bounds(vq, images, chunk=3)
    grids = vq.encode(images)
    pixels = torch.distributions.Bernoulli(probs=vq.decode(grids)).log_prob(images).sum((1, 2, 3))
    assert metrics["elbo"].value == pytest.approx((pixels - vq.prior_nll(grids)).mean().item(), rel=1e-5)
    terms = metrics["elbo_reconstruction"].value + metrics["code_cost"].value
    assert metrics["elbo"].value == pytest.approx(-terms, rel=1e-9)
    assert metrics["bits_per_image"].value == pytest.approx(vq.prior_nll(grids).mean().item() / math.log(2), rel=1e-5)


def test_the_use_of_a_code_book_by_hand():
    share = codebook.shares(torch.tensor([[0, 0, 1, 1], [2, 2, 0, 1]]), 5)
    assert share.tolist() == pytest.approx([3 / 8, 3 / 8, 2 / 8, 0, 0])

    class Fixed:
        config = TINY_VQ

        def encode(self, images):
            return torch.tensor([[[0, 0], [1, 1]]]).expand(len(images), 2, 2)

    used = codebook.use(Fixed(), binary(6, 8))
    assert used["codebook_use"].value == pytest.approx(2 / 3)
    assert used["codebook_perplexity"].value == pytest.approx(2)


# ---- noise
def test_each_noise_is_what_it_says():
    grey = torch.full((200, 1, 28, 28), 0.5)
    gaussian = corrupt(grey, "gaussian", 0.1, torch.Generator().manual_seed(1))
    assert gaussian.std().item() == pytest.approx(0.1, rel=0.02) and gaussian.mean().item() == pytest.approx(
        0.5, rel=0.01
    )
    masked = corrupt(grey, "masking", 0.3, torch.Generator().manual_seed(1))
    assert (masked == 0).float().mean().item() == pytest.approx(0.3, abs=0.01) and set(masked.unique().tolist()) == {
        0,
        0.5,
    }
    for kind in ("gaussian", "masking"):
        assert torch.equal(corrupt(grey, kind, 0.0), grey)
        strong = corrupt(grey, kind, 1.0, torch.Generator().manual_seed(1))
        assert strong.min() >= 0 and strong.max() <= 1
        assert torch.equal(strong, corrupt(grey, kind, 1.0, torch.Generator().manual_seed(1)))
    assert corrupt(grey, "masking", 1.0).max() == 0
    with pytest.raises(ZooError, match=r"'rain'.*gaussian or masking"):
        corrupt(grey, "rain", 0.5)


def test_a_denoising_autoencoder_is_asked_for_the_clean_image():
    """What it is shown is drawn anew at each look; with no noise it is a plain autoencoder."""
    torch.manual_seed(1)
    clean = torch.rand(6, 1, 28, 28)
    config = {"hidden": (8,), "latent_dim": 4}
    noisy = DenoisingAutoencoder(DenoisingAutoencoderConfig(**config)).eval()
    assert noisy.losses(clean)["loss"] != noisy.losses(clean)["loss"]
    still = DenoisingAutoencoder(DenoisingAutoencoderConfig(**config, strength=0.0)).eval()
    plain = Autoencoder(AutoencoderConfig(**config)).eval()
    plain.load_state_dict(still.state_dict())
    assert torch.equal(still.losses(clean)["loss"], plain.losses(clean)["loss"])


def test_the_squared_error_objective_by_hand():
    model = Autoencoder(AutoencoderConfig(image_size=2, latent_dim=1, objective="squared_error")).eval()
    torch.nn.init.zeros_(model.decoder[0].weight)  # every pixel becomes sigmoid(0) = 0.5
    assert model.losses(torch.ones(3, 1, 2, 2))["loss"].item() == pytest.approx(4 * 0.25)
    with pytest.raises(ZooError, match="objective 'hinge'"):
        Autoencoder(AutoencoderConfig(objective="hinge"))


def test_the_denoising_metric_of_a_model_that_changes_nothing():
    class Identity:
        encode = decode = staticmethod(lambda x: x)

    found = reconstruction.denoising(Identity(), torch.ones(50, 1, 28, 28), 0.25)
    assert found["noisy_error_masking"].value == pytest.approx(0.25 * 784, rel=0.02)
    for kind in ("gaussian", "masking"):
        assert found[f"noisy_error_{kind}"].value == found[f"denoised_error_{kind}"].value


# ---- what the page is told of codes
def test_the_main_plane_of_an_ellipse():
    generator = torch.Generator().manual_seed(1)
    across = torch.tensor([[0.6, 0.8, 0.0], [-0.8, 0.6, 0.0], [0.0, 0.0, 1.0]])
    cloud = torch.randn(20_000, 3, generator=generator) * torch.tensor([3.0, 2.0, 0.5]) @ across + 5
    found = codes.plane(cloud)
    directions = torch.tensor(found["directions"])
    assert torch.allclose(directions, torch.tensor([[0.6, 0.8, 0.0], [0.8, -0.6, 0.0]]), atol=0.03)
    assert found["sd"] == pytest.approx([3, 2], rel=0.02) and found["centre"] == pytest.approx([5, 5, 5], abs=0.1)
    assert found["explained"] == pytest.approx([9 / 13.25, 4 / 13.25], rel=0.03)


def test_points_are_few_and_evenly_picked():
    found = codes.points(torch.arange(600_000.0).reshape(10_000, 60) / 600_000, torch.arange(10_000) % 10)
    assert found["codes"].numel() <= codes.POINTS and len(found["codes"]) == len(found["labels"]) == 1000
    assert set(found["labels"].tolist()) == {0} and found["codes"][1, 0].item() == pytest.approx(
        600 / 600_000, rel=1e-3
    )
    assert len(codes.points(torch.zeros(10_000, 2), torch.zeros(10_000))["codes"]) == 10_000


def test_the_bound_of_a_trained_posterior_is_tighter_with_more_samples():
    torch.manual_seed(1)
    model, x = VAE(VAEConfig(image_size=3, hidden=(5,), latent_dim=2)), binary(40, 3)
    few, many = (likelihood.bounds(model, x, samples=k)[f"nll_iw{k}"].value for k in (2, 500))
    assert many < few


@pytest.mark.parametrize("activation", ["relu", "softplus"])
def test_the_page_is_told_of_a_dense_decoders_own_activation(activation):
    for model, config in (
        (VAE, VAEConfig(activation=activation)),
        (Autoencoder, AutoencoderConfig(activation=activation)),
    ):
        assert model.capabilities(config)["decoder"]["activation"] == activation


@pytest.mark.parametrize("price", [1.0, 0.4, 0.0])
def test_at_full_price_a_posterior_is_the_true_one(price):
    """With p(z) = N(0, I) and a likelihood N(seen; z, 1/precision), p(z|x) has the precision 1 + precision."""
    seen, precision = torch.tensor([[1.5, -0.3]]).double(), torch.tensor([[4.0, 0.5]]).double()
    paid = precision / price if price else precision  # of the likelihood, in the best q(z|x) at this price
    trained = Posterior(seen * paid / (1 + paid), -(1 + paid).log())
    found = trained.at_full_price(torch.tensor(price))
    whole = precision if price else 0 * precision
    torch.testing.assert_close(found.mean, seen * whole / (1 + whole))
    torch.testing.assert_close(found.log_var.exp(), 1 / (1 + whole))


@pytest.mark.parametrize("kind", [VAEConfig, ConvVAEConfig])
@pytest.mark.parametrize(("samples", "beta"), [(5, 4.0), (5, 0.5), (2, 0.0), (0, 1.0), (-1, 1.0)])
def test_a_beta_cannot_be_combined_with_the_importance_weighted_bound(kind, samples, beta):
    with pytest.raises(ZooError, match="cannot be combined; set one of them to 1"):
        kind(samples=samples, beta=beta)
    assert kind(samples=5).beta == kind(beta=4.0).samples == 1
