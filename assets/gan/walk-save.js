// Keeping a walk: as a GIF, as JSON, and where one can lead to it as a link.
import { toBase64 } from "../shared/bytes.js";
import { copyLink, download, el, makeButton } from "../shared/dom.js";
import { aboutOf, saveGif, videoButton } from "../shared/sharing.js";

const MOST_FRAMES = 120; // of a GIF
const NO_LINK = "A link can hold a way in order through samples as they were drawn; Save as JSON keeps this one.";

// `film()` is the frames {image, size}, `speed()` how many a second, `record()` what JSON says, `link()` its address or
// "".
export class WalkSave {
  constructor(viewer, { film, speed, record, link }) {
    this.viewer = viewer;
    this.film = film;
    this.speed = speed;
    this.record = record;
    this.link = link;
    this.gifButton = makeButton("Save as GIF", () => this.gif());
    this.field = el("input", { className: "gan-link", readOnly: true, "aria-label": "Link to this way" });
    this.copy = makeButton("Copy link", () => copyLink(this.field, this.link(), viewer.say));
    this.without = el("p", { className: "gan-small", textContent: NO_LINK });
    const json = makeButton("Save as JSON", () => this.json());
    this.element = el(
      "div",
      { className: "gan-row gan-walk-save" },
      this.gifButton,
      videoButton(() => this.video(), viewer.say),
      json,
      this.copy,
      this.field,
      this.without,
    );
  }

  refresh() {
    const link = this.link();
    this.field.value = link;
    this.copy.hidden = this.field.hidden = !link;
    this.without.hidden = Boolean(link);
  }

  json() {
    const { name } = this.viewer.model;
    download(`${name}-walk.json`, JSON.stringify(this.record(), null, 1), "application/json");
    this.viewer.say(`Saved ${name}-walk.json.`);
  }

  about() {
    return aboutOf("gan", "A walk between samples", this.viewer);
  }

  // There and back, without showing either end twice; only there if the way is too long.
  frames() {
    const there = this.film().map(({ image }) => image);
    const back = there.slice(1, -1).reverse();
    return there.length + back.length <= MOST_FRAMES ? [...there, ...back] : there;
  }

  milliseconds() {
    return Math.max(20, Math.round(1000 / this.speed()));
  }

  video() {
    const name = `${this.viewer.model.name}-walk`;
    return { name, frames: this.frames(), milliseconds: this.milliseconds(), about: this.about() };
  }

  async gif() {
    const film = this.film();
    const frames = this.frames();
    const { size } = film[0];
    const bytes = new Uint8Array(frames.length * size * size);
    frames.forEach((frame, i) => bytes.set(frame, i * size * size));
    this.gifButton.disabled = true;
    const answer = await this.viewer.ask("gif", {
      size,
      frames: toBase64(bytes),
      count: frames.length,
      milliseconds: this.milliseconds(),
    });
    this.gifButton.disabled = false;
    if (!answer) return;
    const name = `${this.viewer.model.name}-walk.gif`;
    saveGif(name, answer.gif, this.about());
    this.viewer.say(`Saved ${name}: ${frames.length} frames${frames.length > film.length ? ", there and back" : ""}.`);
  }
}
