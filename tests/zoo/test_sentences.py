"""The sentences of the RBM lab for figures of every order stay the same: who is ahead, by how much, why, and what is
doubtful.

A change that means to say otherwise writes them anew: ``python tests/zoo/test_sentences.py``; then read them.
"""

import json
import sys
import zlib
from pathlib import Path

FILE = Path(__file__).with_name("sentences.json")
if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

import pytest  # noqa: E402

from zoo import questions  # noqa: E402

LIKELIHOODS = (
    ("log_likelihood",), ("log_likelihood_ais", "log_likelihood_ais_reverse"), ("log_likelihood_ais",),
    ("log_likelihood_bound", "log_likelihood_bound_reverse"), ("log_likelihood_bound",),
)  # fmt: skip
CASES = (0, 2, 4, 5, 8, 10, 11)
OTHERS = ("squared_error", "frechet", "coverage", "dead_units", "log_partition")
TRIED = (
    "input_difference", "pixels_trained", "pixels_long", "looseness", "change_0.01", "change_0.1", "change_1.0",
    "no_digit_digits_1000", "rise_digits_1000",
)  # fmt: skip


def figure(*key) -> dict:
    """A value and a noise that depend on the key alone."""
    number = zlib.crc32(repr(key).encode())
    return {"value": number % 199 / 10 - 9, "noise": number // 200 % 40 / 100}


def machine(case: int, model: str) -> dict:
    """Figures of a machine of a lab where everything is possible."""
    number = zlib.crc32(f"{case} {model}".encode())
    names = (*LIKELIHOODS[number % len(LIKELIHOODS)], *OTHERS)
    found = {name: figure(case, model, name) for name in names}
    for name in names[: -len(OTHERS)]:
        found[name]["value"] = found[names[0]]["value"] / 4 - 100 + figure(case, name)["noise"]
    found["dead_units"]["value"] = number // 7 % 12 / 100
    return found | ({"chains": {"value": 20, "noise": 0.0}} if number // 100 % 3 == 0 else {})


def tried(case: int, model: str) -> dict:
    """Figures of experiments on it."""
    found = {name: figure("tried", case, model, name) for name in TRIED}
    shares = {name for name in TRIED if name.startswith("no_digit")}
    return {
        name: each | {"value": each["value"] / 20 + 0.5} if name in shares else each for name, each in found.items()
    }


def sentences() -> dict:
    """All of them, by the question and the case."""
    said = {}
    for asked in questions.QUESTIONS:
        for case in CASES:
            models = asked.models[: len(asked.models) - (case == CASES[-1])]  # at last one is not there
            found = {model: machine(case, model) for model in models}
            told = questions.answered(asked, found, {model: tried(case, model) for model in models})
            said[f"{asked.name} {case}"] = told | {"doubts": questions.doubts(models, found)}
    return said


@pytest.mark.parametrize("name", json.loads(FILE.read_text("utf-8")) if FILE.exists() else [])
def test_what_is_said_of_figures_stays(name):
    assert json.loads(json.dumps(SAID[name])) == json.loads(FILE.read_text("utf-8"))[name]


SAID = sentences()
if __name__ == "__main__":
    lines = (f"{json.dumps(name)}: {json.dumps(said, ensure_ascii=False)}" for name, said in SAID.items())
    FILE.write_text(",\n".join(lines).join(("{\n", "\n}\n")), encoding="utf-8")
