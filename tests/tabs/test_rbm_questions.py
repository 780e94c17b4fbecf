"""The lab's questions and the comparison of two models: every word of an answer follows from the figures."""

import json

import pytest
from rbm_models import write

from tabs.rbm import compare as rbm_compare
from tabs.rbm import tab as rbm
from zoo import questions
from zoo.errors import ZooError
from zoo.models.rbm import RBM, RBMConfig
from zoo.stores import BundledStore, Checkpoint

pytestmark = pytest.mark.usefixtures("rbm_store")


def figures(nats: float, noise: float = 0.5, **more) -> dict:
    both = {"log_likelihood_ais": nats, "log_likelihood_ais_reverse": nats - 1}
    return {name: {"value": value, "noise": noise} for name, value in (both | more).items()}


@pytest.mark.parametrize(("real", "word"), [
    (-120.0, "rbm-real is ahead by 27.0 to 33.0 nats"), (-200.0, "rbm is ahead by 47.0 to 53.0 nats"),
    (-152.0, "cannot be told apart"),
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


def bounds(nats: float, noise: float = 0.5) -> dict:
    both = {"log_likelihood_bound": nats, "log_likelihood_bound_reverse": nats - 1}
    return {name: {"value": value, "noise": noise} for name, value in both.items()}


@pytest.mark.parametrize(("rbm_nats", "dbn", "tied", "words", "told"), [
    (-150, -170, -180, ["rbm and dbn cannot be ranked: that of dbn is a lower bound, estimated at −172.0"], None),
    (-150, -120, -180, ["dbn is ahead by at least 27.0 nats, as far as the estimates hold"], "dbn"),
    (-150, -120, -130,
     ["that of dbn is higher than that of dbn-tied by 7.0 to 13.0 nats", "Beside rbm: dbn is ahead by at"], "dbn"),
    (-150, -120, -121, ["dbn and dbn-tied cannot be told apart", "Beside rbm: dbn is ahead by at least 27.0"], None),
    (-150, -149, -190, ["dbn and rbm cannot be told apart"], None),
])  # fmt: skip
def test_a_bound_says_only_how_good_a_network_is_at_least(rbm_nats, dbn, tied, words, told):
    asked = questions.question("depth")
    text = questions.answer(asked, {"rbm": figures(rbm_nats), "dbn": bounds(dbn), "dbn-tied": bounds(tied)})
    assert all(word in text for word in words), text
    assert [name for name in asked.told if asked.told[name] in text] == ([told] if told else [])
    assert f"dbn ≥ −{-dbn + 2}.0 to −{-dbn - 1}.0" in text and "rbm ≥" not in text


def test_the_likelihood_of_a_model():
    two_sided = figures(-150.0)
    assert questions.nats(two_sided) == (-152.0, -149.0, False)
    assert questions.nats(two_sided | {"log_likelihood": {"value": -155.0, "noise": 0.0}}) == (-155.0, -155.0, False)
    assert questions.nats(bounds(-140.0)) == (-142.0, -139.0, True) and questions.nats({}) is None


def test_estimates_that_contradict_themselves_are_flagged_and_count_for_less():
    crossed = {
        "log_likelihood_ais": {"value": -120.0, "noise": 0.5},
        "log_likelihood_ais_reverse": {"value": -115.0, "noise": 0.5},
    }
    assert questions.nats(crossed) == (-126.0, -109.0, False)  # as much wider at both ends as they are crossed
    asked = questions.question("chains")
    ahead = questions.answer(asked, {"rbm": crossed, "rbm-pcd": figures(-100.0)})
    assert (
        "rbm: its two estimates are crossed: the reverse one is 5.0 nats above" in ahead
        and asked.told["rbm-pcd"] in ahead
    )
    near = questions.answer(asked, {"rbm": crossed, "rbm-pcd": figures(-107.0)})
    assert "cannot be told apart" in near and asked.told["rbm-pcd"] not in near
    assert "crossed" not in questions.answer(asked, {"rbm": figures(-150.0), "rbm-pcd": figures(-100.0)})


def test_generated_digits_that_begin_elsewhere_are_not_ranked():
    found = {"rbm": figures(-150.0, frechet=100.0), "rbm-pcd": figures(-110.0, frechet=50.0, chains=100)}
    text = questions.answer(questions.question("chains"), found)
    assert "nearest to real ones" not in text
    assert "not ranked, because those of rbm-pcd start from chains that training kept, the others from noise." in text
    found["rbm"]["chains"] = {"value": 20, "noise": 0.0}
    assert "rbm-pcd generates the digits nearest" in questions.answer(questions.question("chains"), found)


def test_where_chains_begin_is_read_from_the_config(tmp_path):
    (tmp_path / "config.json").write_text('{"chains": 100}')
    assert questions.evidence(tmp_path)["chains"]["value"] == 100
    for content in ('{"chains": 0}', '{"chains": "x"}', "{}", "["):
        (tmp_path / "config.json").write_text(content)
        assert "chains" not in questions.evidence(tmp_path)


def test_what_was_not_measured_is_said():
    asked = questions.question("units")
    text = questions.answer(asked, {"rbm": figures(-150.0), "rbm-25": figures(-180.0)})
    assert "Not measured here: rbm-400." in text and not any(sentence in text for sentence in asked.told.values())
    for found in ({}, {"rbm-25": {}}):  # a run of which nothing was measured counts no more than none
        text = questions.answer(asked, {"rbm": figures(-150.0), **found})
        assert text.startswith("This cannot be answered yet. Not measured here: rbm-25, ")
    assert "python -m training train rbm" in questions.answer(asked, {})


def test_what_else_differs_is_said():
    found = {"rbm": figures(-150.0, frechet=100.0, squared_error=10.0, dead_units=0.0),
             "rbm-pcd": figures(-110.0, frechet=50.0, squared_error=12.0, dead_units=0.25)}  # fmt: skip
    text = questions.answer(questions.question("chains"), found)
    assert "Besides, rbm redraws digits best" in text
    assert "rbm-pcd generates the digits nearest to real ones" in text and "25 %" in text


@pytest.mark.parametrize(("error", "said"), [(10.9, False), (11.1, True)])
def test_a_figure_counts_as_better_beyond_two_standard_errors_of_both(error, said):
    """Of noises of 0.3 and 0.4 that is 1."""
    found = {name: figures(-150.0) for name in ("rbm", "rbm-pcd")}
    found["rbm"]["squared_error"] = {"value": 10.0, "noise": 0.3}
    found["rbm-pcd"]["squared_error"] = {"value": error, "noise": 0.4}
    assert ("rbm redraws digits best" in questions.answer(questions.question("chains"), found)) == said


@pytest.mark.parametrize(("share", "said"), [(0.049, False), (0.05, True)])
def test_dead_units_are_worth_a_word_from_5_percent_on(share, said):
    found = {"rbm": figures(-150.0, dead_units=share), "rbm-pcd": figures(-110.0, dead_units=0.0)}
    text = questions.answer(questions.question("chains"), found)
    assert ("of rbm's hidden units 5 % hardly ever change" in text) == said


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
    assert row["values"][:2] == ["−150.00", "−190.00"]  # the third is the bundle's, if it is there
    assert found["depth"]["models"] == ["rbm", "dbn", "dbn-tied"]
    assert all(each["command"] == f"python -m training question {name}" for name, each in found.items())
    assert "error" in rbm.questions({"x": 1}) and "error" in rbm.questions(None)


def test_two_models_side_by_side():
    answer = rbm.compare({"left": "rbm", "right": "rbm-25"})
    rows = {row["name"]: row for row in answer["rows"]}
    assert rows["log_likelihood_ais"]["better"] == "left" and rows["squared_error"]["better"] is None
    said = ("More hidden units", "By likelihood: rbm is ahead by 36.0 to 44.0 nats.")
    assert all(each in answer["guide"] for each in said)
    assert answer["question"] == "More or fewer hidden units?"
    assert answer["left"]["shown"] and answer["right"]["units"][0]["size"] == 25


def test_samples_that_begin_elsewhere_have_no_winner(tmp_path):
    better = {"frechet": 50.0, "coverage": 0.9, "score": 9.0, "squared_error": 2.0}
    sides = []
    for name, chains, gain in (("one", 20, 1.0), ("two", 0, 0.5), ("three", 20, 0.5)):
        model = RBM(RBMConfig(hidden_dim=5, chains=chains))
        folder = write(model, tmp_path / "files" / name, name)
        entries = json.loads((folder / "metrics.json").read_text())
        for key, value in better.items():
            entries[key] = {"value": value * gain, "unit": "u", "estimator": "x", "bound": None, "noise": 0.0}
        (folder / "metrics.json").write_text(json.dumps(entries))
        sides.append(Checkpoint(name, folder, "local", "0" * 40, "here"))
    one, two, three = sides
    assert marked(one, two) == {"frechet": None, "coverage": None, "score": None, "squared_error": "right"}
    assert marked(one, three) == {"frechet": "right", "coverage": "left", "score": "left", "squared_error": "right"}
    assert "those of one start from chains that training kept" in rbm_compare.guide(one, two)
    assert "not ranked" not in rbm_compare.guide(one, three)


def marked(left: Checkpoint, right: Checkpoint) -> dict:
    """The winner by metric."""
    names = ("frechet", "coverage", "score", "squared_error")
    return {row["name"]: row["better"] for row in rbm_compare.rows(left, right) if row["name"] in names}


@pytest.mark.parametrize(("left", "right", "word"), [
    ("rbm", "dbn", "dbn is ahead by at least 8.0 nats, as far as the"), ("dbn", "dbn-finetuned", "apart"),
    ("rbm", "rbm-real", "greys themselves"),
    ("rbm", "rbm", "twice"), ("rbm", "rbm-500", "can be attributed to one"), ("dbn", "dbn-tied", "of these alone"),
])  # fmt: skip
def test_the_guide_says_what_to_look_at(left, right, word):
    assert word in rbm.compare({"left": left, "right": right})["guide"]


@pytest.mark.parametrize(("left", "right", "word"), [
    ("dbn", "dbn-finetuned", "those that draw one are separate"), ("rbm-pcd", "rbm-lr-1", "the other let them run on"),
])  # fmt: skip
def test_another_learning_rate_hides_no_lesson(left, right, word):
    found = [BundledStore().checkpoint(name) for name in (left, right)]
    assert len({rbm_compare.facts(each)["the learning rate"] for each in found}) == 2
    assert word in rbm_compare.guide(*found)
