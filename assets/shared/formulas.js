// Formulas to show and to copy: every expression has its LaTeX and draws itself as MathML, without a library.
const MATHML = "http://www.w3.org/1998/Math/MathML";

function node(tag, children, tone) {
  const made = document.createElementNS(MATHML, tag);
  if (typeof children === "string") made.textContent = children;
  else made.append(...children.map((child) => child.draw()));
  if (tone) made.setAttribute("class", `is-${tone}`);
  return made;
}
// An expression: `tex` is its LaTeX, `draw()` a new MathML element. Its parts are expressions or plain text.
const expression = (latex, tag, children, tone) => ({ tex: latex, draw: () => node(tag, children, tone) });

const TEX = {
  "√": "\\surd",
  "·": "\\cdot",
  "÷": "\\div",
  "≈": "\\approx",
  "−": "-",
  "∞": "\\infty",
  "…": "\\cdots",
  "⋯": "\\cdots",
  "∑": "\\sum",
  "×": "\\times",
  "⊤": "\\top",
  "′": "\\prime",
  Σ: "\\sum",
  σ: "\\sigma",
  ε: "\\varepsilon",
  Δ: "\\Delta",
  "⟨": "\\langle",
  "⟩": "\\rangle",
  "‖": "\\|",
};
const plainTex = (text) => Array.from(text, (character) => TEX[character] ?? character).join("");

export const id = (letter, tone) => expression(plainTex(letter), "mi", letter, tone);
export const vector = (letter) => expression(`\\mathbf{${letter}}`, "mi", letter, "vector");
// Operators keep the space around them even at the beginning of a part, where a line may break.
export function op(character) {
  const bracket = character === "(" || character === ")";
  return {
    tex: TEX[character] ?? character,
    draw() {
      const made = node("mo", character);
      if (!bracket && character !== "′" && character !== "⊤") made.setAttribute("form", "infix");
      return made;
    },
  };
}
// An operator or bracket of line height, with the spacing of its position or of `form`.
export function sign(character, form = null) {
  return {
    tex: TEX[character] ?? character,
    draw() {
      const made = node("mo", character === "Σ" ? "∑" : character);
      made.setAttribute("stretchy", "false");
      if (form) made.setAttribute("form", form);
      return made;
    },
  };
}
// A thin space, as between a function's name and its argument.
export const thin = {
  tex: "\\,",
  draw() {
    const made = node("mspace", "");
    made.setAttribute("width", "0.17em");
    return made;
  },
};
export const words = (text) => expression(`\\text{${text}}`, "mtext", text);
export const name = (text) => expression(`\\operatorname{${text}}`, "mi", text);
export const row = (...parts) => expression(parts.map((part) => part.tex).join(" "), "mrow", parts);
export const sub = (base, index, tone) => expression(`${base.tex}_{${index.tex}}`, "msub", [base, index], tone);
export const sup = (base, index, tone) => expression(`${base.tex}^{${index.tex}}`, "msup", [base, index], tone);
export const primed = (base, index) => expression(`${base.tex}'_{${index.tex}}`, "msubsup", [base, index, op("′")]);
export const sqrt = (inside) => expression(`\\sqrt{${inside.tex}}`, "msqrt", [inside]);
export const frac = (top, bottom) => expression(`\\frac{${top.tex}}{${bottom.tex}}`, "mfrac", [top, bottom]);
export const sum = (index) => expression(`\\sum_{${index.tex}}`, "munder", [op("∑"), index]);
const negative = (text) => text.startsWith("−");

// A number as shown: "1.5", "−0.25", "1.00e+30", "−∞"; the last two become powers of ten and a sign.
export function num(text, tone) {
  const power = /^(.*)e([+−-]?)(\d+)$/.exec(text);
  if (!power) return expression(plainTex(text), "mn", text, tone);
  const exponent = `${power[2] === "+" ? "" : power[2].replace("-", "−")}${power[3]}`;
  return row(num(power[1], tone), op("·"), sup(num("10", tone), num(exponent, tone)));
}
export const parens = (inside) => row(op("("), inside, op(")"));
// A number as a factor: negative ones in parentheses.
export const factor = (text, tone) => (negative(text) ? parens(num(text, tone)) : num(text, tone));

// `style`: "display", "block" (on its own line) or "inline" (no higher than the text around it).
export function draw(made, style = "display") {
  const math = document.createElementNS(MATHML, "math");
  if (style !== "inline") math.setAttribute("displaystyle", "true");
  if (style === "block") math.setAttribute("display", "block");
  math.append(made.draw());
  return math;
}

// A line that may wrap: each part is a formula of its own, so that a long sum breaks between its terms.
export function line(parts, className, style = "display") {
  const made = document.createElement("span");
  made.className = className;
  made.append(...parts.flatMap((part) => [draw(part, style), " "]));
  return made;
}
export const tex = (parts) => parts.map((part) => part.tex).join(" ");
