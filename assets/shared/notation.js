// Formulas from typed text such as "−E_{q(z|x)}[log p(x|z)]". No DOM until an expression is drawn.
//
// Letters are variables, three or more of them in a row (and KL) a function's name, *v* is a vector. _ and ^ set the
// next sign, or what stands in braces, below or above; {a}/{b} is a fraction; Σ with something below is a sum over it.
import * as m from "./formulas.js";

const TOKENS = /\*\p{L}\*|[A-Za-z]{3,}|KL|\d+(?:\.\d+)?|\S/gu;
const OPENING = "([⟨";
const CLOSING = ")]⟩";
const BREAKS = "=+−"; // a long formula may break before these, outside brackets

// The parts between which a formula may break, see `line` of formulas.js.
export function parts(text) {
  const tokens = text.match(TOKENS);
  const made = [[]];
  let depth = 0;
  let before = null;
  while (tokens.length) {
    const [token] = tokens;
    if (OPENING.includes(token)) depth += 1;
    if (CLOSING.includes(token)) depth -= 1;
    if (depth === 0 && BREAKS.includes(token) && !isPrefix(before)) made.push([]);
    made.at(-1).push(...atom(tokens, before));
    before = token;
  }
  return made.map((each) => m.row(...each));
}

// The whole as one expression.
export const formula = (text) => m.row(...parts(text));

const isPrefix = (before) => before === null || "=,".includes(before) || OPENING.includes(before);

// The next sign with its subscript and superscript, removed from `tokens`, and the space that a function's name needs.
function atom(tokens, before) {
  const token = tokens.shift();
  let made = token === "{" ? group(tokens) : single(token, before);
  if (token === "{" && tokens[0] === "/") {
    tokens.splice(0, 2); // the slash, and the brace that opens the denominator
    made = m.frac(made, group(tokens));
  }
  while (tokens[0] === "_" || tokens[0] === "^") {
    const script = tokens.shift();
    const next = tokens.shift();
    const inside = next === "{" ? group(tokens) : single(next, null);
    made = script === "^" ? m.sup(made, inside) : token === "Σ" ? m.sum(inside) : m.sub(made, inside);
  }
  if (!isName(token)) return [made];
  const follows = before !== null && /[\p{L}\p{N}}]/u.test(before);
  return [...(follows ? [m.thin] : []), made, ...(tokens.length && !`${OPENING}}`.includes(tokens[0]) ? [m.thin] : [])];
}

// The content up to the closing brace.
function group(tokens) {
  const made = [];
  let before = null;
  while (tokens.length && tokens[0] !== "}") {
    const [token] = tokens;
    made.push(...atom(tokens, before));
    before = token;
  }
  tokens.shift();
  return m.row(...made);
}

const isName = (token) => /^([A-Za-z]{3,}|KL)$/.test(token);
function single(token, before) {
  if (token[0] === "*" && token.length > 1) return m.vector(token.slice(1, -1));
  if (isName(token)) return m.name(token);
  if (/^\d/.test(token)) return m.num(token);
  if (/^\p{L}$/u.test(token) && token !== "Σ") return m.id(token);
  if (!BREAKS.includes(token)) return m.sign(token);
  // also at the start of a part, which continues the part before
  return m.sign(token, isPrefix(before) ? "prefix" : "infix");
}
