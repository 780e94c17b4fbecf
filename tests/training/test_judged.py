"""The judges of texts against probabilities known beforehand, and what they make of texts that differ in one thing."""

import math
from itertools import product

import pytest
import torch
from nltk.lm import KneserNeyInterpolated
from nltk.util import everygrams
from small import lines

from training import card
from training.metrics import Metric, judged
from training.metrics.judged import Judge
from training.metrics.kneser_ney import KneserNey
from training.metrics.text_samples import COOL, line_passages
from zoo.models.tokens import UNKNOWN, joined, tokens

LETTERS = "abacabadabacabaeabe"


def numbers(text: str) -> torch.Tensor:
    return torch.tensor([ord(letter) - ord("a") for letter in text])


def chance(model: KneserNey, word: int, context: tuple[int, ...]) -> float:
    return model.log_probability(torch.tensor([[*context, word]]))[0, -1].exp().item()


def test_the_probabilities_of_a_short_text_by_hand():
    """Of "ababac" with a discount of 1/2: each letter stands behind one other; a is followed by b twice, by c once."""
    model = KneserNey(numbers("ababac"), 3, 2, (0.0, 0.5))
    left = 0.5 * 2 / 3
    assert [chance(model, word, (0,)) for word in range(3)] == pytest.approx(
        [left / 3, 1.5 / 3 + left / 3, 0.5 / 3 + left / 3])  # fmt: skip
    assert [chance(model, word, ()) for word in range(3)] == pytest.approx([1 / 3] * 3)
    assert chance(model, 0, (2,)) == pytest.approx(1 / 3)  # nothing follows c


def test_a_discount_is_that_of_ney():
    """Of "ababac" one pair occurs once and two occur twice."""
    assert KneserNey(numbers("ababac"), 3, 2).discounts[1] == pytest.approx(1 / (1 + 2 * 2))


def test_the_probabilities_are_those_of_nltk_where_it_has_some():
    """nltk does not discount single words, and has one discount for all."""
    theirs, letters = KneserNeyInterpolated(3, discount=0.3), sorted(set(LETTERS))
    theirs.fit([everygrams(LETTERS, max_len=3)], letters)
    ours = KneserNey(numbers(LETTERS), len(letters), 3, (0.0, 0.3, 0.3))
    for length in range(3):
        for context in product(letters, repeat=length):
            for word in letters:
                found = chance(ours, *numbers(word).tolist(), tuple(numbers("".join(context)).tolist()))
                assert found == pytest.approx(theirs.score(word, context)), (word, context)


def test_the_probabilities_after_any_context_add_to_one_and_none_is_zero():
    ids = torch.randint(6, (80,), generator=torch.Generator().manual_seed(1)) ** 2 // 6  # 5 of 6 numbers, some seldom
    model = KneserNey(ids, 6, 4)
    for context in product(range(6), repeat=3):
        row = torch.tensor([[*context, word] for word in range(6)])
        chances = model.log_probability(row).exp()
        assert chances[:, -1].sum().item() == pytest.approx(1) and chances.min() > 0
    assert model.log_probability(torch.arange(6)[:, None]).exp().sum().item() == pytest.approx(1)


@pytest.mark.parametrize("length", [1, 3])
def test_a_text_shorter_than_its_sequences_leaves_even_chances(length):
    model = KneserNey(torch.zeros(length, dtype=torch.long), 2, 5)
    chances = [chance(model, word, (1,)) for word in range(2)]
    assert sum(chances) == pytest.approx(1) and chances[0] >= chances[1] > 0


def test_a_word_that_is_sure_to_follow_costs_nothing_and_an_unknown_one_its_letters():
    judge = Judge("the king and the queen\n" * 500 + "fool")
    (nats, words), *_ = judge(["the king and the queen\n" * 20]).tolist()
    assert words == 120 and nats / words < 0.1
    known, unknown = judge(["the king and the king"]), judge(["the king and the kinq"])
    spelled = judge.spelled({"kinq"})["kinq"]
    assert unknown[0, 0] > known[0, 0] and spelled > 2
    assert judge(["kinq"])[0, 0].item() == pytest.approx(judge(["zzzz"])[0, 0].item() - judge.spelled({"zzzz"})["zzzz"]
                                                         + spelled)  # fmt: skip
    assert sorted(judge._known.values()) == [1, 2, 3, 4, 5] and judge._words.size == 6  # all but the fool, and a break
    assert judge([UNKNOWN]).tolist() == judge(["unknown"]).tolist() and judge([""]).tolist() == [[0, 0]]


def test_texts_of_any_lengths_are_judged_together_as_each_alone():
    judge = Judge("the king and the queen\n" * 20 + "fool")
    texts = ["the king", "", "the kinq and the queens\n" * 3, "fools", "the queen and zz"]
    alone = torch.cat([judge([text]) for text in texts])
    torch.testing.assert_close(judge(texts), alone)
    spelled = judge.spelled({"kinq", "a", "queens"})
    assert spelled == pytest.approx({word: judge.spelled({word})[word] for word in spelled})


def test_the_spellings_of_all_words_are_no_more_than_one_together():
    letters = judged.LETTERS + "?"
    judge = Judge("a ab ba abba a ab")
    short = {"".join(word) for length in range(3) for word in product(letters, repeat=length)}
    assert 0.5 < sum(math.exp(-nats) for nats in judge.spelled(short).values()) <= 1


def test_real_lines_surprise_less_than_their_words_in_disorder_or_misspelled():
    read, other = lines()
    judge, texts = Judge(read), line_passages(other, 20)
    order = torch.Generator().manual_seed(2)

    def disordered(text: str) -> str:
        words = tokens(text)
        return joined([words[at] for at in torch.randperm(len(words), generator=order).tolist()])

    def of(some: list[str]) -> float:
        return judged.perplexity(judge(some))

    real, misspelled = of(texts), [text.replace("e", "q") for text in texts]
    assert of([*map(disordered, texts)]) > 2 * real and of(misspelled) > 2 * real
    assert of(line_passages(read, 20)) < real / 4  # what it has read


def test_samples_that_are_what_a_judge_has_not_read_are_as_surprising_as_that():
    apart, read = lines()
    samples, cool = line_passages(read, 30), line_passages(apart, 30)
    found = judged.measure(samples, cool, (apart, read))
    assert len(found) == 6 and {metric.noise > 0 for name, metric in found.items() if "floor" not in name} == {True}
    for same, other, floor in (("", "_cool", "judged_perplexity"), ("_cool", "", "judged_perplexity_plays")):
        assert found[floor + same].value == pytest.approx(found[floor + "_floor"].value)
        assert found[floor + other].value < found[floor + "_floor"].value / 2  # which it has read
    assert f"temperature {COOL}" in found["judged_perplexity_cool"].estimator
    assert found["judged_perplexity_floor"].noise == 0.0


@pytest.mark.parametrize(("value", "noise", "row"), [
    (1185.11, 54.17, "1,185.11 ± 54"), (8.5, 1.4, "8.50 ± 1"), (0.93, 0.0038, "0.9300 ± 0.004"), (0.5, 0.0, "0.5000"),
])  # fmt: skip
def test_a_card_has_the_noise_of_a_figure_in_one_digit_or_whole(value, noise, row):
    text = f"| `one` | {row} | per word | as said |"
    assert card.mismatches(text, {"one": Metric(value, "per word", "as said", noise=noise)}) == []
