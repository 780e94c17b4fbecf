"""A recipe's runs with further seeds, as the commands do them: one after the other, or beside each other."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from training.options import console, stoppable
from zoo.errors import ZooError


def record(recipe, numbers: Sequence[int], found: Callable, target, epochs: int | None, device: str,
           workers: int | None = None, work: Callable | None = None) -> None:  # fmt: skip
    """Train the recipe with each seed and record the figures with its checkpoint, which ``found()`` looks up anew.

    ``workers`` go beside each other, by default one for each core, each with a thread of its own: a small model gains
    little from a second core, two runs gain all of it. A single one is trained in this process.
    """
    from training import seeds
    from training.fleet import launch

    numbers, wanted = list(dict.fromkeys(numbers)), epochs or seeds.length(found(), recipe)
    lacking = seeds.missing(numbers, found(), wanted)
    for seed in numbers:
        if seed not in lacking:
            console.print(f"Seed {seed} of {recipe.name} already exists.")
    if min(workers or launch.by_default(device), len(lacking)) > 1:
        with stoppable("run the same command again"):
            _beside(recipe, lacking, target, wanted, device, workers, work)
    else:
        for seed in lacking:
            _alone(recipe, seed, found(), target, wanted, device)


def _alone(recipe, seed: int, found, target, epochs: int, device: str) -> None:
    from training import seeds
    from training.engine.progress import TrainingProgress

    with (
        stoppable(f"run the same command again, or `seeds {recipe.name} {seed}`"),
        TrainingProgress(console, epochs) as progress,
    ):
        report = {"on_data": progress.data, "on_batch": progress.batch, "on_epoch": progress.epoch}
        revision = seeds.add(recipe, seed, found, target, epochs, device, **report)
    said = f"is in {target.uri} as revision {revision[:8]}" if revision else "already exists"
    console.print(f"Seed {seed} of {recipe.name} {said}.")


def _beside(recipe, numbers: Sequence[int], target, epochs: int, device: str, workers: int | None,
            work: Callable | None) -> None:  # fmt: skip
    """All of these seeds in processes of their own. Raises ``ZooError`` at the end if any failed."""
    from training.fleet import launch, worker
    from training.fleet.crew import Run
    from training.fleet.worker import DONE
    from training.sweeps.settings import changed

    runs = []
    for seed in numbers:
        settings = (f"seed={seed}",)
        further = replace(changed(recipe, settings), epochs=epochs)
        runs.append(Run(further, told={"of": recipe.name, "settings": settings}))
    launch.go(runs, target, device, workers, console, work or worker.work_on_seed, lambda *_: "is missing")
    failed = [run.recipe.name for run in runs if run.state != DONE]
    if failed:
        raise ZooError(
            f"{len(failed)} of {len(runs)} runs failed: {', '.join(failed)}. Run the command again to go on."
        )
