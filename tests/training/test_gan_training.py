"""Two players trained in turns, and the average of one of them."""

import io

import pytest
import torch
from small import fresh, made, real

from training.engine.average import WARM_UP
from training.engine.game import Game
from training.engine.players import AdversarialStep
from training.recipes import RECIPES
from zoo.errors import ZooError
from zoo.models.gan import OBJECTIVES


def updates(optimizer) -> int:
    """How often an optimiser has moved its weights."""
    counts = {int(state["step"]) for state in optimizer.state.values()}
    return counts.pop() if counts else 0


@pytest.mark.parametrize(("game", "generator", "critic", "passes"), [
    (Game(), 6, 6, 6),  # one pass of the generator serves both
    (Game(generator_updates=2), 12, 6, 12),
    (Game(critic_updates=2), 3, 6, 6),
    (Game(generator_updates=2, critic_updates=3), 4, 6, 8),
])  # fmt: skip
def test_each_player_gets_its_updates_and_the_generator_runs_no_more_than_it_must(game, generator, critic, passes):
    model, step = made(**vars(game))
    seen = []
    step.player.register_forward_hook(lambda *_: seen.append(1))
    for _ in range(6):
        step(real(model))
    assert (updates(step.generator_optimizer), updates(step.critic_optimizer)) == (generator, critic)
    assert len(seen) == passes and step.updates == generator


def test_without_a_turn_the_generator_stays_and_its_last_loss_is_told():
    model, step = made(critic_updates=2)
    _, second, third = (step(real(model)) for _ in range(3))
    assert second["generator"] == third["generator"] == step.generator_loss != 0
    model, step = made(critic_updates=2)
    before, seen = [parameter.clone() for parameter in step.player.parameters()], []
    model.critic.register_forward_hook(lambda _, inputs, scores: seen.append(scores.detach().float()))
    first = step(real(model))  # before its first turn it has no loss but what the critic's scores would cost it
    assert len(seen) == 2 and first["generator"] == OBJECTIVES["logistic"].generator(seen[1]) != 0
    assert all(map(torch.equal, before, step.player.parameters()))


def test_the_generators_turn_leaves_the_critic_as_it_is():
    model, step = made()
    step(real(model))
    before = {name: parameter.clone() for name, parameter in model.critic.named_parameters()}
    gradients = [parameter.grad.clone() for parameter in model.critic.parameters()]
    step._generator_turn(step._play(8, None), None)
    assert all(torch.equal(before[name], parameter) for name, parameter in model.critic.named_parameters())
    assert all(torch.equal(a, b.grad) for a, b in zip(gradients, model.critic.parameters(), strict=True))
    assert all(parameter.requires_grad for parameter in model.critic.parameters())


def test_the_critic_learns_at_its_own_rate():
    _, step = made("sagan")
    rates = [optimizer.param_groups[0]["lr"] for optimizer in (step.generator_optimizer, step.critic_optimizer)]
    assert rates[1] == 4 * rates[0] and step.critic_optimizer.param_groups[0]["betas"] == (0.0, 0.9)


def test_where_the_game_decays_both_rates_fall_in_a_straight_line_to_nothing():
    model, step = made("sagan", decay=True)
    step.total = 4
    began = [optimizer.param_groups[0]["lr"] for optimizer in (step.generator_optimizer, step.critic_optimizer)]
    for left in (1.0, 0.75, 0.5, 0.25):
        step(real(model))
        rates = [optimizer.param_groups[0]["lr"] for optimizer in (step.generator_optimizer, step.critic_optimizer)]
        assert rates == pytest.approx([rate * left for rate in began])


@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_the_critic_sees_real_and_generated_images_with_the_games_noise(noise):
    model, step = made(noise=noise)
    seen, drawn = [], []
    model.critic.register_forward_hook(lambda _, inputs, __: seen.append(inputs[0].detach()))
    step.player.register_forward_hook(lambda _, __, images: drawn.append(images.detach()))
    batch = real(model, 64)
    step(batch)
    shown = [model.inside(batch)[0], drawn[0], drawn[0]]  # the critic's turn, then the generator's
    strays = [(image - plain).std().item() for image, plain in zip(seen, shown, strict=True)]
    assert strays == pytest.approx([noise] * 3, rel=0.03)
    assert not noise or not torch.equal(seen[1], seen[2])


def test_the_models_generator_is_the_average_by_the_formula():
    model, step = made(average=0.8)
    expected = [parameter.detach().clone() for parameter in model.generator.parameters()]
    for update in range(1, 41):
        step(real(model, 4))
        decay = min(0.8, (1 + update) / (10 + update))
        expected = [
            decay * old + (1 - decay) * new for old, new in zip(expected, step.player.parameters(), strict=True)
        ]
    for found, wanted in zip(model.generator.parameters(), expected, strict=True):
        torch.testing.assert_close(found, wanted, atol=1e-6, rtol=1e-5)
    assert step.player is not model.generator


def test_the_average_is_over_about_the_last_ninth_of_the_updates():
    """What the card says: the decay after u updates is that of an average over the last u / 9, while u < 9,000."""
    assert WARM_UP - 1 == 9
    for updates in (1_000, 8_000):
        assert 1 / (1 - (1 + updates) / (WARM_UP + updates)) == pytest.approx(updates / 9, rel=0.02)
    last = (1 + 8_990) / (WARM_UP + 8_990)
    assert last == pytest.approx(RECIPES["dcgan-32"].average, abs=1e-6)


def test_without_an_average_the_player_is_the_models_generator():
    model, step = made("gan")
    before = [parameter.clone() for parameter in model.generator.parameters()]
    step(real(model))
    assert step.player is model.generator and not all(map(torch.equal, before, model.generator.parameters()))


@pytest.mark.parametrize("name", ["dcgan-32", "dcgan-32-no-bn", "wgan-gp", "sagan", "cgan", "gan"])
def test_bfloat16_keeps_weights_and_losses_whole_and_finite(name):
    model, step = made(name, bfloat16=True)
    for _ in range(6):
        losses = step(real(model))
    assert all(torch.isfinite(value) and value.dtype == torch.float32 for value in losses.values())
    for tensor in [*model.state_dict().values(), *step.player.state_dict().values()]:
        assert torch.isfinite(tensor).all() and tensor.dtype in (torch.float32, torch.int64)
    assert ("penalty" in losses) == (name == "wgan-gp")


def test_the_critics_loss_has_the_gradient_penalty_at_the_models_price():
    model, step = made("wgan-gp")
    alone = model.critic_losses
    seen = []
    model.critic_losses = lambda *players: seen.append(alone(*players)["loss"].item()) or alone(*players)
    losses = step(real(model))
    assert losses["penalty"] > 0 and model.penalty not in (0, 1)
    assert losses["loss"].item() == pytest.approx(seen[0] + model.penalty * losses["penalty"].item(), rel=1e-4)


def test_in_bfloat16_the_gradients_point_where_those_of_float32_do():
    ways = []
    for bfloat16 in (False, True):
        model, step = made(bfloat16=bfloat16)
        torch.manual_seed(6)
        step(real(model, 64))
        ways.append(torch.cat([parameter.grad.flatten() for parameter in model.critic.parameters()]))
    assert torch.cosine_similarity(*ways, dim=0) > 0.99


def test_a_step_that_was_saved_and_restored_goes_on_bit_for_bit():
    model, step = made(critic_updates=2)
    for _ in range(3):
        step(real(model))
    kept = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    buffer = io.BytesIO()
    torch.save(step.state_dict(), buffer)
    torch.manual_seed(9)
    step(real(model))
    other, again = made(critic_updates=2)
    other.load_state_dict(kept)
    buffer.seek(0)
    again.load_state_dict(torch.load(buffer, weights_only=True))
    torch.manual_seed(9)
    again(real(other))
    assert all(torch.equal(tensor, other.state_dict()[name]) for name, tensor in model.state_dict().items())
    assert all(map(torch.equal, step.player.parameters(), again.player.parameters()))


def test_a_model_without_its_critic_cannot_be_trained():
    model = fresh(RECIPES["gan"]).build("cpu")
    model.critic = None
    with pytest.raises(ZooError, match="was saved without its critic, so it cannot be trained; train a new one"):
        AdversarialStep(model, 1e-3, Game())
