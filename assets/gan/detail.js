// One sample large: its picture, what the judge and the critic say, its nearest training image, and its latents.
import { fromBase64, fromFloats } from "../shared/bytes.js";
import { el, makeButton, paintLevels } from "../shared/dom.js";
import { NO_NEAREST } from "../shared/mnist.js";
import { newestOnly } from "../shared/pace.js";
import { aDigit, figure, percent } from "../shared/words.js";
import { Bars } from "./bars.js";
import { chance, convincing, judgement, probabilityText, sampleText } from "./words.js";

const NOT_KEPT = "MNIST’s training images are not kept with the model, so the nearest one cannot be shown.";

export class Detail {
  // `moved(latents)` for every move of its numbers, `directions` {has, open} of the tool that moves many of them.
  constructor(box, { ask, togglePin, moved, directions }) {
    this.ask = ask;
    this.directions = directions;
    this.sample = null;
    this.heard = null; // the latents that the server was asked about last
    this.big = el("canvas", { className: "zoo-screen gan-big is-empty", role: "img", "aria-label": "No sample yet" });
    this.name = el("p", { className: "gan-one-name", "aria-live": "polite" });
    this.pin = makeButton("Pin", () => this.sample && togglePin(this.sample), "gan-pin");
    this.judged = el("p", { className: "gan-said" });
    this.critic = this.makeCritic();
    this.nearest = this.makeNearest();
    this.bars = new Bars({ moved, directions: () => directions.open() });
    const side = el("div", { className: "gan-one-side" }, this.name, this.pin, this.judged);
    box.append(
      el("div", { className: "gan-one-top" }, this.big, side),
      this.bars.element,
      this.critic.box,
      this.nearest.box,
    );
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
    if (!model.nearest) this.nearest.text.textContent = model.data ? NOT_KEPT : NO_NEAREST[model.mnist];
    this.critic.meters.replaceChildren();
    this.critic.note.textContent = "";
    if (!model.critic)
      this.critic.text.textContent =
        "The discriminator (the critic), which would answer this, was not kept with this model.";
    this.name.textContent = "";
  }

  // The server has MNIST by now, or could not fetch it.
  digitsCame() {
    const { nearest, mnist } = this.shown;
    this.nearest.text.textContent = nearest ? "" : NO_NEAREST[mnist];
    this.heard = null;
    if (nearest && this.sample) this.look(this.sample);
  }

  // Show a sample. `rests` is true once nothing moves any more; then the server is asked about it.
  show(sample, { pinned, rests }) {
    this.sample = sample;
    paintLevels(this.big, sample.image, sample.size);
    paintLevels(this.nearest.mine, sample.image, sample.size);
    this.big.setAttribute("aria-label", sampleText(sample));
    this.big.classList.remove("is-empty");
    this.name.textContent = sampleText(sample);
    this.pinned(pinned);
    this.bars.show(sample, this.directions.has());
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
