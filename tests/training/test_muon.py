"""The step of the language models of subwords: two optimisers, one rate that rises and falls, and precision."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
from lively import enlivened
from small import begun, fresh

from training.engine.steps import has_bfloat16
from training.recipe import muon, warm_and_cool
from training.recipes import RECIPES

RECIPE = replace(fresh(RECIPES["shakespeare-lm-subwords"]), epochs=1, bfloat16=False)


def test_the_rate_rises_stays_and_falls_to_nothing():
    rates = [warm_and_cool(done, warm=2, cool=5, total=10) for done in range(11)]
    assert rates == pytest.approx([0.5, 1, 1, 1, 1, 1, 0.8, 0.6, 0.4, 0.2, 0])
    assert all(0 <= warm_and_cool(done, 0.02, 0.5, 1) <= 1 for done in range(3))


def test_a_step_turns_matrices_of_the_blocks_by_as_much_in_every_direction():
    """An update by Muon is orthogonal, up to its few iterations; one of an embedding moves each number by the rate."""
    model = enlivened(begun(RECIPE.build("cpu"))).train()
    before = {name: each.detach().clone() for name, each in model.named_parameters()}
    batch = torch.randint(model.config.tokens, (4, 17), generator=torch.Generator().manual_seed(1))
    step = muon(model, RECIPE, 100)  # the rate rises over two updates, so half of it now
    step(batch)
    rate = RECIPE.learning_rate / 2
    for name, parameter in model.named_parameters():
        moved = parameter.detach() - before[name] * (1 - 0.1 * rate)
        if ".blocks." in name:
            sizes = torch.linalg.svdvals(moved) / (0.2 * max(parameter.shape) ** 0.5 * rate)
            assert 0.4 < sizes[0] < 1.4 and sizes.median() > 0.4, name
        else:
            assert moved.abs().max().item() == pytest.approx(rate, rel=1e-3), name


@pytest.mark.parametrize(("capabilities", "quick"), [({"avx512_bf16": True}, True), ({"amx_bf16": True}, True),
                                                     ({"avx512_bf16": False, "avx2": True}, False)])  # fmt: skip
def test_bfloat16_is_left_to_processors_that_have_it(monkeypatch, capabilities, quick):
    monkeypatch.setattr(torch, "cpu", SimpleNamespace(get_capabilities=lambda: capabilities))
    assert has_bfloat16(torch.device("cpu")) == quick and has_bfloat16(torch.device("cuda"))


def test_parameters_of_a_pattern_move_by_their_share_of_the_rate():
    slow = replace(RECIPE, slow=r"decoder\.(embed|blocks\.0)", slow_share=0.2)
    moved = []
    for recipe in (RECIPE, slow):
        model = enlivened(begun(recipe.build("cpu"))).train()
        before = {name: each.detach().clone() for name, each in model.named_parameters()}
        muon(model, recipe, 100)(
            torch.randint(model.config.tokens, (4, 17), generator=torch.Generator().manual_seed(1))
        )
        moved.append({name: (each.detach() - before[name]).norm().item() for name, each in model.named_parameters()})
    for name, far in moved[0].items():
        share = 0.2 if name.startswith(("decoder.embed", "decoder.blocks.0")) else 1
        assert moved[1][name] == pytest.approx(share * far, rel=1e-2, abs=1e-9), name
    assert RECIPE.settings().keys() == slow.settings().keys() - {"slow", "slow_share"}
