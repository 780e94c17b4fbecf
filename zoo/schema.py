"""Definitions of the files beside a checkpoint's weights, shared by the code that writes and the code that reads them.

Numbers are finite, and nothing is converted: "3" and true are not numbers. No torch, because the page imports this.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, RootModel, model_validator

VERSION = 1  # of these definitions; a file without a number has version 1

TIMELINE = "timeline.png"  # the frames of a GAN's run, one below the other
LARGEST_TIMELINE = 1_000_000  # bytes
ROWS, COLUMNS, GAP = 3, 10, 2  # of a frame: images, and pixels between them; ten classes have a column each
COUNT = ROWS * COLUMNS  # images in a frame
SHEETS = "sheets.png"  # samples of a GAN without weights, epoch by epoch
LARGEST_SHEETS = 1_000_000  # bytes
CRITIC = "critic.json"
SEEDS = "seeds.json"
PERCENTILES = 101  # of the critic's scores: the 0th to the 100th
DIRECTIONS = "directions.json"
MOST_DIRECTIONS = 5
TRUNCATION = "truncation.json"
Property = Literal["thickness", "slant", "width", "height", "digit_0", "digit_1", "digit_2", "digit_3", "digit_4",
                   "digit_5", "digit_6", "digit_7", "digit_8", "digit_9"]  # of a digit's picture  # fmt: skip
LARGEST_FIGURE = 1e300
MOST_LINES, LONGEST_LINE = 20_000, 400


class Misfit(ValueError):
    """What is wrong with a part: "FIELD must be ..."."""


# ---- parts
class Part(BaseModel):
    """Base of all definitions. Unknown fields are ignored when reading and rejected when writing."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False, frozen=True)


class File(Part):
    """Base of a whole file. ``schema`` is the version for which it was written."""

    version: Annotated[int, Field(ge=1, le=VERSION, alias="schema")] = VERSION


Share = Annotated[float, Field(ge=0, le=1)]
Pair = Field(min_length=2, max_length=2)
Percentiles = Annotated[list[float], Field(min_length=PERCENTILES, max_length=PERCENTILES)]


def _number_or_numbers(value: Any) -> Any:
    numbers = value if isinstance(value, list) else [value]
    if not all(type(each) in (int, float) and abs(each) <= LARGEST_FIGURE for each in numbers):
        raise ValueError("must be a finite number or a list of finite numbers")
    return value


def _rising(values: list[float], field: str) -> None:
    if values != sorted(values):
        raise Misfit(f"{field} must be in ascending order")


# ---- metrics.json
class Metric(Part):
    """One figure. ``bound`` is "<=" or ">=" if the true figure is at most or at least ``value``.

    ``noise`` is the standard error from the estimator's own random draws.
    """

    value: Annotated[int | float | list[float], PlainValidator(_number_or_numbers)]
    unit: str = ""
    estimator: str = ""
    bound: Literal["<=", ">="] | None = None
    split: str = "test"
    noise: Annotated[float, Field(ge=0)] = 0.0

    @property
    def single(self) -> bool:
        """Whether this is one number, not a list of them."""
        return not isinstance(self.value, list)


class Metrics(RootModel[dict[str, Metric]]):
    """Figures by name."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False, frozen=True)


# ---- training.json
class Timeline(Part):
    """The layout of the frames in ``timeline.png`` and the ``places``, in epochs, at which they were taken."""

    count: Annotated[int, Field(ge=COUNT, le=COUNT)]
    columns: Annotated[int, Field(ge=COLUMNS, le=COLUMNS)]
    gap: Annotated[int, Field(ge=GAP, le=GAP)]
    size: Annotated[int, Field(ge=1, le=256)]  # pixels per side of an image
    places: Annotated[list[float], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> "Timeline":
        _rising(self.places, "places")
        return self

    def sheet(self) -> tuple[int, int]:
        """Width and height of the picture."""
        return sheet(len(self.places), self.size)


class Sheets(Part):
    """The layout of ``sheets.png``: the samples of ``seeds`` after each epoch of ``places``, one frame per seed."""

    count: Annotated[int, Field(ge=1, le=100)]  # samples per frame: all that the page has for a seed
    columns: Annotated[int, Field(ge=1, le=100)]
    gap: Annotated[int, Field(ge=0, le=GAP)]
    size: Annotated[int, Field(ge=1, le=256)]  # pixels per side of a sample
    seeds: Annotated[list[int], Field(min_length=1)]
    places: Annotated[list[float], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> "Sheets":
        _rising(self.places, "places")
        return self

    def sheet(self) -> tuple[int, int]:
        """Width and height of the picture."""
        pitch, rows = self.size + self.gap, -(-self.count // self.columns)
        frames = len(self.places) * len(self.seeds)
        return self.columns * pitch - self.gap, frames * (rows * pitch - self.gap)


class Trace(Part):
    """Losses and accuracies at one place of a run, given in epochs."""

    epoch: float
    loss: float | None = None
    critic: float | None = None
    generator: float | None = None
    real_accuracy: float | None = None
    generated_accuracy: float | None = None
    penalty: float | None = None


class Collapse(Part):
    """A warning of training after an epoch."""

    epoch: int
    warning: str = ""


class Game(Part):
    """The settings of a training with two players."""

    generator_updates: int | None = None
    critic_updates: int | None = None
    critic_rate: float | None = None
    betas: list[float] | None = None
    decay: bool | None = None
    average: float | None = None


class Settings(Part):
    """The fields of the recipe that readers need; the others are kept unchanged."""

    model_config = ConfigDict(extra="allow")

    data: str | None = None
    learning_rate: float | None = None
    game: Game | None = None


class Curves(Part):
    """Means of each epoch, by name."""

    train: list[dict[str, float]] = []
    validation: list[dict[str, float]] = []


class Training(File):
    """How a checkpoint was made. Old checkpoints lack some fields, so all have defaults."""

    model_config = ConfigDict(extra="allow")  # the numbers of examples, by their unit

    title: str = ""
    summary: str = ""
    epochs: Annotated[int, Field(ge=0)] | None = None
    best_epoch: int | None = None
    seconds: Annotated[float, Field(ge=0)] | None = None
    device: str = ""
    diverged: str | None = None
    recipe: Settings = Settings()
    curves: Curves = Curves()
    timeline: Timeline | None = None
    sheets: Sheets | None = None
    trace: list[Trace] = []
    collapse: list[Collapse] | None = None  # None if no timeline observed the run


# ---- seeds.json
class Run(Part):
    """A recipe's run with one seed: its figures and its differences from the other runs."""

    seed: int
    epochs: Annotated[int, Field(ge=1)]  # fewer than requested if it diverged
    best_epoch: int | None = None
    diverged: str | None = None
    seconds: Annotated[float, Field(ge=0)] | None = None
    device: str = ""
    commit: str | None = None
    metrics: dict[str, float]


class Seeds(File):
    """Runs of the checkpoint's recipe with ``epochs`` epochs each; their weights are not kept."""

    epochs: Annotated[int, Field(ge=1)]
    runs: Annotated[list[Run], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> "Seeds":
        if len({run.seed for run in self.runs}) < len(self.runs):
            raise Misfit("runs must have different seeds")
        return self


# ---- what the viewers need
class Latent(Part):
    """One number of the code: its information, its slider's range, the distribution of random draws."""

    index: int
    information: float
    low: float
    high: float
    mean: float
    sd: Annotated[float, Field(ge=0)]
    variance: float | None = None  # of the posterior mean

    @model_validator(mode="after")
    def _check(self) -> "Latent":
        if self.low > self.high:
            raise Misfit("high must be at least low")
        return self


class Plane(Part):
    """The two main directions of the codes, the standard deviations along them and their shares of the variance."""

    centre: list[float]
    directions: Annotated[list[list[float]], Pair]
    sd: Annotated[list[float], Pair]
    explained: Annotated[list[float], Pair]


class Latents(File):
    """``latents.json``: one entry per number of the code, or how often each entry of the code book occurs."""

    information: str = ""  # "kl", "variance" or "share"
    prior: str | None = None
    latents: list[Latent]
    plane: Plane | None = None
    codebook: list[Share] | None = None

    @model_validator(mode="after")
    def _check(self) -> "Latents":
        if [each.index for each in self.latents] != list(range(len(self.latents))):
            raise Misfit("latents must have the indices 0, 1, 2 and so on")
        return self

    def fit(self, latent_dim: int, codebook_size: int | None = None) -> None:
        """Raise ``Misfit`` unless this fits a code of ``latent_dim`` numbers or a code book of ``codebook_size``
        entries."""
        if len(self.latents) != latent_dim:
            raise Misfit(f"latents must have {latent_dim} entries")
        if self.plane and any(len(each) != latent_dim for each in (self.plane.centre, *self.plane.directions)):
            raise Misfit(f"plane must have {latent_dim} numbers")
        if codebook_size and self.codebook is not None and len(self.codebook) != codebook_size:
            raise Misfit(f"codebook must have {codebook_size} entries")


class Layer(Part):
    """How often each hidden unit of a layer is on."""

    size: int | None = None
    frequency: list[Share]

    @model_validator(mode="after")
    def _check(self) -> "Layer":
        if self.size not in (None, len(self.frequency)):
            raise Misfit("size must equal the number of frequencies")
        return self


class Units(File):
    """``units.json``, the lowest layer first."""

    layers: list[Layer]

    def fit(self, sizes: list[int]) -> None:
        """Raise ``Misfit`` unless the layers have these sizes."""
        if [len(layer.frequency) for layer in self.layers] != sizes:
            raise Misfit(f"layers must have {', '.join(map(str, sizes))} units")


class Critic(File):
    """``critic.json``: the percentiles of the critic's scores of test images and of samples."""

    real: Percentiles
    generated: Percentiles

    @model_validator(mode="after")
    def _check(self) -> "Critic":
        _rising(self.real, "real")
        _rising(self.generated, "generated")
        return self


class Effect(Part):
    """The average of a property at both ends of a direction.

    ``size`` is the difference in standard deviations of test images, ``noise`` its standard error, ``rose`` the share
    of samples in which the property rose. ``digit_d`` is the judge's probability of the digit d.
    """

    property: Property
    low: float
    high: float
    size: float
    noise: Annotated[float, Field(ge=0)]
    rose: Share


class Direction(Part):
    """One principal direction: its number ``component``, counted from 1, and its share of the variance.

    ``name`` is the property that it raises more than any other, "" if none stands out. The largest effects come first.
    """

    name: Property | Literal[""]
    component: Annotated[int, Field(ge=1)]
    share: Share
    vector: Annotated[list[float], Field(min_length=1)]
    effects: list[Effect]

    @model_validator(mode="after")
    def _check(self) -> "Direction":
        if self.name and self.name not in [each.property for each in self.effects]:
            raise Misfit("name must be one of the effects")
        return self


class Directions(File):
    """``directions.json``: directions of a GAN's latent space and their effects.

    They were chosen from the first ``components``. The effects were measured on ``samples``, each moved by ``reach``
    standard deviations either way.
    """

    components: Annotated[int, Field(ge=1)]
    samples: Annotated[int, Field(ge=1)]
    reach: Annotated[float, Field(gt=0)]
    directions: Annotated[list[Direction], Field(min_length=1, max_length=MOST_DIRECTIONS)]

    @model_validator(mode="after")
    def _check(self) -> "Directions":
        names = [each.name for each in self.directions if each.name]
        if len(names) != len(set(names)):
            raise Misfit("directions must have different names")
        return self

    def fit(self, latent_dim: int) -> None:
        """Raise ``Misfit`` unless this fits a model with ``latent_dim`` latents."""
        if any(len(each.vector) != latent_dim for each in self.directions):
            raise Misfit(f"directions must have {latent_dim} numbers")


class Truncated(Part):
    """Samples whose latents were kept within +-``bound``, None for those as they were drawn.

    ``sure`` is the share of which the judge is sure, ``coverage`` that of the test images that have a sample nearby.
    """

    bound: Annotated[float, Field(gt=0)] | None
    sure: Share
    coverage: Share


class Truncation(File):
    """``truncation.json``: what truncation did to so many ``samples``, beside ``real`` images; the widest is first."""

    samples: Annotated[int, Field(ge=1)]
    real: Annotated[int, Field(ge=1)]
    rows: Annotated[list[Truncated], Field(min_length=2, max_length=10)]

    @model_validator(mode="after")
    def _check(self) -> "Truncation":
        bounds = [each.bound for each in self.rows]
        narrow = [bound for bound in bounds[1:] if bound is not None]
        if bounds[0] is not None or len(narrow) < len(bounds) - 1 or narrow != sorted(set(narrow), reverse=True):
            raise Misfit("rows must have bounds that fall, the first without any")
        return self


class Lines(File):
    """``lines.json``: the lines of text whose codes are in ``lines.safetensors``."""

    lines: Annotated[list[Annotated[str, Field(max_length=LONGEST_LINE)]], Field(min_length=1, max_length=MOST_LINES)]


class Vocabulary(File):
    """``vocabulary.json``: the words that a model of words knows, by index."""

    words: list[str]


# ---- page.json
class Decoder(Part):
    """Where a model's decoder runs: ``dense`` in the page, with the linear layers under a prefix, else on the
    server."""

    kind: Literal["dense", "server"] = "server"
    layers: str = ""  # prefix of the names of the linear layers' tensors
    activation: str = ""  # between the layers
    output: str = "sigmoid"


class Capabilities(Part):
    """What the page, tables and cards need to know about a class of models. A class overrides what differs from its
    base."""

    kind: str = ""  # name of such a model in a sentence, "variational autoencoder"
    explanation: str = ""  # key of its explanation; if a tab has none for it, it shows a general text
    draws: Literal["", "images", "text"] = ""  # what ``sample`` returns
    prior: Literal["", "normal", "learned"] = ""  # over its codes: N(0, I) or a learned one
    decoder: Decoder = Decoder()
    loss: Literal["", "elbo", "importance_weighted", "codes", "reconstruction"] = ""  # form of the loss
    redraws: bool = False  # it reconstructs a picture
    noise: bool = False  # it was trained to remove noise
    grey: bool = False  # it sees the grey levels of a picture, not binary draws from them
    labels: bool = False  # it says which digit a picture shows


class Page(File):
    """How the page, tables and cards present a checkpoint, without loading its class.

    ``family`` is the tab that shows it, "" for none. ``changes`` says how it differs from ``base``, the checkpoint with
    which it is compared. Models are listed by ``order``, then by name, under the heading of their ``group``; "" for
    none.
    """

    family: str
    title: Annotated[str, Field(min_length=1)]
    summary: str = ""
    changes: str = ""
    base: str = ""
    order: int
    group: str = ""
    capabilities: Capabilities = Capabilities()


FILES: dict[str, type[BaseModel]] = {
    "page.json": Page,
    "metrics.json": Metrics,
    "training.json": Training,
    "latents.json": Latents,
    "units.json": Units,
    CRITIC: Critic,
    DIRECTIONS: Directions,
    TRUNCATION: Truncation,
    SEEDS: Seeds,
    "lines.json": Lines,
    "vocabulary.json": Vocabulary,
}


def sheet(frames: int, size: int) -> tuple[int, int]:
    """Width and height of ``timeline.png`` for this many frames, one below the other, of images with ``size`` pixels a
    side."""
    pitch = size + GAP
    return COLUMNS * pitch - GAP, frames * (ROWS * pitch - GAP)
