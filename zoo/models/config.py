"""Configs of models, and reading them from a checkpoint. No torch here: the page lists models before it loads any."""

import dataclasses
import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from zoo.errors import ZooError

CONFIG = "config.json"


def later(default: Any) -> Any:
    """A field that was added after checkpoints without it had been published.

    A ``config.json`` may lack it: then it has its default. Where it has its default nothing is written of it, so that
    the records of older runs stay equal to those of newer ones.
    """
    return dataclasses.field(default=default, metadata={"later": True})


@dataclass(frozen=True)
class Config:
    """Base of every model's config. Each field has a default, whose type is the type that field must have."""

    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(field.default, tuple) and isinstance(value, list):
                value = tuple(value)  # JSON has no tuples
                object.__setattr__(self, field.name, value)
            if isinstance(field.default, float) and type(value) is int:
                value = float(value)
                object.__setattr__(self, field.name, value)
            if type(value) is not type(field.default):
                raise ZooError(
                    f"{type(self).__name__}.{field.name} must be {type(field.default).__name__}, not {value!r}."
                )

    @classmethod
    def from_dict(cls, values: dict) -> "Config":
        """The config with exactly these values; a key too many, or too few but for those that came ``later``, is an
        error that names it."""
        known = {field.name for field in fields(cls)}
        needed = {field.name for field in fields(cls) if not field.metadata.get("later")}
        for key in sorted(values.keys() - known):
            raise ZooError(f"config.json has '{key}', which {cls.__name__} does not know.")
        for key in sorted(needed - values.keys()):
            raise ZooError(f"config.json lacks '{key}', which {cls.__name__} needs; train it again with this version.")
        return cls(**values)

    def to_dict(self) -> dict:
        """What ``from_dict`` makes this config from: every value, but of fields that came ``later`` no default."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        implied = {field.name: field.default for field in fields(self) if field.metadata.get("later")}
        return {name: value for name, value in values.items() if name not in implied or value != implied[name]}


def read_config(folder: str | Path) -> tuple[str, dict]:
    """The model's class name and its config values from ``folder/config.json``."""
    path = Path(folder) / CONFIG
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ZooError(f"There is no {CONFIG} in {folder}; it is not a checkpoint.") from None
    except (OSError, ValueError) as error:
        raise ZooError(f"{path} cannot be read ({error}); fetch or train the checkpoint again.") from None
    if not isinstance(values, dict) or not isinstance(values.get("model"), str):
        raise ZooError(f"{path} does not say which model it is for (its 'model' field).")
    return values.pop("model"), values
