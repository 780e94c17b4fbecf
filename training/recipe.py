"""A recipe: everything that determines the result of a training run, as frozen data."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

import torch

import zoo
from training.data.images import Data
from training.engine.average import AveragedStep
from training.engine.game import SOLO, Game, Solo
from training.engine.loop import Step
from training.engine.players import AdversarialStep
from training.engine.steps import GradientStep, Together
from zoo import pages
from zoo.errors import ZooError
from zoo.models.base import ZooModel
from zoo.models.gan import GAN
from zoo.schema import DataSet, Page

DECAY = 0.1  # of weights, per step and times the rate, where a step says that it has it
WARM_UP, COOL_DOWN = 0.02, 0.5  # shares of a run in which the rate rises from 0 and falls to 0


def no_files(model: ZooModel, data: Data) -> dict:
    """``describe`` of a model of which the page needs nothing besides the weights."""
    return {}


def averaging(make: Callable) -> Callable:
    """Decorator for functions that make steps: adds a moving average of the weights if the recipe asks for one."""

    @wraps(make)
    def made(model: ZooModel, recipe: "Recipe", batches: int) -> Step:
        if not recipe.average:
            return make(model, recipe, batches)
        return AveragedStep(model, lambda trained: make(trained, recipe, batches), recipe.average)

    return made


@averaging
def adam_one_cycle(model: ZooModel, recipe: "Recipe", batches: int) -> GradientStep:
    """Adam whose rate rises to ``learning_rate`` and falls to 0 over the run (Smith & Topin 2018)."""
    return GradientStep(model, _adam(model, recipe), _one_cycle(recipe, batches), recipe.bfloat16)


@averaging
def adam(model: ZooModel, recipe: "Recipe", batches: int) -> GradientStep:
    """Adam at a constant rate (Kingma & Ba 2015)."""
    return GradientStep(model, _adam(model, recipe), bfloat16=recipe.bfloat16)


@averaging
def adamw_one_cycle(model: ZooModel, recipe: "Recipe", batches: int) -> GradientStep:
    """``adam_one_cycle`` with weight decay on matrices (Loshchilov & Hutter 2019) and gradients clipped to length 1."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    groups = [{"params": [p for p in parameters if p.dim() > 1], "weight_decay": DECAY},
              {"params": [p for p in parameters if p.dim() < 2], "weight_decay": 0.0}]  # fmt: skip
    optimizer = torch.optim.AdamW(groups, recipe.learning_rate, betas=(0.9, 0.95), fused=model.device.type != "mps")
    return GradientStep(model, optimizer, _one_cycle(recipe, batches), recipe.bfloat16, longest=1.0)


@averaging
def muon(model: ZooModel, recipe: "Recipe", batches: int) -> GradientStep:
    """Muon for the matrices of the Transformer's blocks (Jordan et al. 2024, kellerjordan.github.io/posts/muon), AdamW
    for all else.

    Muon makes each update orthogonal and as large as one of AdamW's (Liu et al. 2025, arXiv:2502.16982), so both have
    the same rate, but for those of ``recipe.slow``. It rises over the first ``WARM_UP`` of the run and falls to 0 over
    the last ``COOL_DOWN``.
    """
    named = [(name, each) for name, each in model.named_parameters() if each.requires_grad]
    matrices = _by_rate([(name, each) for name, each in named if each.dim() == 2 and ".blocks." in name], recipe)
    others = _by_rate([(name, each) for name, each in named if each.dim() != 2 or ".blocks." not in name], recipe)
    decay, fused = DECAY, model.device.type != "mps"
    optimizers = Together(
        torch.optim.Muon(matrices, recipe.learning_rate, weight_decay=decay, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, recipe.learning_rate, betas=(0.9, 0.95), weight_decay=decay, fused=fused),
    )
    total = batches * recipe.epochs
    rate = partial(warm_and_cool, warm=WARM_UP * total, cool=COOL_DOWN * total, total=total)

    def schedule(together: Together) -> Together:
        return Together(*(torch.optim.lr_scheduler.LambdaLR(each, rate) for each in together.parts))

    return GradientStep(model, optimizers, schedule, recipe.bfloat16)


def _by_rate(named: list[tuple[str, torch.nn.Parameter]], recipe: "Recipe") -> list[dict]:
    """Named parameters as an optimiser's groups: those of ``recipe.slow`` at their share of the rate, all others."""
    slow = [each for name, each in named if recipe.slow and re.match(recipe.slow, name)]
    others = [each for name, each in named if not (recipe.slow and re.match(recipe.slow, name))]
    groups = {"params": others}, {"params": slow, "lr": recipe.learning_rate * recipe.slow_share}
    return [group for group in groups if group["params"]]


def warm_and_cool(done: int, warm: float, cool: float, total: int) -> float:
    """The share of the full rate after ``done`` of ``total`` updates: up in a line, level, down in a line to 0."""
    return max(0.0, min(1.0, (done + 1) / max(1.0, warm), (total - done) / max(1.0, cool)))


def adamw_code(model: ZooModel, recipe: "Recipe", batches: int) -> GradientStep:
    """``adamw_one_cycle`` for the encoder and the layers that pass its code to the decoder; other weights stay
    fixed."""
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name.startswith("encoder.") or ".tell." in name)
    return adamw_one_cycle(model, recipe, batches)


@averaging
def rmsprop(model: ZooModel, recipe: "Recipe", batches: int) -> GradientStep:
    """RMSprop at a constant rate (Hinton 2012), with the smoothing of Keras, which course sheets assume."""
    optimizer = torch.optim.RMSprop(model.parameters(), recipe.learning_rate, alpha=0.9, eps=1e-7)
    return GradientStep(model, optimizer, bfloat16=recipe.bfloat16)


@averaging
def sgd(model: ZooModel, recipe: "Recipe", batches: int) -> GradientStep:
    """Plain gradient descent at a constant rate."""
    return GradientStep(model, _sgd(model, recipe), bfloat16=recipe.bfloat16)


@averaging
def sgd_to_zero(model: ZooModel, recipe: "Recipe", batches: int) -> GradientStep:
    """Gradient descent whose rate falls linearly to 0 over the run, so that chains can keep up."""
    total = batches * recipe.epochs
    schedule = partial(torch.optim.lr_scheduler.LambdaLR, lr_lambda=lambda done: 1 - done / total)
    return GradientStep(model, _sgd(model, recipe), schedule, recipe.bfloat16)


def adversarial(model: GAN, recipe: "Recipe", batches: int) -> AdversarialStep:
    """Both players of a GAN in turns, as the recipe's ``game`` says."""
    if not isinstance(recipe.game, Game):
        raise ZooError(f"{recipe.name} trains two players; give the recipe a `Game`.")
    total = batches * recipe.epochs
    return AdversarialStep(model, recipe.learning_rate, recipe.game, recipe.bfloat16, recipe.average, total)


def _one_cycle(recipe: "Recipe", batches: int) -> Callable:
    return partial(
        torch.optim.lr_scheduler.OneCycleLR,
        max_lr=recipe.learning_rate,
        total_steps=batches * recipe.epochs,
        cycle_momentum=False,
    )


def _sgd(model: ZooModel, recipe: "Recipe") -> torch.optim.SGD:
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    return torch.optim.SGD(trained, recipe.learning_rate, fused=model.device.type != "mps")


def _adam(model: ZooModel, recipe: "Recipe") -> torch.optim.Adam:
    return torch.optim.Adam(model.parameters(), recipe.learning_rate, fused=model.device.type != "mps")


@dataclass(frozen=True)
class Recipe:
    """How one checkpoint is made. A variant is ``dataclasses.replace`` of its base.

    ``measure(model, data)`` returns the metrics by name, and so does each of its ``parts`` that can be run alone;
    ``draw(model, data)`` returns the figures by file name,
    ``describe(model, data)`` the files that the page needs besides the weights, as JSON or as tensors by name.
    ``selected_on`` names the validation loss that selects the epoch to keep: the lowest, or with a minus before the
    name ("-coverage") the highest; if empty, the last epoch is kept. ``start`` names a checkpoint whose weights the run
    starts from. ``bfloat16`` rounds the products in training; ``half`` rounds the finished weights, which are measured
    and stored in half precision. A run whose mean loss leaves +-``largest_loss`` has diverged and is stopped. ``game``
    says how two players are trained. Parameters whose names the pattern ``slow`` matches from their beginning are
    trained at ``slow_share`` of the rate. ``average`` is the largest decay of a moving average of the weights, which is
    kept in their place; 0 for none. ``watch(model, step, data, epochs)`` makes the ``Watch`` that observes the run.

    ``title`` and ``summary`` introduce the checkpoint. ``changes`` says, as part of a sentence, how it differs from
    the recipe ``base``, with which it is compared. The page lists models by ``order``, under the heading of their
    ``group``. ``pictures`` describe a data set of one's own.
    """

    name: str
    title: str
    summary: str
    model: str
    config: Any  # of the model's ``Config``
    data: Callable[[str], Data]
    measure: Callable
    draw: Callable
    parts: tuple[Callable, ...] = ()
    describe: Callable = no_files
    step: Callable[[Any, "Recipe", int], Step] = adam_one_cycle
    epochs: int = 50
    batch_size: int = 128
    learning_rate: float = 1e-3
    seed: int = 1
    selected_on: str = "loss"
    start: str = ""
    bfloat16: bool = False
    half: bool = False
    largest_loss: float = math.inf
    game: Solo = SOLO
    average: float = 0.0
    slow: str = ""
    slow_share: float = 1.0
    watch: Callable | None = None
    changes: str = ""
    base: str = ""
    order: int = pages.LAST
    group: str = ""
    pictures: DataSet | None = None

    def page(self) -> Page:
        """How the checkpoint is presented. Raises ``ZooError`` if a text is missing."""
        for what in ("title", "summary"):
            if not getattr(self, what).strip():
                raise ZooError(f"The recipe {self.name} has no {what}; give it one, for the page and the card.")
        if self.base not in ("", self.name) and not self.changes.strip():
            raise ZooError(f"The recipe {self.name} does not say what it changes of {self.base}; give it `changes`.")
        words = {name: getattr(self, name) for name in ("title", "summary", *pages.PLACED)}
        words |= {"data": self.pictures.model_dump()} if self.pictures else {}
        return pages.make(zoo.model_class(self.model), self.config, **words)

    def build(self, device: str, revision: str | None = None) -> ZooModel:
        """A new model on the device. Its weights are drawn with the recipe's seed or taken from ``start``, at its
        newest revision or at ``revision``."""
        torch.manual_seed(self.seed)
        model = zoo.model_class(self.model)(self.config)
        if self.start:
            self._start(model, revision)
        return model.to(device)

    def _start(self, model: ZooModel, revision: str | None) -> None:
        try:
            model.start_from(zoo.load(self.start, revision))
        except (ZooError, RuntimeError) as error:
            reason = str(error).split("\n")[0]
            raise ZooError(f"{self.name} cannot start from the weights of {self.start}: {reason}") from None

    def settings(self) -> dict:
        """The recipe as plain JSON, for the card and the run's id."""
        return {
            "model": self.model,
            "config": self.config.to_dict(),
            "data": self.data.__name__,
            "step": self.step.__name__,
            "epochs": self.epochs,
            "batch_size": self.batch_size,
            "learning_rate": self.learning_rate,
            "seed": self.seed,
            "selected_on": self.selected_on,
            "start": self.start,
            "bfloat16": self.bfloat16,
            "half": self.half,
            **({"largest_loss": self.largest_loss} if math.isfinite(self.largest_loss) else {}),
            **({"slow": self.slow, "slow_share": self.slow_share} if self.slow else {}),
            **self._played(),
        }

    def _played(self) -> dict:
        """The game and the average; if there is a game, the average is recorded as part of it."""
        game = self.game.record()
        if game:
            return {"game": game | {"average": self.average}}
        return {"average": self.average} if self.average else {}
