"""The machines of the page against those of PyTorch: the same random numbers, the same chain, unit by unit."""

import pytest
import torch
from node import talking
from rbm_models import write
from rbm_page import KINDS, machine

from tabs.rbm import api as rbm_api
from zoo.models.boltzmann import Conditions
from zoo.models.chain import Chain
from zoo.models.rbm import RBM, RBMConfig
from zoo.models.tempering import Tempered
from zoo.stores import open_store

STEPS = 4
NAN = float("nan")


@pytest.fixture(scope="module")
def answers():
    with talking("rbm.answers.mjs") as ask:
        yield ask


@pytest.fixture(scope="module", params=list(KINDS))
def pair(request, answers, tmp_path_factory):
    """A machine in PyTorch, and what asks the page's modules about it: (model, ask)."""
    model = machine(request.param)
    return model, asking(model, tmp_path_factory.mktemp("machine"), answers)


def asking(model, folder, answers):
    """``ask(what, **request)`` of the page's modules with this model's weights."""
    model.save_pretrained(folder)
    deep = bool(model.lower)
    description = {
        "kind": type(model).__name__, "top": "top" if deep else "machine", "lower": ["lower.0"] if deep else [],
        "recognition": ["recognition.0"] if deep and model.recognition is not None else [],
    }  # fmt: skip
    weights = str(folder / "model.safetensors")
    return lambda what, **request: answers({"weights": weights, "description": description, "ask": what, **request})


def words_of(count: int, seed: int):
    """Random words for the page, and the numbers of (0, 1) that they stand for."""
    words = torch.randint(2**32, (count,), generator=torch.Generator().manual_seed(seed))
    return words.tolist(), (words.double() + 0.5) / 2**32


def by_pytorch(top, visible, uniforms, temperature, clamp, forced):
    """The chain v -> h -> v with these uniforms, hidden units first: [(energy, visible, hidden)]."""
    states, at = [], 0
    for _ in range(STEPS):
        hidden = (top.hidden_logits(visible[None])[0] / temperature).sigmoid() > uniforms[
            at : at + len(top.hidden_bias)
        ]
        hidden = hidden.float()
        for unit, value in forced:
            hidden[unit] = value
        at += len(hidden)
        probs = (top.visible_logits(hidden[None])[0] / temperature).sigmoid()
        visible = (probs > uniforms[at : at + len(visible)]).float()
        for unit, value in clamp:
            visible[unit] = value
        at += len(visible)
        states.append((float(top.free_energy(visible[None])), visible.int().tolist(), hidden.int().tolist()))
    return states


@pytest.mark.parametrize("temperature", [0.25, 1.0, 4.0])
@pytest.mark.parametrize(("clamp", "forced"), [([], []), ([[0, 1], [7, 0], [30, 1]], []), ([], [[3, 1], [11, 0]])],
                         ids=["free", "held", "forced"])  # fmt: skip
def test_the_chain_is_that_of_pytorch(pair, temperature, clamp, forced):
    model, ask = pair
    top = model.top
    visible = torch.rand(len(top.visible_bias), generator=torch.Generator().manual_seed(1)).round()
    words, uniforms = words_of(STEPS * (len(top.visible_bias) + len(top.hidden_bias)), 1)
    settings = {"steps": STEPS, "temperature": temperature, "clamp": clamp, "forced": forced}
    shown = ask("steps", visible=visible.int().tolist(), words=words, settings=settings)
    with torch.no_grad():
        expected = by_pytorch(top, visible, uniforms, temperature, clamp, forced)
    for state, (energy, seen, hidden) in zip(shown, expected, strict=True):
        assert state["visible"] == seen and state["hidden"] == hidden
        assert state["energy"] == pytest.approx(energy, abs=1e-4 * max(1, abs(energy)))
    assert len({tuple(state["visible"]) for state in shown}) > 1


def test_energies_are_those_of_pytorch(pair):
    model, ask = pair
    top = model.top
    visible = torch.rand(len(top.visible_bias), generator=torch.Generator().manual_seed(2)).round()
    hidden = torch.rand(len(top.hidden_bias), generator=torch.Generator().manual_seed(3)).round()
    energy, free = ask("energies", visible=visible.tolist(), hidden=hidden.tolist())
    with torch.no_grad():
        assert energy == pytest.approx(float(top.energy(visible[None], hidden[None])), rel=1e-5, abs=1e-3)
        assert free == pytest.approx(float(top.free_energy(visible[None])), rel=1e-5, abs=1e-3)


def test_the_way_up_and_down_is_that_of_pytorch(pair):
    model, ask = pair
    pixels = torch.rand(784, generator=torch.Generator().manual_seed(4))
    words, uniforms = words_of(1000, 6)
    up, down, sample = ask("ways", pixels=pixels.tolist(), words=words)
    if not model.lower:
        assert (
            up == down == sample == (pixels > uniforms[:784]).int().tolist()
        )  # an RBM's pixels are drawn: that is all
        return
    with torch.no_grad():
        units = (model.inference(0).hidden_logits(pixels[None])[0].sigmoid() > uniforms[:50]).float()
        seen = model.lower[0].visible_logits(units[None])[0].sigmoid()
    assert up == units.int().tolist()
    assert down == pytest.approx(seen.tolist(), abs=1e-5)
    assert sample == (seen > uniforms[:784]).int().tolist()


def test_a_filter_is_what_a_unit_adds_on_its_way_down(pair):
    model, ask = pair
    column = model.top.weight[:, 9]
    expected = model.lower[0].weight @ column if model.lower else column
    assert ask("filter", level=len(model.lower), unit=9) == pytest.approx(expected.tolist(), abs=1e-4)


# ---- one seed, one run
@pytest.fixture(scope="module", params=list(KINDS))
def exact(request, answers, tmp_path_factory):
    """A pair whose weights are multiples of 1/64: sums of them are exact, in whatever order they are added up."""
    model = machine(request.param)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_((64 * parameter).round() / 64)
    ask = asking(model, tmp_path_factory.mktemp("exact"), answers)
    return model.double(), ask  # with probabilities near enough to the page's that no draw can fall between them


def begun(chain, start: str, pixels):
    """A chain of the zoo, begun as the page begins one."""
    hidden = torch.full((1, len(chain.machine.hidden_bias)), 0.5, dtype=torch.double)
    if start == "unit-7":
        hidden = torch.zeros_like(hidden)
        hidden[0, 7] = 1
    begin = {"pixels": chain.from_noise, "drawing": lambda: chain.from_pixels(pixels)}
    begin.get(start, lambda: chain.from_hidden(hidden))()
    return chain


@pytest.mark.parametrize(("start", "temperature", "clamp", "forced", "kind"), [
    ("hidden", 1.0, [], [], Chain), ("pixels", 2.0, [], [], Chain), ("unit-7", 0.5, [], [[3, 1], [11, 0]], Chain),
    ("drawing", 1.0, [[5, 1], [20, 0]], [], Chain), ("pixels", 1.0, [[5, 1], [20, 0]], [[3, 1], [11, 0]], Tempered),
])  # fmt: skip
@torch.no_grad()
def test_a_seed_gives_the_page_and_the_zoo_the_same_chains(exact, start, temperature, clamp, forced, kind):
    model, ask = exact
    pixels = torch.rand(1, 784, generator=torch.Generator().manual_seed(7)).mul(16).round().double() / 16  # exact, too
    settings = {"start": start, "seed": 4_294_967_295, "count": 2, "temperature": temperature, "forced": forced,
                "tempered": kind is Tempered, "pixels": pixels[0].tolist() if start == "drawing" else None}  # fmt: skip
    shown = ask("chains", settings=settings, clamp=clamp, steps=10)
    under = Conditions(temperature, *(marked(size, units) for size, units in zip(
        (len(model.top.visible_bias), len(model.top.hidden_bias)), (clamp, forced), strict=True)))  # fmt: skip
    for number, states in enumerate(shown):
        chain = begun(kind(model, settings["seed"], number, under), start, pixels)
        for step, state in enumerate(states):
            if step:
                chain.step()
            probs, sample = chain.look()
            assert sample.flatten().int().tolist() == state["sample"], (number, step)
            assert chain.hidden[0].int().tolist() == state["hidden"], (number, step)
            assert state["pixels"] == pytest.approx(probs.flatten().tolist(), abs=1e-6)
            assert state["energy"] == pytest.approx(chain.free_energy(), rel=1e-5)
    assert shown[0][-1]["sample"] != shown[1][-1]["sample"]


def marked(size: int, units: list) -> torch.Tensor:
    """Values (1, size) of these units, NaN for all others."""
    values = torch.full((1, size), NAN, dtype=torch.double)
    for unit, value in units:
        values[0, unit] = value
    return values


@pytest.mark.parametrize(("start", "tempered"), [
    ("pixels", False), ("noise", False), ("hidden", False), ("unit-3", True), ("chains", False)])  # fmt: skip
def test_a_program_gets_the_chain_that_the_page_shows(start, tempered, answers, tmp_path, monkeypatch):
    """At the page's own precision, over few steps, so that no draw falls between two roundings."""
    torch.manual_seed(2)
    model = RBM(RBMConfig(hidden_dim=60, weight_sd=0.2, chains=5))
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    open_store(str(tmp_path / "store")).push(write(model, tmp_path / "files", "rbm"), "rbm", "Untrained")
    ask = asking(model, tmp_path / "page", answers)
    settings = {"start": "pixels" if start == "noise" else start, "seed": 12, "count": 3, "temperature": 1.5,
                "forced": [[9, 1]], "tempered": tempered}  # fmt: skip
    shown = ask("chains", settings=settings, clamp=[], steps=5)[2]
    answer = rbm_api.gibbs("rbm", 5, 12, start, temperature=1.5, every=1, forced={"9": 1}, chain=3, tempered=tempered)
    assert torch.tensor(answer["sample"]).flatten().tolist() == shown[-1]["sample"]
    assert answer["hidden"] == shown[-1]["hidden"] and answer["hidden"][9] == 1
    assert answer["free_energy"] == pytest.approx([state["energy"] for state in shown], rel=1e-5)
    for frame, state in zip(answer["frames"], shown[1:], strict=True):
        assert torch.tensor(frame).flatten().tolist() == pytest.approx(state["pixels"], abs=1e-5)
