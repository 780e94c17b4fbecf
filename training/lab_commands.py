"""The commands of the RBM lab."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from training.options import Store, checkpoint_of, console, find, open_or_refuse
from zoo.errors import ZooError

app = typer.Typer()


@app.command()
def question(name: Annotated[str, typer.Argument(help="Name of a question; an unknown name lists all.")],
             evaluate: Annotated[bool, typer.Option("--evaluate", help="Recompute all figures first.")] = False,
             ):  # fmt: skip
    """Answer a question of the RBM lab from the checkpoints' figures, and show these."""
    from training import pipeline
    from zoo import questions

    try:
        asked = questions.question(name)
    except ZooError as error:
        raise typer.BadParameter(str(error)) from None
    for model in asked.models if evaluate else ():
        _, wrong = pipeline.evaluate(find(model), checkpoint_of(model, "").folder)
        if wrong:
            raise ZooError(f"The card of {model} does not match its checkpoint: {'; '.join(wrong)}.")
        console.print(f"Every number on the card of {model} matches.")
    folders = {model: folder for model in asked.models if (folder := _folder(model))}
    answered = questions.of_folders(name, folders)
    table = Table(answered["title"], *asked.models, box=None)
    for row in answered["rows"]:
        table.add_row(f"{row['title']} ({row['unit']})", *(value or "-" for value in row["values"]))
    console.print(table)
    console.print(*filter(None, (answered["answer"], answered["why"])), sep="\n")


@app.command()
def experiments(names: Annotated[list[str] | None, typer.Argument(help="Names of machines; default all that have "
                    "experiments.")] = None, store: Store = "bundled",
                ):  # fmt: skip
    """Run the short experiments that tell why the RBM lab's answers are as they are, and keep what they show."""
    from training import experiments as lab
    from zoo.stores import need_weights

    target = open_or_refuse(store)
    for name in names or lab.NAMES:
        figures, revision = lab.add(need_weights(checkpoint_of(name, store)), target)
        table = Table(name, "value", "standard error", box=None)
        for key, each in figures.items():
            table.add_row(key, f"{each['value']:,.3f}", f"{each['noise']:.3f}")
        console.print(table, f"{name} is in {target.uri} as revision {revision[:8]}.", sep="\n")


def _folder(name: str) -> Path | None:
    """The folder of a checkpoint; None if there is none."""
    from zoo.stores import NotInStore

    try:
        return checkpoint_of(name, "").folder
    except NotInStore:
        return None
