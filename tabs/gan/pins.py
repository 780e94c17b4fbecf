"""The pinned samples of a link, ``1.0,1.12,7.3d4t0.8``: seed, index and perhaps a digit and a truncation of each."""

import re

from tabs.gan.draw import DIGITS, MOST, TRUNCATIONS
from tabs.shared.link import LONGEST
from tabs.shared.request import LARGEST_SEED

MOST_PINS = 12  # as in assets/gan/kept.js
PIN = re.compile(r"([0-9]{1,10})\.([0-9]{1,2})(?:d([0-9]))?(?:t([0-9]{1,2}(?:\.[0-9]{1,9})?))?")


def read_pins(text: str, problems: list[str]) -> list[dict | None]:
    """The pins of a link in their order, None for each that cannot be read, which is added to ``problems``."""
    if len(text) > LONGEST:
        problems.append("The link's list of pinned samples is too long, so it is left out.")
        return []
    parts = text.split(",")
    if len(parts) > MOST_PINS:
        problems.append(f"The link has {len(parts)} pinned samples; there is room for the first {MOST_PINS}.")
    found = [read_pin(part) for part in parts[:MOST_PINS]]
    unread = found.count(None)
    if unread:
        what = "One of the link's pinned samples" if unread == 1 else f"{unread} of the link's pinned samples"
        problems.append(f"{what} cannot be read; a pin is written as seed.sample, such as 7.12.")
    return found


def read_pin(text: str) -> dict | None:
    """One pin in the form of the page; None if the text cannot be read."""
    match = PIN.fullmatch(text)
    if not match:
        return None
    seed, index, digit, truncation = match.groups()
    pin = {
        "seed": int(seed),
        "index": int(index),
        "digit": None if digit is None else int(digit),
        "truncation": None if truncation is None else float(truncation),
    }
    low, high = TRUNCATIONS
    fits = pin["seed"] <= LARGEST_SEED and pin["index"] < MOST and (pin["digit"] or 0) < DIGITS
    return pin if fits and (truncation is None or low <= pin["truncation"] <= high) else None


def kept(pins: list[dict | None]) -> list[dict]:
    """The pins that could be read, each once."""
    return [pin for at, pin in enumerate(pins) if pin is not None and pin not in pins[:at]]
