"""What all definitions are made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

VERSION = 1  # of these definitions; a file without a number has version 1


class Misfit(ValueError):
    """What is wrong with a part: "FIELD must be ..."."""


class Part(BaseModel):
    """Base of all definitions. Unknown fields are ignored when reading and rejected when writing."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False, frozen=True)


class File(Part):
    """Base of a whole file. ``schema`` is the version for which it was written."""

    version: Annotated[int, Field(ge=1, le=VERSION, alias="schema")] = VERSION


Share = Annotated[float, Field(ge=0, le=1)]
Pair = Field(min_length=2, max_length=2)


def rising(values: list[float], field: str) -> None:
    """Raise ``Misfit`` unless the values of this field ascend."""
    if values != sorted(values):
        raise Misfit(f"{field} must be in ascending order")
