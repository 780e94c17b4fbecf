// One sample large: its picture, what the judge and the critic say, its nearest training image, and its latents.
import { fromBase64, fromFloats } from "../shared/bytes.js";
import { el, makeButton, paintLevels } from "../shared/dom.js";
import { newestOnly } from "../shared/pace.js";
import { aDigit, figure, percent } from "../shared/words.js";
import { chance, convincing, judgement, probabilityText, sampleText } from "./words.js";

const HIGH = 3.2; // the largest number that a bar shows; one draw in 700 is larger
const SVG = "http://www.w3.org/2000/svg";

const svg = (tag, attributes, ...children) => {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

// The latents as bars up and down from 0, with dashed lines at the truncation.
class Bars {
  constructor() {
    this.path = svg("path", { class: "gan-bars-ink" });
    this.edges = svg("path", { class: "gan-bars-edge", "vector-effect": "non-scaling-stroke" });
    this.svg = svg("svg", { class: "gan-bars", role: "img", preserveAspectRatio: "none" }, this.edges, this.path);
    this.reading = el("span", { className: "gan-bars-reading" });
    this.svg.addEventListener("pointermove", (event) => this.point(event));
    this.svg.addEventListener("pointerleave", () => {
      this.reading.textContent = "";
    });
  }

  show(latents, truncation) {
    this.latents = latents;
    this.svg.setAttribute("viewBox", `0 ${-HIGH} ${latents.length} ${2 * HIGH}`);
    this.svg.setAttribute(
      "aria-label",
      `${latents.length} numbers from ${figure(Math.min(...latents))} to ${figure(Math.max(...latents))}`,
    );
    const bars = Array.from(latents, (z, i) => `M${i + 0.12} 0h.76v${-Math.max(-HIGH, Math.min(HIGH, z))}h-.76z`);
    this.path.setAttribute("d", bars.join(""));
    const at = [0, ...(truncation === null ? [] : [truncation, -truncation])];
    this.edges.setAttribute("d", at.map((edge) => `M0 ${edge}h${latents.length}`).join(""));
  }

  point(event) {
    const box = this.svg.getBoundingClientRect();
    const i = Math.min(
      this.latents.length - 1,
      Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * this.latents.length)),
    );
    this.reading.textContent = `z${i} = ${figure(this.latents[i])}`;
  }
}

export class Detail {
  constructor(box, { ask, togglePin }) {
    this.ask = ask;
    this.sample = null;
    this.heard = null; // heard: the latents that the server was asked about last
    this.big = el("canvas", { className: "zoo-screen gan-big", role: "img" });
    this.name = el("p", { className: "gan-one-name", "aria-live": "polite" });
    this.pin = makeButton("Pin", () => this.sample && togglePin(this.sample), "gan-pin");
    this.judged = el("p", { className: "gan-said" });
    this.critic = this.makeCritic();
    this.nearest = this.makeNearest();
    this.bars = new Bars();
    this.count = el("span", {});
    const z = el(
      "div",
      { className: "gan-part" },
      el("h4", {}, this.count, this.bars.reading),
      this.bars.svg,
      el("p", {
        className: "gan-caption",
        textContent:
          "This is all that the generator was given. It is called z, or the latents. Each bar is one random number " +
          "around 0. Change them a little, and the digit changes a little.",
      }),
    );
    const side = el("div", { className: "gan-one-side" }, this.name, this.pin, this.judged);
    box.append(el("div", { className: "gan-one-top" }, this.big, side), this.critic.box, this.nearest.box, z);
    this.look = newestOnly((sample) => this.asked(sample));
  }

  makeCritic() {
    const [text, meters, note] = [
      el("p", { className: "gan-said" }),
      el("div", { className: "gan-meters" }),
      el("p", { className: "gan-caption" }),
    ];
    return {
      box: el("div", { className: "gan-part" }, el("h4", { textContent: "Real or generated?" }), text, meters, note),
      text,
      meters,
      note,
    };
  }

  makeNearest() {
    const pair = ["This sample", "Nearest training image"].map((title) => {
      const canvas = el("canvas", { className: "zoo-screen", role: "img", "aria-label": title });
      return { canvas, element: el("figure", {}, canvas, el("figcaption", { textContent: title })) };
    });
    const figures = el("div", { className: "gan-pair" }, ...pair.map(({ element }) => element));
    const text = el("p", { className: "gan-said" });
    const box = el(
      "div",
      { className: "gan-part" },
      el("h4", { textContent: "Is it a copy?" }),
      el("div", { className: "gan-nearest" }, figures, text),
    );
    return { box, figures, mine: pair[0].canvas, theirs: pair[1].canvas, text };
  }

  // A model arrives: which of the parts it has.
  model(model) {
    this.shown = model;
    this.sample = null;
    this.heard = null;
    this.critic.box.hidden = false;
    this.judged.textContent = this.critic.text.textContent = this.nearest.text.textContent = "";
    this.nearest.figures.hidden = true;
    if (!model.nearest)
      this.nearest.text.textContent =
        "MNIST’s training images are not on this server, so the nearest one cannot be shown.";
    this.critic.meters.replaceChildren();
    this.critic.note.textContent = "";
    if (!model.critic)
      this.critic.text.textContent =
        "The discriminator (the critic), which would answer this, was not kept with this model.";
    this.name.textContent = "";
  }

  // Show a sample. `rests` is true once nothing moves any more; then the server is asked about it.
  show(sample, { pinned, rests }) {
    this.sample = sample;
    paintLevels(this.big, sample.image, sample.size);
    paintLevels(this.nearest.mine, sample.image, sample.size);
    this.big.setAttribute("aria-label", sampleText(sample));
    this.name.textContent = sampleText(sample);
    this.pinned(pinned);
    this.count.textContent = `The ${sample.latents.length} random numbers it was made from`;
    this.bars.show(sample.latents, sample.truncation);
    this.stale(this.heard !== sample.latents); // an answer about another sample is not shown beside this one
    if (this.heard === sample.latents) return;
    if (rests) this.look(sample);
  }

  // Hidden at the same height, so that nothing moves when the answer comes. A part that never changes stays visible.
  stale(is) {
    const { critic, nearest } = this.shown;
    for (const [box, speaks] of [
      [this.judged, true],
      [this.critic.box, critic],
      [this.nearest.box, nearest],
    ])
      box.classList.toggle("is-stale", is && Boolean(speaks));
  }

  pinned(is) {
    this.pin.textContent = is ? "Unpin" : "Pin";
    this.pin.classList.toggle("is-on", is);
  }

  async asked(sample) {
    const model = this.shown;
    const isOurs = () =>
      sample.latents === this.sample?.latents && model === this.shown && sample.latents !== this.heard;
    if (!isOurs()) return;
    const answer = await this.ask("look", { latents: fromFloats(sample.latents), label: sample.label });
    if (!answer || !isOurs()) return;
    this.heard = sample.latents;
    const { score, probability, rank, judged, nearest } = answer;
    this.judged.textContent = judged ? judgement(judged, sample.label) : "";
    if (model.critic) this.sayCritic(score, probability, rank);
    if (model.nearest) this.sayNearest(nearest);
    this.stale(false);
  }

  // Its rank among other digits; if that was not measured, the critic's output.
  sayCritic(score, probability, rank) {
    const { box, text, meters, note } = this.critic;
    box.hidden = score === null;
    if (score === null) return;
    const likely =
      probability === null ? [] : [meter("", "Probability of a real digit, by the discriminator", probability)];
    meters.replaceChildren(...(rank ? BESIDE.map(([kind, name, label]) => meter(name, label, rank[kind])) : likely));
    if (rank) text.textContent = convincing(rank);
    else if (probability === null)
      text.textContent = `The critic’s score is ${figure(score)}: the higher, the more real it looks to it. It is no probability.`;
    else
      text.textContent = `The discriminator (the critic) gives it a chance of ${chance(probability)} of being a real digit.`;
    note.textContent = !rank
      ? ""
      : probability === null
        ? `Its score for this image alone: ${figure(score)}; that is no probability.`
        : `Its output for this image alone: ${probabilityText(probability)}; it learned on whole batches, so this is no calibrated probability.`;
  }

  sayNearest(nearest) {
    const { figures, theirs, text } = this.nearest;
    figures.hidden = !nearest;
    if (!nearest) {
      text.textContent = "Its nearest training image cannot be shown now; choose the sample again in a moment.";
      return;
    }
    const { image, label, index, distance, typical } = nearest;
    paintLevels(theirs, fromBase64(image));
    theirs.setAttribute("aria-label", `Nearest training image, ${aDigit(label)}`);
    text.textContent =
      `The most similar training image is number ${index}, ${aDigit(label)}, at a distance of ${distance.toFixed(1)}. A copy would be at 0` +
      `${Number.isFinite(typical) ? `; real digits that were never trained on are at ${typical.toFixed(1)} from theirs on average.` : "."}`;
  }
}

const BESIDE = [
  ["generated", "of the generated", "Share of the generated digits that the discriminator finds less convincing"],
  ["real", "of the real", "Share of the real digits that the discriminator finds less convincing"],
];

// A bar from 0 to 100 %, with its name in front if it has one.
function meter(name, label, share) {
  const bar = el("i", {});
  bar.style.width = `${100 * share}%`;
  const made = el(
    "div",
    {
      className: "gan-meter",
      role: "meter",
      "aria-label": label,
      "aria-valuemin": 0,
      "aria-valuemax": 100,
      "aria-valuenow": Math.round(100 * share),
    },
    bar,
  );
  return el(
    "div",
    { className: "gan-meter-row" },
    ...(name ? [el("span", { textContent: name })] : []),
    made,
    ...(name ? [el("b", { textContent: percent(share) })] : []),
  );
}
