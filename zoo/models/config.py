"""Configs of models, and reading them from a checkpoint. No torch, because the page lists models without loading
any."""

import dataclasses
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from zoo import reading
from zoo.errors import ZooError

CONFIG = "config.json"


def later(default: Any) -> Any:
    """A field that was added after checkpoints without it had been published.

    If a ``config.json`` lacks it, it has its default. It is not written if it has its default, so that records of older
    and newer runs are equal.
    """
    return dataclasses.field(default=default, metadata={"later": True})


@dataclass(frozen=True)
class Config:
    """Base of all models' configs. Each field has a default, and its values must have the type of that default."""

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
                    f"{type(self).__name__}.{field.name} must be of type {type(field.default).__name__}, not {value!r}."
                )

    @classmethod
    def from_dict(cls, values: dict) -> "Config":
        """The config with exactly these values. Raises ``ZooError`` naming an unknown key or a missing one that is not
        ``later``."""
        known = {field.name for field in fields(cls)}
        needed = {field.name for field in fields(cls) if not field.metadata.get("later")}
        for key in sorted(values.keys() - known):
            raise ZooError(
                f"config.json has '{key}', which {cls.__name__} does not know; update the app or train it again."
            )
        for key in sorted(needed - values.keys()):
            raise ZooError(f"config.json lacks '{key}', which {cls.__name__} needs; train it again with this version.")
        return cls(**values)

    def to_dict(self) -> dict:
        """The values for ``from_dict``: all of them, except ``later`` fields at their default."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        implied = {field.name: field.default for field in fields(self) if field.metadata.get("later")}
        return {name: value for name, value in values.items() if name not in implied or value != implied[name]}


def read_config(folder: str | Path) -> tuple[str, dict]:
    """The model's class name and its config values from ``folder/config.json``."""
    path = Path(folder) / CONFIG
    try:
        values = reading.json_file(path)
    except FileNotFoundError:
        raise ZooError(f"There is no {CONFIG} in {folder}; give the folder of a checkpoint.") from None
    except (OSError, ValueError) as error:
        raise ZooError(f"{path} cannot be read ({error}); fetch or train the checkpoint again.") from None
    if not isinstance(values, dict) or not isinstance(values.get("model"), str):
        raise ZooError(f"{path} does not say which model it is for; fetch or train the checkpoint again.")
    return values.pop("model"), values
