"""The files that the viewers in the page need, each of one kind of model."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from zoo.schema.parts import File, Misfit, Pair, Part, Share, rising

CRITIC = "critic.json"
EXPERIMENTS = "experiments.json"
PERCENTILES = 101  # of the critic's scores: the 0th to the 100th
DIRECTIONS = "directions.json"
MOST_DIRECTIONS = 5
TRUNCATION = "truncation.json"
Property = Literal["thickness", "slant", "width", "height", "digit_0", "digit_1", "digit_2", "digit_3", "digit_4",
                   "digit_5", "digit_6", "digit_7", "digit_8", "digit_9"]  # of a digit's picture  # fmt: skip
MOST_LINES, LONGEST_LINE = 20_000, 400
MOST_PLAYS = 100
Name = Annotated[str, Field(min_length=1, max_length=100)]

Percentiles = Annotated[list[float], Field(min_length=PERCENTILES, max_length=PERCENTILES)]


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


class Finding(Part):
    """One figure of an experiment and its standard error."""

    value: float
    noise: Annotated[float, Field(ge=0)]


class Experiments(File):
    """``experiments.json``: what short experiments on a trained machine showed."""

    figures: dict[str, Finding]


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
        rising(self.real, "real")
        rising(self.generated, "generated")
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

    ``no_digit`` is the share that a judge which can refuse takes for no digit, None if there was none. ``sure`` is the
    share of which the judge is sure, without those; ``coverage`` is that of test images that have a sample nearby.
    """

    bound: Annotated[float, Field(gt=0)] | None
    no_digit: Share | None = None
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


class Play(Part):
    """A play: its title, its kind, and who speaks in it, those with the most speeches first."""

    title: Name
    genre: Name
    speakers: list[Name]


class Cast(File):
    """``cast.json``: the plays that a model has read, and who speaks in them."""

    plays: Annotated[list[Play], Field(min_length=1, max_length=MOST_PLAYS)]


class Vocabulary(File):
    """``vocabulary.json``: the words that a model of words knows, by index."""

    words: list[str]
