"""The attention tab's handlers, as the page and as programs call them."""

import inspect
import json

import gradio as gr
import loops
import pytest
import torch

from tabs.attention import tab
from tabs.attention.presets import PRESETS
from zoo.attention.matrices import MAX_TOKENS, MAX_WIDTH

Q, K, V = [[1, 0], [0, 2]], [[1, 1], [2, 0]], [[1], [3]]


def table(rows, is_list=False):
    return {"cells": [[str(cell) for cell in row] for row in rows], "list": is_list}


def request(**changes):
    return {"tables": {"Q": table(Q), "K": table(K), "V": table(V)}, **changes}


def exercise(**changes):
    return {"tables": next(preset for preset in PRESETS if preset["name"] == "The exercise")["tables"], **changes}


def ask(handler, asked):
    answer = handler(asked)
    return json.loads(loops.run(answer) if inspect.iscoroutine(answer) else answer)


def test_every_step_of_a_small_problem():
    """s = [[1, 2], [2, 0]], divided by sqrt(2); row 2: e^(1.4142) = 4.1133 against e^0 = 1."""
    steps = ask(tab.compute, request())["steps"]
    assert steps["scores"] == [[1, 2], [2, 0]]
    assert steps["weights"][1] == pytest.approx([4.113250 / 5.113250, 1 / 5.113250], abs=1e-6)
    assert steps["output"][1] == pytest.approx([(4.113250 + 3) / 5.113250], abs=1e-6)


def test_hidden_scores_are_null_and_empty_rows_are_told():
    steps = ask(tab.compute, request(mask="custom", keep=[[True, False], [False, False]]))["steps"]
    assert steps["masked"][0][1] is None and steps["masked"][1] == [None, None]
    assert steps["empty"] == [1] and steps["weights"] == [[1, 0], [0, 0]] and steps["output"][1] == [0]


def test_padding_hides_a_key_from_every_query():
    steps = ask(tab.compute, request(mask="padding", keep=[True, False]))["steps"]
    assert steps["weights"] == [[1, 0], [1, 0]]


def test_a_plain_list_is_never_guessed():
    answer = ask(tab.compute, exercise())
    assert "steps" not in answer and answer["lists"] == ["Q", "K", "V"]
    assert answer["readings"]["one_token"]["output"] == [[0.6, 0.2, 0.9]]
    rows = answer["readings"]["many_tokens"]["output"]
    assert [row[0] for row in rows] == pytest.approx([0.573687, 0.570633, 0.568153], abs=1e-6)
    with pytest.raises(gr.Error, match="Q is a plain list of 3 numbers and can be read in two ways"):
        tab.attention([0.8, 0.5, 0.21], [[1, 2, 3]], [[1]])


@pytest.mark.parametrize(("reading", "shape"), [("one_token", (1, 1)), ("many_tokens", (3, 3))])
def test_a_chosen_reading_gives_its_steps(reading, shape):
    weights = ask(tab.compute, exercise(reading=reading))["steps"]["weights"]
    assert (len(weights), len(weights[0])) == shape


def test_a_mask_is_for_the_reading_that_is_chosen():
    """It fits the sizes of that one: its preview and its steps have it, the other's preview has none."""
    own = {"mask": "custom", "keep": [[True, False, False]] * 3}
    answer = ask(tab.compute, exercise(reading="many_tokens", **own))
    first = [[1, 0, 0]] * 3
    assert answer["readings"]["many_tokens"]["weights"] == answer["steps"]["weights"] == first
    assert answer["readings"]["one_token"]["weights"] == [[1]]


def test_a_list_beside_matrices_says_which_reading_fits():
    tables = {"Q": table([[1, 0]], is_list=True), "K": table(K), "V": table(V)}
    readings = ask(tab.compute, {"tables": tables})["readings"]
    assert len(readings["one_token"]["output"]) == 1
    assert "Q has width 1 and K has width 2" in readings["many_tokens"]["error"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"temperature": "0"}, "The temperature must be a number above 0, not “0”."),
        ({"temperature": "hot"}, "above 0"),
        ({"temperature": None}, "above 0"),
        ({"temperature": "1e999"}, "above 0"),
        ({"temperature": True}, "above 0"),
        ({"temperature": "1" * 30_000 + "x"}, "above 0"),
        ({"temperature": "1" * 65}, "above 0"),
        ({"mask": "diagonal"}, "The mask must be one of none, causal, padding, custom."),
        ({"mask": "padding", "keep": [True]}, "keep must be 2 entries"),
        ({"mask": "custom", "keep": [[True, False]]}, "keep must be 2 rows of 2 entries"),
        ({"mask": "custom", "keep": [[1, 0], [0, 2]]}, "keep must be 2 rows of 2 entries"),
        ({"mask": "custom", "keep": [["1", "0"], ["0", "1"]]}, "keep must be 2 rows of 2 entries"),
        ({"mask": ["none"]}, "The mask must be one of"),
        ({"tables": {"Q": table(Q), "K": table([[1, 2, 3]]), "V": table([[1]])}}, "Q has width 2 and K has width 3"),
        ({"tables": {"Q": table(Q), "K": table(K), "V": table([[1]])}}, "K has 2 rows and V has 1 row"),
        (
            {"tables": {"Q": table(Q), "K": table([[1, 2], [3]]), "V": table(V)}},
            "K, row 2 has 1 number, but row 1 has 2",
        ),
        ({"tables": {"Q": table(Q), "K": table(K), "V": table([])}}, "V is empty"),
        ({"tables": {"Q": table(Q), "K": table(K)}}, "V is missing"),
        ({"tables": 3}, "Three tables are needed"),
        ({"tables": {name: table([[0]] * (MAX_TOKENS + 1)) for name in "QKV"}}, "Q has 65 rows"),
        ({"tables": {name: table([[0] * (MAX_WIDTH + 1)]) for name in "QKV"}}, "Q has 129 columns"),
    ],
)
def test_bad_requests_are_answered_with_a_sentence(changes, message):
    assert message in ask(tab.compute, request(**changes))["error"]


@pytest.mark.parametrize("nonsense", [None, [], "Q", 3])
@pytest.mark.parametrize("handler", [tab.compute, tab.paste, tab.export, tab.sentence, tab.heads])
def test_nonsense_is_answered_with_a_sentence(handler, nonsense):
    assert ask(handler, nonsense)["error"] == "The request must be a JSON object."
    assert ask(handler, {})["error"]


def test_a_bad_cell_is_pointed_at():
    answer = ask(tab.compute, request(tables={"Q": table(Q), "K": table([[1, 1], [2, "two"]]), "V": table(V)}))
    assert answer == {"error": "K, row 2, column 2 is “two”, which is not a number.", "cell": ["K", 1, 1]}


def test_scores_of_1e30_stay_finite():
    steps = ask(tab.compute, request(tables={"Q": table([["1e30", 0]]), "K": table(K), "V": table(V)}))["steps"]
    assert steps["weights"] == [[0, 1]] and steps["output"] == [[3]]


def test_the_largest_size_is_taken():
    tables = {name: table(torch.randn(MAX_TOKENS, MAX_WIDTH).tolist()) for name in "QKV"}
    steps = ask(tab.compute, {"tables": tables})["steps"]
    assert (len(steps["weights"]), len(steps["output"][0])) == (MAX_TOKENS, MAX_WIDTH)


def test_pasted_text_becomes_tables():
    answer = ask(tab.paste, {"text": "0,5\t1\n2\t3", "into": "K"})
    assert answer["tables"] == {"K": {"cells": [["0.5", "1"], ["2", "3"]], "list": False, "labels": []}}
    assert answer["mask"] is None
    assert answer["note"] == "Decimal commas were read as points (0,5 as 0.5)."
    assert ask(tab.paste, {"text": "1\t2\n3\tx", "into": "V"})["cell"] == ["V", 1, 1]
    assert "one of Q, K and V" in ask(tab.paste, {"text": "1", "into": "W"})["error"]


def test_a_mask_can_be_pasted_and_words_keep_their_rows():
    answer = ask(tab.paste, {"text": "the: [1, 0]\ncat: [0, 1]\nmask = [[1, 0], [1, 1]]", "into": "Q"})
    assert answer["tables"]["Q"]["labels"] == ["the", "cat"]
    assert answer["mask"] == [[True, False], [True, True]]
    assert ask(tab.paste, {"text": "True False", "into": "mask"})["mask"] == [True, False]


@pytest.mark.parametrize(
    ("form", "part"), [("latex", "O = AV"), ("numpy", "output = weights @ V"), ("csv", "weights,k1,k2")]
)
def test_the_computation_can_be_taken_along(form, part):
    assert part in ask(tab.export, request(format=form))["text"]
    for unknown in ("pdf", [], {}, None):
        assert "latex, numpy, csv" in ask(tab.export, request(format=unknown))["error"]


def test_a_sentence_has_a_weight_for_every_head_and_pair():
    answer = ask(tab.sentence, {"text": "The cat sat.", "heads": 3, "seed": 1})
    weights = torch.tensor(answer["weights"])
    assert answer["tokens"] == ["The", "cat", "sat", "."] and weights.shape == (3, 4, 4)
    assert torch.allclose(weights.sum(-1), torch.ones(3, 4))
    assert ask(tab.sentence, {"text": "The cat sat.", "heads": 3, "seed": 1}) == answer


def test_a_heads_numbers_give_its_weights_in_the_calculator():
    asked = {"text": "The cat sat.", "heads": 2, "seed": 1, "causal": True, "head": 1}
    answer = ask(tab.sentence, asked)
    steps = ask(tab.compute, {"tables": answer["tables"], "mask": "causal"})["steps"]
    assert torch.allclose(torch.tensor(steps["weights"]), torch.tensor(answer["weights"][1]), atol=5e-3)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"heads": 9}, "The number of heads must be a whole number from 1 to 8."),
        ({"heads": 1.5}, "The number of heads"),
        ({"heads": None}, "The number of heads"),
        ({"seed": -1}, "The seed"),
        ({"seed": float("nan")}, "The seed"),
        ({"seed": True}, "The seed"),
        ({"head": 4}, "The head must be a whole number from 0 to 1."),
        ({"text": "a " * 70}, "70 tokens"),
        ({"text": None}, "must be text"),
    ],
)
def test_bad_sentence_requests_are_answered_with_a_sentence(changes, message):
    assert message in ask(tab.sentence, {"text": "a b", "heads": 2, "seed": 1, **changes})["error"]


def test_a_mask_of_zeros_and_ones_is_a_mask():
    told = ask(tab.compute, request(mask="custom", keep=[[True, False], [True, True]]))["steps"]
    assert ask(tab.compute, request(mask="custom", keep=[[1, 0], [1, 1]]))["steps"] == told
    assert tab.attention(Q, K, V, mask="custom", keep=[[1, 0], [1, 1]]) == told
    assert tab.attention(Q, K, V, mask="padding", keep=[1, 0])["weights"] == [[1, 0], [1, 0]]


def test_programs_get_the_same_steps():
    answer = tab.attention(Q, K, V, mask="causal", temperature=2)
    assert answer == ask(tab.compute, request(mask="causal", temperature="2"))["steps"]
    assert tab.attention([0.8, 0.5], [0.1, 0.2], [1, 2], reading="many_tokens")["mask"] is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[1, 2], [3]], K, V), "Q, row 2 has 1 number"),
        ((Q, [["a", 1]], [[1]]), "K, row 1, column 1 is “a”"),
        ((Q, K, [[1]]), "K has 2 rows and V has 1 row"),
        ((None, K, V), "Q must be a table"),
    ],
)
def test_programs_get_a_sentence(arguments, message):
    with pytest.raises(gr.Error) as caught:
        tab.attention(*arguments)
    assert message in str(caught.value)


@pytest.mark.parametrize("settings", [
    {"seed": 7, "heads": 3}, {"seed": 8, "heads": 3}, {"seed": 7, "heads": 2, "positions": False},
    {"seed": 7, "heads": 3, "causal": True},
])  # fmt: skip
def test_every_setting_of_a_sentence_reaches_its_heads(settings):
    from zoo.attention.sentence import attend

    reply = json.loads(tab.sentence({"text": "a b b c"} | settings | {"head": 1}))
    done = attend(["a", "b", "b", "c"], **settings)
    assert reply["tokens"] == ["a", "b", "b", "c"] and reply["weights"] == done.steps.weights.tolist()
    for name, block in (("Q", done.query), ("K", done.key), ("V", done.value)):
        assert reply["tables"][name]["cells"] == [[f"{x:.3f}" for x in row] for row in block[1].tolist()]


def test_a_reading_of_another_type_is_a_sentence():
    with pytest.raises(gr.Error, match=r"The reading must be one of one_token, many_tokens\."):
        tab.attention([[1]], [[1]], [[1]], reading=["one_token"])
