// The course page itself: what a student writes is kept, and a digit is redrawn by a model of each family.
import { toBase64 } from "../../../assets/shared/bytes.js";
import { element, equal, firstOf, levels, put, rest, test, texts, type } from "./harness.mjs";

const KEY = "zoo-course";
const row = (name) =>
  `<tr data-bench="${name}"><th>${name.toUpperCase()}<small></small></th>` +
  `<td><canvas width="28" height="28"></canvas><span></span></td><td><canvas width="140" height="56"></canvas></td></tr>`;
const card = (id) => `<article class="course-card" id="${id}">
  <textarea data-field="predicted"></textarea><textarea data-field="found"></textarea>
  <input type="checkbox" data-field="done"><details data-field="opened"><summary></summary></details></article>`;
const BODY = (await (await fetch("/assets/course/page.html")).text()).match(/<body[^>]*>(.*)<script/s)[1];

// The page with two cards and three models; `answer` is the server's to what was asked last.
let opened = 0;
async function course(kept = null) {
  if (kept === null) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, kept);
  const asked = [];
  put(window, "fetch", (_, { body }) => new Promise((done) => asked.push({ ...JSON.parse(body), done })));
  const parts = {
    examples: JSON.stringify({ 3: "M 20 20 L 260 20" }).replaceAll('"', "&quot;"),
    ...{ count: 2, tests: 0, mnist: "", sheets: card("one") + card("two") },
    bench: `<table><tbody>${["a", "b", "c"].map(row).join("")}</tbody></table>`,
  };
  document.body.replaceChildren();
  const root = element(BODY.replace(/\{(\w+)\}/g, (_, name) => parts[name] ?? ""));
  const listened = []; // else a page that is gone would hear, too
  put(document, "addEventListener", (_, call) => listened.push(call));
  await import(`/assets/course/course.js?${opened++}`);
  const $ = (selector) => root.querySelector(selector);
  const act = async (name) => {
    for (const call of listened) call({ target: $(`[data-do=${name}]`) });
    await rest();
  };
  return {
    ...{ $, act, asked },
    field: (id, name) => $(`#${id} [data-field=${name}]`),
    kept: () => JSON.parse(localStorage.getItem(KEY) ?? "null"),
    done: () => [$("[data-part=done]").textContent, $("progress").value],
    said: () => $("[data-part=status]").textContent,
    benchSaid: () => $("[data-part=bench-status]").textContent,
    cells: () => texts(root.querySelectorAll("[data-bench] span")),
    async answer(answer) {
      asked.at(-1).done(answer.problem ? Response.json(answer, { status: 503 }) : Response.json(answer));
      for (let i = 0; i < 8; i++) await rest();
    },
  };
}
const check = (box, checked) => {
  box.checked = checked;
  box.dispatchEvent(new Event("change"));
};
const grey = (level, count) => toBase64(new Uint8Array(784 * count).fill(level));
// Ten pictures, each a level lighter than the one before.
const tenFrom = (level) => toBase64(Uint8Array.from({ length: 7840 }, (_, at) => level + Math.floor(at / 784)));
const redrawn = (level, error) => ({ seen: grey(1, 1), rebuilt: grey(level, 1), error, samples: tenFrom(level) });

test("each thing that a student does is kept at once, counted if it is done, and there when the page is opened again", async () => {
  const page = await course();
  equal([page.done(), page.kept()], [["0", 0], null]);
  type(page.field("one", "predicted"), "More");
  equal(page.kept(), { version: 1, cards: { one: { predicted: "More" } } });
  type(page.field("two", "found"), "Less");
  check(page.field("one", "done"), true);
  equal(page.done(), ["1", 1]);
  check(page.field("two", "done"), true);
  equal(page.done(), ["2", 2]);
  check(page.field("one", "done"), false);
  const cards = { one: { predicted: "More", done: false }, two: { found: "Less", done: true } };
  equal([page.done(), page.kept().cards], [["1", 1], cards]);
  const again = await course(JSON.stringify(page.kept()));
  const shown = (id) => ["predicted", "found"].map((name) => again.field(id, name).value);
  equal(
    [shown("one"), shown("two"), again.done()],
    [
      ["More", ""],
      ["", "Less"],
      ["1", 1],
    ],
  );
  put(window, "confirm", () => false);
  await again.act("clear");
  equal(again.done(), ["1", 1]);
  put(window, "confirm", () => true);
  await again.act("clear");
  equal([again.kept().cards, again.done(), shown("one"), again.said()], [{}, ["0", 0], ["", ""], "All cleared."]);
});

test("a browser that keeps nothing is said to, and what is done is counted all the same", async () => {
  const page = await course();
  put(Storage.prototype, "setItem", () => {
    throw new DOMException("full", "QuotaExceededError");
  });
  check(page.field("two", "done"), true);
  equal(
    [page.said(), page.done()],
    ["This browser keeps nothing: save your report before you close the page.", ["1", 1]],
  );
});

test("a digit is redrawn by one model after the other, and where one cannot, the others do", async () => {
  const { $, act, asked, answer, benchSaid, cells } = await course();
  await act("redraw");
  equal([asked.length, benchSaid().startsWith("There is no digit yet")], [0, true]);
  $(".zoo-pad-examples button").click();
  await act("redraw");
  equal([asked.map(({ model }) => model), benchSaid()], [["a"], "Model 1 of 3 …"]);
  await answer(redrawn(100, 7.25));
  equal([asked.map(({ model }) => model), benchSaid(), cells()], [["a", "b"], "Model 2 of 3 …", ["7.3", "", ""]]);
  await answer({ problem: "Busy." });
  await answer(redrawn(200, 9));
  equal([cells(), benchSaid().split(".")[0]], [["7.3", "Busy.", "9.0"], "Done"]);
  equal(
    ["a", "b", "c"].map((name) => $(`[data-bench=${name}] canvas`)).map((each) => [each.className, firstOf(each)]),
    [
      ["is-drawn", 100],
      ["", 0],
      ["is-drawn", 200],
    ],
  );
  const ten = levels($("[data-bench=c] td:last-child canvas"));
  equal(
    Array.from({ length: 10 }, (_, at) => ten[28 * Math.floor(at / 5) * 140 + 28 * (at % 5)]),
    Array.from({ length: 10 }, (_, at) => 200 + at),
  ); // all ten, row by row
  equal(new Set(asked.map(({ digit }) => JSON.stringify(digit))).size, 1);
});

test("with another digit what was redrawn is gone, no other model is asked, and a late answer is dropped", async () => {
  const { $, act, asked, answer, benchSaid, cells } = await course();
  $(".zoo-pad-examples button").click();
  await act("redraw");
  await answer(redrawn(100, 7));
  await act("erase");
  const first = $("[data-bench=a] canvas");
  const empty = () => [cells(), first.className, firstOf(first), benchSaid()];
  const wanted = [["", "", ""], "", 0, "Press the button, and all redraw this digit."];
  equal(empty(), wanted);
  await answer(redrawn(100, 7));
  equal([empty(), asked.length], [wanted, 2]);
});
