// The effects of one latent as small bars: each property at three values of the latent, with bands.
import { el } from "./dom.js";
import { barsOf, changeText, rangeOf, valueText, wordsOf, zeroOf } from "./effects.js";
import { figure } from "./words.js";

const share = (value) => `${(100 * value).toFixed(1)}%`;

function bar({ from, to, band }) {
  const column = el("span", { className: "zoo-effect-bar" });
  const fill = el("i");
  fill.style.bottom = share(from);
  fill.style.height = share(Math.max(to - from, 0.01)); // a bar of 0 is a line
  column.append(fill);
  if (band) {
    const line = el("b");
    line.style.bottom = share(band[0]);
    line.style.height = share(band[1] - band[0]);
    column.append(line);
  }
  return column;
}

// One property as a figure: its bars, the values under them, and the change from end to end.
function chart(effect, effects) {
  const { what } = wordsOf(effect.property);
  const values = effect.means.map((mean) => valueText(effect.property, mean));
  const range = rangeOf(effects, effect.property);
  const bars = el("div", { className: "zoo-effect-bars", role: "img" }, ...barsOf(effect, range).map(bar));
  bars.style.setProperty("--zero", share(zeroOf(range)));
  bars.setAttribute(
    "aria-label",
    `${what}: ${effects.values.map((value, at) => `${values[at]} at ${figure(value, 0)}`).join(", ")}`,
  );
  const row = (className, texts) =>
    el("div", { className, "aria-hidden": "true" }, ...texts.map((textContent) => el("span", { textContent })));
  const change = el(
    "p",
    {},
    el("span", { textContent: changeText(effect) }),
    el("small", { textContent: effect.clear ? "clear" : "not clear" }),
  );
  const made = el(
    "section",
    { className: "zoo-effect" },
    el("h5", { textContent: what }),
    row("zoo-effect-values", values),
    bars,
    row(
      "zoo-effect-places",
      effects.values.map((value) => figure(value, 0)),
    ),
    change,
  );
  made.classList.toggle("is-clear", effect.clear);
  return made;
}

// Fills `box` with the effects of a latent, the clear ones first, the largest first.
export function showEffects(box, latent, effects) {
  const order = [...latent.effects].sort((a, b) => b.clear - a.clear || Math.abs(b.size) - Math.abs(a.size));
  box.replaceChildren(...order.map((effect) => chart(effect, effects)));
}
