// The code as sliders, the most informative first, each with the encoder's mean and spread for the drawing.
import { el, makeButton } from "../shared/dom.js";

const clamp = ({ low, high }, value) => Math.min(high, Math.max(low, value));
export const twoDecimals = (value) => value.toFixed(2).replace(/^-(0\.00)$/, "$1");
export const byInformation = (model) => [...model.latents].sort((a, b) => b.information - a.information);

// Browsers differ in the steps of a continuous slider. Here: a fiftieth of the range, a five-hundredth with Shift.
function arrowKeys(event, latent, input) {
  const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
  if (!direction) return;
  event.preventDefault();
  const step = (latent.high - latent.low) / (event.shiftKey ? 500 : 50);
  input.value = clamp(latent, Number(input.value) + direction * step);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function share(latent, most) {
  const bar = el("i");
  bar.style.width = `${(100 * latent.information) / most}%`;
  const number = el("em", { textContent: latent.information.toFixed(2) });
  return el("span", { className: "vae-share" }, bar, number);
}

function makeRow(latent, most, unit, moved) {
  const input = el("input", { type: "range", min: latent.low, max: latent.high, step: "any" });
  input.setAttribute("aria-label", `Latent ${latent.index}, ${latent.information.toFixed(2)} ${unit}`);
  const number = el("output", { className: "vae-value" });
  const band = el("i", { className: "vae-band", hidden: true });
  const track = el("span", { className: "vae-track" }, band, input);
  const name = el("span", { className: "vae-name", textContent: `z${latent.index}` });
  const row = el("label", { className: "vae-slider" }, name, share(latent, most), track, number);
  row.classList.toggle("is-unused", latent.information < 0.01);
  input.addEventListener("keydown", (event) => arrowKeys(event, latent, input));
  input.addEventListener("input", () => moved(latent.index, Number(input.value)));
  return { latent, input, number, band, row };
}

// A value beyond the slider's range widens the range, so that the thumb always shows the value.
function showRow({ latent, input, number }, value) {
  input.min = Math.min(latent.low, value);
  input.max = Math.max(latent.high, value);
  input.value = value;
  number.textContent = twoDecimals(value);
  input.setAttribute("aria-valuetext", number.textContent);
}

// The posterior of the drawing behind a slider: a tick at the mean and a band of two standard deviations on either
// side.
function showBand({ latent, input, band }, posterior) {
  band.hidden = !posterior?.sd;
  if (band.hidden) return;
  const [mean, sd] = [posterior.code[latent.index], posterior.sd[latent.index]];
  const [low, high] = [Number(input.min), Number(input.max)];
  const place = (value) => (clamp({ low, high }, value) - low) / (high - low);
  const [from, to] = [place(mean - 2 * sd), place(mean + 2 * sd)];
  band.style.setProperty("--from", from);
  band.style.setProperty("--to", to);
  band.style.setProperty("--mean", (place(mean) - from) / (to - from || 1)); // within the band
  band.title = `the encoder says ${twoDecimals(mean)} ± ${(2 * sd).toFixed(2)}`;
}

// A long code shows its most informative numbers first; all of them would push everything else out of view.
const FIRST = 20;
function fold(rows) {
  let all = false;
  const more = makeButton("", () => {
    all = !all;
    show();
  });
  const show = () => {
    rows.forEach(({ row }, i) => {
      row.hidden = !all && i >= FIRST;
    });
    more.textContent = all ? `Only the ${FIRST} most informative` : `All ${rows.length} sliders`;
  };
  show();
  return rows.length > FIRST ? [more] : [];
}

// Fills `box`; `moved(index, value)` is called when the visitor moves one. Returns {show(code), spread(encode's answer
// or null)}.
export const sliders = (box, model, moved) => {
  const ordered = byInformation(model);
  const most = Math.max(1e-9, ordered[0]?.information ?? 0);
  const unit = model.information === "kl" ? "nats of KL" : "variance";
  const rows = ordered.map((latent) => makeRow(latent, most, unit, moved));
  let posterior = null;
  box.replaceChildren(...rows.map(({ row }) => row), ...fold(rows));
  const bands = () => rows.forEach((row) => showBand(row, posterior));
  return {
    show(code) {
      rows.forEach((row) => showRow(row, code[row.latent.index]));
      if (posterior) bands(); // widening a slider moves its band
    },
    spread(answer) {
      posterior = answer;
      bands();
    },
  };
};
