// A text set like a play, with the words that a twist changed marked, and explained when pointed at.
import { el } from "../shared/dom.js";
import { linesOf, RULES } from "./play.js";

// Fill `box` with a text in parts {text, className?, edit?, gone?}; the joined texts are the box's textContent, including line
// ends. `edit` is the number of a change: its words become a mark. Of removed words, `gone`, the mark is empty, and the style
// sheet shows them crossed out: they are not part of the text.
export const setText = (box, parts) => {
  const lines = linesOf(parts);
  box.classList.toggle(
    "has-names",
    lines.some(({ kind }) => kind === "name"),
  );
  box.replaceChildren(
    ...lines.map(({ kind, spans }, at) =>
      el("span", { className: `shakespeare-line is-${kind}` }, ...spans.map(spanOf), at < lines.length - 1 ? "\n" : ""),
    ),
  );
};

function spanOf({ text, className, edit, gone }) {
  if (edit === undefined) return className ? el("span", { className, textContent: text }) : text;
  const mark = el("mark", { className: `shakespeare-edit ${className ?? ""}`, textContent: text });
  mark.dataset.edit = edit;
  if (gone) {
    mark.dataset.gone = gone;
    mark.setAttribute("aria-label", `left out: ${gone}`);
  }
  return mark;
}

// Copying by hand gives the text itself; each line is a box, and the browser would add line ends of its own.
export const copyPlain = (box) =>
  box.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (!selection.rangeCount) return;
    event.clipboardData.setData("text/plain", selection.getRangeAt(0).cloneContents().textContent);
    event.preventDefault();
  });

// The explanation of the change that is pointed at, focused or tapped, in both columns; `pieces()` are the twist's. The marks
// of the column `keyed` are one stop of the Tab key; the arrow keys move between them.
export class Tip {
  constructor(columns, keyed, tip, pieces) {
    this.columns = columns;
    this.keyed = keyed;
    this.tip = tip;
    this.pieces = pieces;
    this.at = null;
    this.tapped = null;
    for (const box of columns) {
      box.addEventListener("pointerover", (event) => {
        if (event.pointerType !== "touch") this.point(event.target.closest("mark"));
      });
      box.addEventListener("pointerleave", () => this.hide());
      box.addEventListener("click", (event) => this.tap(event.target.closest("mark")));
    }
    keyed.addEventListener("focusin", (event) => this.show(event.target.closest("mark")));
    keyed.addEventListener("focusout", () => this.hide());
    keyed.addEventListener("keydown", (event) => this.key(event));
    addEventListener("scroll", () => this.hide(), { passive: true, capture: true });
  }

  point(mark) {
    if (mark) this.show(mark);
    else this.hide();
  }

  tap(mark) {
    if (mark && this.tapped !== mark) this.show(mark);
    else this.hide();
    this.tapped = this.at ? mark : null;
  }

  // Called when the marks were replaced: Tab reaches one of them.
  fresh() {
    this.hide();
    this.rove(this.marks()[0]);
  }

  marks() {
    return [...this.keyed.querySelectorAll("mark")];
  }

  rove(mark) {
    for (const one of this.marks()) {
      one.tabIndex = one === mark ? 0 : -1;
      one.setAttribute("role", "button");
    }
  }

  key(event) {
    if (event.key === "Escape") return this.hide();
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const marks = this.marks();
    const at = marks.indexOf(event.target);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return this.tap(event.target);
    }
    if (!step) return;
    event.preventDefault();
    const next = marks[at + step];
    if (!next) return;
    this.rove(next);
    next.focus();
  }

  show(mark) {
    const piece = mark && this.pieces()[mark.dataset.edit];
    if (!piece) return this.hide();
    this.hide();
    this.at = mark;
    this.tip.replaceChildren(
      el(
        "span",
        { className: "shakespeare-tip-change" },
        el("s", { textContent: piece.before }),
        " → ",
        piece.text ? el("b", { textContent: piece.text }) : el("i", { textContent: "left out" }),
      ),
      ...[...new Set(piece.rules)].map((rule) => el("span", { textContent: RULES[rule] ?? rule })),
    );
    this.tip.hidden = false;
    mark.setAttribute("aria-describedby", this.tip.id);
    for (const one of this.partners(mark.dataset.edit)) one.classList.add("is-pointed");
    this.place(mark.getClientRects()[0]);
  }

  partners(edit) {
    return this.columns.flatMap((box) => [...box.querySelectorAll(`mark[data-edit="${Number(edit)}"]`)]);
  }

  // Below the mark, or above it at the window's bottom; never beyond its sides.
  place(mark) {
    const { width, height } = this.tip.getBoundingClientRect();
    const left = Math.max(8, Math.min(mark.left, document.documentElement.clientWidth - width - 8));
    const below = mark.bottom + 6;
    const top = below + height > innerHeight ? mark.top - height - 6 : below;
    Object.assign(this.tip.style, { left: `${left}px`, top: `${top}px` });
  }

  hide() {
    if (this.at) for (const one of this.partners(this.at.dataset.edit)) one.classList.remove("is-pointed");
    this.at?.removeAttribute("aria-describedby");
    this.at = null;
    this.tip.hidden = true;
  }
}
