"""The Transformer with rotary positions: its turns and its start; and the vocabulary of a model of subwords."""

import math
from types import SimpleNamespace

import pytest
import torch
from lively import SIZES, lively_rotary
from small import SUBWORDS, subwords

import zoo
from zoo.errors import ZooError
from zoo.models import rotary
from zoo.models.rotary import RotaryDecoder
from zoo.models.subword_lm import SubwordLM, SubwordLMConfig

CONFIG = SubwordLMConfig(tokens=SUBWORDS, **SIZES)


@pytest.fixture
def model():
    torch.manual_seed(0)
    begun = SubwordLM(CONFIG)
    begun.begin(SimpleNamespace(vocabulary=subwords()))
    return begun.eval()


def test_a_score_depends_on_how_far_apart_two_positions_are_alone():
    query, key = torch.randn(2, 16, generator=torch.Generator().manual_seed(1)).double()

    def score(at: int, behind: int) -> float:
        turned = [rotary.rotated(each[None], *rotary.rotations(place, 1, 16, each.device))
                  for each, place in ((query, at), (key, at - behind))]  # fmt: skip
        return (turned[0] @ turned[1].T).item()

    assert score(0, 0) == pytest.approx((query @ key).item())
    for behind in (1, 7):
        assert score(9, behind) == pytest.approx(score(200, behind), rel=1e-4)
    assert abs(score(9, 1) - score(9, 7)) > 0.1


def test_a_turn_is_that_of_its_angle_and_half_of_the_pairs_stand_still():
    cos, sin = rotary.rotations(3, 1, 8, torch.device("cpu"))
    speeds = torch.tensor([1.0, rotary.SLOWEST, 0.0, 0.0])
    torch.testing.assert_close(torch.atan2(sin, cos)[0], 3 * speeds)
    turned = rotary.rotated(torch.tensor([[1.0, 0, 0, 0, 0, 0, 0, 0]]), cos, sin)[0]
    assert turned[[0, 4]].tolist() == pytest.approx([math.cos(3), math.sin(3)]) and turned.norm().item() == 1


@torch.no_grad()
def test_each_block_begins_by_adding_nothing_whatever_the_code():
    network = RotaryDecoder(65, 16, 2, 4, 0.1, latent_dim=3).eval()
    ids, latents = torch.arange(24)[None], torch.randn(1, 3)
    assert network(ids, latents).abs().max() == 0  # all tokens are equally probable
    x = network.stream(ids)
    assert x.square().mean(-1).sqrt().sub(1).abs().max() < 1e-3
    assert all(torch.equal(block(x, latents), x) for block in network.blocks)


@torch.no_grad()
def test_the_size_of_queries_and_keys_does_not_matter():
    network = lively_rotary()
    ids = torch.arange(24)[None]
    before = network(ids, torch.zeros(1, 3))
    for block in network.blocks:
        for layer in (block.attention.query, block.attention.key):
            layer.weight.mul_(3)
    torch.testing.assert_close(network(ids, torch.zeros(1, 3)), before, rtol=1e-3, atol=1e-4)


def test_the_vocabulary_is_kept_beside_the_weights_and_checked(model, tmp_path):
    model.save_pretrained(tmp_path)
    loaded = zoo.load_folder(tmp_path)
    assert loaded.vocabulary == model.vocabulary
    for part in (model, loaded):
        drawn = part.sample(2, torch.Generator().manual_seed(1))
        assert drawn.shape == (2, CONFIG.window)
    (tmp_path / "tokenizer.json").unlink()
    with pytest.raises(ZooError, match=r"tokenizer\.json is missing"):
        zoo.load_folder(tmp_path)


def test_a_vocabulary_of_another_size_and_one_that_is_not_there_are_named(model, tmp_path):
    with pytest.raises(ZooError, match=f"has {SUBWORDS} tokens, not the 310"):
        SubwordLM(SubwordLMConfig(tokens=310, **SIZES)).begin(SimpleNamespace(vocabulary=subwords()))
    for use in (lambda: SubwordLM(CONFIG).vocabulary, lambda: SubwordLM(CONFIG).save_pretrained(tmp_path)):
        with pytest.raises(ZooError, match=r"call its begin\(\) first"):
            use()


@pytest.mark.parametrize("sizes", [{"width": 15}, {"heads": 16}, {"heads": 0}])
def test_a_width_that_cannot_be_divided_into_pairs_is_refused(sizes):
    with pytest.raises(ZooError, match="cannot be divided into pairs"):
        SubwordLMConfig(tokens=SUBWORDS, **SIZES | sizes)
