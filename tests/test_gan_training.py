"""Two players trained in turns, the average of one of them, and the timeline that looks on."""

import io
import json
import logging
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from small import fresh, small

from training import pipeline, timeline
from training.adversarial import SETTLE_BATCHES, SETTLE_SEED, SETTLE_SIZE, AdversarialStep, Game
from training.recipes import RECIPES
from training.timeline import Timeline, collapse
from zoo.images import enlarge
from zoo.judge import Labelled


def made(name: str = "dcgan-32", bfloat16: bool = False, **game):
    """(model, step) of a small version of the recipe, in float32 unless asked otherwise."""
    recipe = fresh(RECIPES[name])
    model = recipe.build("cpu").train()
    torch.manual_seed(5)
    return model, AdversarialStep(model, recipe.learning_rate, replace(recipe.game, **game), bfloat16)


def real(model, n: int = 16):
    images = torch.rand(n, 1, 28, 28, generator=torch.Generator().manual_seed(2))
    return Labelled(images, torch.arange(n) % 10) if model.classes else images


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
    before = [parameter.clone() for parameter in step.player.parameters()]
    first, second, third = (step(real(model)) for _ in range(3))
    assert first["generator"] == 0 and second["generator"] != 0 and third["generator"] == second["generator"]
    model, step = made(critic_updates=2)
    step(real(model))
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


def test_without_an_average_the_player_is_the_models_generator():
    model, step = made("gan")
    before = [parameter.clone() for parameter in model.generator.parameters()]
    step(real(model))
    assert step.player is model.generator and not all(map(torch.equal, before, model.generator.parameters()))


@pytest.mark.parametrize("name", ["dcgan-32", "cgan"])
def test_settling_is_deterministic_and_leaves_the_global_random_numbers_alone(name):
    model, step = made(name)
    for _ in range(3):
        step(real(model))
    unsettled, found = {name: buffer.clone() for name, buffer in model.generator.named_buffers()}, []
    state = torch.get_rng_state()
    for _ in range(2):
        step.settle()
        found.append({name: buffer.clone() for name, buffer in model.generator.named_buffers()})
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(found[0][name], found[1][name]) for name in unsettled)
    assert any(not torch.equal(found[0][name], unsettled[name]) for name in unsettled if "running_mean" in name)


def test_settled_statistics_are_those_of_the_average():
    """Seen in training mode and in evaluation mode, the first layer then gives nearly the same."""
    model, step = made()
    for _ in range(3):
        step(real(model))
    step.settle()
    first, z = model.generator.blocks[0], torch.randn(2000, 100, 1, 1, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        settled = first.eval()(z, None)
        batch = first.train()(z, None)
    torch.testing.assert_close(settled, batch, atol=0.12, rtol=0.05)


def test_a_settled_critics_statistics_are_of_real_and_of_generated_images_alike():
    """Running means would be those of its last batches, which were all generated."""
    model, step = made()
    for _ in range(3):
        step(real(model))
    step.settle()
    layer = next(layer for layer in model.critic.features if hasattr(layer, "running_mean"))
    at = list(model.critic.features).index(layer)
    noise = torch.Generator().manual_seed(SETTLE_SEED)
    for _ in range(SETTLE_BATCHES):
        model.latents(SETTLE_SIZE, noise)  # the generator's come first
    model.eval()
    with torch.no_grad():
        pairs = [(model.inside(real(model))[0], model.generator(model.latents(16, noise))) for _ in range(3)]
        batches = [batch for pair in pairs for batch in pair]
        means = [model.critic.features[:at](batch).mean((0, 2, 3)) for batch in batches]
    torch.testing.assert_close(layer.running_mean, torch.stack(means).mean(0))


def test_settling_takes_the_generator_as_it_is_used():
    """The critic's statistics come from images of the settled average, not of one that normalises over a batch."""
    model, step = made()
    for _ in range(3):
        step(real(model))
    step.settle()
    once = [buffer.clone() for buffer in model.critic.buffers()]
    model.generator.eval()
    step.settle()
    assert all(map(torch.equal, once, model.critic.buffers()))


@pytest.mark.parametrize("name", ["dcgan-32", "dcgan-32-no-bn", "wgan-gp", "sagan", "cgan", "gan"])
def test_bfloat16_keeps_weights_and_losses_whole_and_finite(name):
    model, step = made(name, bfloat16=True)
    for _ in range(6):
        losses = step(real(model))
    assert all(torch.isfinite(value) and value.dtype == torch.float32 for value in losses.values())
    for tensor in [*model.state_dict().values(), *step.player.state_dict().values()]:
        assert torch.isfinite(tensor).all() and tensor.dtype in (torch.float32, torch.int64)
    assert ("penalty" in losses) == (name == "wgan-gp")


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


@pytest.fixture(scope="module")
def run(mnist, tmp_path_factory):
    """``run(epochs, of)`` -> model, progress and timeline after so many epochs of the run called ``of``."""
    folders = {of: tmp_path_factory.mktemp(of) for of in ("pieces", "whole")}

    def start(epochs: int, of: str):
        folder, recipe = folders[of], replace(fresh(RECIPES["dcgan-32"]), epochs=epochs)
        return pipeline.fit(recipe, small(mnist, 2000), folder / "state.pt", "cpu", resume=True)

    return start


def test_a_run_of_few_epochs_goes_on_to_more_as_one_that_had_them_from_the_start(run):
    run(1, "pieces")
    (pieces, progress, watched), (whole, at_once, watching) = run(3, "pieces"), run(3, "whole")
    assert all(torch.equal(tensor, whole.state_dict()[name]) for name, tensor in pieces.state_dict().items())
    assert (progress.train, progress.validation) == (at_once.train, at_once.validation) and progress.best_epoch == 3
    assert watched.record() == watching.record() and watched.png() == watching.png()


def test_the_timeline_has_a_frame_for_each_tenth_of_the_first_epoch_and_for_each_epoch(run):
    model, progress, watch = run(3, "whole")
    record = json.loads(json.dumps(watch.record(), allow_nan=False))
    places = record["timeline"]["places"]
    assert places[0] == 0 and places[-3:] == [1, 2, 3] and len(places) == 1 + 9 + 3
    assert all(abs(place - tenth / 10) < 0.07 for tenth, place in enumerate(places[:10]))
    assert len(record["trace"]) == 30 and record["trace"][-1]["epoch"] == 3
    assert {"loss", "critic", "generator", "real_accuracy", "generated_accuracy"} <= record["trace"][0].keys()
    assert {"coverage", "density", "digit_kl", "digit_share_0"} <= progress.validation[-1].keys()
    assert model.critic is None and record["timeline"]["size"] == 16


def test_the_trace_adds_up_to_the_averages_of_an_epoch(run):
    _, progress, watch = run(3, "whole")
    marks = [0.0, *(entry["epoch"] for entry in watch.trace)]
    for name in ("critic", "real_accuracy"):
        parts = [(end - start, entry[name]) for start, end, entry in zip(marks, marks[1:], watch.trace, strict=False)]
        for epoch, average in enumerate(progress.train):
            mean = sum(length * value for length, value in parts[10 * epoch : 10 * epoch + 10])
            assert mean == pytest.approx(average[name], abs=0.01)


def test_timeline_png_has_all_frames_below_each_other(run):
    _, _, watch = run(3, "whole")
    picture = Image.open(io.BytesIO(watch.png()))
    height, width, frames = 3 * (16 + 2) - 2, 10 * (16 + 2) - 2, len(watch.places)
    assert picture.format == "PNG" and picture.size == (width, frames * height)
    grey = torch.from_numpy(np.array(picture.convert("L"))).long().view(frames, height, width)
    assert set(grey.unique().tolist()) <= {17 * level for level in range(16)}
    shown = grey[-1, 18:34, 36:52].float()  # second row, third column: image 12 of the last frame
    assert (shown - watch.frames[-1][12].float()).abs().max() <= 8.5
    assert (grey[:, 16:18] == 0).all() and (grey[:, :, 16:18] == 0).all()  # the gaps


def test_the_timeline_of_a_long_run_at_full_size_is_at_most_a_megabyte(run, mnist):
    """Real digits in all frames, no two alike: a generator's are no harder to pack."""
    _, _, watch = run(3, "whole")
    digits = enlarge(mnist.test.intensities()[: 40 * timeline.COUNT], 64)
    kept, watch.frames = watch.frames, [*(digits[:, 0] * 255).round().to(torch.uint8).split(timeline.COUNT)]
    content = watch.png()
    watch.frames = kept
    assert len(content) <= 1_000_000
    assert Image.open(io.BytesIO(content)).size == (10 * 66 - 2, 40 * (3 * 66 - 2))


def test_a_long_run_has_at_most_thirty_frames_after_the_first_epoch(mnist, monkeypatch):
    monkeypatch.setattr(timeline, "JUDGED", 100)
    model, step = made()
    watch = Timeline(model, step, small(mnist, 200), 60)
    for epoch in range(1, 61):
        watch.on_epoch(epoch)
    assert watch.places == [0, 1, *range(2, 61, 2)] and len(watch.found) == 60


def test_frames_leave_the_training_as_it_is(mnist):
    """With or without somebody looking on, the same weights come out."""
    weights = []
    for watched in (True, False):
        model, step = made()
        watch = Timeline(model, step, small(mnist, 200), 1) if watched else None
        torch.manual_seed(3)
        for seen in range(5):
            totals = step(real(model))
            if watch:
                watch.on_batch(0, seen + 1, 6, totals)
        weights.append([parameter.clone() for parameter in step.player.parameters()])
        assert not watched or len(watch.frames) == 6
    assert all(map(torch.equal, *weights))


def figures(coverage: float, **shares: float) -> dict[str, float]:
    return {"coverage": coverage} | {f"digit_share_{digit}": 0.1 for digit in range(10)} | shares


@pytest.mark.parametrize(("history", "said"), [
    ([figures(0.1)], ""),  # a run that has just begun may cover little
    ([figures(0.1), figures(0.15), figures(0.18)], "cover only 0.18"),
    ([figures(0.8), figures(0.7)], ""),
    ([figures(0.8), figures(0.9), figures(0.4)], "fell to 0.40 from 0.90"),
    ([figures(0.8), figures(0.8), figures(0.8, digit_share_3=0.01)], "Hardly any sample shows 3"),
    ([figures(0.8)] * 2 + [figures(0.8, digit_share_3=0.0, digit_share_7=0.019)], "Hardly any sample shows 3, 7"),
    ([figures(0.8), figures(0.8, digit_share_3=0.0)], ""),  # in the beginning it may not have come yet
    ([figures(0.8)] * 2 + [figures(0.8, digit_share_3=0.0), figures(0.8)], ""),  # it has come back
])  # fmt: skip
def test_collapse_is_noticed_in_made_up_histories(history, said):
    sentence = collapse(history)
    assert said in sentence and bool(sentence) == bool(said)


def test_a_collapse_is_warned_of_and_recorded(mnist, caplog):
    model, step = made()
    watch = Timeline(model, step, small(mnist, 200), 3)
    with caplog.at_level(logging.WARNING):
        for epoch in (1, 2, 3):
            watch.on_epoch(epoch)  # an untrained generator shows one digit, if any
    assert watch.record()["collapse"] == [{"epoch": 3, "warning": collapse(watch.found)}]
    assert "Epoch 3: Hardly any sample shows" in caplog.text
