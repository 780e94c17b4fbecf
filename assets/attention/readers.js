// The readers: what each makes of a speech, and how it got there word by word.
import * as m from "../shared/formulas.js";
import { newestOnly } from "../shared/pace.js";
import { figure } from "../shared/words.js";
import { makeCell } from "./cell.js";
import { memoryLine, outputLine } from "./cell-sums.js";
import { share } from "./format.js";
import { makeGrid } from "./grid.js";

const HEIGHT = 32; // of a cell, in pixels
// The width of a cell above which the longest of these words stands whole, up to one of about sixteen letters.
export const cellWidth = (words) =>
  Math.min(132, Math.max(62, 12 + 7.6 * Math.max(...words.map((word) => word.length))));
const GATES = {
  forget: "forget gate",
  input: "input gate",
  output: "output gate",
  candidate: "candidate",
  cell: "memory",
};
// What colours the words, by the field of the answer that has it.
const STRIPS = {
  adds: "A word is orange if it speaks for the first answer, and blue if it speaks against it.",
  looks: "The darker a word, the more the reader looks at it: the attention of its class token, the mean of its heads.",
};

const LEARNED = {
  yes: "from which these readers have learned. They may know these words.",
  no: "which they have not read for this question.",
  partly: "and they have learned from most of its speeches for this question. They may know this one.",
};
const MASK = "▢"; // as the server writes a name that is hidden

// What is said if the readers know hardly any of the words, as of another language, or none.
export function knownText({ words, known }) {
  if (known >= words.length / 2) return "";
  const some = known ? `only ${known}` : "none";
  return ` The readers know ${some} of these words, names apart: what they say is little more than a guess.`;
}
// In which play the words stand, if they do, and whether the readers know it.
export const heardText = (heard) => (heard ? ` They stand in ${heard.title}, ${LEARNED[heard.learned]}` : "");

// The gates of a unit at word `at` of {gates: name -> values} as two lines with their numbers.
export function gateLines({ gates, unit }, at) {
  const one = (name) => ({ [unit]: gates[name][at] });
  const before = at ? gates.cell[at - 1] : 0;
  const cell = gates.forget[at] * before + gates.input[at] * gates.candidate[at]; // of the numbers as they are shown
  const hidden = gates.output[at] * Math.tanh(cell);
  const names = ["forget", "input", "output", "candidate"];
  const done = {
    gates: Object.fromEntries(names.map((name) => [name, one(name)])),
    cell: { [unit]: cell },
    hidden: { [unit]: hidden },
  };
  return [memoryLine({ cell: { [unit]: String(before) } }, done, unit), outputLine(done, unit)];
}

export function makeReaders(root, { ask, say, changed }) {
  const $ = (selector) => root.querySelector(selector);
  const text = $("[name=attention-speech]");
  const field = $("[name=attention-unit]");
  let task = "";
  let readers = []; // {name, title, right: task -> share}
  let chosen = ""; // the reader that is followed
  let followed = null; // the last answer of `follow`
  let asks = 0; // how often it was asked
  let gazed = 0; // the word whose gates are written out
  let isRead = false; // whether the answers are those to the newest speech
  const cell = makeCell($(".attention-lstm"), { ask });

  const grid = (selector, rows, label, said, look = (_row, _column) => {}) =>
    makeGrid($(selector), {
      onFocus: look,
      onPress: look,
      fill(box, row, column) {
        const value = rows()[row][column];
        box.textContent = said(value);
        box.style.setProperty("--p", Math.min(1, Math.abs(value)).toFixed(3));
        box.classList.toggle("is-negative", value < 0);
        box.setAttribute("aria-label", `${followed.words[column]}: ${label(row)} ${said(value)}`);
      },
    });
  const percent = (value) => (value >= 0.005 ? String(Math.round(100 * value)) : "");
  const gates = () => Object.keys(followed.gates);
  const grids = {
    beliefs: grid(
      ".attention-beliefs",
      () => followed.beliefs,
      (row) => followed.labels[row],
      percent,
    ),
    backwards: grid(
      ".attention-backwards",
      () => followed.backwards,
      (row) => followed.labels[row],
      percent,
    ),
    gates: grid(
      ".attention-gates",
      () => Object.values(followed.gates),
      (row) => GATES[gates()[row]],
      figure,
      (_, column) => gaze(column),
    ),
  };

  // The equations of the followed unit at one word, with its numbers.
  function gaze(column) {
    gazed = column;
    const title = `At “${followed.words[column]}”, with the numbers of unit ${followed.unit + 1}:`;
    $(".attention-gate-lines").replaceChildren(
      Object.assign(document.createElement("p"), { className: "attention-says", textContent: title }),
      ...gateLines(followed, column).map((line) => m.line(line, "attention-line")),
    );
  }

  function resize(name, count, label) {
    $(`.attention-of-${name}`).hidden = !count;
    const longest = Math.max(...Array.from({ length: count }, (_, row) => label(row).length));
    if (count)
      grids[name].resize({
        rows: count,
        columns: followed.words.length,
        ...{ width: cellWidth(followed.words), height: HEIGHT },
        labelWidth: Math.min(innerWidth < 560 ? 110 : 190, 16 + 7.6 * longest),
        rowLabel: label,
        columnLabel: (column) => followed.words[column],
      });
  }

  // ---- what all readers say
  const WITHOUT = "Its weights do not come with this app, only its figures.";
  function answer({ name, title, right }, said, why = WITHOUT) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "attention-answer" });
    const line = (className, content) =>
      Object.assign(document.createElement("span"), { className, textContent: content });
    const best = said?.[0];
    button.append(line("attention-answer-who", title));
    if (best) {
      const bar = line("attention-answer-bar", "");
      bar.style.setProperty("--p", `${100 * best.share}%`);
      button.append(line("attention-answer-what", best.label), bar, line("attention-answer-share", share(best.share)));
    } else button.append(line("attention-answer-share", why));
    if (task in right)
      button.append(line("attention-answer-right", `right in ${share(right[task])} of speeches it had not read`));
    button.disabled = !best;
    button.setAttribute("aria-pressed", String(name === chosen));
    button.addEventListener("click", () => {
      chosen = name;
      for (const other of $(".attention-answers").children)
        other.setAttribute("aria-pressed", String(other === button));
      follow();
    });
    return button;
  }

  function fail(sentence, isSilent = false) {
    root.classList.add("is-stale");
    say(sentence, { isError: true, isSilent });
  }

  function settle() {
    root.classList.remove("is-stale");
    say("");
  }

  const update = newestOnly(async () => {
    const asked = { text: text.value, task };
    isRead = false;
    const found = await ask("read", asked);
    if (!found) return fail("The server did not answer.", true);
    if (found.error) {
      $(".attention-read-count").textContent = "";
      return fail(found.error);
    }
    isRead = true;
    settle();
    const more = found.left_out ? ` ${found.left_out} more are left out.` : "";
    const names = found.words.includes(MASK) ? ` ${MASK} stands for a name.` : "";
    const count = found.words.length;
    const [heard, known] = [heardText(found.heard), knownText(found)];
    $(".attention-read-count").textContent =
      count === 1
        ? `One word is read, which tells little.${more}${names}${heard}${known}`
        : `${count} words are read.${more}${names}${heard}${known}`;
    const able = readers.filter(({ name }) => found.answers[name]);
    if (!able.some(({ name }) => name === chosen)) chosen = (able[1] ?? able[0])?.name ?? "";
    $(".attention-answers").replaceChildren(
      ...readers.map(({ name, ...each }) => answer({ name, ...each }, found.answers[name], found.unable[name])),
    );
    await showFollowed(asked);
  });

  // ---- how one of them got there
  async function showFollowed({ text: said, task: question }) {
    const [mine, name] = [++asks, chosen];
    $(".attention-followed").hidden = !name;
    if (!name) return;
    const unit = Math.max(0, Number(field.value) - 1);
    const found = await ask("follow", { model: name, text: said, task: question, unit });
    if (mine !== asks) return; // another reader or speech is asked for by now
    if (!found) return fail("The server did not answer.", true);
    if (found.error) return fail(found.error);
    if (isRead) settle();
    followed = found;
    changed();
    const { title } = readers.find((each) => each.name === name);
    $(".attention-reader-name").textContent = `${title}, word by word`;
    strip();
    resize("beliefs", found.labels.length, (row) => found.labels[row]);
    resize("backwards", found.backwards?.length ?? 0, (row) => found.labels[row]);
    resize("gates", found.gates ? gates().length : 0, (row) => GATES[gates()[row]]);
    if (!found.units) return;
    gaze(Math.min(gazed, found.words.length - 1));
    if (field.max !== String(found.units)) $(".attention-unit-note").textContent = ""; // it was about another reader
    field.max = String(found.units);
    if (unit !== found.unit) field.value = String(found.unit + 1); // this reader has fewer
  }
  const follow = newestOnly(() => showFollowed({ text: text.value, task }));

  function strip() {
    const kind = Object.keys(STRIPS).find((name) => followed[name]);
    const values = kind ? followed[kind] : [];
    const most = Math.max(1e-9, ...values.map(Math.abs));
    const made = followed.words.map((word, at) => {
      const one = Object.assign(document.createElement("span"), { textContent: word });
      if (!kind) return one;
      one.style.setProperty("--p", (Math.abs(values[at]) / most).toFixed(3));
      one.classList.toggle("is-negative", values[at] < 0);
      one.title = kind === "looks" ? share(values[at]) : figure(values[at]);
      one.append(
        Object.assign(document.createElement("span"), { className: "zoo-unseen", textContent: ` ${one.title}` }),
      );
      return one;
    });
    $(".attention-reader-words").replaceChildren(...made);
    $(".attention-reader-words").hidden = !kind;
    $(".attention-reader-about").textContent = STRIPS[kind] ?? "";
  }

  // ---- choosing
  function chips(box, rows, press) {
    const made = rows.map(([key, content]) => {
      const chip = { type: "button", className: "attention-chip", textContent: content };
      const button = Object.assign(document.createElement("button"), chip);
      button.dataset.key = key;
      button.addEventListener("click", () => press(key));
      return button;
    });
    $(box).replaceChildren(...made);
  }

  function setTask(next) {
    task = next;
    for (const button of $(".attention-tasks").children)
      button.setAttribute("aria-pressed", String(button.dataset.key === task));
    update(null);
  }

  text.addEventListener("input", () => update(null));
  field.addEventListener("input", () => {
    const [typed, most] = [Number(field.value), Number(field.max)];
    $(".attention-unit-note").textContent = typed > most ? `It has ${most} units.` : "";
    if (typed > most) field.value = String(most);
    if (field.value) follow(null);
  });
  $("[data-do=read-again]").addEventListener("click", () => update(null));

  let begun = false;
  return {
    start({ readers: found, tasks, speeches }) {
      readers = found;
      chips(".attention-tasks", Object.entries(tasks), setTask);
      chips(
        ".attention-speeches",
        speeches.map((each) => [each, each]),
        (each) => {
          text.value = each;
          update(null);
        },
      );
      text.value = speeches[0];
      task = Object.keys(tasks)[0];
    },
    link: () => ({ speech: text.value, task, ...(chosen ? { reader: chosen } : {}) }),
    // Shows what a link holds. Returns why that cannot be.
    restore(given) {
      const known = [...$(".attention-tasks").children].map((/** @type {HTMLElement} */ button) => button.dataset.key);
      if (typeof given.speech === "string") text.value = given.speech;
      if (readers.some(({ name }) => name === given.reader)) chosen = given.reader;
      if (known.includes(given.task)) task = given.task;
      if (begun) setTask(task);
      const [isTask, isReader] = [!given.task || task === given.task, !given.reader || chosen === given.reader];
      return isTask && isReader ? "" : "The link’s question or reader is none of these, so it is left out.";
    },
    // Opens the mode: what needs the server is asked for the first time.
    open() {
      if (begun) return;
      begun = true;
      if (readers.length) setTask(task);
      else say("There are no readers in this app yet; train one with python -m training train reader-lstm.");
      cell.start();
    },
  };
}
