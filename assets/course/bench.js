// One digit through everything: a model of each family redraws it, one after the other.
import { toLevels } from "../shared/bytes.js";
import { paint } from "../shared/dom.js";
import { makePad, testDigits } from "../shared/pad.js";
import { makeGuess } from "./guess.js";

const SIDE = 28;
const COLUMNS = 5; // of its own ten digits

export function makeBench(root) {
  const rows = [...root.querySelectorAll("[data-bench]")];
  const status = root.querySelector("[data-part=bench-status]");
  let asked = 0; // counts the digits: an answer for an earlier one is dropped
  const say = (text) => {
    status.textContent = text;
  };
  const pad = makePad(root, () => forget());
  pad.examples(JSON.parse(root.dataset.examples));
  const { tests, mnist } = root.dataset;
  testDigits(root, { test_digits: Number(tests), mnist }, pad.takeTest, say);

  function forget() {
    asked++;
    for (const row of rows) {
      row.querySelector("span").textContent = "";
      const redrawn = row.querySelector("canvas");
      redrawn.getContext("2d").clearRect(0, 0, SIDE, SIDE);
      redrawn.classList.remove("is-drawn");
    }
    say("Press the button, and all redraw this digit.");
  }

  function erase() {
    pad.clear();
    forget();
  }

  async function redraw() {
    if (pad.isEmpty()) return say("There is no digit yet: draw one, or take an example or a test digit.");
    const mine = ++asked;
    const digit = pad.request();
    for (const [at, row] of rows.entries()) {
      say(`Model ${at + 1} of ${rows.length} …`);
      const answer = await ask({ model: row.dataset.bench, digit });
      if (mine !== asked) return undefined;
      if (answer.problem) row.querySelector("span").textContent = answer.problem;
      else draw(row, answer);
    }
    return say("Done. The small figure is the squared error of this one digit; one digit is not a test.");
  }

  function draw(row, answer) {
    pad.seen({ ...answer, rebuilt: null });
    const [redrawn, own] = row.querySelectorAll("canvas");
    for (const each of [redrawn, own]) each.classList.add("is-drawn");
    paint(redrawn, toLevels(answer.rebuilt));
    row.querySelector("span").textContent = answer.error.toFixed(1);
    drawTen(own, answer.samples);
  }

  makeGuess(root.querySelector(".course-guess"), {
    models: rows.map((row) => ({ name: row.dataset.bench, title: row.querySelector("th").firstChild.textContent })),
    ask,
    draw: drawTen,
  });

  return { redraw, erase };
}

// Ten digits on one canvas.
function drawTen(canvas, samples) {
  const levels = toLevels(samples);
  for (let i = 0; i * SIDE * SIDE < levels.length; i++) {
    const one = levels.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE);
    paint(canvas, one, (i % COLUMNS) * SIDE, Math.floor(i / COLUMNS) * SIDE, SIDE);
  }
}

// {samples} and what belongs to them, or {problem}: a sentence of the course's own, or of the server's guard.
export async function ask(question) {
  const nothing = "The server did not answer; try again.";
  try {
    const response = await fetch("course/redrawn", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(question),
    });
    const answer = await response.json();
    return response.ok ? answer : { problem: answer.problem ?? answer.error ?? nothing };
  } catch {
    return { problem: nothing };
  }
}
