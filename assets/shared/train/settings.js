// The settings of a training: what each can be, and how an experiment is written in a link. No DOM.

// `table` has for each setting its `text`, what it is at the `start`, and either `low`, `high` and perhaps `whole`, or
// `choices`, [value, text] each. Settings with `anew` count from the next start on, the others from the next batch.
// `short` names a mark on the curves; `other` is what a second run beside the first has at first, where one may differ in
// this setting.
export class Book {
  constructor(table) {
    this.table = table;
    this.names = Object.keys(table);
    this.defaults = Object.fromEntries(this.names.map((name) => [name, table[name].start]));
  }

  // A book of one setting, with another value at the start.
  only(name, start) {
    return new Book({ [name]: { ...this.table[name], start } });
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

  // A setting and its value in words.
  told(name, value) {
    const { choices, text } = this.table[name];
    return choices ? `${text}: ${choices[this.choice(name, value)][1]}` : `${text} ${value}`;
  }

  // "hidden:100,rate:1": all that differs from the usual, and the seed; then "b.rate:10", what a second run has instead.
  // A choice is written as its number.
  write(settings, beside = null) {
    const written = (name, value) => `${name}:${this.table[name].choices ? this.choice(name, value) : value}`;
    return [
      ...this.names
        .filter((name) => name === "seed" || settings[name] !== this.defaults[name])
        .map((name) => written(name, settings[name])),
      ...(beside ? [`b.${written(beside.name, beside.value)}`] : []),
    ].join(",");
  }

  // The settings of a link; what it does not have, or has wrongly, is as usual.
  parse(text) {
    const found = { ...this.defaults };
    for (const [name, value] of pairs(text)) {
      const known = this.value(name, value);
      if (known !== null) found[name] = known;
    }
    return found;
  }

  // What a second run of a link has instead, {name, value}; null without one.
  parseBeside(text) {
    const [name, value] = pairs(text).find(([each]) => each.startsWith("b.")) ?? [""];
    const known = this.value(name.slice(2), value);
    return known === null || this.table[name.slice(2)].other === undefined
      ? null
      : { name: name.slice(2), value: known };
  }

  // What a link's text means for a setting; null if it means nothing.
  value(name, text) {
    if (!this.names.includes(name)) return null;
    const { choices } = this.table[name];
    return choices ? (choices[Number(text)] ?? [null])[0] : this.read(name, text);
  }
}

const pairs = (text) => text.split(",").map((part) => part.split(":"));
