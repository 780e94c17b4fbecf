"""What the notebooks of the lab sheets need beside ``zoo``: measured figures, short trainings, pictures."""

import io
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from matplotlib.figure import Figure
from PIL import Image
from torch import Tensor

from training import pipeline
from training.data import images as pictures
from training.data import texts
from training.data.drawn import drawn
from training.data.images import Data
from training.engine.loop import Progress
from training.figures import common
from training.recipes import RECIPES
from zoo import floors, lessons, questions
from zoo.errors import ZooError
from zoo.images import png_bytes, tile
from zoo.models.spoken import words_of
from zoo.models.writing import Manner, written
from zoo.record import Record, record
from zoo.stores import locate

SIGNS = {"<=": "≤ ", ">=": "≥ "}


# ---- what was measured
@dataclass(frozen=True)
class Figures:
    """A metric of several models, as ``metrics.json`` has it; shown as a small table."""

    metric: str
    found: dict[str, dict | None]  # by model, the fields of ``training.metrics.Metric``; None if it is not here
    floor: float | None  # what ``zoo.floors`` says

    def __getitem__(self, model: str) -> float:
        """The value of a model. Raises ``KeyError`` if it is not here."""
        one = self.found[model]
        if one is None:
            raise KeyError(model)
        return one["value"]

    def __repr__(self) -> str:
        here = {model: each for model, each in self.found.items() if each}
        how = {each["estimator"]: model for model, each in reversed(here.items())}  # the first model of each
        said = [f"{model}, {each}" for each, model in reversed(how.items())] if len(how) > 1 else [*how]
        unit = next((each["unit"] for each in here.values()), "")
        about = f"{self.metric}: {'; '.join([unit, *said])}"
        rows = [f"  {model:<26}{_said(each, model)}" for model, each in self.found.items()]
        real = [] if self.floor is None else [f"  {floors.called(self.metric):<26}{self.floor:,.4g}"]
        return "\n".join([about, *rows, *real])


def _said(each: dict | None, model: str) -> str:
    if each is None:
        return f"not here; python -m training train {model}"
    noise = f" ± {each['noise']:.2g}" if each["noise"] else ""
    return f"{SIGNS.get(each['bound'], '')}{each['value']:,.4g}{noise}"


def figures(metric: str, *models: str) -> Figures:
    """A metric of these models. ``nll_iw`` is the bound of any number of draws."""
    metrics = {model: (own.metrics or {}) if (own := _record(model)) else {} for model in models}
    found = {model: next((each for name, each in its.items() if _is(name, metric)), None)
             for model, its in metrics.items()}  # fmt: skip
    name = metric + floors.FLOOR
    return Figures(metric, found, next((its[name]["value"] for its in metrics.values() if name in its), None))


def _is(name: str, metric: str) -> bool:
    return name == metric or (metric == "nll_iw" and name.removeprefix("nll_iw").isdigit())


def _record(model: str) -> Record | None:
    try:
        return record(locate(model))
    except ZooError:
        return None


def question(name: str) -> str:
    """The answer to a question of the RBM lab, as ``python -m training question NAME`` and the page say it."""
    models = {each: own for each in questions.question(name).models if (own := _record(each))}
    answered = questions.of_folders(name, {each: own.checkpoint.folder for each, own in models.items()})
    return "\n\n".join(filter(None, (answered["answer"], answered["why"])))


def lesson(name: str) -> str:
    """What a recipe's change did, by its run and that of its base."""
    own = _record(name)
    run = own.run() if own else None
    if own is None or run is None:
        return f"{name} is not here; python -m training train {name}"
    base = _record(own.page.base) if own.page.base else None
    return lessons.lesson(name, own.page, run, base.run() if base else None)


# ---- pictures
def show(what: Tensor | Figure, columns: int = 10, scale: int = 2) -> Image.Image:
    """Images (n, 1, H, W) in [0, 1] side by side, or a figure of ``training.figures``, as a picture."""
    if isinstance(what, Figure):
        buffer = io.BytesIO()
        what.savefig(buffer, format="png")
        return Image.open(buffer)
    return Image.open(io.BytesIO(png_bytes(tile(what.detach(), columns, background=0.5), scale)))


def card(model: str, name: str) -> Image.Image | str:
    """A figure of a model's card, such as "learning-curves"; a sentence if it is not here."""
    own = _record(model)
    path = own.checkpoint.folder / "figures" / f"{name}.png" if own else None
    return Image.open(path) if path and path.is_file() else f"{model} is not here; python -m training train {model}"


def signed(weights: Tensor, columns: int = 10, scale: int = 2) -> Image.Image:
    """Weights (n, 784) as pictures: grey is 0, white is positive, each with its own largest weight as the limit."""
    limit = weights.abs().amax(1, keepdim=True).clamp_min(1e-9)
    return show((0.5 + weights / limit / 2).unflatten(1, (1, 28, 28)), columns, scale)


# ---- data and short trainings
def digits(count: int, binarise: bool = False) -> Data:
    """MNIST with its first ``count`` training images, a tenth of them for validation, and its whole test set.

    Where it is not here and cannot be fetched, the project's own drawings, and a sentence that says so.
    """
    try:
        data = pictures.mnist(binarise=binarise)
    except ZooError as error:
        print(f"{error} What follows uses drawings instead; figures of the cards are those of MNIST all the same.")
        data = drawn(binarise=binarise)
    return Data(data.train.head(count), data.validation.head(max(100, count // 10)), data.test)


def words(count: int) -> Data | None:
    """The first ``count`` words of the sheet's text; None, and a sentence, where it is not here and cannot be
    fetched."""
    try:
        data = texts.shakespeare_words()
    except ZooError as error:
        print(f"{error} The training is left out.")
        return None
    return Data(data.train.head(count), data.validation.head(max(100, count // 10)), data.test)


@torch.enable_grad()
def train(name: str, data: Data, epochs: int, learning_rate: float | None = None, **config):
    """A model trained on ``data`` by the recipe ``name`` with fewer epochs, and other fields of its config: the model
    in evaluation mode and its ``Progress``."""
    base = RECIPES[name]
    recipe = replace(
        base,
        epochs=epochs,
        learning_rate=learning_rate or base.learning_rate,
        watch=None,
        start="",
        selected_on="" if "coverage" in base.selected_on else base.selected_on,  # which only its watch measures
        config=replace(base.config, **config),
    )
    with tempfile.TemporaryDirectory() as folder:
        model, progress, _ = pipeline.fit(recipe, data, Path(folder) / "state", "cpu", resume=False)
    return model.eval(), progress


def curves(progress: Progress, unit: str = "images") -> Image.Image:
    """Losses by epoch."""
    return show(common.learning_curves(progress, unit))


# ---- texts
def write(model, seed: int, length: int = 200, opening: str = "\n", temperature: float = 1.0,
          code: Tensor | None = None) -> str:  # fmt: skip
    """A text of ``length`` tokens by a language model, after the opening; ``code`` (latent_dim,) is what a VAE is
    told."""
    generator = torch.Generator().manual_seed(seed)
    ids = torch.tensor([model.vocabulary.ids(opening)])
    told = model.codes(1, generator) if code is None else code[None]
    uniform = torch.rand(length, 1, generator=generator, dtype=torch.float64)
    tokens = torch.stack(list(written(model, ids, uniform, Manner(temperature), told)), 1)[0]
    return (opening + model.vocabulary.text(tokens.tolist())).strip("\n")


def answers(reader, task: str, speech: str, most: int = 3) -> list[tuple[str, float]]:
    """What a reader answers of a speech: the ``most`` likely answers with their probabilities."""
    said = reader.beliefs(task, words_of(speech))[-1]
    labels = reader.tasks[task].classes
    return [(labels[at], round(said[at].item(), 3)) for at in said.argsort(descending=True)[:most].tolist()]
