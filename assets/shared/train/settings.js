// The settings of a training: what each can be, and how an experiment is written in a link. No DOM.

// `table` has for each setting its `text`, what it is at the `start`, and either `low`, `high` and perhaps `whole`, or
// `choices`, [value, text] each. Settings with `anew` count from the next start on, the others from the next batch.
// `short` names a mark on the curves.
export class Book {
  constructor(table) {
    this.table = table;
    this.names = Object.keys(table);
    this.defaults = Object.fromEntries(this.names.map((name) => [name, table[name].start]));
  }

  // A number as typed; null if the setting cannot have it.
  read(name, text) {
    const { low, high, whole } = this.table[name];
    const value = Number(text);
    const fits = String(text).trim() !== "" && Number.isFinite(value) && value >= low && value <= high;
    return fits && (!whole || Number.isInteger(value)) ? value : null;
  }

  rule(name) {
    const { text, low, high, whole } = this.table[name];
    const number = (value) => value.toLocaleString("en", { maximumFractionDigits: 2 });
    return `The field “${text}” takes a ${whole ? "whole " : ""}number from ${number(low)} to ${number(high)}.`;
  }

  // The place of a value among its choices.
  choice(name, value) {
    return this.table[name].choices.findIndex(([each]) => each === value);
  }

  // The mark of a change on the curves.
  changed(name, value) {
    const { choices, short } = this.table[name];
    return choices ? choices[this.choice(name, value)][1] : `${short ?? name} ${value}`;
  }

  // "hidden:100,rate:1": all that differs from the usual, and the seed. A choice is written as its number.
  write(settings) {
    return this.names
      .filter((name) => name === "seed" || settings[name] !== this.defaults[name])
      .map((name) => `${name}:${this.table[name].choices ? this.choice(name, settings[name]) : settings[name]}`)
      .join(",");
  }

  // The settings of a link; what it does not have, or has wrongly, is as usual.
  parse(text) {
    const found = { ...this.defaults };
    for (const [name, value] of text.split(",").map((part) => part.split(":"))) {
      if (!this.names.includes(name)) continue;
      const { choices } = this.table[name];
      if (choices) found[name] = (choices[Number(value)] ?? [found[name]])[0];
      else found[name] = this.read(name, value) ?? found[name];
    }
    return found;
  }
}
