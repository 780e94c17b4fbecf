// A field for pasting text, behind a button. What cannot be read stays in it together with the reason, until it is
// changed.
import { el } from "../shared/dom.js";

const FORMS =
  "From NumPy, PyTorch, R, MATLAB, LaTeX, a spreadsheet and others, with all of Q, K and V if the text has them.";

// `read(text)` resolves to {told, forms}, why the text cannot be read and what can be, or to {}. Gives the button and
// the panel that it opens.
/** @param {{ name: string, example: string, hint?: string, title?: string, read: (text: string) => Promise<{ told?: string, forms?: string }> }} options */
export function makePasting({ name, example, hint = FORMS, title = "Paste text …", read }) {
  const text = el("textarea", { rows: 4, spellcheck: false, placeholder: example });
  text.setAttribute("aria-label", `Text to read as ${name}`);
  const why = el("p", { className: "attention-paste-error", hidden: true, role: "alert" });
  const go = el("button", { type: "button", className: "zoo-button", textContent: `Read into ${name}` });
  const panel = el(
    "div",
    { className: "attention-paste", hidden: true },
    el("p", { textContent: hint }),
    text,
    why,
    go,
  );
  const open = el("button", { type: "button", className: "attention-quiet", textContent: title });

  function tell(problem) {
    why.replaceChildren(el("strong", { textContent: problem.told ?? "" }), " ", problem.forms ?? "");
    why.hidden = !problem.told;
    problem.told ? text.setAttribute("aria-invalid", "true") : text.removeAttribute("aria-invalid");
  }
  function toggle(isOpen) {
    panel.hidden = !isOpen;
    open.setAttribute("aria-expanded", String(isOpen));
  }
  toggle(false);
  open.addEventListener("click", () => {
    toggle(panel.hidden);
    if (!panel.hidden) text.focus();
  });
  text.addEventListener("input", (event) => {
    event.stopPropagation(); // nothing is computed anew while a text is typed here
    tell({});
  });
  go.addEventListener("click", async () => {
    const problem = await read(text.value);
    tell(problem);
    if (problem.told) return text.focus();
    text.value = "";
    toggle(false);
    open.focus();
  });
  return { open, panel };
}

// The field for a mask: its button and its panel.
export function maskPasting(read) {
  const { open, panel } = makePasting({
    name: "mask",
    title: "Paste a mask …",
    example: "[[1, 0], [1, 1]]",
    hint: "1 or True where a query may see a key, 0 or False where not; or 0 and -inf, as they are added to the scores.",
    read,
  });
  return [open, panel];
}
