"""The Transformers of text: what a position may see, what the cache and the padding must not change, and the losses."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from zoo.characters import SHAKESPEARE
from zoo.errors import ZooError
from zoo.shakespeare import TextLM, TextLMConfig, TextVAE, TextVAEConfig
from zoo.transformer import Past

SIZES = {"window": 24, "width": 16, "layers": 2, "heads": 4}
CONFIG = TextVAEConfig(**SIZES, latent_dim=3, encoder_layers=2, free_nats=0.0)


def lively(config=CONFIG, seed: int = 0):
    """A model whose weights are large enough that all of it matters."""
    torch.manual_seed(seed)
    model = (TextVAE if isinstance(config, TextVAEConfig) else TextLM)(config).eval()
    for name, parameter in model.named_parameters():
        if parameter.dim() > 1:
            nn.init.normal_(parameter, std=0.4 if "encoder" in name else 0.2)
    return model


@pytest.fixture
def ids():
    return torch.randint(len(SHAKESPEARE), (5, 24), generator=torch.Generator().manual_seed(1))


@pytest.fixture
def latents():
    return torch.randn(5, 3, generator=torch.Generator().manual_seed(2))


@torch.no_grad()
def test_no_position_sees_what_comes_after_it(ids, latents):
    model, changed = lively(), ids.clone()
    changed[:, 10] = (changed[:, 10] + 1) % len(SHAKESPEARE)
    before, after = model.decoder(ids, latents), model.decoder(changed, latents)
    assert torch.equal(before[:, :10], after[:, :10])
    assert ((before - after)[:, 10:].abs().amax(-1) > 1e-4).all()


@torch.no_grad()
@pytest.mark.parametrize("pieces", [[24], [1] * 24, [17, *[1] * 7]])
def test_what_is_kept_of_the_past_changes_nothing(ids, latents, pieces):
    model, past = lively(), Past()
    parts = [model.decoder(piece, latents, past) for piece in ids.split(pieces, 1)]
    torch.testing.assert_close(torch.cat(parts, 1), model.decoder(ids, latents), rtol=1e-4, atol=1e-5)
    assert past.length == 24


@torch.no_grad()
@pytest.mark.parametrize("layer", [0, 1])
def test_every_layer_hears_the_latents(ids, latents, layer):
    model = lively()
    for number, block in enumerate(model.decoder.blocks):
        if number != layer:
            nn.init.zeros_(block.tell.weight)
    logits = model.decoder(ids, latents), model.decoder(ids, latents.flip(0))
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
@pytest.mark.parametrize("part", ["decoder", "encoder"])
def test_a_look_at_the_heads_is_what_the_model_computes(ids, latents, part):
    model = lively()
    network, told = (model.decoder, (latents,)) if part == "decoder" else (model.encoder, ())
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
        assert (heads.weights.triu(1).abs().sum() == 0) == (part == "decoder")


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


@torch.no_grad()
def test_each_latents_first_nats_are_free_and_beta_weighs_the_rest(ids):
    torch.manual_seed(3)
    plain, kl = lively().losses(ids), lively().encode(ids[:, 1:]).kl().mean(0)
    free = kl.sort().values[1].item()  # of three latents: one below, one above
    model = lively(replace(CONFIG, free_nats=free, beta=2.0))
    torch.manual_seed(3)
    losses = model.losses(ids)
    assert losses["kl"].item() == pytest.approx(plain["kl"].item())
    charged = 2 * kl.clamp_min(free).sum().item()
    assert CONFIG.window * losses["loss"].item() == pytest.approx(losses["reconstruction"].item() + charged, rel=1e-5)


def test_an_autoencoder_pays_nothing_for_what_it_tells(ids):
    model = lively(replace(CONFIG, beta=0.0))
    torch.manual_seed(3)
    losses = model.losses(ids)
    assert CONFIG.window * losses["loss"].item() == pytest.approx(losses["reconstruction"].item(), rel=1e-6)
    assert losses["kl"] > 0.1


def test_a_vae_takes_the_encoder_of_the_autoencoder_and_a_decoder_of_its_own():
    model, trained = lively(seed=1), lively(seed=2)
    before = {name: tensor.clone() for name, tensor in model.decoder.state_dict().items()}
    model.start_from(trained)
    assert all(torch.equal(tensor, trained.encoder.state_dict()[name])
               for name, tensor in model.encoder.state_dict().items())  # fmt: skip
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.decoder.state_dict().items())


def test_forgetting_blanks_a_share_of_the_tokens_in_training_only(ids):
    model = lively(replace(CONFIG, forget=0.5, dropout=0.0))
    embed = model.decoder.embed
    assert torch.equal(embed(ids), lively().decoder.embed(ids))
    places = embed.train().place.weight[: ids.shape[1]]
    torch.manual_seed(4)
    blank = torch.stack([((embed(ids) - places).abs().amax(-1) < 1e-6).float().mean() for _ in range(40)])
    assert blank.mean().item() == pytest.approx(0.5, abs=0.05)
    assert model.encoder.embed.forget == 0


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"heads": 3}, "16 cannot be split among 3 heads"), ({"heads": 0}, "0 heads"),
    ({"vocabulary": ""}, "needs one character or more"), ({"vocabulary": "\naa"}, "each once"),
    ({"vocabulary": "abc"}, "needs the line's end"),
])  # fmt: skip
def test_sizes_that_make_no_model_are_an_error(changes, sentence):
    with pytest.raises(ZooError, match=sentence):
        replace(CONFIG, **changes)


def test_the_prior_of_a_model_without_latents_is_none():
    model = lively(TextLMConfig(**SIZES))
    assert model.codes(3) is None and model.latent_dim == 0
    codes = lively().codes(4000, torch.Generator().manual_seed(1))
    assert codes.shape == (4000, 3)
    assert codes.mean(0).abs().max() < 0.08 and codes.std(0).sub(1).abs().max() < 0.08
