"""Whose speech a text is to be: speakers, plays and kinds of plays that a checkpoint names (``cast.json``)."""

from tabs.shakespeare.family import FAMILY
from zoo.errors import ZooError
from zoo.models.prompts import START, prompt
from zoo.record import record
from zoo.schema import Capabilities
from zoo.stores import Checkpoint

FILE = "cast.json"
TOLD = ("speaker", "play", "genre")  # of a request
LONGEST_NAME = 100


def cast(checkpoint: Checkpoint) -> list[dict]:
    """The plays that a model has read, each with ``title``, ``genre`` and ``speakers``; none if it names no speakers.

    Raises ``ZooError`` for a damaged file.
    """
    if not (checkpoint.folder / FILE).is_file():
        return []
    return [play.model_dump() for play in record(checkpoint).file(FILE).plays]


def cast_notice(checkpoint: Checkpoint) -> tuple[list[dict], str]:
    """``cast``, and an error message if it is damaged."""
    try:
        return cast(checkpoint), ""
    except ZooError as error:
        return [], f"{error} Until then no speaker can be chosen."


def names(plays: list[dict], can: Capabilities) -> dict[str, set[str]]:
    """What a model can be told, by the names of ``TOLD``."""
    speakers = {name for play in plays for name in play["speakers"]}
    if not can.speeches:
        return {"speaker": speakers, "play": set(), "genre": set()}
    return {"speaker": speakers, **{key: {play[field] for play in plays}
                                    for key, field in (("play", "title"), ("genre", "genre"))}}  # fmt: skip


def read_prompt(can: Capabilities, request: dict) -> tuple[str, str]:
    """What a model is given before a text, and the part of it that is shown: the line with the speaker.

    The request names ``model``, ``revision`` and any of ``TOLD``, "" for none.
    """
    told = {key: request.get(key, "") for key in TOLD}
    if not any(told.values()):
        return START, ""
    known = names(cast(FAMILY.find(request.get("model"), request.get("revision"))), can)
    for key, value in told.items():
        if value and not known[key]:
            raise ZooError(f"This model cannot be told a {key}; leave it out.")
        if value and (not isinstance(value, str) or value not in known[key]):
            raise ZooError(f"This model knows no {key} '{str(value)[:40]}'; choose one that the page lists.")
    speaker = told["speaker"]
    return prompt(speaker, told["genre"], told["play"]), f"{speaker}:\n" if speaker else ""
