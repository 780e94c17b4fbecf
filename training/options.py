"""What the commands of the command line share: their options, what these name, and where they print."""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

import zoo
from zoo.errors import ZooError

console = Console()

Name = Annotated[str, typer.Argument(help="Name of a recipe; `list` shows all.")]
Store = Annotated[str, typer.Option(help="A folder, `bundled` or `hf://namespace`; default ZOO_STORE.")]
Device = Annotated[str, typer.Option(help="auto, cpu, cuda or mps.")]


def find(name: str):
    """The recipe called ``name``. An unknown name is a usage error."""
    from training.named import named
    from training.recipes import RECIPES

    if not (found := named(name)):
        raise typer.BadParameter(f"There is no recipe '{name}'; choose one of {', '.join(RECIPES)}.")
    return found


def data_or_refuse(data: str, licence: str = "", text: str = "") -> Callable:
    """``use(recipe)`` -> the recipe with this data: its own, ``drawn``, or pictures or a text of one's own, which are
    read here. It raises ``ZooError`` for a recipe that they do not fit. Data that cannot be read is a usage error."""
    from training.data import own, pictures, sets

    if text:
        return _text_or_refuse(data, licence, text)
    if licence and data in ("", *sets.OTHERS):
        raise typer.BadParameter("--licence is for data of your own; give it with --data.")
    if not data:
        return lambda recipe: recipe
    if data in sets.OTHERS:
        return lambda recipe: sets.on(recipe, data)
    try:
        taken, unused = own.take(data, licence)
    except ZooError as error:
        raise typer.BadParameter(str(error)) from None
    if unused:
        print(unused, file=sys.stderr)
    labels = "with labels" if taken.labelled else "without labels"
    console.print(f"The pictures of {taken.name}, {labels}, were {pictures.RULE}.", soft_wrap=True, highlight=False)
    if not taken.labelled:
        console.print("Without labels there is no judge of them; the figures that need one are left out.")
    return lambda recipe: own.on(recipe, taken)


def _text_or_refuse(data: str, licence: str, text: str) -> Callable:
    from training.data import own_text

    if data:
        raise typer.BadParameter("--data is for pictures and --text for a text; give one of them.")
    try:
        taken, unused = own_text.take(text, licence)
    except ZooError as error:
        raise typer.BadParameter(str(error)) from None
    if unused:
        print(unused, file=sys.stderr)
    console.print(f"{taken.name} has {len(taken.alphabet)} different characters.", highlight=False)
    return own_text.use(taken)


def fit_or_refuse(use: Callable, recipe):
    """``use(recipe)``. A recipe that the data does not fit is a usage error."""
    try:
        return use(recipe)
    except ZooError as error:
        raise typer.BadParameter(str(error)) from None


def started_or_refuse(recipe, start: str):
    """The recipe from another pretrained network, if one is given. One that it cannot start from is a usage error."""
    if not start:
        return recipe
    if not hasattr(recipe.config, "pretrained"):
        raise typer.BadParameter(f"{recipe.name} starts from no pretrained network; leave out --start.")
    try:
        return _from_pretrained(recipe, start)
    except ZooError as error:
        raise typer.BadParameter(str(error)) from None


def _from_pretrained(recipe, start: str):
    config = replace(recipe.config, **zoo.model_class(recipe.model).sizes_at(start))
    data = replace(recipe.data, pretrained=start) if hasattr(recipe.data, "pretrained") else recipe.data
    return replace(recipe, config=config, data=data)


def open_or_refuse(uri: str):
    """The store at ``uri``, or the default one. An invalid ``uri`` is a usage error."""
    from zoo.stores import open_store

    try:
        return open_store(uri or None)
    except ZooError as error:
        raise typer.BadParameter(str(error)) from None


def device_or_refuse(name: str) -> str:
    """The device called ``name``. One that does not exist here is a usage error."""
    from training.pipeline import choose_device

    try:
        return choose_device(name)
    except ZooError as error:
        raise typer.BadParameter(str(error)) from None


def compiler_or_refuse(device: str) -> None:
    """A step that cannot be compiled for the device is a usage error."""
    from training.engine.compiled import hindrance

    if why := hindrance(device_or_refuse(device)):
        raise typer.BadParameter(why)


def seconds_or_refuse(text: str) -> float:
    """The seconds of a length of time such as ``8m``. Anything else is a usage error."""
    from training.engine.budget import seconds_of

    try:
        return seconds_of(text)
    except ZooError as error:
        raise typer.BadParameter(str(error)) from None


def tracker_or_refuse(kind: str) -> None:
    """A tracker that does not exist or is not installed is a usage error."""
    from training.engine import tracking

    try:
        tracking.need(kind)
    except ZooError as error:
        raise typer.BadParameter(str(error)) from None


def several() -> bool:
    """Whether ``torchrun`` started this process, perhaps beside others."""
    return "TORCHELASTIC_RUN_ID" in os.environ


def single_or_refuse(what: str) -> None:
    """Several processes for anything but to train a single model are a usage error."""
    if several():
        raise typer.BadParameter(f"torchrun is only for `train` with {what}; start this with python -m training.")


@contextmanager
def spoken_once() -> Iterator[None]:
    """Context manager: of several processes on this machine the first speaks for all."""
    if not several():
        yield
        return
    from training.engine import world

    if not world.local():
        yield
        return
    console.quiet = True
    logging.disable(logging.WARNING)
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stderr(nowhere):
        try:
            yield
        except ZooError:
            sys.exit(1)


@contextmanager
def kept_in(out: str, store: str = "") -> Iterator[None]:
    """Context manager: checkpoints and the states of runs are in the folder ``out``, if one is given, and the data
    where they were. What a run starts from is sought in ``store`` first, if that is given."""
    from zoo.folders import data_root

    places = {}
    if out:
        folder = Path(out).expanduser().absolute()
        places = {"ZOO_DATA": str(data_root()), "ZOO_HOME": str(folder), "ZOO_STORE": str(folder / "store")}
    if store:
        places["ZOO_STORE"] = store
    before = {name: os.environ.get(name) for name in places}
    os.environ.update(places)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def checkpoint_of(name: str, store: str):
    """The checkpoint from ``store``; if that is empty, from the default store or else the bundle."""
    from zoo.stores import BundledStore, locate

    return locate(name, stores=[open_or_refuse(store)] if store else [open_or_refuse(""), BundledStore()])


@contextmanager
def stoppable(how: str) -> Iterator[None]:
    """Context manager: Ctrl-C ends the command with a message about ``how`` to continue."""
    try:
        yield
    except KeyboardInterrupt:
        print(f"Stopped. To continue after the last finished epoch, {how}.", file=sys.stderr)
        raise typer.Exit(130) from None
