// Formulas that are both seen and copied: every expression has its LaTeX and draws itself as MathML, with no library.
window.zooAttention = window.zooAttention || {};
window.zooAttention.math = (() => {
  const MATHML = "http://www.w3.org/1998/Math/MathML";

  function node(tag, children, tone) {
    const made = document.createElementNS(MATHML, tag);
    if (typeof children === "string") made.textContent = children;
    else made.append(...children.map((child) => child.draw()));
    if (tone) made.setAttribute("class", `is-${tone}`);
    return made;
  }
  // An expression: `tex` is its LaTeX, `draw()` a new MathML element. Its parts are expressions or plain text.
  const expression = (tex, tag, children, tone) => ({ tex, draw: () => node(tag, children, tone) });

  const GREEK = { "√": "\\surd", "·": "\\cdot", "÷": "\\div", "≈": "\\approx", "−": "-", "∞": "\\infty", "…": "\\cdots", "⋯": "\\cdots", "∑": "\\sum", "×": "\\times", "⊤": "\\top", "′": "\\prime" };
  const plainTex = (text) => Array.from(text, (character) => GREEK[character] ?? character).join("");

  const id = (name, tone) => expression(name, "mi", name, tone);
  // Operators keep the space around them even where a line may break, at the beginning of a part.
  function op(sign) {
    const bracket = sign === "(" || sign === ")";
    const draw = () => {
      const made = node("mo", sign);
      if (!bracket && sign !== "′" && sign !== "⊤") made.setAttribute("form", "infix");
      return made;
    };
    return { tex: GREEK[sign] ?? sign, draw };
  }
  const words = (text) => expression(`\\text{${text}}`, "mtext", text);
  const name = (text) => expression(`\\operatorname{${text}}`, "mi", text);
  const row = (...parts) => expression(parts.map((part) => part.tex).join(" "), "mrow", parts);
  const sub = (base, index, tone) => expression(`${base.tex}_{${index.tex}}`, "msub", [base, index], tone);
  const sup = (base, index, tone) => expression(`${base.tex}^{${index.tex}}`, "msup", [base, index], tone);
  const primed = (base, index) => expression(`${base.tex}'_{${index.tex}}`, "msubsup", [base, index, op("′")]);
  const sqrt = (inside) => expression(`\\sqrt{${inside.tex}}`, "msqrt", [inside]);
  const frac = (top, bottom) => expression(`\\frac{${top.tex}}{${bottom.tex}}`, "mfrac", [top, bottom]);
  const sum = (index) => expression(`\\sum_{${index.tex}}`, "munder", [op("∑"), index]);
  const negative = (text) => text.startsWith("−");

  // A number as shown: "1.5", "−0.25", "1.00e+30", "−∞"; the last two become powers of ten and a sign.
  function num(text, tone) {
    const power = /^(.*)e([+−-]?)(\d+)$/.exec(text);
    if (!power) return expression(plainTex(text), "mn", text, tone);
    const exponent = `${power[2] === "+" ? "" : power[2].replace("-", "−")}${power[3]}`;
    return row(num(power[1], tone), op("·"), sup(num("10", tone), num(exponent, tone)));
  }
  const parens = (inside) => row(op("("), inside, op(")"));
  // A number as a factor: negative ones in parentheses.
  const factor = (text, tone) => (negative(text) ? parens(num(text, tone)) : num(text, tone));

  function draw(made, block = false) {
    const math = document.createElementNS(MATHML, "math");
    math.setAttribute("displaystyle", "true");
    if (block) math.setAttribute("display", "block");
    math.append(made.draw());
    return math;
  }

  // A line that may wrap: each part is a formula of its own, so that a long sum breaks between its terms.
  function line(parts, className = "") {
    const made = document.createElement("span");
    made.className = `attention-line ${className}`;
    made.append(...parts.flatMap((part) => [draw(part), " "]));
    return made;
  }
  const tex = (parts) => parts.map((part) => part.tex).join(" ");

  return { id, op, num, words, name, row, sub, sup, primed, sqrt, frac, sum, parens, factor, draw, line, tex };
})();

// Numbers as the page writes them.
window.zooAttention.format = (() => {
  const typographic = (text) => text.replace("-", "−");
  const isExact = (x, decimals) => Math.abs(x - Number(x.toFixed(decimals))) <= 1e-12 * Math.max(1, Math.abs(x));

  // x with `decimals` decimals, fewer where they are zeros and nothing is lost; null is a hidden score.
  function number(x, decimals) {
    if (x === null || x === undefined) return "−∞";
    const size = Math.abs(x);
    if (size !== 0 && (size >= 1e6 || size < 0.5 * 10 ** -decimals)) return typographic(x.toExponential(2));
    const text = isExact(x, decimals) ? String(Number(x.toFixed(decimals))) : x.toFixed(decimals);
    return typographic(text === "-0" ? "0" : text);
  }
  // "=" if `number` loses nothing, "≈" if it rounds.
  const equals = (x, decimals) => (x === null || (isExact(x, decimals) && (x === 0 || Math.abs(x) < 1e6)) ? "=" : "≈");
  const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
  const subscript = (index) => Array.from(String(index + 1), (digit) => SUBSCRIPTS[digit]).join("");
  return { number, equals, typographic, subscript };
})();
