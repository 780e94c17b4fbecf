"""The command line: ``python -m training``."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from training import lab_commands, seed_runs, sweep_commands, train_commands, twist_commands
from training.options import (
    Device,
    Name,
    Store,
    checkpoint_of,
    console,
    device_or_refuse,
    find,
    open_or_refuse,
    single_or_refuse,
    spoken_once,
)
from zoo import logs
from zoo.errors import ZooError

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(train_commands.app)
app.add_typer(sweep_commands.app)
app.add_typer(twist_commands.app)
app.add_typer(lab_commands.app)


@app.callback()
def check(context: typer.Context):
    """Train, evaluate and publish the models of the zoo."""
    if context.invoked_subcommand != "train":
        single_or_refuse("the name of a model")


@app.command("list")
def list_recipes(store: Store = ""):
    """List the recipes and where each has a checkpoint."""
    from training.recipes import RECIPES
    from zoo.stores import BundledStore

    given, bundle = open_or_refuse(store), BundledStore()
    stores = {"bundled": bundle} if given.uri == bundle.uri else {"store": given, "bundled": bundle}
    revisions = (Column(name, min_width=7, no_wrap=True) for name in stores)
    table = Table(Column("recipe", min_width=max(map(len, RECIPES))), "what", *revisions, box=None)
    held = {name: set(each.names()) for name, each in stores.items()}
    for recipe in RECIPES.values():
        cells = [each.revision(recipe.name)[:7] if recipe.name in held[name] else "-" for name, each in stores.items()]
        table.add_row(recipe.name, recipe.title, *cells)
    if "store" in stores:
        console.print(f"The store is {given.uri}.")
    console.print(table)


@app.command()
def seeds(name: Name, numbers: Annotated[list[int], typer.Argument(min=0, max=2**32 - 1, metavar="SEED...")],
          device: Device = "auto", store: Store = "",
          epochs: Annotated[int | None, typer.Option(min=1, help="Epochs; default: the checkpoint's.")] = None,
          workers: Annotated[int | None, typer.Option(min=1, help="Runs beside each other; default: one for each "
              "core.")] = None,
          ):  # fmt: skip
    """Train a checkpoint's recipe with further seeds and record the figures in its seeds.json, without the weights.

    An interrupted run continues if the command is run again.
    """
    target = open_or_refuse(store)
    device = device_or_refuse(device)
    seed_runs.record(find(name), numbers, lambda: checkpoint_of(name, store), target, epochs, device, workers)


@app.command()
def evaluate(name: Name, store: Store = "", device: Device = "auto"):
    """Recompute every number on the stored card; exit with 1 and name those that differ."""
    from training import pipeline
    from zoo.stores import need_weights

    recipe, checkpoint = find(name), need_weights(checkpoint_of(name, store))
    metrics, wrong = pipeline.evaluate(recipe, checkpoint.folder, device_or_refuse(device))
    table = Table("metric", "value", "unit", box=None, title=f"{name}, {checkpoint.source}, {checkpoint.revision[:8]}")
    for metric_name, metric in metrics.items():
        values = metric.value if isinstance(metric.value, list) else [metric.value]
        table.add_row(metric_name, f"{metric.bound or ''} " + ", ".join(f"{v:.6g}" for v in values), metric.unit)
    console.print(table)
    if wrong:
        raise ZooError(f"The card of {name} does not match its checkpoint: {'; '.join(wrong)}.")
    console.print("Every number on the card matches.")


@app.command()
def measure(name: Name, store: Store = "", device: Device = "auto",
            beside: Annotated[bool, typer.Option("--beside", help="Only the files for the page; leave the card as it "
                "is.")] = False,
            only: Annotated[str, typer.Option(help="One part of the figures, such as no_digit; the others stay.")] = "",
            ):  # fmt: skip
    """Evaluate a trained checkpoint again, with new figures and a new card, and push it. Nothing is trained."""
    from training import adding, describing, pipeline
    from zoo.stores import need_weights

    recipe, target, found = find(name), open_or_refuse(store), need_weights(checkpoint_of(name, store))
    device = device_or_refuse(device)
    if beside:
        revision = describing.write(recipe, found, target, device)
    elif only:
        measured, revision = adding.write(recipe, found, target, only, device)
        for figure, metric in measured.items():
            value = f"of {len(metric.value)}" if isinstance(metric.value, list) else f"{metric.value:.4g}"
            console.print(f"{figure} {value} ± {metric.noise:.2g}: {metric.estimator}")
    else:
        revision = pipeline.measure(recipe, found.folder, target, device)
    console.print(f"{name} is in {target.uri} as revision {revision[:8]}.")


@app.command("words")
def write_words(names: Annotated[list[str] | None, typer.Argument(help="Names of recipes.")] = None,
          everything: Annotated[bool, typer.Option("--all", help="All checkpoints that have a recipe.")] = False,
          store: Store = "",
          ):  # fmt: skip
    """Update page.json and the cards of trained checkpoints from the recipes' texts. Nothing is trained or measured."""
    from training import words
    from training.recipes import RECIPES

    target = open_or_refuse(store)
    chosen = [find(name) for name in names or ()]
    if everything:
        chosen = [RECIPES[name] for name in target.names() if name in RECIPES]
    if not chosen:
        raise typer.BadParameter("Give the names of checkpoints, or --all.")
    for recipe in chosen:
        revision = words.write(recipe, target.checkpoint(recipe.name), target)
        console.print(f"{recipe.name} is in {target.uri} as revision {revision[:8]}.")


@app.command()
def push(name: Annotated[str, typer.Argument(help="Name of a checkpoint, or a checkpoint folder, such as ./my-rbm.")],
         to: Annotated[str, typer.Option(help="The store to copy to.")], store: Store = ""):  # fmt: skip
    """Copy a checkpoint from one store to another, or a checkpoint folder into a store."""
    if name.startswith(".") or Path(name).name != name:
        _push_folder(Path(name).absolute(), open_or_refuse(to))
    else:
        _copy(checkpoint_of(name, store), open_or_refuse(to))


@app.command()
def bundle(name: Name, store: Store = "",
           record: Annotated[bool, typer.Option("--record", help="Leave out the weights, for a model that is too "
               "large.")] = False,
           ):  # fmt: skip
    """Copy a checkpoint into the bundle that ships with the app."""
    from zoo.stores import BundledStore

    _copy(open_or_refuse(store).checkpoint(name), BundledStore(), **({"record": True} if record else {}))


@app.command()
def bench(name: Name = "ae-32", epochs: Annotated[int, typer.Option(min=1)] = 2,
          threads: Annotated[list[int] | None, typer.Option(min=1, help="CPU threads; may be repeated.")] = None,
          ):  # fmt: skip
    """Time an epoch of a recipe in a usual DataLoader loop, in this project's, compiled, and its products alone."""
    import torch

    from training import bench

    recipe = find(name)
    for count in threads or [torch.get_num_threads()]:
        torch.set_num_threads(count)
        times = bench.compare(recipe, epochs)
        said = f"{count} thread{'s' if count > 1 else ''}"
        console.print(f"{name}, batch {recipe.batch_size}, {said}, best of {epochs} epochs")
        shown = Table(*(Column(title, justify="right" if title else "left") for title in bench.COLUMNS), box=None)
        for row in bench.rows(recipe, times):
            shown.add_row(*row)
        console.print(shown, *bench.left_out(recipe).values(), sep="\n", highlight=False)


@app.command()
def table(write: Annotated[bool, typer.Option("--write", help="Write all tables into docs/results.md.")] = False,
          family: Annotated[str, typer.Option(help="`gan`, `machines`, `text` or `readers` for the table of that "
              "family; `samples` for what the best text model writes.")] = "",
          store: Annotated[str, typer.Option(help="Instead of the bundle; not with --write.")] = "",
          ):  # fmt: skip
    """Print a table of the bundled generative models from their cards. No figure is recomputed."""
    from training import table

    tables = {"": table.table, "gan": table.gan_table, "text": table.text_table, "samples": table.samples_table,
              "readers": table.readers_table, "machines": table.machines_table}  # fmt: skip
    if family not in tables:
        raise typer.BadParameter(
            f"There is no table of the family '{family}'; choose gan, machines, text, samples or readers."
        )
    if write and store:
        raise typer.BadParameter("docs/results.md shows the bundle; leave out --store or --write.")
    if write:
        table.write(table.RESULTS)
        console.print(f"The tables are in {table.RESULTS}.")
    else:
        print(tables[family](open_or_refuse(store) if store else None))


@app.command()
def doctor():
    """Say what this machine has and what is wrong with it; exit with 1 if something hinders."""
    from rich.text import Text

    from training import doctor

    styles = {doctor.GOOD: "green", doctor.NOTE: "yellow", doctor.WRONG: "bold red"}
    wrong = 0
    for title, findings in doctor.examine():
        table = Table(Column(width=5), Column(overflow="fold"), box=None, show_header=False, padding=(0, 1))
        for grade, said in findings:
            table.add_row(Text(grade, styles[grade]), Text(said))
        console.print(Text(title, "bold"), table, sep="\n")
        wrong += sum(grade == doctor.WRONG for grade, _ in findings)
    if wrong:
        raise ZooError(f"{wrong} {'things are' if wrong > 1 else 'thing is'} wrong; what is marked says what to do.")
    console.print("Nothing here hinders the page or training.")


def _copy(checkpoint, target, **how) -> None:
    message = f"Copy {checkpoint.name} from {checkpoint.source} {checkpoint.revision[:8]}"
    revision = target.push(checkpoint.folder, checkpoint.name, message, **how)
    console.print(f"{checkpoint.name} is in {target.uri} as revision {revision[:8]}.")


def _push_folder(folder: Path, target) -> None:
    """Push a folder whose model can be loaded, under the folder's name."""
    import zoo

    zoo.load_folder(folder)
    revision = target.push(folder, folder.name, "Push a folder")
    console.print(f"{folder.name} is in {target.uri} as revision {revision[:8]}.")


def main() -> None:
    """Run a command. An error prints one sentence to standard error and exits with 1 (2 for a usage error)."""
    logs.start("%(message)s", stream=sys.stderr)
    try:
        with spoken_once():
            app()
    except ZooError as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
