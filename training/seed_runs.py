"""A recipe's runs with further seeds, as the commands do them one after the other."""

from collections.abc import Callable, Sequence

from training.options import console, stoppable


def record(recipe, numbers: Sequence[int], found: Callable, target, epochs: int | None, device: str) -> None:
    """Train the recipe with each seed and record the figures with its checkpoint, which ``found()`` looks up anew."""
    from training import seeds
    from training.engine.progress import TrainingProgress

    wanted = epochs or seeds.length(found(), recipe)
    for seed in numbers:
        with (
            stoppable(f"run the same command again, or `seeds {recipe.name} {seed}`"),
            TrainingProgress(console, wanted) as progress,
        ):
            report = {"on_data": progress.data, "on_batch": progress.batch, "on_epoch": progress.epoch}
            revision = seeds.add(recipe, seed, found(), target, wanted, device, **report)
        said = f"is in {target.uri} as revision {revision[:8]}" if revision else "already exists"
        console.print(f"Seed {seed} of {recipe.name} {said}.")
