"""The machines of the page against those of PyTorch: the same uniforms, the same chain, bit by bit."""

import pytest
import rbm_page
import torch
from rbm_page import KINDS, VIEWER, machine

STEPS = 6
RUN = """([visible, uniforms, settings]) => {
  const machine = MACHINE;
  const chain = machine.state();
  chain.visible.set(visible);
  let at = 0;
  const uniform = () => uniforms[at++];
  const forced = new Map(settings.forced);
  if (settings.clamp) for (const [unit, value] of settings.clamp) chain.clamp[unit] = value;
  const states = [];
  for (let step = 0; step < settings.steps; step++) {
    const energy = machine.gibbsStep(chain, { temperature: settings.temperature, uniform, forced });
    states.push({ energy, visible: Array.from(chain.visible), hidden: Array.from(chain.hidden) });
  }
  return states;
}""".replace("MACHINE", f"{VIEWER}.machine")


@pytest.fixture(scope="module", params=list(KINDS))
def pair(request, serve, browser, tmp_path_factory):
    """A machine in PyTorch and a page that has it: (model, page)."""
    value = rbm_page.data(request.param, tmp_path_factory.mktemp("machine"))
    page = browser.new_page(reduced_motion="reduce")
    page.goto(serve(lambda: rbm_page.build(value)))
    rbm_page.ready(page)
    yield machine(request.param), page
    page.close()


def top_of(model):
    return model.machine if hasattr(model, "machine") else model.top


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
    model, page = pair
    top = top_of(model)
    generator = torch.Generator().manual_seed(1)
    visible = torch.rand(len(top.visible_bias), generator=generator).round()
    uniforms = torch.rand(STEPS * (len(top.visible_bias) + len(top.hidden_bias)), generator=generator)
    settings = {"steps": STEPS, "temperature": temperature, "clamp": clamp, "forced": forced}
    shown = page.evaluate(RUN, [visible.int().tolist(), uniforms.tolist(), settings])
    with torch.no_grad():
        expected = by_pytorch(top, visible, uniforms, temperature, clamp, forced)
    for state, (energy, seen, hidden) in zip(shown, expected, strict=True):
        assert state["visible"] == seen and state["hidden"] == hidden
        assert state["energy"] == pytest.approx(energy, abs=1e-4 * max(1, abs(energy)))
    assert len({tuple(state["visible"]) for state in shown}) > 1


def test_energies_are_those_of_pytorch(pair):
    model, page = pair
    top = top_of(model)
    visible = torch.rand(len(top.visible_bias), generator=torch.Generator().manual_seed(2)).round()
    hidden = torch.rand(len(top.hidden_bias), generator=torch.Generator().manual_seed(3)).round()
    energy, free = page.evaluate(f"([v, h]) => [{VIEWER}.machine.energy(v, h), {VIEWER}.machine.freeEnergy(v)]",
                                 [visible.tolist(), hidden.tolist()])  # fmt: skip
    with torch.no_grad():
        assert energy == pytest.approx(float(top.energy(visible[None], hidden[None])), rel=1e-5, abs=1e-3)
        assert free == pytest.approx(float(top.free_energy(visible[None])), rel=1e-5, abs=1e-3)


def test_the_way_up_and_down_is_that_of_pytorch(pair):
    model, page = pair
    if not hasattr(model, "lower"):
        model_page = page.evaluate(f"p => Array.from({VIEWER}.machine.upward(p, () => 0.4))", [0.3, 0.5] * 392)
        assert model_page == [0, 1] * 392  # an RBM's pixels are drawn, and that is all
        return
    pixels = torch.rand(784, generator=torch.Generator().manual_seed(4))
    uniforms = torch.rand(1000, generator=torch.Generator().manual_seed(6))
    up, down, sample = page.evaluate(f"""([pixels, uniforms]) => {{
        let at = 0;
        const units = {VIEWER}.machine.upward(pixels, () => uniforms[at++]);
        at = 0;
        const {{ pixels: seen, sample }} = {VIEWER}.machine.downward(units, units, () => uniforms[at++]);
        return [units, seen, sample].map((values) => Array.from(values));
    }}""", [pixels.tolist(), uniforms.tolist()])  # fmt: skip
    with torch.no_grad():
        units = (model._inference(0).hidden_logits(pixels[None])[0].sigmoid() > uniforms[:50]).float()
        seen = model.lower[0].visible_logits(units[None])[0].sigmoid()
    assert up == units.int().tolist()
    assert down == pytest.approx(seen.tolist(), abs=1e-5)
    assert sample == (seen > uniforms[:784]).int().tolist()


def test_a_filter_is_what_a_unit_adds_on_its_way_down(pair):
    model, page = pair
    deep = hasattr(model, "lower")
    shown = page.evaluate(f"Array.from({VIEWER}.machine.filter({1 if deep else 0}, 9))")
    column = top_of(model).weight[:, 9]
    expected = model.lower[0].weight @ column if deep else column
    assert shown == pytest.approx(expected.tolist(), abs=1e-4)
