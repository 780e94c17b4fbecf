"""YAML, and Markdown lists: items behind dashes or names, one in another by indentation. A YAML library reads them."""

import re

from zoo.attention.paste.nested import Nested
from zoo.attention.paste.nodes import Label, Mapping, Node
from zoo.attention.paste.numbers import number_in
from zoo.attention.paste.tokens import tokenize
from zoo.errors import ZooError

ITEM = re.compile(r"^[ ]*- |^[^\s:]+:[ ]*\n[ ]+[^\s:]+: ", re.MULTILINE)  # a dash, or a name in another one


def outline(text: str, notes: dict[str, str]) -> Node | None:
    """The values in a text whose lines begin with dashes or hold names in others, or None if it is no YAML."""
    if not ITEM.search(text) or re.search(r"[&*|>]", text) or "\t" in text:
        return None
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # keeps every number as it is written
    try:
        return _node(yaml.load(text, loader), notes)  # a BaseLoader makes only lists, mappings and texts
    except (yaml.YAMLError, RecursionError, _NotPlain):
        return None


class _NotPlain(Exception):
    """A text that is more than one number or name, so the dashes are no YAML."""


def _node(value: object, notes: dict[str, str]) -> Node:
    if isinstance(value, dict):
        return Mapping([(str(key), _node(item, notes)) for key, item in value.items()])
    if isinstance(value, list):
        return [_node(item, notes) for item in value]
    text = str(value)
    found = number_in(text, notes)
    if found is not None:
        return found
    if len(text.split()) > 1 or any(mark in text for mark in "[({=:"):
        return _nested(text, notes)
    return Label(text) if text else ""


def _nested(text: str, notes: dict[str, str]) -> Node:
    """What stands behind one dash, if it is a list or a call itself."""
    try:
        nested = Nested(text, tokenize(text), notes)
        found, behind = nested.value(0, len(nested.tokens), is_inner=False)
    except (ZooError, IndexError):
        raise _NotPlain from None
    if behind < len(nested.tokens) or isinstance(found, str):
        raise _NotPlain
    return found
