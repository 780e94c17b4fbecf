// Whose speech a text is to be: who speaks, in which play, in which kind of play.
import { el, fillOptions } from "../shared/dom.js";

export const NOBODY = { speaker: "", play: "", genre: "" };

// The speakers of all plays, each with the plays in which they speak, by name.
export const speakersOf = (cast) => {
  const found = new Map();
  for (const { title, speakers } of cast)
    for (const name of speakers) found.set(name, [...(found.get(name) ?? []), title]);
  return new Map([...found].sort(([a], [b]) => a.localeCompare(b)));
};

// The fields for it in `box`; `changed()` when one of them was.
export class Whose {
  constructor(box, changed) {
    this.box = box;
    this.speaker = box.querySelector("[name=speaker]");
    this.play = box.querySelector("[name=play]");
    this.genre = box.querySelector("[name=genre]");
    this.speakers = new Map();
    for (const field of [this.speaker, this.play, this.genre]) field.addEventListener("change", changed);
  }

  model({ cast, speeches }) {
    this.speakers = speakersOf(cast);
    this.box.hidden = !cast.length;
    this.box
      .querySelector("datalist")
      .replaceChildren(
        ...[...this.speakers].map(([name, plays]) => el("option", { value: name, label: plays.join(", ") })),
      );
    const kinds = [...new Set(cast.map(({ genre }) => genre))].sort();
    for (const [field, any, values] of [
      [this.play, "any", cast.map(({ title }) => title).sort()],
      [this.genre, "any", kinds],
    ]) {
      field.closest("label").hidden = !speeches;
      fillOptions(field, [["", any], ...values.map((value) => [value, value])]);
    }
  }

  // {speaker, play, genre}, "" for any; null for a speaker that the model does not know, which is marked.
  read() {
    const speaker = this.named(this.speaker.value.trim());
    this.speaker.setAttribute("aria-invalid", speaker === null);
    return speaker === null ? null : { speaker, play: this.play.value, genre: this.genre.value };
  }

  // A name as the model has it, in whatever case it was typed.
  named(typed) {
    if (!typed || this.box.hidden) return "";
    const same = (name) => name.toLowerCase() === typed.toLowerCase();
    return this.speakers.has(typed) ? typed : ([...this.speakers.keys()].find(same) ?? null);
  }

  // What this model knows of what another was told.
  known({ speaker, play, genre }) {
    const has = (field, value) => [...field.options].some((option) => option.value === value);
    const steers = !this.play.closest("label").hidden;
    return {
      speaker: this.speakers.has(speaker) ? speaker : "",
      play: steers && has(this.play, play) ? play : "",
      genre: steers && has(this.genre, genre) ? genre : "",
    };
  }

  set({ speaker, play, genre }) {
    this.speaker.value = speaker;
    this.play.value = play;
    this.genre.value = genre;
    this.speaker.setAttribute("aria-invalid", false);
  }
}
