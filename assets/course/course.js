// The course page: keeps what a student writes, and saves it as a lab report.
import { download } from "../shared/dom.js";
import "../shared/print.js";
import { zip } from "../shared/zip.js";
import { makeBench } from "./bench.js";
import { isBegun, KEY, readProgress, writeProgress } from "./progress.js";
import { report } from "./report.js";

/** @type {HTMLElement[]} */
const cards = [...document.querySelectorAll(".course-card")].map((card) => /** @type {HTMLElement} */ (card));
const part = (name, root = document) => root.querySelector(`[data-part=${name}]`);
const say = (text) => {
  part("status").textContent = text;
};

// ---- progress
const stored = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // a browser that keeps nothing
  }
};
let progress = readProgress(
  stored(),
  cards.map(({ id }) => id),
);

function keep() {
  try {
    localStorage.setItem(KEY, writeProgress(progress));
  } catch {
    say("This browser keeps nothing: save your report before you close the page.");
  }
  count();
}

function count() {
  const done = Object.values(progress).filter((own) => own.done).length;
  part("done").textContent = String(done);
  document.querySelector("progress").value = done;
}

const field = (card, name) => /** @type {any} */ (card.querySelector(`[data-field=${name}]`));

function show() {
  for (const card of cards) {
    const own = progress[card.id] ?? {};
    for (const name of ["predicted", "found"]) field(card, name).value = own[name] ?? "";
    field(card, "done").checked = Boolean(own.done);
    field(card, "opened").open = Boolean(own.opened);
  }
  count();
}

function set(card, name, value) {
  progress[card.id] ??= {};
  progress[card.id][name] = value;
  keep();
}

for (const card of cards) {
  for (const name of ["predicted", "found"])
    field(card, name).addEventListener("input", ({ target }) => set(card, name, target.value));
  field(card, "done").addEventListener("change", ({ target }) => set(card, "done", target.checked));
  field(card, "opened").addEventListener("toggle", ({ target }) => {
    if (target.open) set(card, "opened", true);
  });
}

// ---- the report
const text = (element) => element?.textContent.trim() ?? "";
const all = (root, selector) => [...root.querySelectorAll(selector)];

const chartOf = (figure) => ({
  title: text(figure.querySelector("figcaption b")),
  rows: all(figure, "li").map((row) => ["span", "b", "small"].map((name) => text(row.querySelector(name)))),
  said: text(figure.parentElement.querySelector(".course-said")),
});

const pictureOf = (image) => ({ file: `figures/${image.dataset.name}.png`, caption: image.alt, url: image.src });

function read(card) {
  return {
    ...progress[card.id],
    number: card.dataset.number,
    title: text(card.querySelector("h3")),
    question: text(card.querySelector(".course-question")),
    ask: text(part("ask", card)),
    link: /** @type {HTMLAnchorElement} */ (part("tool", card)).href,
    command: text(card.querySelector(".course-command code")),
    charts: all(card, ".course-chart").map(chartOf),
    texts: all(card, ".course-text, .course-answer pre").map((each) => ({
      code: each.tagName === "PRE",
      text: text(each),
    })),
    pictures: all(card, "img").map(pictureOf),
  };
}

// The cards that were begun, sheet by sheet.
const begun = () =>
  all(document, ".course-sheet").map((sheet) => ({
    title: text(sheet.querySelector("h2")),
    cards: all(sheet, ".course-card")
      .filter(({ id }) => isBegun(progress[id]))
      .map(read),
  }));

async function save() {
  const sheets = begun();
  if (!sheets.some((sheet) => sheet.cards.length))
    return say("There is nothing to report yet: write a prediction, or open an answer, and it will be in the report.");
  say("Collecting the pictures …");
  const files = {};
  const opened = sheets.flatMap((sheet) => sheet.cards).filter((card) => card.opened);
  const lost = [];
  for (const { file, url } of opened.flatMap(({ pictures }) => pictures)) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) files[file] = new Uint8Array(await answer.arrayBuffer());
    else lost.push(file);
  }
  const date = new Date().toLocaleDateString("en", { dateStyle: "long" });
  download(
    "lab-report.zip",
    zip({ "report.md": new TextEncoder().encode(report(sheets, date)), ...files }),
    "application/zip",
  );
  const without = lost.length ? ` Without ${lost.length} pictures, which could not be fetched.` : "";
  return say(`Saved lab-report.zip: report.md and ${Object.keys(files).length} pictures.${without}`);
}

const bench = makeBench(document.querySelector(".course-bench"));
const PRESS = {
  redraw: bench.redraw,
  erase: bench.erase,
  report: save,
  print: () => print(),
  clear: () => {
    if (!confirm("Forget all that you wrote and did here?")) return;
    progress = {};
    keep();
    show();
    say("All cleared.");
  },
};

document.addEventListener("click", ({ target }) => {
  const pressed = /** @type {HTMLElement} */ (target).closest("[data-do]");
  if (pressed instanceof HTMLElement) PRESS[pressed.dataset.do]?.();
});

show();
