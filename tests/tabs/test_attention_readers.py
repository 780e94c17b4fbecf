"""What the attention tab says of readers: answers, beliefs after each word, and one step of a cell."""

import pytest
import torch
from reader_models import reader_store

from tabs.attention import readers
from tabs.shared import catalogue
from tabs.shared.family import model
from training.recipes import RECIPES
from zoo.errors import ZooError
from zoo.models.heard import index, prints

SAID = {"text": "O Romeo, wherefore art thou?", "task": "genre"}
ONE = {name: [["0", "0", "0"]] for name in ("forget", "input", "output", "candidate")}
CELL = {"inputs": ["1"], "hidden": ["0"], "cell": ["0.8"], "gates": ONE}


@pytest.fixture(scope="module", autouse=True)
def store(tmp_path_factory):
    """A store of untrained readers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOO_STORE", reader_store(tmp_path_factory.mktemp("readers") / "store"))
        patch.setattr(catalogue, "_last", None)
        yield


def loaded(name: str):
    return model(readers.FAMILY.find(name))


def test_each_reader_is_listed_with_how_often_it_is_right():
    found = {each["name"]: each for each in readers.start()["readers"]}
    assert {"reader-bag", "reader-lstm", "reader-bilstm", "reader-transformer"} <= found.keys()
    assert found["reader-lstm"] == {"name": "reader-lstm", "title": RECIPES["reader-lstm"].title,
                                    "right": {"genre": 0.5, "style": 0.75}}  # fmt: skip


def test_each_reader_says_what_it_takes_a_speech_for():
    found = readers.read(SAID)
    assert found["words"] == ["o", "▢", "wherefore", "art", "thou"] and found["left_out"] == 0
    reader = loaded("reader-lstm")
    expected = reader.beliefs("genre", ["o", "romeo", "wherefore", "art", "thou"])[-1]
    best = found["answers"]["reader-lstm"]
    assert [each["label"] for each in best] == [reader.tasks["genre"].classes[at] for at in expected.argsort().flip(0)]
    assert best[0]["share"] == pytest.approx(expected.max().item(), abs=1e-4)


def test_a_reader_that_cannot_be_loaded_says_why_and_the_others_read(monkeypatch):
    def load(checkpoint):
        if checkpoint.name == "reader-lstm":
            raise ZooError("It needs a package.")
        return model(checkpoint)

    monkeypatch.setattr(readers, "model", load)
    found = readers.read(SAID)
    assert found["unable"] == {"reader-lstm": "It needs a package."} and "reader-lstm" not in found["answers"]
    assert {"reader-bag", "reader-bilstm", "reader-transformer"} <= found["answers"].keys()


def test_of_a_long_text_the_first_64_words_are_read():
    found = readers.read({"text": "good morrow, " * 5000, "task": "style"} | {"text": "good morrow, " * 500})
    assert len(found["words"]) == 64 and found["left_out"] == 936


@pytest.mark.parametrize(("request_", "said"), [
    ({**SAID, "text": "🙂 42"}, "There is no word in this speech yet"), ({**SAID, "text": 3}, "must be text"),
    ({**SAID, "text": "a" * 20_001}, "at most 20,000"), ({**SAID, "task": "author"}, "ask one of genre, play"),
    ({**SAID, "task": ["genre"]}, "no such question"), ({**SAID, "more": 1}, "unknown key 'more'"),
])  # fmt: skip
def test_what_cannot_be_read_is_said(request_, said):
    assert said in readers.read(request_)["error"]


@pytest.mark.parametrize(("text", "task", "heard"), [
    ("Now is the winter of our discontent made glorious summer by this sun of York; and all the clouds", "genre",
     {"title": "Richard III", "learned": "yes"}),
    ("Deny thy father and refuse thy name; or, if thou wilt not, be but sworn my love, and I'll no longer be", "style",
     {"title": "Romeo and Juliet", "learned": "no"}),
    ("Deny thy father and refuse thy name; or, if thou wilt not, be but sworn my love, and I'll no longer be", "play",
     {"title": "Romeo and Juliet", "learned": "partly"}),
    ("Well, I think we had a really good time on that trip, but it rained about every day, so we", "genre", None),
    ("Der Hund beißt den Mann, und der Mann beißt den Hund. 吾輩は猫である。", "genre", None),
    ("Romeo Juliet Mercutio Tybalt Benvolio Paris", "genre", None), ("Romeo", "play_named", None),
])  # fmt: skip
def test_a_speech_of_the_plays_is_told(text, task, heard):
    found = readers.read({"text": text, "task": task})
    assert found["heard"] == heard and found["answers"]


def test_how_many_of_the_words_are_known_is_told():
    words = loaded("reader-bag").tasks["genre"].words[:3]
    assert readers.read({"text": " ".join((*words, "Romeo", "beißt")), "task": "genre"})["known"] == 3


def test_what_stands_in_several_plays_tells_none():
    words = [f"word{number}" for number in range(40)]
    one = index([(3, words)])
    assert set(one.values()) == {3} and set(one) == set(prints(words))
    assert index([(3, words), (5, words)]) == {}


def test_a_reader_is_followed_word_by_word():
    words = ["o", "romeo", "wherefore", "art", "thou"]
    for name in ("reader-bag", "reader-lstm", "reader-bilstm", "reader-transformer"):
        found = readers.follow({**SAID, "model": name, "unit": 2})
        beliefs = loaded(name).beliefs("genre", words)
        best = [loaded(name).tasks["genre"].classes.index(label) for label in found["labels"]]
        assert torch.allclose(torch.tensor(found["beliefs"]), beliefs.T[best], atol=1e-4)
        own = {"reader-bag": {"adds"}, "reader-transformer": {"looks"}, "reader-lstm": {"gates", "unit", "units"}}
        own["reader-bilstm"] = own["reader-lstm"] | {"backwards"}
        assert found.keys() == {"words", "labels", "beliefs"} | own[name], name


def test_the_gates_are_those_of_the_unit():
    found = readers.follow({**SAID, "model": "reader-lstm", "unit": 2})
    steps = loaded("reader-lstm").gates("genre", ["o", "romeo", "wherefore", "art", "thou"])
    assert found["gates"]["forget"] == pytest.approx([each.gates["forget"][2].item() for each in steps], abs=1e-4)
    assert found["gates"]["cell"] == pytest.approx([each.cell[2].item() for each in steps], abs=1e-4)
    fewer = readers.follow({**SAID, "model": "reader-lstm", "unit": 63})  # as of a reader with more
    assert (fewer["unit"], fewer["units"]) == (5, 6)
    wrong = readers.follow({**SAID, "model": "reader-lstm", "unit": -1})
    assert "The unit must be a whole number from 0" in wrong["error"]


def test_a_reader_that_there_is_not_is_refused():
    assert "There is no model 'judge' here" in readers.follow({**SAID, "model": "judge"})["error"]


def test_one_step_of_a_cell_of_zeros():
    """All gates are half open and nothing is new: half of the memory is left, and half of its tanh is shown."""
    found = readers.cell(CELL)
    assert found["gates"] == {"forget": [0.5], "input": [0.5], "output": [0.5], "candidate": [0.0]}
    assert found["cell"] == [0.4] and found["hidden"] == [pytest.approx(0.189974481)]


@pytest.mark.parametrize(("change", "said"), [
    ({"inputs": ["1x"]}, "x, row 1, column 1 is “1x”"), ({"gates": {}}, "The forget gate is missing"),
    ({"gates": ONE | {"output": [["0"]]}}, "The output gate needs 1 rows of 3 numbers"),
    ({"hidden": ["0"] * 5, "cell": ["0"] * 5}, "A cell has up to 4 units"), ({"cell": ["0", "1"]}, "up to 4 units"),
    ({"hidden": [["0"]]}, "h must be a row of numbers"), ({"gates": ONE | {"input": [["0", "0", "nan"]]}}, "finite"),
])  # fmt: skip
def test_numbers_that_make_no_cell_are_refused(change, said):
    assert said in readers.cell(CELL | change)["error"]


def test_the_number_that_is_none_is_pointed_at():
    found = readers.cell(CELL | {"gates": ONE | {"output": [["0", "", "0"]]}})
    assert found["cell"] == ("output", 0, 1) and readers.cell(CELL | {"hidden": ["?"]})["cell"] == ("h", 0, 0)
