"""The metrics of models of subwords against answers known beforehand."""

import math
from types import SimpleNamespace

import pytest
import torch
from small import SUBWORDS, subwords, tokens
from torch import Tensor, nn

from training.data.texts import WINDOW
from training.metrics import text_subwords
from zoo.models.subword_lm import SubwordLM, SubwordLMConfig
from zoo.models.writing import Manner

SIZE = 16  # tokens of a window


class Counting(SubwordLM):
    """A model to which a token costs as many nats as there are tokens before it; ``seen`` says which ones it read."""

    def log_likelihood(self, batch: Tensor, latents: Tensor | None = None) -> Tensor:
        return -torch.arange(1.0, batch.shape[1]).expand(len(batch), -1)


def built(kind: type = SubwordLM) -> SubwordLM:
    torch.manual_seed(0)
    model = kind(SubwordLMConfig(tokens=SUBWORDS, window=SIZE, width=8, layers=1, heads=2)).eval()
    model.begin(SimpleNamespace(vocabulary=subwords()))
    nn.init.normal_(model.decoder.head.weight)
    return model


@pytest.fixture(scope="module")
def text():
    """Validation text of 37 windows and 5 tokens."""
    held_out = tokens("cpu").validation
    return text_of(held_out, 37 * SIZE + 5)


def text_of(held_out, count: int):
    return SimpleNamespace(ids=held_out.ids[: 1 + count], characters=held_out.characters)


def characters(text) -> int:
    return len(subwords().text(text.ids[1:].tolist()))


@torch.no_grad()
def test_a_model_that_knows_nothing_needs_the_logarithm_of_the_vocabulary_for_each_token(text):
    model = built()
    nn.init.zeros_(model.decoder.head.weight)
    found, each = text_subwords.nats(model, text), math.log(SUBWORDS)
    assert len(found) == 3 and all(metric.bound == "<=" for metric in found.values())
    for metric in found.values():
        assert metric.value == pytest.approx(each * (len(text.ids) - 1) / characters(text), rel=1e-5)
        assert metric.unit == "nats per character" and f"all {characters(text):,} characters" in metric.estimator


@torch.no_grad()
def test_each_figure_gives_a_token_the_context_that_it_says(text):
    found = text_subwords.nats(built(Counting), text)
    nats = {name: metric.value * characters(text) for name, metric in found.items()}
    block = SIZE * (SIZE + 1) / 2  # 1 + 2 + ... of a whole window
    assert nats["nats_per_character_window"] == pytest.approx(37 * block + 15)
    later = sum(range(SIZE // 2 + 1, SIZE + 1))  # the second half of a window
    last = sum(range(SIZE - 4, SIZE + 1))  # the last five tokens, at the end of one
    assert nats["nats_per_character_strided"] == pytest.approx(block + 2 * 36 * later + last)


@pytest.mark.parametrize("count", [1, SIZE - 1, SIZE, SIZE + 1, SIZE + SIZE // 2, 3 * SIZE])
@pytest.mark.parametrize("cut", [text_subwords.evenly, text_subwords.strided])
def test_every_token_is_counted_once_and_no_more_are_read_than_fit(cut, count):
    spans = cut(count, SIZE)
    assert [place for _, counted, end in spans for place in range(counted, end)] == list(range(1, count + 1))
    assert all(first < counted and end - first <= SIZE + 1 for first, counted, end in spans)


def test_blocks_of_characters_have_the_tokens_that_begin_in_them(text):
    spans = text_subwords.by_characters(text)
    written = [subwords().text(text.ids[counted:end].tolist()) for _, counted, end in spans]
    assert "".join(written) == subwords().text(text.ids[1:].tolist()) and len(written) > 2
    longest, begins = max(subwords().characters), 0
    for number, block in enumerate(written):
        assert number * WINDOW <= begins < number * WINDOW + longest
        begins += len(block)
    assert all(first == counted - 1 for first, counted, _ in spans)


@torch.no_grad()
def test_samples_have_as_many_characters_as_asked_for_and_stay_the_same():
    model = built()
    drawn = text_subwords.draw(model, 4, length=50)
    assert [len(each) for each in drawn] == [50] * 4 and len(set(drawn)) == 4
    assert drawn == text_subwords.draw(model, 4, length=50)
    assert len(set(text_subwords.draw(model, 4, Manner(0.0), length=50))) == 1


def test_a_text_ends_where_it_has_as_many_characters_as_were_asked_for():
    """Of tokens of four characters a quarter suffices."""
    model, drawn = built(), []
    (token,) = subwords().ids(" you")

    def forward(ids, latents, past=None):
        drawn.append(ids)
        return 50.0 * nn.functional.one_hot(torch.full_like(ids, token), SUBWORDS)

    model.decoder.forward = forward
    assert text_subwords.draw(model, 3, length=10) == [" you you y"] * 3 and len(drawn) == 3
