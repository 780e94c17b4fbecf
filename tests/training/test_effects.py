"""What latents do: paired changes with bands, names that are earned, correlations, and the properties measured."""

import json

import pytest
import torch
from draws import seeded

from training.metrics import effects, image_effects, text_effects
from training.metrics.effects import FEWEST, VALUES, Moved, student
from training.metrics.image_effects import PROPERTIES as OF_PICTURES
from training.metrics.shapes import loops
from training.metrics.text_properties import PROPERTIES as OF_TEXTS
from training.metrics.text_properties import properties


# ---- statistics
@pytest.mark.parametrize(("alpha", "freedom", "value"), [
    (0.05, 9, 2.262), (0.05, 49, 2.010), (0.001, 9, 4.781), (0.001, 49, 3.500), (0.05, 10_000, 1.960),
])  # fmt: skip
def test_students_t_is_that_of_the_tables(alpha, freedom, value):
    assert student(alpha, torch.tensor(freedom)).item() == pytest.approx(value, rel=4e-3)


def test_what_moves_by_itself_is_measured_and_what_does_not_is_not():
    """The first property is the first number of the code, the second is chance, the third is not defined."""
    chance = torch.randn(effects.SAMPLES, generator=seeded())

    def made(codes):
        return torch.stack([3 * codes[:, 0] + codes[:, 1], chance, torch.full_like(chance, torch.nan)], 1)

    found = effects.moved([0, 2], 4, made, torch.tensor([6.0, 1.0, 1.0]))
    middle = found.means[0, 0, 1].item()
    assert found.means[0, 0].tolist() == pytest.approx([middle + 3 * value for value in VALUES])
    assert found.bands[0].nan_to_num().abs().max() < 1e-6  # paired: what both have in common has no part in it
    assert found.size[0, 0].item() == pytest.approx(2)
    assert found.clear.tolist() == [[True, False, False], [False, False, False]]
    assert effects.named(found) == [[0], []]
    kept = effects.told(found, ("words", "names", "verse"), 0, range(3))
    assert [each["property"] for each in kept] == ["words", "names"]


def test_a_band_is_students_of_the_paired_changes():
    values = torch.zeros(3, 1, 20, 1).double()
    values[2, 0, :, 0] = torch.tensor([1.0, 3.0] * 10)
    found = effects.summary(values, torch.ones(1).double())
    error = values[2].std().item() / 20**0.5
    assert found.means[0, 0].tolist() == [0, 0, 2]
    assert found.bands[0, 0].tolist() == pytest.approx([0, 2.093 * error, 2.093 * error], rel=1e-3)


def test_a_property_is_compared_only_where_it_is_known_of_all_three():
    values = torch.zeros(3, 1, 20, 1).double()
    values[2], values[0, 0, FEWEST:], values[2, 0, FEWEST:] = 1, torch.nan, 5
    assert effects.summary(values, torch.ones(1)).means[0, 0].tolist() == [0, 0, 1]
    values[0, 0, FEWEST - 1] = torch.nan
    few = effects.summary(values, torch.ones(1))
    assert few.means.isnan().all() and not few.clear.any()


def test_of_many_changes_that_are_chance_none_is_clear_though_some_bands_exclude_0():
    values = torch.randn(3, 12, 50, 9, generator=seeded()).double()
    found = effects.summary(values, torch.ones(9).double())
    change = found.means[..., 2] - found.means[..., 0]
    outside = (change.abs() > found.bands[..., 2]).double().mean().item()
    assert outside == pytest.approx(0.05, abs=0.04) and not found.clear.any()


def moved(size, clear=True) -> Moved:
    size = torch.tensor(size)
    return Moved(torch.zeros(*size.shape, 3), torch.zeros(*size.shape, 3), size, torch.full(size.shape, clear))


def test_a_latent_is_named_after_its_two_largest_changes_if_they_are_clear_large_and_allowed():
    assert effects.named(moved([[0.6, -2.0, 0.5], [0.4, 0.1, -0.7]])) == [[1, 0], [2]]
    assert effects.named(moved([[0.6, -2.0]], clear=False)) == [[]]
    assert effects.named(moved([[0.6, -2.0]]), torch.tensor([[True, False]])) == [[0]]


def test_the_leading_latents_are_those_that_tell_most_and_something():
    nats = torch.tensor([0.01, 2.0, 0.5, 3.0])
    assert effects.leading(nats) == [3, 1, 2]
    assert effects.leading(torch.arange(40.0))[:2] == [39, 38] and len(effects.leading(torch.ones(40))) == 12


def test_a_correlation_leaves_out_what_is_not_known():
    codes = torch.tensor([[1.0, 5.0], [2.0, 5.0], [3.0, 5.0], [4.0, 5.0]])
    attributes = torch.tensor([[2.0, 1.0], [4.0, torch.nan], [6.0, -1.0], [8.0, torch.nan]]).double()
    r, count = effects.correlations(codes, attributes)
    assert r[0].tolist() == pytest.approx([1, -1]) and r[1].tolist() == [0, 0] and count.tolist() == [4, 2]
    band = effects.correlation_band(torch.tensor(0.6), torch.tensor(101.0), 0.05)
    assert band.item() == pytest.approx(1.96 * 0.64 / 10, rel=1e-3)


# ---- properties
RING = torch.zeros(28, 28)
RING[5:12, 5:12] = 1
RING[7:10, 7:10] = 0


def test_loops_are_pieces_of_paper_that_ink_encloses():
    two, open_ring, spot, diagonal = RING.clone(), RING.clone(), torch.zeros(28, 28), torch.zeros(28, 28)
    two[14:24, 3:20] = 1
    two[16:22, 5:9], two[16:22, 12:18] = 0, 0
    open_ring[7:10, 10:12] = 0
    spot[3:9, 3:9] = 1
    for row, column in [(10, 11), (11, 10), (11, 12), (12, 11)]:  # four pixels that touch at their corners
        diagonal[row, column] = 1
    pictures = torch.stack([RING, two, open_ring, spot, diagonal, torch.zeros(28, 28)])[:, None]
    assert loops(pictures).tolist() == [1, 3, 0, 0, 1, 0]


@pytest.mark.parametrize(("person", "words"), [
    ("thou", "thou thee thy thine thyself Thou THEE"), ("you", "you your yours yourself ye You"),
    ("first_person", "I me my mine myself Me My Mine Myself"), ("", "youth mythical i thousand heyday"),
])  # fmt: skip
def test_each_form_of_a_person_counts_for_it_and_for_no_other(person, words):
    for word in words.split():
        found = dict(zip(OF_TEXTS, properties([f"to {word} go\n"])[0].tolist(), strict=True))
        persons = {name: found[name] for name in ("thou", "you", "first_person")}
        assert persons == dict.fromkeys(persons, 0) | ({person: pytest.approx(100 / 3)} if person else {}), word


def test_a_text_has_the_properties_that_one_counts_in_it():
    text = "What, is Horatio there, O good Horatio?\nThou know'st thy friend; I love thee!\n\n"
    found = dict(zip(OF_TEXTS, properties([text])[0].tolist(), strict=True))
    words = found["words"]
    assert words in (14, 15)  # know'st is one word or two
    assert found["line_length"] == pytest.approx((39 + 37) / 2)
    assert (found["verse"], found["questions"], found["exclamations"]) == (1, 1, 1)
    assert found["names"] == pytest.approx(2 / words)
    counts = {name: found[name] * words / 100 for name in ("thou", "you", "first_person")}
    assert counts == pytest.approx({"thou": 3, "you": 0, "first_person": 1})


def test_prose_has_lines_that_begin_small_and_one_line_may_be_either():
    prose = "Why, sir, I know you not, nor ever saw\nyour face before this hour, and yet you\ncome to my door.\n\n"
    cut, single, nothing = "A line that ends\nand one that is c", "I am here.\n\n", "\n\n"
    found = properties([prose, cut, single, nothing])
    verse, length = OF_TEXTS.index("verse"), OF_TEXTS.index("line_length")
    assert found[0, verse] == 0 and found[1:, verse].isnan().all()
    assert found[1, length] == len("A line that ends")
    assert found[3].nan_to_num(-1).tolist() == [0, *[-1] * (len(OF_TEXTS) - 1)]


# ---- files
class Rings:
    """Draws a ring whose stroke is as thick as the second number of a code says."""

    latent_dim, device = 3, torch.device("cpu")

    def cpu(self):
        return self

    def to(self, device):
        return self

    def decode(self, codes):
        rows, columns = torch.meshgrid(torch.arange(28.0), torch.arange(28.0), indexing="ij")
        away = ((rows - 13.5).square() + (columns - 13.5).square()).sqrt() - 8
        return (2 + 0.5 * codes[:, 1, None, None] - away.abs()).clamp(0, 1)[:, None]


class Undecided:
    """A judge that finds all digits as likely."""

    def features(self, images):
        return images.flatten(1)[:, :1]

    def head(self, features):
        return torch.zeros(len(features), 10)


def test_a_latent_that_thickens_is_named_after_it(drawn, monkeypatch):
    monkeypatch.setattr(image_effects, "REAL", 50)
    content = image_effects.describe(Rings(), drawn, torch.tensor([0.0, 1.0, 2.0]), Undecided())["effects.json"]
    other, thick = content["latents"]
    assert (other["index"], other["names"], thick["index"], thick["names"][0]) == (2, [], 1, "thickness")
    effect = next(each for each in thick["effects"] if each["property"] == "thickness")
    assert effect["means"][0] < effect["means"][1] < effect["means"][2] and effect["clear"]
    assert content["comparisons"] == 2 * len(OF_PICTURES)
    assert image_effects.describe(Rings(), drawn, torch.zeros(3), Undecided()) == {}


def test_what_rounding_may_change_agrees_and_what_it_may_not_does_not():
    effect = {"property": "verse", "means": [0.2, 0.5, 0.8], "bands": [0.1, 0.1, 0.1], "size": 1.2, "clear": True}
    old = {"latents": [{"index": 3, "effects": [effect]}]}
    near, far = json.loads(json.dumps(old)), json.loads(json.dumps(old))
    near["latents"][0]["effects"][0]["means"][0] = 0.22
    far["latents"][0]["effects"][0]["means"][0] = 0.5
    assert effects.agrees(old, near) and not effects.agrees(old, far)
    assert not effects.agrees(old, {"latents": [{"index": 4, "effects": [effect]}]})


def test_a_name_of_a_model_of_texts_needs_real_texts_that_bear_it_out():
    """The latent changes the length of what is written and is read from long texts, or from short ones."""
    real = torch.rand(40, len(OF_TEXTS), generator=seeded()).double() * 10

    def write(codes):
        return ["word " * int(20 + 5 * value) for value in codes[:, 1]]

    for sign, names in ((1, ["words"]), (-1, [])):
        r = torch.zeros(1, len(OF_TEXTS))
        r[0, OF_TEXTS.index("words")] = 0.9 * sign
        heard = text_effects.Heard(r, torch.full((len(OF_TEXTS),), 40))
        (latent,) = text_effects._content(Rings(), [1], write, real, heard)["latents"]
        assert latent["names"] == names
        assert [(each["property"], each["r"]) for each in latent["correlations"]] == [
            ("words", pytest.approx(0.9 * sign))
        ]
