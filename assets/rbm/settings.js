// The fields beside a run: temperature, seed, steps per frame, frames per second.
import { LARGEST_SEED, SEED_RULE, whenTyped } from "../shared/fields.js";
import { short } from "../shared/maths.js";

export class Settings {
  // `heated(temperature)`, `tempered(isOn)`, `seeded(seed)` and `paced(frames)` are called after a change; `paced` gets
  // the frames per second.
  constructor(box, { say, heated, tempered, seeded, paced }) {
    this.box = box;
    this.say = say;
    this.heated = heated;
    this.steps = 1; // steps per frame
    this.on("heat", "input", () => this.heat(Math.round(100 * 2 ** Number(this.field("heat").value)) / 100));
    this.on("temperature", "change", () => {
      const rule = "The temperature must be a number from 0.25 to 4.";
      const value = this.read("temperature", 0.25, 4, false, rule);
      if (value !== null) this.heat(value);
    });
    this.tempered = tempered;
    this.on("tempered", "change", () => tempered(this.field("tempered").checked));
    whenTyped(this.field("pace"), () => {
      this.steps =
        this.read("pace", 1, 100, true, "The steps per frame must be a whole number from 1 to 100.") ?? this.steps;
    });
    whenTyped(this.field("seed"), () => {
      const value = this.read("seed", 0, LARGEST_SEED, true, SEED_RULE);
      if (value !== null) seeded(value);
    });
    const speed = () => {
      const frames = Number(this.field("speed").value);
      box.querySelector("output").textContent = `${frames} a second`;
      paced(frames);
    };
    this.on("speed", "input", speed);
    speed();
  }

  field(name) {
    return this.box.querySelector(`[name=${name}]`);
  }

  on(name, event, react) {
    this.field(name).addEventListener(event, react);
  }

  // A field's number if it lies between low and high; otherwise shows the message and marks the field.
  read(name, low, high, whole, sentence) {
    const input = this.field(name);
    const value = Number(input.value);
    const inRange = Number.isFinite(value) && value >= low && value <= high;
    const valid = input.value.trim() !== "" && inRange && (!whole || Number.isInteger(value));
    input.setAttribute("aria-invalid", !valid);
    this.say(valid ? "" : sentence, !valid);
    return valid ? value : null;
  }

  heat(temperature) {
    this.field("temperature").value = short(temperature);
    this.field("heat").value = Math.log2(temperature);
    this.heated(temperature);
  }

  temper(isOn) {
    this.field("tempered").checked = isOn;
    this.tempered(isOn);
  }

  seed(value) {
    this.field("seed").value = value;
  }
}
