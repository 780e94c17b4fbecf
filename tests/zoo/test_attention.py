"""Attention's arithmetic, against numbers worked out by hand and against torch, and its numbers taken along."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from zoo.attention.export import Computation, latex_matrix, to_csv, to_latex, to_numpy
from zoo.attention.steps import (
    Projections,
    as_matrix,
    attention,
    causal_mask,
    multi_head,
    padding_mask,
    positional_encoding,
    random_projections,
    softmax,
)
from zoo.errors import ZooError

QUERY, KEY, VALUE = (
    torch.tensor(numbers, dtype=torch.float64) for numbers in ([0.8, 0.5, 0.21], [0.1, 0.62, 0.73], [0.6, 0.2, 0.9])
)


def close(left, right, tolerance=1e-6):
    return torch.allclose(
        torch.as_tensor(left, dtype=torch.float64), torch.as_tensor(right, dtype=torch.float64), atol=tolerance, rtol=0
    )


# ---- the exercise, by hand
def test_exercise_as_one_token():
    """One query meets one key.

    s = 0.8*0.1 + 0.5*0.62 + 0.21*0.73 = 0.08 + 0.31 + 0.1533 = 0.5433
    s / sqrt(3) = 0.5433 / 1.7320508 = 0.3136744
    softmax of a single number = 1, so the output is the value itself.
    """
    steps = attention(*(as_matrix(numbers, "one_token") for numbers in (QUERY, KEY, VALUE)))
    assert close(steps.scores, [[0.5433]])
    assert close(steps.scaled, [[0.313674]])
    assert close(steps.weights, [[1.0]])
    assert close(steps.output, [[0.6, 0.2, 0.9]])


def test_exercise_as_three_tokens():
    """Three queries, three keys, d_k = 1, so scaling by sqrt(1) changes nothing.

    Row 1: s = 0.8 * [0.1, 0.62, 0.73] = [0.08, 0.496, 0.584]
           e^s = [1.0832871, 1.6421395, 1.7931971], sum 4.5186237
           weights [0.239738, 0.363416, 0.396846]
           output 0.239738*0.6 + 0.363416*0.2 + 0.396846*0.9 = 0.143843 + 0.072683 + 0.357161 = 0.573687
    Row 2: s = 0.5 * [0.1, 0.62, 0.73] = [0.05, 0.31, 0.365]
           e^s = [1.0512711, 1.3634251, 1.4405140], sum 3.8552102
           weights [0.272688, 0.353658, 0.373654]
           output 0.163613 + 0.070732 + 0.336288 = 0.570633
    Row 3: s = 0.21 * [0.1, 0.62, 0.73] = [0.021, 0.1302, 0.1533]
           e^s = [1.0212221, 1.1390562, 1.1656749], sum 3.3259532
           weights [0.307046, 0.342475, 0.350478]
           output 0.184228 + 0.068495 + 0.315431 = 0.568153
    """
    steps = attention(*(as_matrix(numbers, "many_tokens") for numbers in (QUERY, KEY, VALUE)))
    assert close(steps.scores, [[0.08, 0.496, 0.584], [0.05, 0.31, 0.365], [0.021, 0.1302, 0.1533]])
    assert close(steps.scaled, steps.scores)
    by_hand = [[0.239738, 0.363416, 0.396846], [0.272688, 0.353658, 0.373654], [0.307046, 0.342475, 0.350478]]
    assert close(steps.weights, by_hand)
    assert close(steps.output, [[0.573687], [0.570633], [0.568153]])


# ---- against torch
sizes = st.integers(1, 6)
seeds = st.integers(0, 2**31)


@st.composite
def problems(draw):
    """Q, K, V of any fitting shape, and a mask or none."""
    generator = torch.Generator().manual_seed(draw(seeds))
    queries, keys, width, value_width, scale = (
        draw(sizes),
        draw(sizes),
        draw(sizes),
        draw(sizes),
        draw(st.floats(0, 30)),
    )
    batch = draw(st.sampled_from([(), (2,), (2, 3)]))
    query, key, value = (
        torch.randn(*batch, *shape, generator=generator, dtype=torch.float64) * scale
        for shape in ((queries, width), (keys, width), (keys, value_width))
    )
    kind = draw(st.sampled_from(["none", "causal", "padding", "custom"]))
    keep = draw(st.lists(st.booleans(), min_size=keys, max_size=keys))
    custom = torch.rand(queries, keys, generator=generator) < 0.6
    mask = {
        "none": None,
        "causal": causal_mask(queries, keys),
        "padding": padding_mask(queries, keep),
        "custom": custom,
    }
    return query, key, value, mask[kind]


@given(problems())
@settings(max_examples=80, deadline=None)
def test_equals_torch(problem):
    query, key, value, mask = problem
    steps = attention(query, key, value, mask)
    expected = torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    seen = ~steps.empty
    assert torch.allclose(steps.output[seen], expected[seen], atol=1e-6, rtol=1e-9)
    assert close(steps.weights.sum(-1)[seen], torch.ones(int(seen.sum())))
    assert not steps.weights[steps.empty].any() and not steps.output[steps.empty].any()
    assert steps.output.isfinite().all()


@given(problems(), st.floats(0.05, 20))
@settings(max_examples=40, deadline=None)
def test_temperature_and_scale_divide_the_scores(problem, temperature):
    query, key, value, mask = problem
    steps = attention(query, key, value, mask, scale=False, temperature=temperature)
    expected = torch.nn.functional.scaled_dot_product_attention(
        query, key, value, attn_mask=mask, scale=1 / temperature
    )
    assert torch.allclose(steps.output[~steps.empty], expected[~steps.empty], atol=1e-6, rtol=1e-9)


@given(sizes, sizes, st.integers(1, 4), st.integers(1, 4), st.booleans(), st.booleans(), seeds)
@settings(max_examples=40, deadline=None)
def test_multi_head_equals_torch(queries, keys, heads, head_width, cross, causal, seed):
    """Against ``multi_head_attention_forward``, self- and cross-attention, output and each head's weights."""
    generator = torch.Generator().manual_seed(seed)
    width = heads * head_width
    x = torch.randn(queries, width, generator=generator, dtype=torch.float64)
    memory = torch.randn(keys, width, generator=generator, dtype=torch.float64) if cross else x
    ours = random_projections(heads, width, head_width, generator)
    mask = causal_mask(len(x), len(memory)) if causal else None
    packed = [block.transpose(0, 1).reshape(width, width).T for block in (ours.query, ours.key, ours.value)]
    expected, weights = torch.nn.functional.multi_head_attention_forward(
        x, memory, memory, width, heads, torch.cat(packed), None, None, None, False, 0.0,
        ours.output.reshape(width, width).T, None, training=False, attn_mask=None if mask is None else ~mask,
        average_attn_weights=False,
    )  # fmt: skip
    done = multi_head(x, memory, ours, mask)
    assert close(done.output, expected)
    assert close(done.steps.weights, weights)


def test_multi_head_takes_given_projections_of_unequal_widths():
    """One head that copies: W^Q = W^K = 0 makes every weight 1/2, W^V and W^O pick the memory's second column."""
    x, memory = torch.ones(1, 2, dtype=torch.float64), torch.tensor([[1.0, 2, 3], [5, 6, 7]], dtype=torch.float64)
    blocks = [
        torch.zeros(1, 2, 4),
        torch.zeros(1, 3, 4),
        torch.tensor([[[0.0], [1], [0]]]),
        torch.tensor([[[1.0, 10]]]),
    ]
    done = multi_head(x, memory, Projections(*(block.double() for block in blocks)))
    assert close(done.output, [[4.0, 40.0]])
    with pytest.raises(ZooError, match="width 3, but their projection takes width 2"):
        multi_head(memory, memory, Projections(*(block.double() for block in blocks)))


def test_heads_stay_the_same_when_more_follow():
    few, many = (random_projections(heads, 8, 4, torch.Generator().manual_seed(3)) for heads in (2, 5))
    assert torch.equal(few.query, many.query[:2]) and torch.equal(few.output, many.output[:2])


def test_positional_encoding_by_hand():
    """Width 4: angles pos/1 and pos/100. Position 2: sin 2, cos 2, sin 0.02, cos 0.02."""
    encoding = positional_encoding(3, 4)
    assert close(encoding[0], [0, 1, 0, 1])
    assert close(encoding[2], [0.909297, -0.416147, 0.019999, 0.999800])
    assert positional_encoding(2, 5).shape == (2, 5)


# ---- the edges
def test_fully_masked_row_gives_zeros_and_says_so():
    mask = torch.tensor([[True, False], [False, False]])
    steps = attention(torch.ones(2, 3), torch.ones(2, 3), torch.ones(2, 1), mask)
    assert steps.empty.tolist() == [False, True]
    assert steps.weights.tolist() == [[1, 0], [0, 0]] and steps.output.tolist() == [[1], [0]]


@pytest.mark.parametrize("temperature", [1, 1e-9, 1e300])
def test_softmax_stays_finite_for_huge_scores(temperature):
    rows = torch.tensor([[1e30, -1e30, 1e30], [-1e60, -math.inf, -1e60]], dtype=torch.float64)
    weights = softmax(rows, temperature)
    assert close(weights.sum(-1), [1.0, 1.0])
    assert weights.isfinite().all()


@pytest.mark.parametrize("temperature", [0, -1, math.nan, math.inf])
def test_temperature_must_be_above_zero(temperature):
    with pytest.raises(ZooError, match="above 0"):
        softmax(torch.zeros(1, 2), temperature)


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (((2, 3), (2, 4), (2, 1)), "Q has width 3 and K has width 4"),
        (((2, 3), (2, 3), (1, 1)), "K has 2 rows and V has 1 row"),
        (((0, 3), (2, 3), (2, 1)), "Q is empty"),
        (((3,), (2, 3), (2, 1)), r"Q has 1 dimension"),
    ],
)
def test_unfitting_shapes_name_both_sizes(shapes, message):
    with pytest.raises(ZooError, match=message):
        attention(*(torch.zeros(shape) for shape in shapes))


def test_unfitting_mask_and_reading():
    with pytest.raises(ZooError, match="mask is 3 × 3, but these Q and K need 2 × 3"):
        attention(torch.zeros(2, 1), torch.zeros(3, 1), torch.zeros(3, 1), causal_mask(3, 3))
    with pytest.raises(ZooError, match="one_token or as many_tokens"):
        as_matrix(QUERY, "")


# ---- taking it along
@given(problems(), st.booleans(), st.floats(0.1, 10))
@settings(max_examples=30, deadline=None)
def test_numpy_code_reproduces_the_numbers(problem, scale, temperature):
    query, key, value, mask = problem
    query, key, value = (tensor.reshape(-1, *tensor.shape[-2:])[0] for tensor in (query, key, value))
    steps = attention(query, key, value, mask, scale, temperature)
    names = {}
    exec(to_numpy(Computation(query, key, value, steps, scale, temperature, mask)), names)
    assert close(names["weights"], steps.weights, 1e-12)
    assert torch.allclose(torch.as_tensor(names["output"]), steps.output, rtol=1e-12, atol=1e-12)


def computation(mask=None, temperature=1.0):
    query, key, value = (as_matrix(numbers, "many_tokens") for numbers in (QUERY, KEY, VALUE))
    return Computation(
        query, key, value, attention(query, key, value, mask, True, temperature), True, temperature, mask
    )


def test_latex_has_every_step():
    text = to_latex(computation(causal_mask(3, 3), 2.0), decimals=4)
    assert r"S' = \frac{S}{\sqrt{1}} &= \left[\begin{array}{rrr} 0.08 & 0.496 & 0.584" in text
    assert r"M = \operatorname{mask}(S') &= \left[\begin{array}{rrr} 0.08 & -\infty & -\infty" in text
    assert r"A = \operatorname{softmax}(M / 2)" in text and "O = AV" in text
    assert text.count(r"\begin{array}") == text.count(r"\end{array}") == 8
    assert latex_matrix(torch.tensor([[1e30, -0.0]]), 2) == (
        r"\left[\begin{array}{rr} 1 \cdot 10^{30} & 0 \end{array}\right]"
    )


def test_csv_has_every_step_in_full_precision():
    done = computation()
    lines = to_csv(done).splitlines()
    start = lines.index("weights,k1,k2,k3")
    assert [float(x) for x in lines[start + 1].split(",")[1:]] == done.steps.weights[0].tolist()
    assert [line.split(",")[0] for line in lines if line.startswith(("Q", "K", "V", "s", "m", "w", "out"))] == [
        "Q", "K", "V", "scores", "scaled", "masked", "weights", "output",
    ]  # fmt: skip
