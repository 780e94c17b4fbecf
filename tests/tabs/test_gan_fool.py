"""What "fool the discriminator" asks the server for: a fair game, verdicts, maps; else a sentence."""

import base64
import inspect
from dataclasses import replace

import numpy as np
import pytest
import torch
from gan_models import CRITIC, SIZE
from hypothesis import given, settings
from hypothesis import strategies as st

import zoo
from tabs.gan import fool
from tabs.gan import tab as gan
from tabs.gan.fool import ROUNDS, fool_answer, fool_digit, fool_map, fool_question, uphill
from tabs.gan.link import read_link
from tabs.shared.digits import judged
from tabs.shared.parts import examples
from zoo.images import blurred, enlarge, like_mnist, within_reach
from zoo.mnist import digits
from zoo.models.noise import latents
from zoo.stores import BundledStore
from zoo.strokes import inked

pytestmark = pytest.mark.usefixtures("gan_store")

HANDLERS = (fool_question, fool_answer, fool_digit, fool_map)
INK = (inked(examples()["3"], 22, 280, 140) * 255).round().byte()
DRAWING = {"size": 140, "ink": base64.b64encode(INK.numpy().tobytes()).decode()}
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def levels(text: str, size: int = 28) -> torch.Tensor:
    return torch.tensor(list(base64.b64decode(text))).reshape(-1, 1, size, size)


def asked(seed: int = 7, number: int = 0, model: str = "dcgan") -> dict:
    return {"model": model, "seed": seed, "round": number}


def played(seed: int, model: str = "dcgan") -> list[tuple[torch.Tensor, dict]]:
    """The pictures and the answers of a whole game."""
    return [(levels(fool_question(asked(seed, at, model))["pictures"]), fool_answer(asked(seed, at, model)))
            for at in range(ROUNDS)]  # fmt: skip


# ---- the game
def test_the_real_one_is_a_test_image_and_the_other_is_not():
    known = {image.tobytes(): int(label) for image, label in zip(*digits(), strict=True)}
    found = []
    for pictures, answer in played(7):
        pair = [picture[0].numpy().astype(np.uint8).tobytes() for picture in pictures]
        assert known.get(pair[answer["real"]]) == answer["digit"] and pair[1 - answer["real"]] not in known
        found.append(pair[answer["real"]])
    assert len(set(found)) == ROUNDS  # no digit comes twice


def test_the_question_does_not_say_which_is_real():
    places = {}
    for seed in range(40):
        question = fool_question(asked(seed))
        assert question.keys() == {"pictures", "size", "source"} and question["source"] == "test"
        places[seed] = fool_answer(asked(seed))["real"]
    assert 10 <= sum(places.values()) <= 30  # by chance; a coin is outside once in 900 such tests


def test_a_seed_is_the_same_game_for_everyone_and_each_seed_and_model_another():
    first = played(7)
    again = played(7)
    assert all(torch.equal(one[0], two[0]) and one[1] == two[1] for one, two in zip(first, again, strict=True))
    for other in (played(8), played(7, "gan")):
        assert [answer["real"] for _, answer in other] != [answer["real"] for _, answer in first]
        assert not any(torch.equal(one[0], two[0]) for one, two in zip(first, other, strict=True))


def test_both_pictures_are_reduced_alike_and_are_what_the_discriminator_scores():
    pictures, answer = played(7)[3]
    chosen = zoo.load("dcgan")
    with torch.no_grad():
        scores = chosen.score(pictures / 255)
    assert answer["scores"] == pytest.approx(scores.tolist(), abs=1e-5)
    assert answer["guess"] == int(scores.argmax())
    assert answer["confidence"] == pytest.approx((scores.max() - scores.min()).sigmoid().item(), abs=1e-5)
    assert 0.5 <= answer["confidence"] <= 1


def test_a_picture_that_the_generator_drew_at_the_size_of_training_comes_back_at_mnists():
    chosen = zoo.load("dcgan")
    small = torch.rand(1, 1, 28, 28, generator=torch.Generator().manual_seed(1))
    chosen.generate = lambda codes, labels=None: enlarge(small, 64)  # as training shows a real digit to the critic
    pair = fool.game_round(BundledStore().checkpoint("dcgan"), chosen, 7, 0)
    assert torch.allclose(pair.images[1 - pair.real], small[0], atol=1.5 / 255)


def test_a_model_that_is_told_the_digit_draws_that_of_the_real_one(monkeypatch):
    told = []
    monkeypatch.setattr(
        fool, "pictures", lambda chosen, codes, labels: told.append(labels) or torch.zeros(1, 1, 28, 28)
    )
    for at in range(ROUNDS):
        answer = fool_answer(asked(5, at, "cgan"))
        assert told[-1].tolist() == [answer["digit"]]


def test_without_a_discriminator_the_visitor_plays_alone():
    question, answer = fool_question(asked(model="dcgan-32")), fool_answer(asked(model="dcgan-32"))
    assert levels(question["pictures"]).shape == (2, 1, 28, 28) and answer["real"] in (0, 1)
    assert answer["scores"] is answer["guess"] is answer["confidence"] is None


def test_without_mnist_the_real_ones_are_the_ten_drawings(monkeypatch):
    monkeypatch.setattr(fool, "digits", lambda: (np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.uint8)))
    drawn = {digit: like_mnist(inked(path, 22, 280, 140))[0] for digit, path in examples().items()}
    found = set()
    for at in range(ROUNDS):
        question, answer = fool_question(asked(3, at)), fool_answer(asked(3, at))
        assert question["source"] == "drawings"
        real = levels(question["pictures"])[answer["real"]]
        assert torch.allclose(real / 255, drawn[str(answer["digit"])], atol=0.51 / 255)
        found.add(answer["digit"])
    assert found == set(range(10))  # each once


def test_digits_that_a_model_was_never_told_of_are_left_out():
    _, labels, _ = fool.real_digits(BundledStore().checkpoint("cgan"), classes=3)
    assert set(labels.tolist()) == {0, 1, 2}


# ---- a digit of one's own
def test_a_drawing_is_judged_as_mnist_would_have_it():
    answer = fool_digit({"model": "dcgan", "digit": DRAWING})
    seen = like_mnist(INK / 255)
    assert torch.equal(levels(answer["seen"]), (seen * 255).round())
    with torch.no_grad():
        score = zoo.load("dcgan").score(seen).item()
    assert answer["score"] == pytest.approx(score, abs=1e-5)
    assert answer["probability"] == pytest.approx(torch.tensor(score).sigmoid().item(), abs=1e-5)
    assert answer["rank"] == {kind: sum(value < score for value in CRITIC[kind]) / 101 for kind in CRITIC}
    assert answer["judged"] == judged(seen) and answer["label"] is answer["told"] is None


def test_a_test_digit_has_its_label_and_a_model_without_a_discriminator_says_nothing_but_what_is_read():
    image, label = digits()[0][5], int(digits()[1][5])
    answer = fool_digit({"model": "dcgan-32", "digit": {"test": 5}})
    assert torch.equal(levels(answer["seen"])[0, 0], torch.tensor(image)) and answer["label"] == label
    assert answer["score"] is answer["probability"] is answer["rank"] is None and answer["judged"]["digit"] in range(10)


@pytest.fixture
def telling(monkeypatch):
    """``cgan`` with a discriminator, which is told the digit."""
    from zoo.models.dcgan import DCGAN

    bare = zoo.load("cgan")
    with torch.random.fork_rng():
        torch.manual_seed(4)
        whole = DCGAN(replace(bare.config, critic=True)).eval()
    monkeypatch.setattr(fool, "loaded", lambda checkpoint: whole)
    return whole


def test_a_discriminator_that_is_told_the_digit_is_told_the_known_one(telling, monkeypatch):
    ask = {"model": "cgan", "digit": {"test": 5}}
    label = int(digits()[1][5])
    answers = {digit: fool_digit(ask | {"label": digit}) for digit in range(10)}
    assert all(answer["told"] == digit for digit, answer in answers.items())
    assert len({answer["score"] for answer in answers.values()}) == 10
    assert fool_digit(ask) == answers[label]
    drawing = {"model": "cgan", "digit": DRAWING}
    assert fool_digit(drawing)["told"] == judged(like_mnist(INK / 255))["digit"]
    monkeypatch.setattr(fool, "judged", lambda image, checkpoint: None)
    assert "give a label" in fool_digit(drawing)["error"]
    answer = fool_answer(asked(model="cgan"))
    assert answer["guess"] in (0, 1) and answer["confidence"] is None  # scores of the hinge loss are no chances


# ---- what it looks at
def test_the_map_is_the_smoothed_gradient_within_reach():
    codes = latents(1, 100, 0, 1)
    text = base64.b64encode(codes.numpy().tobytes()).decode()
    answer = fool_map({"model": "dcgan", "latents": text, "label": None})
    chosen = zoo.load("dcgan")
    with torch.no_grad():
        image = chosen.generate(codes)
    assert answer["size"] == SIZE and torch.equal(levels(answer["image"], SIZE), (image * 255).round())
    gradient = chosen.saliency(image)
    shown = torch.tensor(np.frombuffer(base64.b64decode(answer["map"]), "<f4").reshape(1, 1, SIZE, SIZE).copy())
    assert torch.allclose(shown, blurred(within_reach(gradient, image), SIZE / 28), atol=1e-6)
    changed = levels(answer["changed"], SIZE) / 255
    assert ((changed - image).abs() <= answer["step"] + 1 / 255).all()
    assert answer["after"]["score"] > answer["before"]["score"]
    with torch.no_grad():
        assert answer["before"]["score"] == pytest.approx(chosen.score(image).item(), abs=1e-5)


def test_the_map_of_a_digit_is_of_what_the_discriminator_gets():
    answer = fool_map({"model": "dcgan", "digit": DRAWING})
    seen = enlarge(like_mnist(INK / 255), SIZE)
    assert torch.equal(levels(answer["image"], SIZE), (seen * 255).round())


class Peak:
    """A critic for whom a picture is the more real, the nearer its mean is to 0.5 + ``room``; at 0.5 it wants brighter
    ones."""

    def __init__(self, room: float):
        self.room = room

    def score(self, images, labels):
        return -(images.mean((1, 2, 3)) - 0.5 - self.room).abs()


@pytest.mark.parametrize(("room", "step"), [(0.2, 0.1), (0.04, 0.05), (0.02, 0.025), (-0.3, 0.1 / 64)])
def test_the_step_is_the_largest_that_raises_the_score_and_the_smallest_where_none_does(room, step):
    image = torch.full((1, 1, 8, 8), 0.5)
    changed, taken = uphill(Peak(room), image, None, torch.full_like(image, 1e-3))
    assert taken == pytest.approx(step) and torch.allclose(changed, image + step)


def test_there_is_no_map_without_a_discriminator():
    assert "choose a model that has one" in fool_map({"model": "dcgan-32", "digit": DRAWING})["error"]


# ---- bad input, links, turns
@pytest.mark.parametrize(("handler", "request_", "said"), [
    (fool_question, asked(seed=-1), "seed must be a whole number"),
    (fool_question, asked(number=10), "round must be a whole number from 0 to 9"),
    (fool_answer, asked(number=True), "round must be a whole number"),
    (fool_answer, {"model": "dcgan", "seed": 1}, "round must be a whole number"),
    (fool_answer, asked(model="vae-20"), "There is no model 'vae-20'"),
    (fool_answer, asked() | {"choice": 1}, "unknown key 'choice'"),
    (fool_question, asked(model="dcgan-32-no-bn"), "weights"),
    (fool_digit, {"model": "dcgan", "digit": {"test": 10**6}}, "number of a test digit"),
    (fool_digit, {"model": "dcgan", "digit": {"size": 2, "ink": "AAAAAA=="}}, "nothing on the canvas"),
    (fool_digit, {"model": "dcgan"}, "A digit must be a drawing"),
    (fool_digit, {"model": "dcgan", "digit": {"test": 1}, "label": 3}, "takes no labels"),
    (fool_map, {"model": "dcgan"}, "give one of the two"),
    (fool_map, {"model": "dcgan", "latents": "AAAA", "digit": DRAWING}, "give one of the two"),
    (fool_map, {"model": "dcgan", "latents": "AAAA"}, "100 numbers"),
])  # fmt: skip
def test_what_makes_no_sense_gets_a_sentence(handler, request_, said):
    answer = handler(request_)
    assert answer.keys() == {"error"} and said.lower() in answer["error"].lower()


@pytest.mark.parametrize("handler", HANDLERS)
@settings(max_examples=40, deadline=None)
@given(junk=JSON, value=JSON)
def test_no_request_makes_them_raise(handler, junk, value):
    assert isinstance(handler(junk), dict)
    for key in ("seed", "round", "digit", "latents", "label", "model"):
        assert isinstance(handler({"model": "dcgan-32", key: value}), dict)


def test_they_are_among_what_the_page_may_ask_in_turn():
    names = {function.__name__: function for function in gan.SERVER}
    for handler in HANDLERS:
        assert inspect.iscoroutinefunction(names[handler.__name__])


@pytest.mark.parametrize(("given_", "restored"), [("12", 12), ("0", 0), ("-1", None), ("12.5", None), ("x", None)])
def test_a_link_leads_to_a_game(given_, restored):
    link = read_link({"tab": "gan", "model": "dcgan", "tool": "fool", "fool": given_})
    assert link.restore.get("fool") == restored and link.restore["tool"] == "fool"
    assert bool(link.notice) == (restored is None)
