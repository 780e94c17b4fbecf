"""What a run leaves: its figures, its record, its pictures, and its runs with other seeds."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, PlainValidator, RootModel, model_validator

from zoo.schema.parts import File, Misfit, Part, rising

TIMELINE = "timeline.png"  # the frames of a run, one below the other
LARGEST_TIMELINE = 1_000_000  # bytes
COLUMNS, GAP = 10, 2  # of a frame: images, and pixels between them; ten classes have a column each
COUNT = 3 * COLUMNS  # images in a frame of a GAN's
SHEETS = "sheets.png"  # samples of a GAN without weights, epoch by epoch
LARGEST_SHEETS = 1_000_000  # bytes
SEEDS = "seeds.json"
LARGEST_FIGURE = 1e300


def _number_or_numbers(value: Any) -> Any:
    numbers = value if isinstance(value, list) else [value]
    if not all(type(each) in (int, float) and abs(each) <= LARGEST_FIGURE for each in numbers):
        raise ValueError("must be a finite number or a list of finite numbers")
    return value


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
class Frames(Part):
    """The layout of a picture with frames one below the other: images in rows of ``columns``, ``gap`` pixels apart.

    The frames were taken at ``places``, in epochs.
    """

    count: Annotated[int, Field(ge=1, le=100)]  # images in a frame
    columns: Annotated[int, Field(ge=1, le=100)]
    gap: Annotated[int, Field(ge=0, le=GAP)]
    size: Annotated[int, Field(ge=1, le=256)]  # pixels per side of an image
    places: Annotated[list[float], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> "Frames":
        rising(self.places, "places")
        return self

    def sheet(self) -> tuple[int, int]:
        """Width and height of the picture."""
        pitch, rows = self.size + self.gap, -(-self.count // self.columns)
        return self.columns * pitch - self.gap, self.frames() * (rows * pitch - self.gap)

    def frames(self) -> int:
        """How many there are."""
        return len(self.places)


class Shows(Part):
    """What so many images of a frame show: what a map or draws from the prior (``samples``) are decoded to; test
    ``digits``, the same ones ``redrawn``, and where chains that begin at them stand; ``filters`` of hidden units."""

    shows: Literal["map", "samples", "digits", "redrawn", "chains", "filters"]
    count: Annotated[int, Field(ge=1, le=100)]


class Timeline(Frames):
    """The layout of ``timeline.png``. Without ``parts`` all images are samples of a GAN."""

    parts: list[Shows] | None = None

    @model_validator(mode="after")
    def _check_parts(self) -> "Timeline":
        if self.count != (COUNT if self.parts is None else sum(part.count for part in self.parts)):
            raise Misfit(f"count must be that of all parts, or {COUNT} without any")
        return self


class Sheets(Frames):
    """The layout of ``sheets.png``: the samples of ``seeds`` after each epoch of ``places``, one frame per seed."""

    seeds: Annotated[list[int], Field(min_length=1)]

    def frames(self) -> int:
        """One for each seed at each place."""
        return len(self.places) * len(self.seeds)


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
    noise: Annotated[float, Field(ge=0)] | None = None
    average: float | None = None


class Settings(Part):
    """The fields of the recipe that readers need; the others are kept unchanged."""

    model_config = ConfigDict(extra="allow")

    data: str | None = None
    learning_rate: float | None = None
    game: Game | None = None


class Curves(Part):
    """Means of each epoch, by name."""

    train: list[dict[str, float]] = Field(default_factory=list)
    validation: list[dict[str, float]] = Field(default_factory=list)


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
    trace: list[Trace] = Field(default_factory=list)
    collapse: list[Collapse] | None = None  # None if no GAN's timeline observed the run


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
