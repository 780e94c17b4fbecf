"""The flow of a VAE's posterior: its density by the change of variables, its order, its moments, and its bounds."""

import math

import pytest
import torch
from torch.autograd.functional import jacobian

from training.metrics import likelihood
from zoo.errors import ZooError
from zoo.models.conv_vae import ConvVAE, ConvVAEConfig
from zoo.models.flow_vae import MOMENT_DRAWS, FlowPosterior, FlowStep, FlowVAE, FlowVAEConfig
from zoo.models.vae import Posterior

TINY = FlowVAEConfig(channels=(4, 8), hidden=16, latent_dim=3, flow_steps=3, flow_width=12, context=5)


@pytest.fixture
def model():
    torch.manual_seed(2)
    model = FlowVAE(TINY).eval()
    for step in model.flow:
        step.answer.weight.data.mul_(6)  # far from the identity
    return model


@pytest.fixture
def images():
    return torch.rand(4, 1, 28, 28, generator=torch.Generator().manual_seed(1)).round()


def test_log_p_of_z_minus_log_q_is_that_of_the_change_of_variables(model, images):
    posterior, noise = model.encode(images[:1]), torch.tensor([[0.4, -1.1, 0.7]])
    latents, ratio = posterior.draws(noise)
    slope = jacobian(lambda given: posterior.at(given)[0], noise)[:, 0]  # of the latents by the noise
    normal = torch.distributions.Normal(0.0, 1.0)
    expected = normal.log_prob(latents).sum() - normal.log_prob(noise).sum() + torch.linalg.slogdet(slope).logabsdet
    assert ratio.item() == pytest.approx(expected.item(), abs=1e-5)
    assert (slope - torch.diag(slope.diag())).abs().max() > 1e-3  # latents depend on each other


def test_a_step_moves_a_latent_by_those_before_it_and_by_the_image_alone():
    torch.manual_seed(1)
    step, latents, told = FlowStep(4, 30, 2), torch.randn(1, 4), torch.randn(1, 2)
    slope = jacobian(lambda given: step(given, told)[0][0], latents)[:, 0]
    assert torch.equal(slope.triu(1), torch.zeros(4, 4))
    assert (slope.tril(-1).abs() > 0).sum() == 6
    by_image = jacobian(lambda given: step(latents, given)[0][0], told)[:, 0]
    assert (by_image.abs().sum(1) > 0).all()


def test_each_latent_depends_on_each_other_one_after_two_steps(model, images):
    posterior = model.encode(images[:1])
    slope = jacobian(lambda given: posterior.at(given)[0], torch.zeros(1, 3))[:, 0]
    assert (slope.abs() > 0).all()


def test_the_mean_and_the_variance_are_those_of_its_draws(model, images):
    posterior = model.encode(images)
    drawn = posterior.at(torch.randn(20_000, 4, 3, generator=torch.Generator().manual_seed(3)))
    error = (posterior.log_var / 2).exp() / math.sqrt(MOMENT_DRAWS)
    assert ((posterior.mean - drawn.mean(0)).abs() < 4 * error).all()
    assert (posterior.log_var - drawn.var(0).log()).abs().max() < 1
    assert torch.equal(model.encode(images).mean, posterior.mean)  # the same draws each time
    one = model.encode(images[2:3])
    torch.testing.assert_close((one.mean[0], one.log_var[0]), (posterior.mean[2], posterior.log_var[2]))


def test_without_steps_it_is_the_gaussian():
    base = Posterior(torch.tensor([[0.3, -2.0]]), torch.tensor([[0.5, -1.0]]))
    flow = FlowPosterior(base, lambda latents: (latents, latents.new_zeros(latents.shape[:-1])))
    noise = torch.randn(5000, 1, 2, generator=torch.Generator().manual_seed(3))
    for found, expected in zip(flow.draws(noise), base.draws(noise), strict=True):
        torch.testing.assert_close(found, expected)
    assert flow.divergence(flow.draws(noise)[1]).item() == pytest.approx(base.divergence(noise).item(), rel=0.05)
    assert base.exact and not flow.exact


def test_its_elbo_is_below_its_importance_weighted_bound_and_the_loss_is_the_elbo(model, images):
    found = likelihood.bounds(model, images, samples=500)
    elbo, tight = found["elbo"], found["nll_iw500"]
    assert tight.value < -elbo.value
    assert -elbo.value == pytest.approx(found["elbo_reconstruction"].value + found["elbo_kl"].value)
    assert found["elbo_kl"].estimator == elbo.estimator
    assert found["elbo_kl"].noise > 0 and found["elbo_reconstruction"].noise not in (0, elbo.noise)
    losses = [model.losses(images) for _ in range(60)]
    mean = {name: torch.stack([each[name] for each in losses]).mean().item() for name in losses[0]}
    assert mean["loss"] == pytest.approx(-elbo.value, abs=5 * elbo.noise + 0.5)
    assert mean["kl"] == pytest.approx(found["elbo_kl"].value, abs=0.5)


def test_it_starts_from_a_convolutional_vae_with_its_networks(model, images):
    sizes = {name: getattr(TINY, name) for name in ("channels", "hidden", "latent_dim")}
    trained = ConvVAE(ConvVAEConfig(**sizes)).eval()
    kept = {name: value.clone() for name, value in model.flow.state_dict().items()}
    model.start_from(trained)
    found, theirs = model.encode(images), trained.encode(images)
    torch.testing.assert_close((found.base.mean, found.base.log_var), (theirs.mean, theirs.log_var))
    torch.testing.assert_close(model.decode(theirs.mean), trained.decode(theirs.mean))
    assert all(torch.equal(value, kept[name]) for name, value in model.flow.state_dict().items())


def test_it_does_not_start_from_other_sizes_and_its_units_see_all_latents():
    sizes = {name: getattr(TINY, name) for name in ("channels", "latent_dim")}
    with pytest.raises(ZooError, match="of its own blocks, hidden"):
        FlowVAE(TINY).start_from(ConvVAE(ConvVAEConfig(blocks=2, hidden=8, **sizes)))
    with pytest.raises(ZooError, match="at least latent_dim = 32, not 31"):
        FlowVAEConfig(flow_width=31)
    assert FlowVAEConfig(flow_width=32).latent_dim == 32


def test_it_is_not_trained_on_the_importance_weighted_bound():
    with pytest.raises(ZooError, match="set samples to 1, not 5"):
        FlowVAEConfig(samples=5)
