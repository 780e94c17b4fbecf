"""Softplus, its sum and the likelihood of binary units: values and gradients are those of torch."""

import pytest
import torch
import torch.nn.functional as F

from zoo.models.softplus import Softplus, log_likelihood, softplus, softplus_sum

SHAPES = [(1,), (3, 7), (2, 784), (2, 5, 12)]  # of an odd, an even and a divisible number of units
ODD = [-1e4, -100.0, -20.0, -1e-8, 0.0, 1e-8, 20.0, 100.0, 1e4, float("inf"), -float("inf"), float("nan")]


def logits(shape, dtype=torch.float64):
    return 4 * torch.randn(shape, generator=torch.Generator().manual_seed(1), dtype=dtype)


def binary(shape):
    return torch.rand(shape, generator=torch.Generator().manual_seed(2), dtype=torch.float64).round()


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_values_and_gradients_are_those_of_torch(shape):
    exact, mine = logits(shape).requires_grad_(), logits(shape).requires_grad_()
    x = binary(shape)
    for theirs, ours in [
        (F.softplus(exact), softplus(mine)),
        (F.softplus(exact).sum(-1), softplus_sum(mine)),
        (-F.binary_cross_entropy_with_logits(exact, x, reduction="none").sum(-1), log_likelihood(mine, x)),
    ]:
        torch.testing.assert_close(ours, theirs)
        weights = torch.arange(1, theirs.numel() + 1, dtype=torch.float64).view_as(theirs)
        (wanted,), (found,) = (
            torch.autograd.grad((each * weights).sum(), at) for each, at in ((theirs, exact), (ours, mine))
        )
        torch.testing.assert_close(found, wanted)


@pytest.mark.parametrize("needed", [(True, False), (False, True), (True, True)])
def test_the_likelihood_has_a_gradient_for_whichever_of_the_two_needs_one(needed):
    given = [each.requires_grad_(needs) for each, needs in zip((logits((3, 7)), binary((3, 7))), needed, strict=True)]
    log_likelihood(*given).sum().backward()
    wanted = given[1] - given[0].sigmoid(), given[0]
    for each, needs, gradient in zip(given, needed, wanted, strict=True):
        assert (each.grad is not None) == needs
        if needs:
            torch.testing.assert_close(each.grad, gradient.detach())


def test_large_and_infinite_numbers_stay_what_they_are():
    odd = torch.tensor(ODD)
    torch.testing.assert_close(softplus(odd), F.softplus(odd), equal_nan=True, rtol=0, atol=1e-7)
    large = torch.full((2, 784), 1e4)
    torch.testing.assert_close(softplus_sum(large), large.sum(1))
    torch.testing.assert_close(softplus_sum(-large), torch.zeros(2))


def test_single_precision_is_as_exact_as_torch():
    exact = F.softplus(logits((64, 784))).sum(-1)
    found = softplus_sum(logits((64, 784)).float())
    torch.testing.assert_close(found.double(), exact, rtol=1e-6, atol=0)


def test_half_precision_is_computed_in_full():
    half = logits((4, 50)).bfloat16()
    assert Softplus()(half).dtype == torch.bfloat16
    torch.testing.assert_close(softplus(half), F.softplus(half.float()).bfloat16())
    torch.testing.assert_close(softplus_sum(half), softplus_sum(half.float()))
    x = binary((4, 50))
    torch.testing.assert_close(log_likelihood(half, x.bfloat16()), log_likelihood(half.float(), x.float()))


def test_several_draws_share_an_image():
    mine = logits((3, 4, 10)).requires_grad_()
    x = binary((4, 10)).requires_grad_()
    each = torch.stack([log_likelihood(one, x) for one in mine])
    together = log_likelihood(mine, x)
    torch.testing.assert_close(together, each)
    assert torch.autograd.gradcheck(log_likelihood, (mine, x))


def test_models_side_by_side_compute_what_each_does_alone():
    stacked, x = logits((3, 4, 10)), binary((4, 10))
    for function in (lambda a: softplus(a).sum(-1), softplus_sum, lambda a: log_likelihood(a, x)):
        gradient = torch.func.grad(lambda a, f=function: f(a).sum())
        torch.testing.assert_close(torch.vmap(gradient)(stacked), torch.stack([gradient(one) for one in stacked]))
