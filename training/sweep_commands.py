"""The command that trains one recipe with several settings and seeds: here, on a Ray cluster, or in jobs of the Hub."""

from typing import Annotated

import typer

from training.options import (
    Device,
    Name,
    console,
    data_or_refuse,
    find,
    fit_or_refuse,
    open_or_refuse,
    seconds_or_refuse,
    stoppable,
)
from zoo.errors import ZooError

app = typer.Typer()
PLACES = ("local", "ray", "jobs")


@app.command()
def sweep(name: Name,
          given: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUES", help="A setting and its "
              "values, such as learning_rate=1e-4,2e-4; may be repeated, then all combinations are trained.")] = None,
          seeds: Annotated[str, typer.Option(help="Seeds, such as 1-5 or 1,3; default: the recipe's.")] = "",
          on: Annotated[str, typer.Option(help="local, ray (a Ray cluster) or jobs (Hugging Face Jobs).")] = "local",
          store: Annotated[str, typer.Option(help="Where the checkpoints go; for jobs hf://NAMESPACE. Default: a store "
              "of the sweep's own.")] = "",
          data: Annotated[str, typer.Option(help="Instead of MNIST, as for `train`; a job takes only `drawn`.")] = "",
          epochs: Annotated[int | None, typer.Option(min=1, help="Number of epochs; default: the recipe's.")] = None,
          workers: Annotated[int | None, typer.Option(min=1, help="Runs beside each other.")] = None,
          device: Device = "auto",
          flavor: Annotated[str, typer.Option(help="The machine of a job.")] = "a10g-small",
          timeout: Annotated[str, typer.Option(help="The longest that a job may take.")] = "6h",
          jobs: Annotated[int, typer.Option(min=1, help="Number of jobs that share the runs.")] = 1,
          plot: Annotated[str, typer.Option(help="Metrics of the card to draw over a setting with numbers, such as "
              "elbo,frechet; default: those of the table.")] = "",
          yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
          keep: Annotated[str, typer.Option(hidden=True)] = "", part: Annotated[str, typer.Option(hidden=True)] = "",
          ):  # fmt: skip
    """Train a recipe with every combination of settings and seeds, and compare them in a table.

    Only those runs whose checkpoint is missing are trained, so the same command goes on after an interruption.
    """
    from training.data import sets
    from training.sweeps import machines, results

    if on not in PLACES:
        raise typer.BadParameter(f"A sweep runs on {', '.join(PLACES)}, not on '{on}'.")
    recipe, planned = _planned(name, given or [], seeds, data, epochs)
    target = _target(recipe.name, store, on)
    taken = data if data in sets.OTHERS else ""  # pictures of one's own are found by the recipe's name
    number, of = map(int, (part or "1/1").split("/"))
    missing = machines.lacking(planned[number - 1 :: of], recipe, target)
    failed = ""
    if missing:
        asked = _asked(name, given or [], seeds, data, epochs, workers)
        try:
            with stoppable("run the same command again"):
                _train(on, recipe, missing, target, device, taken, workers, keep, asked, (flavor, timeout, jobs), yes)
        except ZooError as error:
            failed = str(error)
    if not part:
        found = results.read(recipe, planned, target)
        _show(found, recipe.name)
        if not failed:
            _draw(found, recipe.name, plot)
    if failed:
        raise ZooError(failed)


def _planned(name: str, given: list[str], seeds: str, data: str, epochs: int | None):
    """The recipe and its runs. A setting that is none is a usage error."""
    from dataclasses import replace

    from training.sweeps import settings
    from training.sweeps.results import Planned

    if not (given or seeds):
        raise typer.BadParameter(
            "Give --set NAME=VALUE,VALUE or --seeds 1-5: without them there is nothing to compare."
        )
    recipe = fit_or_refuse(data_or_refuse(data), find(name))
    try:
        recipe = replace(recipe, epochs=epochs or recipe.epochs)
        return recipe, [Planned(run, settings.changed(recipe, run)) for run in settings.grid(recipe, given, seeds)]
    except ZooError as error:
        raise typer.BadParameter(str(error)) from None


def _target(name: str, store: str, on: str):
    """The store of the checkpoints: a folder of the sweep's own, unless another is named."""
    from training.data import own
    from zoo.folders import home
    from zoo.stores import HubStore

    target = open_or_refuse(store or str(home() / "sweeps" / name / "store"))
    if on == "jobs" and not isinstance(target, HubStore):
        raise typer.BadParameter("Jobs push their checkpoints to the Hub; give --store hf://NAMESPACE.")
    if on == "jobs" and own.MARK in find(name).data.__name__:
        raise typer.BadParameter("Pictures of your own are not sent to a job; choose --on local or --on ray.")
    return target


def _asked(name: str, given: list[str], seeds: str, data: str, epochs: int | None, workers: int | None) -> list[str]:
    """The command line again, without where it runs."""
    asked = [name, *(part for setting in given for part in ("--set", setting))]
    options = {"--seeds": seeds, "--data": data, "--epochs": epochs, "--workers": workers}
    return [*asked, *(str(part) for option, value in options.items() if value for part in (option, value))]


def _train(on, recipe, missing, target, device, data, workers, keep, asked, machine, yes) -> None:
    from training.options import device_or_refuse
    from training.sweeps import jobs, machines, rays

    flavor, timeout, count = machine
    if on == "jobs":
        seconds = int(seconds_or_refuse(timeout))
        plan = jobs.Plan(recipe, tuple(asked), len(missing), min(count, len(missing)), flavor, seconds)
        _confirm(plan.said(target), yes)
        started = jobs.start(plan, target)
        console.print("If you stop this command, the jobs go on; the same command shows the results later.")
        jobs.wait(started, target, console)
        return
    if on == "ray":
        rays.need()
    _confirm(_said(recipe, missing, on), yes)
    if on == "ray":
        rays.train(recipe, missing, target, device, data, workers, console)
    else:
        machines.train(recipe, missing, target, device_or_refuse(device), data, workers, keep, console)


def _said(recipe, missing, on: str) -> str:
    """What is to be run, where, and how long one run took for the checkpoint that there is."""
    from training import pipeline
    from training.engine.budget import lasting
    from zoo.stores import locate

    where = "on this machine" if on == "local" else "on the Ray cluster"
    said = f"{len(missing)} runs of {recipe.name} {where}, {sum(each.recipe.epochs for each in missing)} epochs in all"
    try:
        training = pipeline.read_json(locate(recipe.name).folder / "training.json")
    except ZooError:
        return f"{said}."
    each = training["seconds"] / max(1, training["epochs"])
    return f"{said}; an epoch took {lasting(each)} on {training['device']}."


def _confirm(said: str, yes: bool) -> None:
    console.print(said, soft_wrap=True, highlight=False)
    if not yes and not typer.confirm("Start?"):
        raise typer.Exit(1)


def _show(found, name: str) -> None:
    from zoo.folders import home
    from zoo.stores import BundledStore

    path = home() / "sweeps" / name / "results.json"
    if found.runs:
        found.write(path)
        console.print(found.table())
        for run in found.runs:
            if run.source == BundledStore.kind:
                console.print(f"{run.setting} is the bundled {run.name}, trained on {run.device}.", highlight=False)
        console.print(f"Best by the validation images or text: {found.best or 'none'}.", highlight=False)
        console.print(f"All figures are in {path}.", soft_wrap=True, highlight=False)
    if found.missing:
        console.print(f"{len(found.missing)} runs are not finished; run the same command again to go on.")


def _draw(found, name: str, plot: str) -> None:
    """Draw metrics over the setting: those that ``plot`` names, else those of the table."""
    from training.figures import common, sweep
    from training.sweeps import results
    from zoo.folders import home

    names = [each.strip() for each in plot.split(",")] if plot else results.shared(found.runs)[: results.SHOWN]
    path = home() / "sweeps" / name / "figure.png"
    if drawn := sweep.by_setting(found, names):
        common.save(drawn, path)
        console.print(f"Drawn over the setting: {path}.", soft_wrap=True, highlight=False)
    elif plot:
        console.print("Nothing is drawn: that takes runs in which one setting alone varies, in numbers.")
