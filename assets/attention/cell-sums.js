// The equations of an LSTM cell, and the arithmetic behind each number of one of its units, as parts of lines: see
// shared/formulas.js.
import * as m from "../shared/formulas.js";
import * as format from "./format.js";

export const GATES = {
  forget: { letter: "f", squash: "σ", says: "How much of the old memory is kept: 1 keeps all, 0 forgets all." },
  input: { letter: "i", squash: "σ", says: "How much of what is new is written into the memory." },
  candidate: { letter: "g", squash: "tanh", says: "What is new: from −1 to 1." },
  output: { letter: "o", squash: "σ", says: "How much of the memory is shown." },
};
const DECIMALS = 4;
const show = (x) => format.number(x, DECIMALS);
const equals = (x) => m.op(format.equals(x, DECIMALS));
const typed = (text) => m.factor(format.typographic(text.trim().replace(/^\+/, "")));
const squashed = (name, inside) => m.row(name === "tanh" ? m.name(name) : m.id(name), m.parens(inside));
const after = (letter) => m.sup(m.id(letter), m.op("′"));
const at = (base, unit) => m.sub(base, m.num(String(unit + 1)));

// The cell's equations, as the books have them.
export function equations() {
  const gate = ([, { letter, squash }]) => {
    const of = (matrix) => m.sub(m.id(matrix), m.id(letter));
    const inside = m.row(of("W"), m.id("x"), m.op("+"), of("U"), m.id("h"), m.op("+"), of("b"));
    return m.row(m.id(letter), m.op("="), squashed(squash, inside));
  };
  const product = (a, b) => m.row(a, m.op("·"), b);
  return [
    ...Object.entries(GATES).map(gate),
    m.row(after("c"), m.op("="), product(m.id("f"), m.id("c")), m.op("+"), product(m.id("i"), m.id("g"))),
    m.row(after("h"), m.op("="), product(m.id("o"), squashed("tanh", after("c")))),
  ];
}

// "f₁ = σ(w·x + … + u·h + … + b) = σ(sum) ≈ value": `cell` has the typed `inputs`, `hidden` and `gates`, `done` the answer.
export function gateLine(cell, done, name, unit) {
  const { letter, squash } = GATES[name];
  const weights = cell.gates[name][unit];
  const factors = [...cell.inputs, ...cell.hidden];
  const terms = factors.map((factor, place) => m.row(typed(weights[place]), m.op("·"), typed(factor)));
  terms.push(typed(weights[factors.length]));
  const [sum, value] = [done.sums[name][unit], done.gates[name][unit]];
  return [
    m.row(at(m.id(letter), unit), m.op("=")),
    m.row(squash === "tanh" ? m.name(squash) : m.id(squash), m.op("("), terms[0]), // a line may break between terms
    ...terms.slice(1, -1).map((term) => m.row(m.op("+"), term)),
    m.row(m.op("+"), terms[factors.length], m.op(")"), equals(sum)),
    m.row(squashed(squash, m.num(show(sum))), equals(value)),
    m.num(show(value), "result"),
  ];
}

// "c′₁ = f₁·c₁ + i₁·g₁ = … = …".
export function memoryLine(cell, done, unit) {
  const [forget, input, candidate] = ["forget", "input", "candidate"].map((name) => done.gates[name][unit]);
  const value = done.cell[unit];
  const numbers = m.row(
    m.factor(show(forget)),
    m.op("·"),
    typed(cell.cell[unit]),
    m.op("+"),
    m.factor(show(input)),
    m.op("·"),
    m.factor(show(candidate)),
  );
  return [m.row(at(after("c"), unit), m.op("=")), m.row(numbers, equals(value)), m.num(show(value), "result")];
}

// "h′₁ = o₁·tanh(c′₁) = … = …".
export function outputLine(done, unit) {
  const [open, memory, value] = [done.gates.output[unit], done.cell[unit], done.hidden[unit]];
  const numbers = m.row(m.factor(show(open)), m.op("·"), squashed("tanh", m.num(show(memory))));
  return [m.row(at(after("h"), unit), m.op("=")), m.row(numbers, equals(value)), m.num(show(value), "result")];
}

// A cell with as many units and inputs: what is there stays, what is new is 0.
export function resized(cell, units, inputs) {
  const row = (values, count) => Array.from({ length: count }, (_, place) => values[place] ?? "0");
  const before = cell.inputs.length;
  const wide = (weights = []) => {
    const [ofInputs, rest] = [weights.slice(0, before), weights.slice(before)];
    const [ofHidden, bias] = [rest.slice(0, cell.hidden.length), rest[cell.hidden.length] ?? "0"];
    return [...row(ofInputs, inputs), ...row(ofHidden, units), bias];
  };
  const gates = Object.fromEntries(
    Object.entries(cell.gates).map(([name, rows]) => [
      name,
      Array.from({ length: units }, (_, unit) => wide(rows[unit])),
    ]),
  );
  return { inputs: row(cell.inputs, inputs), hidden: row(cell.hidden, units), cell: row(cell.cell, units), gates };
}

// What the columns of a gate's table are: x₁ …, h₁ …, 1 for the bias.
export const columns = (cell) => [
  ...cell.inputs.map((_, place) => `x${format.subscript(place)}`),
  ...cell.hidden.map((_, place) => `h${format.subscript(place)}`),
  "bias",
];

const one = (forget, input, candidate, output) => ({
  inputs: ["1"],
  hidden: ["0"],
  cell: ["0.8"],
  gates: {
    forget: [["0", "0", forget]],
    input: [["0", "0", input]],
    candidate: [[candidate, "0", "0"]],
    output: [["0", "0", output]],
  },
});
export const PRESETS = [
  {
    name: "Keep",
    about: "The forget gate is open and the input gate shut: the memory stays 0.8, whatever comes in.",
    cell: one("5", "-5", "-1", "2"),
  },
  {
    name: "Overwrite",
    about: "The forget gate is shut and the input gate open: the old memory is gone, and the new one is what came in.",
    cell: one("-5", "5", "-1", "2"),
  },
  {
    name: "Add up",
    about: "Both gates are open: what comes in is added to the memory, so it can grow past 1.",
    cell: one("5", "5", "1", "2"),
  },
  {
    name: "Two units",
    about: "Two units with two inputs. Each gate also looks at both outputs of the word before.",
    cell: {
      inputs: ["1", "-0.5"],
      hidden: ["0.2", "-0.4"],
      cell: ["0.6", "-1"],
      gates: {
        forget: [
          ["0.5", "1", "-0.3", "0.2", "1"],
          ["-1", "0.4", "0.6", "0.1", "1"],
        ],
        input: [
          ["0.8", "-0.6", "0.5", "0", "0"],
          ["0.3", "0.9", "-0.7", "0.4", "0"],
        ],
        candidate: [
          ["1.2", "0.3", "0.1", "-0.5", "0"],
          ["-0.4", "1.1", "0.2", "0.6", "0"],
        ],
        output: [
          ["0.7", "0.2", "-0.2", "0.3", "0"],
          ["0.1", "-0.8", "0.5", "0.9", "0"],
        ],
      },
    },
  },
];
