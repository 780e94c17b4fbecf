"""The server functions of the Shakespeare tab, with a memory: dozens of tests begin with the same text, and what a test
expects of the page it asks the same functions for."""

import json

from tabs.shakespeare import tab
from tabs.shakespeare.family import FAMILY
from zoo.errors import ZooError

OWN = set(tab.SERVER)
_answers: dict[str, dict] = {}


def server(functions: tuple) -> tuple:
    """``functions`` of a page, those of the app with the memory."""
    return tuple(_with_memory(each) if each in OWN else each for each in functions)


def asked(handler, request: dict) -> dict:
    """What a handler of the tab answers."""
    key = _key(handler.__name__, request)
    if key not in _answers:
        answer = handler(request)
        assert "error" not in answer, answer
        _answers[key] = answer
    return _answers[key]


def _with_memory(function):
    async def answer(request):
        try:
            key = _key(function.__name__, request)
        except ZooError:  # the function says what is wrong
            return await function(request)
        if key not in _answers:
            found = await function(request)
            if "error" in found:
                return found
            _answers[key] = found
        return _answers[key]

    answer.__name__ = function.__name__
    return answer


def _key(name: str, request: dict) -> str:
    """One for all requests that are the same, be they from the page, which names a revision, or from a test."""
    whole = {key: value for key, value in request.items() if value != ""}  # as without it
    if "model" in whole:
        whole = {"revision": FAMILY.find(whole["model"]).revision} | whole
    return name + json.dumps(json.loads(json.dumps(whole), parse_float=_shortest), sort_keys=True)


def _shortest(text: str) -> float | int:
    return int(value) if (value := float(text)).is_integer() else value
