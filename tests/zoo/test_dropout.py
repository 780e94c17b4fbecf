"""Where networks drop units while they train, and with what weights and slopes they begin."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from lively import SIZES, enlivened
from torch import nn

from zoo.models.dcgan import Critic, DCGANConfig
from zoo.models.gan import DenseCritic, GANConfig
from zoo.models.judge import Judge, JudgeConfig
from zoo.models.rotary import RotaryDecoder
from zoo.models.shakespeare import TextVAE, TextVAEConfig
from zoo.models.transformer import Decoder


def dropped(network: nn.Module, run: Callable[[], object]) -> list[float]:
    """The share that each pass through a dropout sets to 0, in order."""
    shares: list[float] = []

    def look(_, given, found) -> None:
        shares.append(((found == 0) & (given[0] != 0)).float().sum().item() / (given[0] != 0).sum().item())

    hooks = [part.register_forward_hook(look) for part in network.modules() if isinstance(part, nn.Dropout)]
    run()
    for hook in hooks:
        hook.remove()
    return shares


@torch.no_grad()
@pytest.mark.parametrize("build", [
    lambda drop: Decoder(65, SIZES["window"], SIZES["width"], 2, 4, drop, 3),
    lambda drop: RotaryDecoder(65, SIZES["width"], 2, 4, drop, 3),
])  # fmt: skip
def test_a_text_model_drops_of_the_embeddings_and_of_what_each_part_of_a_block_adds(build):
    torch.manual_seed(0)
    decoder = enlivened(build(0.3))
    ids, latents = torch.randint(65, (20, 24)), torch.randn(20, 3)
    shares = dropped(decoder.train(), lambda: decoder(ids, latents))
    assert shares == pytest.approx([0.3] * 5, abs=0.03)
    assert dropped(decoder.eval(), lambda: decoder(ids, latents)) == [0] * 5


@torch.no_grad()
def test_the_encoder_of_passages_drops_nothing():
    model = TextVAE(TextVAEConfig(**SIZES, latent_dim=3, dropout=0.5)).train()
    ids = torch.randint(65, (4, 24))
    assert torch.equal(model.encoder(ids), model.encoder(ids))


@torch.no_grad()
def test_the_judge_and_the_dense_critic_drop_of_their_features():
    torch.manual_seed(0)
    judge, critic = Judge(JudgeConfig(channels=(2, 2), dropout=0.2)), DenseCritic(GANConfig(dropout=0.4))
    images = torch.rand(100, 1, 28, 28)
    assert dropped(judge.train(), lambda: judge(images)) == pytest.approx([0.2], abs=0.03)
    assert dropped(critic.train(), lambda: critic(images)) == pytest.approx([0.4], abs=0.03)


@torch.no_grad()
def test_the_critics_leak_a_fifth_of_what_is_below_0():
    images, inputs = torch.randn(5, 1, 16, 16), []
    config = DCGANConfig(image_size=16, generator_channels=(16, 8), critic_channels=(8, 16))
    for critic in (DenseCritic(GANConfig(image_size=16)), Critic(config)):
        leaks = [part for part in critic.modules() if isinstance(part, nn.LeakyReLU)]
        for part in leaks:
            part.register_forward_hook(lambda _, given, found: inputs.append((given[0], found)))
        critic(images)
    assert len(inputs) == 1 + 2
    for given, found in inputs:
        torch.testing.assert_close(found, torch.where(given < 0, 0.2 * given, given))


def test_a_transformer_begins_as_gpt_2():
    """Every weight has the standard deviation 0.02, less where a block adds to the stream; biases are 0."""
    torch.manual_seed(0)
    network = Decoder(65, 32, 64, 8, 4, 0.0)
    for name, parameter in network.named_parameters():
        if parameter.dim() < 2:
            assert torch.equal(parameter, torch.full_like(parameter, "norm" in name or "before" in name) * 1.0) or (
                name.endswith("bias") and not parameter.any()
            )
            continue
        adds = name.endswith(("attention.out.weight", "network.2.weight"))
        assert parameter.std().item() == pytest.approx(0.02 / 16**0.5 if adds else 0.02, rel=0.06), name


@torch.no_grad()
def test_a_passage_is_summarised_by_means_that_fade_with_a_reach_of_4_16_and_64_characters():
    torch.manual_seed(0)
    encoder = enlivened(TextVAE(TextVAEConfig(**SIZES, latent_dim=3)).eval().encoder)
    ids, lengths, seen = torch.randint(65, (3, 24)), torch.tensor([24, 1, 9]), []
    encoder.norm.register_forward_hook(lambda *call: seen.append(call[-1]))
    found = encoder.summary(ids, lengths).unflatten(1, (3, -1))
    for row, length in enumerate(lengths.tolist()):
        for at, reach in enumerate((4, 16, 64)):
            weights = (-torch.arange(length) / reach).exp()
            expected = F.normalize(weights, p=1, dim=0) @ seen[0][row, :length]
            torch.testing.assert_close(found[row, at], expected, rtol=1e-4, atol=1e-5)
