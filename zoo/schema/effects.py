"""``effects.json``: what moving one number of a code does to what is made from it."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from zoo.schema.parts import File, Misfit, Part, rising
from zoo.schema.viewers import Property

EFFECTS = "effects.json"
MOST_LATENTS, MOST_NAMES = 12, 2
PictureProperty = Property | Literal["loops"]
TextProperty = Literal[
    "words", "line_length", "verse", "names", "questions", "exclamations", "thou", "you", "first_person"
]
Genre = Literal["comedy", "history", "tragedy"]
Three = Field(min_length=3, max_length=3)


class LatentEffect(Part):
    """The average of a property at each of the file's ``values`` of a latent.

    ``bands`` are half the widths of the 95 % bands of three changes: from the middle value to the lowest one, from the
    middle to the highest, and from the lowest to the highest. ``clear`` says whether the last band excludes 0 even when
    it is widened for the number of comparisons. ``size`` is the last change in standard deviations of real examples.
    """

    property: PictureProperty | TextProperty
    means: Annotated[list[float], Three]
    bands: Annotated[list[Annotated[float, Field(ge=0)]], Three]
    size: float
    clear: bool


class Correlation(Part):
    """How a latent's posterior mean correlates with a property of real texts; ``band`` is half of a 95 % band."""

    property: TextProperty | Genre
    r: Annotated[float, Field(ge=-1, le=1)]
    band: Annotated[float, Field(ge=0)]


class MovedLatent(Part):
    """One latent. ``names`` are the properties that it changes most and clearly, the largest change first."""

    index: Annotated[int, Field(ge=0)]
    names: Annotated[list[PictureProperty | TextProperty], Field(max_length=MOST_NAMES)]
    effects: Annotated[list[LatentEffect], Field(min_length=1)]
    correlations: list[Correlation] = Field(default_factory=list)

    @model_validator(mode="after")
    def _check(self) -> "MovedLatent":
        if not set(self.names) <= {each.property for each in self.effects}:
            raise Misfit("names must be of the effects")
        return self


class Effects(File):
    """The effects of the leading latents, those with the largest KL first.

    Each was set to the three ``values`` in ``samples`` random codes; ``comparisons`` effects were tested. The
    correlations are of ``held_out`` real texts, those with genres of ``read`` texts from training.
    """

    values: Annotated[list[float], Three]
    samples: Annotated[int, Field(ge=2)]
    comparisons: Annotated[int, Field(ge=1)]
    held_out: Annotated[int, Field(ge=0)] = 0
    read: Annotated[int, Field(ge=0)] = 0
    latents: Annotated[list[MovedLatent], Field(min_length=1, max_length=MOST_LATENTS)]

    @model_validator(mode="after")
    def _check(self) -> "Effects":
        rising(self.values, "values")
        indices = [each.index for each in self.latents]
        if len(indices) != len(set(indices)):
            raise Misfit("latents must have different indices")
        return self

    def fit(self, latent_dim: int) -> None:
        """Raise ``Misfit`` unless this fits a model with ``latent_dim`` latents."""
        if any(each.index >= latent_dim for each in self.latents):
            raise Misfit(f"latents must have indices below {latent_dim}")
