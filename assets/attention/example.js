// An example of the calculator in the tab's link, and how its plain lists are read. No DOM.
export const MODES = ["numbers", "sentence", "several", "positions", "readers"];
const READINGS = ["one_token", "many_tokens"];
const slug = (name) => name.toLowerCase().replaceAll(" ", "-");

// {preset, reading} of a link's parameters, null and "" if not given, and what is wrong with the others.
export function readExample({ example, reading }, presets) {
  const examples = presets.map(({ name }) => slug(name));
  const wrong = [];
  const oneOf = (key, value, choices) => {
    if (value === undefined || choices.includes(value)) return value;
    wrong.push(`The link’s ${key} is none of ${choices.join(", ")}.`);
    return undefined;
  };
  const at = examples.indexOf(oneOf("example", example, examples));
  return {
    preset: presets[at] ?? null,
    reading: oneOf("reading", reading, READINGS) ?? "",
    problem: wrong.join(" "),
  };
}

// The parameters for the example called `name`, which is shown unchanged; none without one.
export const exampleLink = (name, reading) => (name ? { example: slug(name), ...(reading ? { reading } : {}) } : {});
