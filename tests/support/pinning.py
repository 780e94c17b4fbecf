"""Answers that are pinned: what a handler answers, in brief, and where that differs from what it answered before."""

import inspect
import json
import math
import re
from dataclasses import is_dataclass

import gradio as gr
from loops import run

from tabs.shared.pieces import whole
from zoo.errors import ZooError

VOLATILE = {"revision", "weights", "shown", "commit", "png", "gif"}  # texts: addresses, versions, files
ROUNDED = re.compile(r"-?\d+\.\d{3,}")  # a text, whose last digit can be another on another machine
LONG = 24  # numbers in a list that is pinned whole


def answered(handler, arguments, options):
    """The answer, or the sentence of its error."""
    try:
        found = handler(*arguments, **options)
        if inspect.iscoroutine(found):
            found = run(found)
        elif inspect.isgenerator(found):
            found = whole(found)
    except (gr.Error, ZooError) as error:
        return {"raised": str(error)}
    if isinstance(found, str):
        found = json.loads(found)
    return brief(vars(found) if is_dataclass(found) else found)


def brief(value):
    """An answer without what differs from machine to machine; long lists of numbers become two."""
    if isinstance(value, dict):
        kept = {key for key, each in value.items() if key not in VOLATILE or not isinstance(each, str)}
        return {str(key): brief(each) for key, each in value.items() if key in kept}
    if isinstance(value, str):
        return value if len(value) <= 4000 else [len(value), value[:200]]
    if isinstance(value, list | tuple):
        flat = numbers_in(value)
        if flat is not None and len(flat) > LONG:
            return {"numbers": len(flat), "told": sum(each * (1 + at / len(flat)) for at, each in enumerate(flat))}
        return [brief(each) for each in value]
    if isinstance(value, bool | int | float) or value is None:
        return value
    return getattr(value, "name", type(value).__name__)  # a checkpoint


def numbers_in(value):
    """All numbers in nested lists; None if there is anything else."""
    if not isinstance(value, list | tuple):
        return [float(value)] if isinstance(value, int | float) and math.isfinite(value) else None
    parts = [numbers_in(each) for each in value]
    return None if None in parts else [each for part in parts for each in part]


def as_lines(part):
    """The answers of a tab as JSON, one in a line."""
    lines = (f"{json.dumps(name)}: {json.dumps(answer, ensure_ascii=False)}" for name, answer in part[1].items())
    return ",\n".join(lines).join((f'"{part[0]}": {{\n', "\n}"))


def differs(found, pinned, place=""):
    """The first place where two answers differ, by more than rounding, or ""."""
    if isinstance(found, dict) and isinstance(pinned, dict) and found.keys() == pinned.keys():
        return next(filter(None, (differs(found[key], pinned[key], f"{place}.{key}") for key in found)), "")
    if isinstance(found, list) and isinstance(pinned, list) and len(found) == len(pinned):
        pairs = enumerate(zip(found, pinned, strict=True))
        return next(filter(None, (differs(*pair, f"{place}.{at}") for at, pair in pairs)), "")
    same = found == pinned
    if isinstance(found, float) and isinstance(pinned, int | float):
        same = math.isclose(found, pinned, rel_tol=1e-3, abs_tol=1e-4)
    elif all(isinstance(each, str) and ROUNDED.fullmatch(each) for each in (found, pinned)):
        decimals = len(pinned.split(".")[1])
        same = len(found.split(".")[1]) == decimals and abs(float(found) - float(pinned)) < 1.5 * 10**-decimals
    return "" if same else f"{place}: {str(found)[:300]} was {str(pinned)[:300]}"
