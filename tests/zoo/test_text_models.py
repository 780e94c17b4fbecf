"""The Transformers of text: what a position may see, what the cache and the padding must not change, and the losses."""

import math
from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
from lively import CONFIG, SIZES, lively, lively_rotary
from torch import nn

from training.recipe import adamw_code
from training.recipes import RECIPES
from zoo.errors import ZooError
from zoo.models.characters import SHAKESPEARE
from zoo.models.recurrent import TextLSTMConfig
from zoo.models.shakespeare import TextLM, TextLMConfig, TextVAE, TextVAEConfig
from zoo.models.transformer import Past


@pytest.fixture
def ids():
    return torch.randint(len(SHAKESPEARE), (5, 24), generator=torch.Generator().manual_seed(1))


@pytest.fixture
def latents():
    return torch.randn(5, 3, generator=torch.Generator().manual_seed(2))


@pytest.fixture(params=["learned positions", "rotary positions"])
def decoder(request):
    return lively_rotary() if request.param.startswith("rotary") else lively().decoder


@torch.no_grad()
def test_no_position_sees_what_comes_after_it(decoder, ids, latents):
    changed = ids.clone()
    changed[:, 10] = (changed[:, 10] + 1) % len(SHAKESPEARE)
    before, after = decoder(ids, latents), decoder(changed, latents)
    assert torch.equal(before[:, :10], after[:, :10])
    assert ((before - after)[:, 10:].abs().amax(-1) > 1e-4).all()


@torch.no_grad()
@pytest.mark.parametrize("pieces", [[24], [1] * 24, [17, *[1] * 7]])
def test_what_is_kept_of_the_past_changes_nothing(decoder, ids, latents, pieces):
    past = Past()
    parts = [decoder(piece, latents, past) for piece in ids.split(pieces, 1)]
    torch.testing.assert_close(torch.cat(parts, 1), decoder(ids, latents), rtol=1e-4, atol=1e-5)
    assert past.length == 24


@torch.no_grad()
@pytest.mark.parametrize("layer", [0, 1])
def test_every_layer_hears_the_latents(decoder, ids, latents, layer):
    for number, block in enumerate(decoder.blocks):
        if number != layer:
            nn.init.zeros_(block.tell.weight)
    logits = decoder(ids, latents), decoder(ids, latents.flip(0))
    assert (logits[0] - logits[1]).abs().amax() > 1e-3


@torch.no_grad()
def test_padding_is_not_read(ids):
    model, lengths = lively(), torch.tensor([24, 1, 7, 13, 23])
    read = model.encode(ids, lengths)
    for row, length, mean, log_var in zip(ids, lengths, *read, strict=True):
        alone = model.encode(row[None, :length])
        torch.testing.assert_close(mean, alone.mean[0], rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(log_var, alone.log_var[0], rtol=1e-4, atol=1e-5)


@torch.no_grad()
def test_the_encoder_sees_all_of_the_passage_and_its_order(ids):
    model = lively()
    mean = model.encode(ids).mean
    for place in (0, 11, 23):
        changed = ids.clone()
        changed[:, place] = (changed[:, place] + 1) % len(SHAKESPEARE)
        assert ((model.encode(changed).mean - mean).abs().amax(1) > 1e-5).all()
    assert ((model.encode(ids.flip(1)).mean - mean).abs().amax(1) > 1e-4).all()


@torch.no_grad()
@pytest.mark.parametrize("part", ["decoder", "encoder", "rotary"])
def test_a_look_at_the_heads_is_what_the_model_computes(ids, latents, part):
    network = lively_rotary() if part == "rotary" else getattr(lively(), part)
    told = () if part == "encoder" else (latents,)
    outputs = []
    hooks = [block.attention.register_forward_hook(lambda *call: outputs.append(call[-1])) for block in network.blocks]
    network(ids, *told)
    for hook in hooks:
        hook.remove()
    for block, heads, output in zip(network.blocks, network.look(ids, *told), outputs, strict=True):
        assert heads.weights.shape == (5, 4, 24, 24) and heads.query.shape == (5, 4, 24, 4)
        torch.testing.assert_close(heads.weights.sum(-1), torch.ones(5, 4, 24))
        attended = (heads.weights @ heads.value).transpose(1, 2).flatten(2)
        torch.testing.assert_close(block.attention.out(attended), output, rtol=1e-4, atol=1e-5)
        assert heads.weights.triu(1).abs().sum() == 0


@torch.no_grad()
def test_the_likelihood_is_that_of_the_next_character(ids, latents):
    model = lively()
    found = model.log_likelihood(ids, latents)
    expected = model.decoder(ids, latents).log_softmax(-1)
    for row in range(5):
        for place in (0, 7, 22):
            assert found[row, place].item() == pytest.approx(expected[row, place, ids[row, place + 1]].item(), rel=1e-4)


@torch.no_grad()
def test_all_texts_of_a_length_share_one():
    """The probabilities of every text of two characters add to 1: an enumeration of a vocabulary of three."""
    model = lively(TextLMConfig(vocabulary="\nab", **SIZES))
    texts = torch.cartesian_prod(torch.tensor([0]), *[torch.arange(3)] * 2)
    assert model.log_likelihood(texts).sum(1).exp().sum().item() == pytest.approx(1.0, rel=1e-5)


@torch.no_grad()
def test_the_loss_is_the_negative_elbo_per_character_of_a_window(ids):
    model = lively()
    torch.manual_seed(3)
    losses = model.losses(ids)
    kl = model.encode(ids[:, 1:]).kl().sum(1).mean().item()
    assert losses["kl"].item() == pytest.approx(kl, rel=1e-5)
    assert CONFIG.window * losses["loss"].item() == pytest.approx(losses["reconstruction"].item() + kl, rel=1e-5)
    assert losses["reconstruction"].item() > 0 and kl > 0.1


def passages(count: int, seed: int = 5) -> SimpleNamespace:
    """A split of random passages, each of few different characters: they differ in what is summed up of them."""
    generator = torch.Generator().manual_seed(seed)
    most = torch.randint(2, 12, (count, 1), generator=generator)
    ids = torch.randint(1000, (count, 25), generator=generator) % most + most
    return SimpleNamespace(blocks=lambda: ids)


@torch.no_grad()
@pytest.mark.parametrize("spread", [0.3, 0.8])
def test_a_code_tells_as_many_nats_as_its_spread_says_and_fits_the_prior(spread):
    model, train = lively(replace(CONFIG, spread=spread)), passages(300)
    model.begin(train)
    model.settle(train)
    posterior = model.encode(train.blocks()[:, 1:])
    torch.testing.assert_close(posterior.mean.mean(0), torch.zeros(3), rtol=0, atol=1e-3)
    torch.testing.assert_close(posterior.mean.std(0), torch.full((3,), spread), rtol=1e-3, atol=0)
    assert posterior.kl().mean().item() == pytest.approx(-0.5 * math.log(1 - spread**2), rel=0.01)
    drawn = torch.cat([posterior.sample() for _ in range(100)])
    assert drawn.std(0).sub(1).abs().max() < 0.05


@torch.no_grad()
def test_in_training_a_batch_has_the_spread_whatever_its_passages():
    model = lively(replace(CONFIG, spread=0.6)).train()
    for seed in (1, 2):
        mean = model.encode(passages(40, seed).blocks()[:, 1:]).mean
        torch.testing.assert_close(mean.std(0, correction=0), torch.full((3,), 0.6), rtol=1e-3, atol=0)


@torch.no_grad()
def test_the_first_latents_are_the_principal_axes_of_what_is_summed_up():
    model, train = lively(), passages(300)
    model.begin(train)
    summaries = model.encoder.summary(train.blocks()[:, 1:])
    read = model.encoder.out(summaries)
    torch.testing.assert_close(torch.cov(read.T), torch.eye(3), rtol=0, atol=0.01)
    largest = torch.linalg.eigvalsh(torch.cov(summaries.T)).flip(0)[:3]
    axes = torch.linalg.lstsq(summaries - summaries.mean(0), read).solution  # (features, 3)
    torch.testing.assert_close(1 / axes.square().sum(0), largest, rtol=0.05, atol=0)


@torch.no_grad()
def test_trained_latents_are_left_as_they_are():
    model, train = lively().train(), passages(40)
    model.losses(train.blocks())
    before = model.encoder.out.weight.clone()
    model.begin(train)
    assert torch.equal(model.encoder.out.weight, before)


def test_a_vae_begins_with_the_language_models_transformer_on_both_sides():
    model, trained = lively(seed=1), lively(TextLMConfig(**SIZES), seed=2)
    told = model.decoder.blocks[0].tell.weight.clone()
    model.start_from(trained)
    for part in (model.decoder, model.encoder):
        found = part.state_dict()
        assert all(torch.equal(found[name], tensor) for name, tensor in trained.decoder.state_dict().items())
    assert torch.equal(model.decoder.blocks[0].tell.weight, told)


@pytest.mark.parametrize("change", [{"layers": 1}, {"layers": 3}, {"vocabulary": SHAKESPEARE[::-1]}, {"window": 12}])
def test_a_vae_does_not_begin_with_another_kind_of_language_model(change):
    with pytest.raises(ZooError, match="only from a language model with its own vocabulary, window and sizes"):
        lively().start_from(lively(TextLMConfig(**SIZES | change)))


def test_a_vaes_next_stage_begins_with_all_of_the_first():
    model, trained = lively(seed=1), lively(seed=2)
    trained.standard.num_batches_tracked += 7
    model.start_from(trained)
    assert all(torch.equal(tensor, trained.state_dict()[name]) for name, tensor in model.state_dict().items())


def test_the_first_stage_trains_what_reads_and_tells_the_code_and_nothing_else(ids):
    recipe = replace(RECIPES["shakespeare-vae-short"], batch_size=5, bfloat16=False)
    model = lively().train()
    before = {name: tensor.clone() for name, tensor in model.named_parameters()}
    step = adamw_code(model, recipe, 3)
    for _ in range(3):
        step(ids)
    changed = {name for name, tensor in model.named_parameters() if not torch.equal(tensor, before[name])}
    told = {name for name in before if name.startswith("encoder.") or ".tell." in name}
    assert changed <= told and {"encoder.out.weight", "decoder.blocks.0.tell.weight"} <= changed


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"heads": 3}, "16 cannot be divided among 3 heads"), ({"heads": 0}, "0 heads"),
    ({"vocabulary": ""}, "needs at least one character"), ({"vocabulary": "\naa"}, "not repeat any"),
    ({"width": 16.0}, "width must be of type int, not 16.0"), ({"vocabulary": "abc"}, "needs the line break"),
    ({"spread": 1.0}, "spread must be between 0 and 1, not 1.0"),
])  # fmt: skip
def test_sizes_that_make_no_model_are_an_error(changes, sentence):
    recurrent = [TextLSTMConfig()] * (changes.keys() <= {"width", "vocabulary"})  # the sizes that both have
    for config in (CONFIG, *recurrent):
        with pytest.raises(ZooError, match=sentence):
            replace(config, **changes)


def test_the_prior_of_a_model_without_latents_is_none():
    model = lively(TextLMConfig(**SIZES))
    assert model.codes(3) is None and model.latent_dim == 0
    codes = lively().codes(4000, torch.Generator().manual_seed(1))
    assert codes.shape == (4000, 3)
    assert codes.mean(0).abs().max() < 0.08 and codes.std(0).sub(1).abs().max() < 0.08


@pytest.mark.parametrize("other", [{"heads": 1}, {"layers": 1}, {"width": 12}, {"window": 16}, {"vocabulary": "ab\n"}])
def test_a_vae_starts_only_from_a_language_model_of_its_own_sizes(other):
    sizes = {"vocabulary": "abc\n", "window": 8, "width": 8, "layers": 2, "heads": 2}
    model = TextVAE(TextVAEConfig(**sizes, latent_dim=3))
    model.start_from(TextLM(TextLMConfig(**sizes)))
    with pytest.raises(ZooError, match="only from a language model with its own vocabulary, window and sizes"):
        model.start_from(TextLM(TextLMConfig(**(sizes | other))))
