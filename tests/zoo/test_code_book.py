"""The code book of a VQ-VAE, its moves by hand, and the loss that holds encoder, code book and prior together."""

import math
from dataclasses import replace

import pytest
import torch

from zoo.errors import ZooError
from zoo.models.vqvae import VQVAE, CodeBook, VQVAEConfig

TINY = VQVAEConfig(
    image_size=8, channels=(4, 8), grid_size=2, codebook_size=3, code_dim=4, commitment=0.4, prior_width=8,
    prior_heads=2,
)  # fmt: skip


@pytest.fixture
def model():
    torch.manual_seed(3)
    return VQVAE(TINY).eval()


@pytest.fixture
def batch():
    return torch.rand(5, 1, 8, 8, generator=torch.Generator().manual_seed(1)).round()


def test_one_move_keeps_the_decays_part_of_a_vector_and_adds_the_rest_of_what_was_assigned():
    book = CodeBook(3, 2, decay=0.9)
    book.vectors.copy_(torch.tensor([[0.0, 0.0], [10.0, 0.0], [-5.0, 5.0]]))
    book.counts.copy_(torch.tensor([1.0, 4.0, 2.0]))
    book.follow(torch.tensor([[1.0, 0.0], [1.0, 2.0], [11.0, 1.0]]), torch.tensor([0, 0, 1]))
    counts = [0.9 + 0.2, 3.6 + 0.1, 1.8]
    assert book.counts.tolist() == pytest.approx(counts)
    expected = [[0.2 / counts[0], 0.2 / counts[0]], [(36 + 1.1) / counts[1], 0.1 / counts[1]], [-5.0, 5.0]]
    torch.testing.assert_close(book.vectors, torch.tensor(expected))


def test_a_vector_that_is_hardly_used_is_moved_to_an_output_and_counts_as_much_as_the_others():
    book = CodeBook(3, 2, decay=0.5)
    book.vectors.copy_(torch.tensor([[0.0, 0.0], [10.0, 0.0], [-50.0, 50.0]]))
    book.counts.copy_(torch.tensor([1.0, 1.0, 1e-3]))
    outputs = torch.tensor([[1.0, 0.0], [1.0, 2.0], [11.0, 1.0]])
    book.follow(outputs, torch.tensor([0, 0, 1]))
    assert any(torch.equal(book.vectors[2], output) for output in outputs)
    assert book.counts.tolist() == pytest.approx([1.5, 1.0, (1.5 + 1.0 + 5e-4) / 3])


def test_a_vector_that_is_not_used_stays_where_it_is_once_none_revives():
    book = CodeBook(3, 2, decay=0.5)
    book.revives = False
    book.counts.copy_(torch.tensor([1.0, 1.0, 1e-3]))
    kept = book.vectors[2].clone()
    book.follow(torch.tensor([[1.0, 0.0], [11.0, 1.0]]), torch.tensor([0, 1]))
    torch.testing.assert_close(book.vectors[2], kept)
    assert book.counts.tolist() == pytest.approx([1.0, 1.0, 5e-4])


@pytest.mark.parametrize(("price", "chosen"), [(0.0, [1, 0]), (0.2, [1, 0]), (0.5, [0, 0]), (50.0, [2, 2])])
def test_a_rare_vector_has_to_be_nearer_by_the_price_of_its_share(price, chosen):
    """Between 0 and 1 the squared distances of 0.6 and 0.3 differ by 0.2 and 0.4, the logs of the shares by log 2; the
    third vector is far away, and by far the most frequent."""
    book = CodeBook(3, 1, decay=0.5, price=price)
    book.vectors.copy_(torch.tensor([[0.0], [1.0], [9.0]]))
    book.counts.copy_(torch.tensor([2.0, 1.0, 97.0]))
    assert book.choose(torch.tensor([[0.6], [0.3]])).tolist() == chosen


@pytest.mark.parametrize("price", [-1.0, math.inf, math.nan])
def test_a_price_that_is_none_is_a_sentence(price):
    with pytest.raises(ZooError, match="code_price must be a finite number of at least 0"):
        replace(TINY, code_price=price)


def test_the_loss_is_the_bound_and_the_weighted_distance_of_the_outputs_from_their_vectors(model, batch):
    found = model.losses(batch)
    outputs = model.encoder(batch).permute(0, 2, 3, 1)
    codes = model.encode(batch)
    distance = (outputs - model.codebook.vectors[codes]).square().sum((1, 2, 3)).mean()
    pixels = torch.distributions.Bernoulli(probs=model.decode(codes)).log_prob(batch).sum((1, 2, 3)).mean()
    assert found["commitment"].item() == pytest.approx(distance.item(), rel=1e-5)
    assert found["reconstruction"].item() == pytest.approx(-pixels.item(), rel=1e-4)
    assert found["code_cost"].item() == pytest.approx(model.prior_nll(codes).mean().item(), rel=1e-5)
    whole = found["reconstruction"] + found["code_cost"] + 0.4 * found["commitment"]
    assert found["loss"].item() == pytest.approx(whole.item(), rel=1e-6)


def test_the_distance_draws_the_outputs_towards_their_vectors(model, batch):
    bias = model.encoder[-1].bias
    (found,) = torch.autograd.grad(model.losses(batch)["commitment"], bias)
    outputs = model.encoder(batch).permute(0, 2, 3, 1)
    expected = 2 * (outputs - model.codebook.vectors[model.encode(batch)]).sum((0, 1, 2)) / len(batch)
    torch.testing.assert_close(found, expected.detach())


def test_alone_the_prior_learns_the_same_loss_and_nothing_else_moves(model, batch):
    model.train().prior_alone = True
    before = {name: value.clone() for name, value in model.state_dict().items()}
    found = model.losses(batch)
    found["loss"].backward()
    learns = {name for name, each in model.named_parameters() if each.grad is not None}
    assert learns == {name for name, _ in model.named_parameters() if name.startswith("prior.")}
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    model.prior_alone = False
    assert {name: each.item() for name, each in model.eval().losses(batch).items()} == pytest.approx(
        {name: each.item() for name, each in found.items()}
    )


def test_the_code_book_moves_in_training_only(model, batch):
    before = model.codebook.vectors.clone(), model.codebook.counts.clone()
    model.losses(batch)
    assert torch.equal(model.codebook.vectors, before[0]) and torch.equal(model.codebook.counts, before[1])
    model.train().losses(batch)
    assert not torch.equal(model.codebook.vectors, before[0])
    assert model.codebook.counts.sum().item() == pytest.approx(0.99 * 3 + 0.01 * 5 * 4)
