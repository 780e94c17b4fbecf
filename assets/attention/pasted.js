// What becomes of a pasted text: the server reads it, and its matrices and mask go into the calculator if they fit.
import { maskProblem } from "./masks.js";
import { sizeText } from "./tables.js";

export const SILENT = "The server did not answer; try again.";

// Describes what was pasted.
export function pastedText({ tables, mask, note }) {
  const found = Object.entries(tables).map(([name, table]) => `${name} (${sizeText(table)})`);
  if (mask) found.push("a mask");
  return `Pasted ${found.join(", ")}. ${note}`.trim();
}

// Whether a pasted answer is one number for one cell of a larger matrix.
export const isSingle = ({ tables, mask }, name, { cells }) =>
  !mask && Object.keys(tables).join() === name && tables[name].cells.flat().length === 1 && cells.flat().length > 1;

// Reads a text into a matrix of the calculator, into all that it names, or, from one cell, into that cell.
// Gives {}, or {told, forms}: why it cannot be read, and then nothing has changed, and what can be read.
export async function readInto(calculator, name, text, { cell = null } = {}) {
  const { tables, state } = calculator;
  const answer = await calculator.ask("paste", { text, into: name });
  const before = structuredClone({ tables: tables.all(), ...state });
  const problem = answer && !answer.error ? put(calculator, answer, name, cell, before) : (answer?.error ?? SILENT);
  if (problem) {
    const told = `${problem} Nothing was pasted.`;
    const forms = answer?.forms ?? "";
    if (cell) calculator.say(`${told} ${forms}`.trim(), { isError: true });
    return { told, forms };
  }
  calculator.undo = before;
  if (Object.values(answer.tables).some((table) => table.list)) state.reading = "";
  calculator.leavePreset();
  calculator.recompute({ pasted: pastedText(answer) });
  return {};
}

// Puts an answer into the calculator, unless its mask does not fit.
function put(calculator, answer, name, cell, before) {
  const { tables, state } = calculator;
  if (cell && isSingle(answer, name, before.tables[name])) {
    tables.fill(name, cell, answer.tables[name].cells[0][0]);
    return "";
  }
  tables.set(answer.tables);
  const { mask } = answer;
  if (!mask) return "";
  const [queries, keys] = tables.shape(state.reading);
  const problem = maskProblem(mask, queries, keys);
  if (problem) tables.set(before.tables);
  else calculator.setKeep(mask);
  return problem;
}
