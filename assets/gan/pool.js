// Points of the latent space: those to choose from, buttons for them, and pictures of other points.
import { el, paintLevels } from "../shared/dom.js";
import { screen } from "../shared/film.js";
import { latentsText } from "./latents.js";
import { pictures } from "./samples.js";

// Pictures of latents [{latents, label}], drawn in the page or by the server; null if that sent none, with a message.
export async function generate(viewer, points) {
  const { model } = viewer;
  const labels = model.classes ? points.map(({ label }) => label ?? 0) : null;
  const codes = points.map(({ latents }) => latents);
  const drawn = viewer.home?.ready ? await viewer.home.generate(codes, labels) : null;
  if (model !== viewer.model) return null; // another one was chosen meanwhile
  if (drawn) return drawn;
  const answer = await viewer.ask("generate", { latents: latentsText(codes), labels });
  return answer && { pictures: pictures(answer), size: answer.size };
}

// The points of the latent space that a tool offers: the pinned samples, and some drawn at random.
export class Pool {
  constructor(viewer) {
    this.viewer = viewer;
    this.loose = [];
    this.next = 0;
  }

  // {key, latents, image, size, label, seed, index, truncation, pinned}, of the current model only.
  points() {
    const dim = this.viewer.model.latent_dim;
    const pins = this.viewer.pins().map((pin) => ({ ...pin, key: `pin ${pin.id}`, pinned: true }));
    return [...pins, ...this.loose].filter(({ latents }) => latents.length === dim);
  }

  pinned() {
    return this.points().filter((point) => point.pinned);
  }

  name(point) {
    const digit = point.label === null || point.label === undefined ? "" : `, digit ${point.label}`;
    return `${point.pinned ? "pinned: " : ""}seed ${point.seed}, sample ${point.index}${digit}${point.moved ? ", moved" : ""}`;
  }

  clear() {
    this.loose = [];
  }

  // `count` samples of a new seed as points, replacing the previous ones; null if the server sent none or the model
  // changed meanwhile.
  async draw(count) {
    const { truncation, digit } = this.viewer;
    const found = await this.take({
      seed: 1 + Math.floor(Math.random() * 999999),
      first: 0,
      count,
      truncation,
      digit: digit ?? null,
    });
    if (found) this.loose = found;
    return found;
  }

  // The samples of a request to the viewer's `samples`, as points; they are added to those to choose from.
  async take(request) {
    const { model } = this.viewer;
    const answer = await this.viewer.samples(request);
    if (!answer || model !== this.viewer.model) return null;
    const { seed, first, truncation, digit } = request;
    const found = answer.codes.map((latents, i) => ({
      key: `loose ${++this.next}`,
      seed,
      index: first + i,
      truncation,
      digit,
      label: answer.labels?.[i] ?? null,
      latents,
      image: answer.pictures[i],
      size: answer.size,
      pinned: false,
    }));
    this.loose.push(...found);
    return found;
  }
}

// One button per point, each pressed or not; `note(point)` is the text in its corner.
export const thumbs = (pool, { isOn, note = (_point) => "", press }) =>
  pool.points().map((point) => {
    const canvas = screen("");
    paintLevels(canvas, point.image, point.size);
    const made = el(
      "button",
      { type: "button", className: "gan-thumb", title: pool.name(point), "aria-label": pool.name(point) },
      canvas,
    );
    made.setAttribute("aria-pressed", isOn(point));
    made.dataset.key = point.key;
    if (note(point)) made.append(el("b", { textContent: note(point) }));
    made.addEventListener("click", () => press(point));
    return made;
  });
