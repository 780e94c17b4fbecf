// An example of the calculator in the tab's link, and how its plain lists are read. No DOM.
export const MODES = ["numbers", "sentence", "several", "positions", "readers"];
const OF_NUMBERS = ["example", "q", "k", "v"];
// The mode of a link that names none: that of Q, K and V if it has one of them; positions have a q and a k, too.
export const modeOf = (given) => (OF_NUMBERS.some((key) => given[key]) && !given.count && !given.size ? "numbers" : "");
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
