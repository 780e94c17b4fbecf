"""Several heads and rotary positions of the attention tab: against torch, and what is refused."""

import json

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tabs.attention import tab

X = [["1", "0"], ["0.5", "2"], ["-1", "1"]]
HEAD = {"query": [["1"], ["0"]], "key": [["0"], ["1"]], "value": [["1"], ["1"]], "output": [["1", "0.5"]]}
GOOD = {"tokens": X, "heads": [HEAD, HEAD]}
TURNED = {"query": ["1", "0", "2", "-1"], "key": ["0.5", "1", "0", "3"], "places": [2, 5]}


def ask(handler, request):
    return json.loads(handler(request))


@given(st.integers(1, 6), st.integers(1, 4), st.integers(1, 2), st.booleans(), st.integers(0, 2**31))
@settings(max_examples=30, deadline=None)
def test_what_the_page_is_told_is_what_torch_computes(tokens, heads, width, causal, seed):
    torch.manual_seed(seed)
    numbers = heads * width
    layer = torch.nn.MultiheadAttention(numbers, heads, bias=False, batch_first=True).double()
    x = torch.randn(tokens, numbers, dtype=torch.double)
    parts = [part.T.unflatten(1, (heads, width)) for part in layer.in_proj_weight.chunk(3)]  # (numbers, heads, width)
    out = layer.out_proj.weight.T.unflatten(0, (heads, width))  # (heads, width, numbers)
    tables = [{**{name: part[:, head].tolist() for name, part in zip(("query", "key", "value"), parts, strict=True)},
               "output": out[head].tolist()} for head in range(heads)]  # fmt: skip
    mask = torch.ones(tokens, tokens, dtype=torch.bool).triu(1) if causal else None
    expected, weights = layer(x, x, x, attn_mask=mask, average_attn_weights=False)
    found = ask(tab.several, {"tokens": x.tolist(), "heads": tables, "causal": causal})
    assert torch.allclose(torch.tensor(found["output"]).double(), expected, atol=1e-6)
    each = torch.tensor([head["weights"] for head in found["heads"]]).double()
    assert torch.allclose(each, weights, atol=1e-6)
    shares = torch.tensor([head["share"] for head in found["heads"]]).double()
    assert torch.allclose(shares.sum(0), expected, atol=1e-6)


def test_positions_are_added_or_turn_queries_and_keys():
    plain, added = ask(tab.several, GOOD), ask(tab.several, GOOD | {"positions": "added"})
    assert plain["added"] is None and added["added"][0] == [0, 1] and added["tokens"][0] == [1, 1]
    wide = {name: [[*row, *row] for row in HEAD[name]] for name in ("query", "key", "value")}
    turned = ask(tab.several, {"tokens": X, "heads": [wide | {"output": HEAD["output"] * 2}], "positions": "rotary"})
    head = turned["heads"][0]
    assert head["plain_query"][1] == [0.5, 0.5]
    assert head["query"][1] == pytest.approx([-0.150584, 0.690887], abs=1e-6)  # turned by one radian


def test_a_rotary_score_depends_on_the_distance_alone():
    found, later = ask(tab.rotary, TURNED), ask(tab.rotary, TURNED | {"places": [72, 75]})
    assert found["score"] == pytest.approx(later["score"], abs=1e-9) and found["speeds"] == [1, 0.01]
    square = torch.tensor(found["scores"])
    for distance in range(-5, 6):
        diagonal = square.diagonal(distance)
        assert torch.allclose(diagonal, diagonal[0])
    pairs = {name: torch.view_as_complex(torch.tensor([list(map(float, TURNED[name]))]).reshape(2, 2))
             for name in ("query", "key")}  # fmt: skip
    angle = torch.polar(torch.ones(2), torch.tensor(found["speeds"]) * (2 - 5))
    assert (pairs["query"] * angle * pairs["key"].conj()).real.sum().item() == pytest.approx(found["score"], abs=1e-5)


@pytest.mark.parametrize(("change", "said", "cell"), [
    ({"tokens": [["1", "x"]]}, "X, row 1, column 2 is “x”", ["X", 0, 1]),
    ({"heads": [HEAD, HEAD | {"key": [["0"], [""]]}]}, "W_K of head 2, row 2, column 1 is empty",
     ["W_K of head 2", 1, 0]),
    ({"heads": []}, "There can be 1 to 4 heads", None), ({"heads": [HEAD] * 5}, "1 to 4 heads", None),
    ({"heads": [3]}, "Head 1 needs four matrices", None), ({"heads": [{}]}, "W_Q of head 1 must be a table", None),
    ({"heads": [HEAD | {"output": [["1"]]}]}, "W_O of head 1 must have 1 rows of 2 numbers", None),
    ({"tokens": X * 3}, "up to 6 tokens of 8 numbers", None), ({"positions": "far"}, "one of none, added", None),
    ({"positions": "rotary"}, "the width must be even, not 1", None),
    ({"tokens": [["1e100", "0"]], "heads": [HEAD | {"query": [["1e100"], ["0"]], "key": [["1e100"], ["0"]]}]},
     "too large to multiply", None),
])  # fmt: skip
def test_heads_that_cannot_be_computed_are_refused(change, said, cell):
    found = ask(tab.several, GOOD | change)
    assert said in found["error"] and found["cell"] == cell


@pytest.mark.parametrize(("change", "said"), [
    ({"query": ["1", "0", "2", "?"]}, "q, row 1, column 4 is “?”"), ({"key": ["1"]}, "the same number of numbers"),
    ({"query": ["1"] * 3, "key": ["1"] * 3}, "must be even, not 3"), ({"places": [1]}, "two positions"),
    ({"places": [1, 100]}, "A position must be a whole number from 0 to 99"), ({"key": 3}, "k must be a row"),
])  # fmt: skip
def test_a_query_that_cannot_be_turned_is_refused(change, said):
    assert said in ask(tab.rotary, TURNED | change)["error"]
