"""From a recipe to a checkpoint in a store: fit, measure, draw, write the card, push."""

import hashlib
import json
import logging
import platform
import tempfile
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

import zoo
from training import card, made_on
from training.data import own, sets
from training.data.images import Data
from training.engine import loop, world
from training.figures import common as figures
from training.metrics import Metric, close, differences, effects
from training.recipe import Recipe
from training.run_folder import STATE, alone, begin_anew, put_aside, same_start, start_revision
from zoo import beside, pages, reading
from zoo.errors import ZooError
from zoo.models.base import ZooModel
from zoo.schema import EFFECTS, EXPERIMENTS, SEEDS, SHEETS, TIMELINE
from zoo.stores.files import plain_errors

log = logging.getLogger(__name__)
COMPARED = {EFFECTS: effects.agrees}  # files of which rounding may change more than the last digits
ELSEWHERE = (TIMELINE, SHEETS, SEEDS, EXPERIMENTS)  # files of a checkpoint that `measure` does not write
KEPT = "finish"  # in old records: what was removed from the finished model; this does not change the training


def choose_device(name: str = "auto") -> str:
    """The device called ``name``, which must exist; ``auto`` is the first of CUDA, MPS and CPU that does."""
    present = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        return next(device for device, there in present.items() if there)
    if not present.get(name.split(":")[0], False):
        raise ZooError(f"There is no device '{name}' here; choose auto, {', '.join(d for d in present if present[d])}.")
    return name


def train(
    recipe: Recipe, store, device: str = "auto", epochs: int | None = None, resume: bool | None = False, **report
) -> str:
    """Train the recipe's checkpoint and push it to ``store``. Returns the new revision.

    With ``epochs`` the run has that many instead of the recipe's own. A killed run continues with ``resume`` from its
    last finished epoch; with None it does so if the state is of this very run, and else begins anew. ``report`` is
    passed on to ``trained`` (``on_data``) and ``fit`` (``compiled``, ``on_batch``, ``on_epoch``).
    """
    recipe.page()  # missing texts, or a store that takes nothing, should raise before the run, not after it
    world.need_divisible(recipe.name, zoo.model_class(recipe.model))
    if world.first():
        store.need_writable()
        own.need_judge(recipe)
    shortened = replace(recipe, epochs=epochs or recipe.epochs)
    with alone(recipe.name) as folder:
        if resume is None:
            resume = _continues(shortened, folder)
        elif resume and not (folder / STATE).is_file():
            log.info("There is no interrupted run of %s to resume; it starts anew.", recipe.name)
        model, data, progress, training, files = trained(shortened, folder, choose_device(device), resume, **report)
        if not world.leave():
            return ""
        return _save_trained(recipe, model, data, progress, training, files, store)


def _continues(recipe: Recipe, folder: Path) -> bool:
    """Whether the state in ``folder`` is of this very run; that of another run is put aside."""
    if not (folder / STATE).is_file():
        return False
    if loop.belongs(folder / STATE, run_id(recipe), recipe.epochs) and same_start(recipe, folder):
        return True
    log.info("%s begins anew: the state there was of another run, and is now %s.", recipe.name, put_aside(folder))
    return False


def trained(
    recipe: Recipe, folder: Path, device: str, resume: bool, on_data: Callable[[Data], None] = lambda _: None, **report
):
    """Fit the recipe with its state in ``folder``: the model, its data, ``Progress``, ``training.json`` and files.

    ``on_data`` is called with the data once they are read.
    """
    resume = resume and world.told((folder / STATE).is_file)
    started = world.told(lambda: start_revision(recipe, folder, resume))
    data = recipe.data(device)
    on_data(data)
    if not resume and world.first():
        begin_anew(folder, started)
    model, progress, watch = fit(recipe, data, folder / STATE, device, resume, started, **report)
    training = _record(recipe, progress, data, device, started) | (watch.record() if watch else {})
    return model, data, progress, training, watch.files() if watch else {}


def _save_trained(recipe: Recipe, model: ZooModel, data: Data, progress: loop.Progress, training: dict,
                  files: dict[str, bytes], store) -> str:  # fmt: skip
    message = f"Train {recipe.name}, {progress.epoch} epochs"
    try:
        return save(recipe, model, data, progress, training, files, store, message)
    except ZooError as error:
        raise ZooError(f"{error} The training is saved: fix this, then run it again with --resume.") from None


def fit(recipe: Recipe, data: Data, state: Path, device: str, resume: bool, started: str | None = None,
        compiled: bool = False, **report):  # fmt: skip
    """A model trained by the recipe, at its best epoch; its ``Progress``; its ``Watch`` or None.

    ``started`` is the revision that it starts from; a resumed run has its weights in its state. A ``compiled`` step is
    quicker after half a minute.
    """
    resumed = resume and world.told(state.is_file)
    model = (replace(recipe, start="") if resumed or not world.first() else recipe).build(device, started)
    model.begin(data.train)
    world.agree(model)
    step = recipe.step(model, recipe, -(-len(data.train) // recipe.batch_size))
    if compiled:
        step.quicken(recipe.batch_size)
    watch = recipe.watch(model, step, data, recipe.epochs) if recipe.watch else None
    progress = loop.fit(
        model, step, data.train, data.validation, watch=watch,
        epochs=recipe.epochs, batch_size=recipe.batch_size, seed=recipe.seed, selected_on=recipe.selected_on,
        state=state, run_id=run_id(recipe), resume=resume, largest_loss=recipe.largest_loss, **report,
    )  # fmt: skip
    return model.halve() if recipe.half else model, progress, watch


def run_id(recipe: Recipe) -> str:
    """Identifies a run: two runs with the same id must end with the same weights.

    An open-ended run can be continued with more epochs.
    """
    settings = recipe.settings() | ({"epochs": None} if recipe.game.open_ended else {})
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()


@torch.no_grad()
def save(recipe: Recipe, model: ZooModel, data: Data, progress: loop.Progress, training: dict,
         files: dict[str, bytes], store, message: str) -> str:  # fmt: skip
    """Measure, draw and describe the model in a temporary folder with ``files``, then push that folder as a whole."""
    metrics = recipe.measure(model, data)
    drawn = recipe.draw(model, data) | {"learning-curves": figures.learning_curves(progress, data.train.unit)}
    with plain_errors(tempfile.gettempdir()), tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "figures").mkdir()
        for name, figure in drawn.items():
            figures.save(figure, folder / "figures" / f"{name}.png")
        for name, content in recipe.describe(model, data).items():
            write_content(folder / name, content)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        beside.write(folder / "metrics.json", {name: metric.to_dict() for name, metric in metrics.items()})
        beside.write(folder / "training.json", training)
        pages.write(folder, recipe.page())
        runs = card.runs_of(folder, recipe.name)
        text = card.write(recipe, model, metrics, training, list(drawn), store, data.train.unit, runs)
        (folder / "README.md").write_text(text, encoding="utf-8")
        model.save_pretrained(folder)
        own.keep_judge(recipe, folder)
        return store.push(folder, recipe.name, message)


def measure(recipe: Recipe, folder: Path, store, device: str = "auto") -> str:
    """Measure a stored checkpoint again, with new figures and a new card, and push it. Returns the new revision.

    For metrics that were added after it was trained. Refuses a checkpoint made by another version of the recipe.
    """
    device = choose_device(device)
    training = read_json(folder / "training.json")
    recipe = sets.as_trained(recipe, training["recipe"]["data"])
    made_by = of_this_recipe(training["recipe"], recipe)
    curves = training["curves"]
    progress = loop.Progress(training["epochs"], training["seconds"], training["best_epoch"], **curves)
    model = zoo.load_folder(folder).to(device)
    about = {"recipe": made_by, "title": recipe.title, "summary": recipe.summary}
    kept = {name: (folder / name).read_bytes() for name in ELSEWHERE if (folder / name).is_file()}
    message = f"Measure {recipe.name} anew"
    return save(recipe, model, recipe.data(device), progress, training | about, kept, store, message)


def of_this_recipe(settings: dict, recipe: Recipe) -> dict:
    """A record of settings in the current form. Raises ``ZooError`` if they differ from the recipe's in more than the
    number of epochs."""
    if set(differing(settings, recipe)) - {"epochs"}:
        raise ZooError(f"{recipe.name} was trained with another version of its recipe; train it again.")
    return json.loads(json.dumps(recipe.settings())) | _completed(settings, recipe)


def differing(settings: dict, recipe: Recipe) -> list[str]:
    """Names of those settings in a record that are not the recipe's, sorted."""
    wanted, made_by = json.loads(json.dumps(recipe.settings())), _completed(settings, recipe)
    names = (wanted.keys() | made_by.keys()) - {KEPT}
    return sorted(name for name in names if wanted.get(name) != made_by.get(name))


def _completed(settings: dict, recipe: Recipe) -> dict:
    """A record of settings completed by those that were added later, with the defaults that applied then."""
    later = {field.name: field.default for field in fields(Recipe) if field.name in ("start", "bfloat16", "half")}
    config = json.loads(json.dumps(type(recipe.config)().to_dict()))
    return later | settings | {"config": config | settings["config"]}


@torch.no_grad()
def evaluate(recipe: Recipe, folder: Path, device: str = "auto") -> tuple[dict[str, Metric], list[str]]:
    """Every metric on the card, recomputed from the checkpoint, and a sentence for each that does not match."""
    device = choose_device(device)
    recipe = sets.as_trained(recipe, read_json(folder / "training.json")["recipe"]["data"])
    model = zoo.load_folder(folder).to(device)
    data = recipe.data(device)
    metrics = recipe.measure(model, data)
    stored = read_json(folder / "metrics.json")
    wrong = differences(stored, {name: metric.to_dict() for name, metric in metrics.items()})
    kept = {name: Metric(**entry) for name, entry in stored.items()}
    wrong += card.mismatches(_read(folder / "README.md"), kept, recipe.pictures)
    for name, content in recipe.describe(model, data).items():
        if not (folder / name).is_file():
            wrong.append(f"{name} is missing; `python -m training measure {recipe.name} --beside` writes it")
        elif not _matches(name, _read_content(folder / name), content):
            wrong.append(f"{name} does not match the model")
    return metrics, wrong


def _matches(name: str, stored: dict, fresh: dict) -> bool:
    """Whether a stored file of ``describe`` holds what was computed anew."""
    compare = COMPARED.get(name, close)
    return compare(stored, fresh if name.endswith(".json") else _as_lists(fresh))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        raise ZooError(f"{path} is missing; train or fetch the checkpoint again.") from None


def read_json(path: Path) -> dict:
    try:
        return reading.parse(_read(path))
    except ValueError:
        raise ZooError(f"{path} is damaged; train or fetch the checkpoint again.") from None


def _read_content(path: Path):
    """Read a file of ``describe``: JSON, or tensors as lists by name."""
    if path.suffix == ".json":
        return {key: value for key, value in read_json(path).items() if key != "schema"}
    try:
        return _as_lists(load_file(path))
    except (OSError, SafetensorError):
        raise ZooError(f"{path} is missing or damaged; train or fetch the checkpoint again.") from None


def _as_lists(tensors: dict) -> dict:
    return {name: tensor.tolist() for name, tensor in tensors.items()}


def write_content(path: Path, content: dict) -> None:
    """Write a file of ``describe``: JSON as ``zoo.schema`` defines it, or tensors by name."""
    if path.suffix == ".json":
        beside.write(path, content)
    else:
        save_file({name: tensor.cpu().contiguous() for name, tensor in content.items()}, path)


def _record(recipe: Recipe, progress: loop.Progress, data: Data, device: str, started: str | None) -> dict:
    return {
        "recipe": recipe.settings(),
        "start_revision": started,
        "title": recipe.title,
        "summary": recipe.summary,
        "seed": recipe.seed,
        f"train_{data.train.unit}": len(data.train),
        f"validation_{data.train.unit}": len(data.validation),
        f"test_{data.train.unit}": len(data.test),
        "epochs": progress.epoch,
        "best_epoch": progress.best_epoch,
        "diverged": progress.diverged,
        "seconds": round(progress.seconds, 1),
        "device": made_on.device_name(device),
        "versions": {"python": platform.python_version()} | zoo.package_versions("torch", "torchvision", "safetensors"),
        "commit": made_on.commit(),
        "curves": {"train": progress.train, "validation": progress.validation},
    }
