"""Several processes that train one model: the losses of one process, whatever is drawn and however a batch divides."""

import logging
import time
from pathlib import Path

import pytest
import tiny_world
import torch
from forked import PROCESSES
from tiny_fleet import tiny
from tiny_world import all_losses, command, divided, losses

import zoo
from training import options, pipeline
from training.engine import world
from training.recipes import RECIPES
from training.run_folder import STATE, runs_folder
from zoo import batches
from zoo.batches import Part
from zoo.errors import ZooError
from zoo.stores import open_store

# One for each way of drawing numbers, of normalising, and of updating weights.
NAMES = ["vae-20", "iwae-20", "denoising-ae", "vq-vae", "dcgan-32", "wgan-gp", "rbm", "rbm-pcd", "dbn-finetuned",
         "shakespeare-vae", "shakespeare-lm-subwords"]  # fmt: skip


@pytest.fixture(scope="module")
def theirs(forked_from, tmp_path_factory):
    """The losses of two processes by recipe."""
    here, there = PROCESSES.Pipe(duplex=False)
    started = tiny_world.start(2, all_losses, NAMES, tmp_path_factory.mktemp("two"), there)
    there.close()
    found = {name: here.recv() for name in NAMES}
    for process in started:
        process.join(20)
    assert [process.exitcode for process in started] == [0, 0]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_two_processes_have_the_losses_of_one(theirs, name, tmp_path):
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    alone = losses(divided(name), tmp_path)
    torch.set_num_threads(threads)
    for mine, other in zip(alone, theirs[name], strict=True):
        assert other == pytest.approx(mine, rel=2e-5, abs=1e-6)


def test_a_run_that_loses_a_process_says_so_and_goes_on_with_another_number_of_them(forked_from, places):
    arguments = ["train", "vae-20", "--device", "cpu"]
    first, second = tiny_world.start(2, command, arguments, "vae-20", places, 0.5)
    state = runs_folder("vae-20") / STATE
    while not state.is_file() and first.is_alive():
        time.sleep(0.05)
    second.kill()
    first.join(60)
    said = Path(f"{places['ZOO_HOME']}-0").read_text()
    assert first.exitcode == 1 and "Another process of this run was lost; run the command again with --resume" in said
    assert open_store().names() == []
    recipe, epochs = tiny("vae-20"), []
    pipeline.train(recipe, open_store(), "cpu", resume=True, on_epoch=lambda progress: epochs.append(progress.epoch))
    assert epochs and epochs[0] > 1 and epochs[-1] == recipe.epochs
    alone, *_ = pipeline.fit(recipe, recipe.data("cpu"), runs_folder("vae-20") / "alone.pt", "cpu", resume=False)
    for key, tensor in zoo.load_folder(open_store().resolve("vae-20")).state_dict().items():
        assert torch.allclose(tensor, alone.state_dict()[key], atol=1e-4), key


# ---- the parts
def parts_of(count: int, of: int, monkeypatch) -> list[Part]:
    monkeypatch.setattr(world.dist, "get_world_size", lambda: of)
    found = []
    for number in range(of):
        monkeypatch.setattr(world.dist, "get_rank", lambda number=number: number)
        found.append(world._part(count))
    return found


@pytest.mark.parametrize(("count", "of", "counts"), [
    (128, 2, [64, 64]), (88, 3, [29, 29, 30]), (3, 3, [1, 1, 1]), (2, 3, [2, 2, 2]), (1, 2, [1, 1]),
])  # fmt: skip
def test_the_parts_of_a_batch_weigh_as_much_as_it_has_examples(monkeypatch, count, of, counts):
    parts, values = parts_of(count, of, monkeypatch), torch.arange(float(count))
    assert [part.count for part in parts] == counts
    assert sum(part.share * part.rows(values).mean() for part in parts) == pytest.approx(values.mean())
    if count >= of:
        assert torch.equal(torch.cat([part.rows(values) for part in parts]), values)


@pytest.mark.parametrize("along", [0, 1])
def test_each_part_draws_the_numbers_of_its_own_examples(monkeypatch, along):
    shape, drawn = [3, 3], []
    shape[along] = 5
    torch.manual_seed(1)
    whole = batches.drawn(torch.randn, shape, along)
    for part in parts_of(5, 2, monkeypatch):
        torch.manual_seed(1)
        shape[along] = part.count
        with batches.only(part):
            drawn.append(batches.drawn(torch.randn, shape, along))
            own = batches.drawn(torch.randn, shape, along, torch.Generator().manual_seed(2))
        assert torch.equal(own, torch.randn(shape, generator=torch.Generator().manual_seed(2)))
    assert torch.equal(torch.cat(drawn, along), whole)


@pytest.mark.parametrize("shape", [(6, 4), (6, 4, 3, 3)])
def test_batch_normalisation_of_a_whole_batch_is_that_of_torch(shape):
    kind = torch.nn.BatchNorm1d if len(shape) == 2 else torch.nn.BatchNorm2d
    torch.manual_seed(1)
    usual, ours, values = kind(4), kind(4), 3 + 2 * torch.randn(shape)
    with batches.only(Part(0, 6, 6, 1.0, lambda total: total)), world._Whole():
        found = ours(values)
    assert torch.allclose(found, usual(values), atol=1e-5)
    for name, buffer in usual.named_buffers():
        assert torch.allclose(buffer.float(), ours.get_buffer(name).float()), name


# ---- refusals
def test_a_model_that_needs_whole_batches_is_refused(monkeypatch):
    monkeypatch.setattr(world, "size", lambda: 2)
    with pytest.raises(ZooError, match="shakespeare-vae-subwords cannot be trained by several processes: its losses"):
        pipeline.train(RECIPES["shakespeare-vae-subwords"], open_store(), "cpu")


def test_each_process_needs_a_gpu_of_its_own(monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(torch.cuda, "set_device", lambda number: None)
    assert world._own_device("cuda") == "cuda:0" and world._own_device("cpu") == "cpu"
    monkeypatch.setattr(world, "local", lambda: 1)
    with pytest.raises(ZooError, match="this machine has 1; start 1 with --nproc-per-node"):
        world._own_device("cuda")
    with pytest.raises(ZooError, match="Apple"):
        world._own_device("mps")


def test_torchrun_is_for_one_model_and_of_its_processes_one_speaks(run, monkeypatch):
    monkeypatch.setenv("TORCHELASTIC_RUN_ID", "a-test")
    for arguments in (("list",), ("train", "ae-32", "ae-64")):
        code, _, error = run(*arguments)
        assert code == 2 and "torchrun is only for" in " ".join(error.split())
    monkeypatch.setenv("LOCAL_RANK", "1")
    assert run("list") == (2, "", "")
    options.console.quiet = False
    logging.disable(logging.NOTSET)
