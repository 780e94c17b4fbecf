"""The sentences of the RBM lab and of the lessons of variants stay the same, for figures of every order: who is ahead,
by how much, why, and what is doubtful.

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

from zoo import lessons, questions  # noqa: E402
from zoo.schema import Page, Seeds  # noqa: E402

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
    return said | {f"lesson {case}": lesson_of(case) for case in range(16)}


def lesson_of(case: int) -> str:
    page = Page(
        family="gan", title="x", order=1, base=("base", "gan-3", "")[case % 8 // 3], changes="twice the latents"
    )
    return lessons.lesson("gan-3", page, run(case, "own"), run(case, "base") if case % 5 else None)


def run(case: int, name: str) -> dict:
    """A run that went as the case has it, with seeds or without."""
    number = zlib.crc32(f"run {case} {name}".encode())
    epochs = 8 + number % 3
    training = {
        "epochs": epochs, "best_epoch": epochs - number // 3 % 2, "seconds": 40.0 + number % 97, "device": "CPU",
        "collapse": [[], [{"epoch": 3, "warning": "Two digits are missing."}],
                     [{"epoch": epochs, "warning": "Two digits are missing."}]][number // 7 % 3],
        "diverged": "nan" if number // 11 % 5 == 0 else None,
        "recipe": {"config": {"image_size": 16 + case % 4 // 3 * 12}},
        "curves": {"train": [{"real_accuracy": 0.1, "generated_accuracy": 0.2},
                             {"real_accuracy": number % 83 / 83, "generated_accuracy": number % 79 / 79}]},
    }  # fmt: skip
    metrics = {name: {"value": 5.0 + figure(case, name)["noise"] + number % 3, "noise": number % 5 / 10}
               for name in lessons.FIGURES if zlib.crc32(name.encode()) % 4 != case % 4}  # fmt: skip
    metrics |= {"background": {"value": number % 21 / 1000}, "blank": {"value": number // 13 % 3 * 0.3}}
    metrics |= {f"{name}_floor": {"value": 1.25} for name in ("frechet", "coverage")}
    runs = [
        {"seed": seed, "epochs": epochs, "metrics": {name: each["value"] + seed / 4 for name, each in metrics.items()}}
        for seed in range(3)
    ]
    found = {"metrics": metrics, "training": training}
    return found | ({"seeds": Seeds(epochs=epochs, runs=runs)} if number // 17 % 2 else {})


@pytest.mark.parametrize("name", json.loads(FILE.read_text("utf-8")) if FILE.exists() else [])
def test_what_is_said_of_figures_stays(name):
    assert json.loads(json.dumps(SAID[name])) == json.loads(FILE.read_text("utf-8"))[name]


SAID = sentences()
if __name__ == "__main__":
    lines = (f"{json.dumps(name)}: {json.dumps(said, ensure_ascii=False)}" for name, said in SAID.items())
    FILE.write_text(",\n".join(lines).join(("{\n", "\n}\n")), encoding="utf-8")
