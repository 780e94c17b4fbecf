"""The lab's questions and the comparison of two models: every word of an answer follows from the figures."""

import json

import pytest
from rbm_models import untrained_store

from tabs import rbm
from zoo import questions
from zoo.errors import ZooError


@pytest.fixture(autouse=True, scope="module")
def store(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOO_STORE", untrained_store(tmp_path_factory.mktemp("models") / "store"))
        yield


def figures(nats: float, noise: float = 0.5, **more) -> dict:
    both = {"log_likelihood_ais": nats, "log_likelihood_ais_reverse": nats - 1}
    return {name: {"value": value, "noise": noise} for name, value in (both | more).items()}


@pytest.mark.parametrize(("real", "word"), [
    (-120.0, "rbm-real is ahead by 30.0 nats"), (-200.0, "rbm is ahead by 50.0 nats"), (-152.0, "cannot be told apart"),
])  # fmt: skip
def test_the_answer_follows_the_figures(real, word):
    asked = questions.question("input")
    text = questions.answer(asked, {"rbm": figures(-150.0), "rbm-real": figures(real)})
    assert word in text
    told = [name for name, sentence in asked.told.items() if sentence in text]
    assert told == {-120.0: ["rbm-real"], -200.0: ["rbm"], -152.0: []}[real]


def test_noise_keeps_a_difference_from_counting():
    asked = questions.question("steps")
    assert "ahead" in questions.answer(asked, {"rbm": figures(-150.0), "rbm-cd10": figures(-140.0)})
    assert "overlap" in questions.answer(asked, {"rbm": figures(-150.0), "rbm-cd10": figures(-140.0, noise=6.0)})


def test_what_was_not_measured_is_said():
    asked = questions.question("units")
    text = questions.answer(asked, {"rbm": figures(-150.0), "rbm-25": figures(-180.0)})
    assert "Not measured here: rbm-400." in text and not any(sentence in text for sentence in asked.told.values())
    assert "cannot be answered yet" in questions.answer(asked, {"rbm": figures(-150.0)})
    assert "python -m training train rbm" in questions.answer(asked, {})


def test_what_else_differs_is_said():
    found = {"rbm": figures(-150.0, frechet=100.0, squared_error=10.0, dead_units=0.0),
             "rbm-pcd": figures(-110.0, frechet=50.0, squared_error=12.0, dead_units=0.25)}  # fmt: skip
    text = questions.answer(questions.question("chains"), found)
    assert "Besides, rbm redraws digits best" in text
    assert "rbm-pcd makes up the digits nearest to real ones" in text and "25 %" in text


def test_dead_units_are_counted():
    units = {"layers": [{"frequency": [0.0, 0.5, 0.005, 0.02]}, {"frequency": [0.995, 1.0, 0.98, 0.3]}]}
    assert questions.dead_share(units) == 0.5
    assert questions.dead_share({"layers": []}) is None and questions.dead_share({}) is None
    assert questions.dead_share({"layers": [{"frequency": None}]}) is None


@pytest.mark.parametrize(
    "content", ["", "[]", '{"frechet": 5}', '{"frechet": {"value": "x"}}', '{"frechet": {"value": NaN}}']
)
def test_damaged_figures_are_left_out(tmp_path, content):
    (tmp_path / "metrics.json").write_text(content)
    assert questions.evidence(tmp_path) == {}


def test_no_such_question():
    with pytest.raises(ZooError, match="choose one of input"):
        questions.question("x")


def test_the_page_gets_every_question_with_its_rows():
    answer = rbm.questions({"model": "rbm", "revision": "x"})
    json.dumps(answer, allow_nan=False)
    found = {each["id"]: each for each in answer["questions"]}
    assert len(found) == len(questions.QUESTIONS) == 7
    row = next(row for row in found["units"]["rows"] if row["name"] == "log_likelihood_ais")
    assert row["values"] == ["−150.00", "−190.00", None]
    assert found["depth"]["models"] == ["rbm", "dbn", "dbn-tied"]
    assert all(each["command"] == f"python -m training question {name}" for name, each in found.items())
    assert "error" in rbm.questions({"x": 1}) and "error" in rbm.questions(None)


def test_two_models_side_by_side():
    answer = rbm.compare({"left": "rbm", "right": "rbm-25"})
    rows = {row["name"]: row for row in answer["rows"]}
    assert rows["log_likelihood_ais"]["winner"] == "left" and rows["squared_error"]["winner"] is None
    assert "More hidden units" in answer["guide"] and "40.0 nats more expected by rbm than by rbm-25" in answer["guide"]
    assert answer["question"] == "More or fewer hidden units?"
    assert answer["left"]["shown"] and answer["right"]["units"][0]["size"] == 25


@pytest.mark.parametrize(("left", "right", "word"), [
    ("rbm", "dbn", "bound from below"), ("dbn", "dbn-finetuned", "apart"), ("rbm", "rbm-real", "greys themselves"),
    ("rbm", "rbm", "twice"), ("rbm", "rbm-500", "cannot be put down to one"), ("dbn", "dbn-tied", "of these alone"),
])  # fmt: skip
def test_the_guide_says_what_to_look_at(left, right, word):
    assert word in rbm.compare({"left": left, "right": right})["guide"]
