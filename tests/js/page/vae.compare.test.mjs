// Two models of the VAE tab side by side, and the code of a code book.
import { toBase64 } from "../../../assets/shared/bytes.js";
import { codeGrid, orderOf } from "../../../assets/vae/codes.js";
import { tool as compare } from "../../../assets/vae/compare.js";
import { element, enter, equal, levels, ok, places, press, pressed, rest, stopped, test, texts } from "./harness.mjs";
import { model, opened, viewerOf } from "./vae.mjs";

// ---- compare
test("two models get the visitor's digit and seed, and each side shows its own", async () => {
  const side = (title, level) => ({
    title,
    rebuilt: null,
    error: null,
    samples: Array.from({ length: 16 }, (_, at) => toBase64(new Uint8Array(784).fill(level + at))),
  });
  const asked = [];
  const models = ["a", "b", "c"].map((name) => ({ name, title: name.toUpperCase(), base: "a", changes: "" }));
  const viewer = viewerOf(model({ name: "a", models }), {
    digit: { request: { test: 5 } },
    answers: {
      compare(request) {
        asked.push(request);
        const rows = [
          { title: "Error", meaning: "less", unit: "px", real: "0.10", better: "left", left: "1 ± 0.1", right: null },
        ];
        const both = {
          left: { ...side("Left", 10), rebuilt: toBase64(new Uint8Array(784).fill(7)), error: 12.34 },
          right: side("Right", 100),
        };
        return { ...both, seen: null, rows, differences: [{ name: "code", left: "2", right: "3" }], guide: "Look." };
      },
    },
  });
  const { box, made } = opened(compare, viewer);
  made.model();
  await rest();
  // the tab's own model stands on the right
  equal(asked.splice(0), [{ left: "b", right: "a", digit: { test: 5 }, seed: 1 }]);
  equal(
    made.sides.map(({ samples }) => levels(samples[3])[0]),
    [13, 103],
  );
  equal(texts(box.querySelectorAll(".vae-compare-error")), [
    "redrawn; squared error 12.3",
    "Draw a digit above to see it redrawn here.",
  ]);
  equal([made.figure.hidden, made.sides[1].rebuilt.hidden, box.classList.contains("is-waiting")], [true, true, false]);
  equal(texts(box.querySelectorAll("thead th")), ["", "Left", "Right"]);
  equal(texts(box.querySelectorAll("tbody td")), ["2", "3", "1 ± 0.1 ✓", "–"]);
  equal(texts(box.querySelectorAll("tbody small")), ["less", "px", "real images: 0.10"]);
  ok(box.querySelector("caption").textContent.includes("several random seeds"));
  enter(box.querySelector("[type=number]"), "8");
  made.pair("c", "b");
  ok(box.classList.contains("is-waiting"));
  await rest();
  equal(asked.at(-1), { left: "c", right: "b", digit: { test: 5 }, seed: 8 });
});

test("the other side stays when another model is chosen, and a late answer is not shown", async () => {
  const frees = [];
  const models = ["a", "b", "c"].map((name) => ({ name, title: name, base: "a", changes: "" }));
  const answer = (guide) => ({
    left: { title: "L", samples: [] },
    right: { title: "R", samples: [] },
    rows: [],
    guide,
  });
  const viewer = viewerOf(model({ name: "a", models }), {
    answers: { compare: () => new Promise((done) => frees.push(done)) },
  });
  const { box, made } = opened(compare, viewer);
  made.model();
  made.pair("c", "a");
  viewer.model = model({ name: "b", models });
  made.model();
  equal(
    made.fields.map(({ value }) => value),
    ["c", "b"],
  );
  frees[0](answer("late"));
  await rest();
  ok(made.guide.textContent === "" && box.classList.contains("is-waiting"));
  frees[1](answer("now"));
  await rest();
  equal([made.guide.textContent, box.classList.contains("is-waiting")], ["now", false]);
  equal(
    Array.from(made.presets.querySelectorAll("button"), (button) => [
      button.textContent,
      button.getAttribute("aria-pressed"),
    ]),
    [
      ["b", "false"],
      ["c", "false"],
    ],
  );
  made.presets.querySelectorAll("button")[1].click();
  equal([made.fields.map(({ value }) => value), pressed(made.presets.querySelectorAll("button"))], [["a", "c"], [1]]);
});

// ---- the code of a code book
function book() {
  const viewer = viewerOf(
    model({ codebook: { rows: 2, columns: 4, size: 5, shares: [0.5, 0, 0.2, 0.25, 0.05] }, latents: [] }),
    { code: [0, 1, 2, 3, 4, 0, 1, 2] },
  );
  viewer.asked = [];
  viewer.decode = async (codes) => {
    viewer.asked.push(codes);
    return codes.map(() => Float32Array.from({ length: 784 }, (_, at) => ((at % 28) + 3 * Math.floor(at / 28)) / 255));
  };
  const box = element("");
  const made = codeGrid(box, viewer);
  made.show(viewer.now);
  return { viewer, box, made };
}

test("the arrow keys lead over the cells of a code and stop at its edges", () => {
  const { made } = book();
  equal(made.cell, 4); // the middle
  const went = [
    "ArrowLeft",
    "ArrowUp",
    "ArrowUp",
    "ArrowRight",
    "ArrowRight",
    "ArrowRight",
    "ArrowRight",
    "ArrowDown",
    "ArrowDown",
  ].map((key) => {
    press(made.cells[made.cell], key);
    return made.cell;
  });
  equal(went, [4, 0, 0, 1, 2, 3, 3, 7, 7]);
  ok(document.activeElement === made.cells[7]);
  equal(
    [
      places(made.cells, (cell) => cell.tabIndex !== -1),
      places(made.cells, (cell) => cell.getAttribute("aria-current")),
    ],
    [[7], [7]],
  );
  equal(made.title.textContent, "Row 2, column 4 holds entry 2. Put another in its place:");
  equal(made.cells[3].getAttribute("aria-label"), "Row 1, column 4: entry 3");
});

test("the entry of a cell is pressed in the palette, and another one takes its place alone", () => {
  const { viewer, made } = book();
  equal(pressed(made.entries.map(({ button }) => button)), [4]);
  press(made.cells[4], "Enter");
  ok(document.activeElement === made.entries[4].button);
  press(document.activeElement, "ArrowLeft"); // the next more frequent one
  ok(document.activeElement === made.entries[2].button);
  document.activeElement.click();
  equal(viewer.now, [0, 1, 2, 3, 2, 0, 1, 2]);
  press(document.activeElement, "Escape");
  ok(document.activeElement === made.cells[4]);
  equal(
    places(made.entries, ({ button }) => button.classList.contains("is-unused")),
    [1],
  );
  equal(made.entries[2].button.title, "entry 2: 20.0 % of all cells of the test digits");
});

test("the palette has the entries in use, by frequency, and the others when asked for or in the cell", () => {
  const { made } = book();
  const shown = () => [...made.palette.children].map((button) => Number(button.getAttribute("aria-label").slice(6)));
  equal(shown(), [0, 3, 2, 4]);
  equal(made.more.textContent, "Show 1 unused");
  made.more.click();
  equal(shown(), [0, 3, 2, 4, 1]);
  equal(made.more.textContent, "Hide 1 unused");
  made.more.click();
  equal(shown(), [0, 3, 2, 4]);
  made.select(1); // holds entry 1
  equal(shown(), [0, 3, 2, 4, 1]);
  equal(made.more.textContent, "Show 1 unused");
  made.entries[4].button.focus();
  made.entries[4].button.click(); // another takes its place, and it goes
  made.show([0, 4, 2, 3, 4, 0, 1, 2]);
  equal(shown(), [0, 3, 2, 4]);
  ok(document.activeElement === made.entries[4].button);
  made.select(6);
  equal(shown(), [0, 3, 2, 4, 1]);
  equal(pressed(made.entries.map(({ button }) => button)), [1]);
  equal(orderOf({ size: 3 }), { used: [], unused: [0, 1, 2] });
});

test("the palette shows the cell with its neighbours, once the code rests, and not another model's", async () => {
  const clock = stopped();
  const { viewer, made } = book();
  await clock.pass(100);
  made.select(6); // row 2, column 3: a patch of 7 pixels with its neighbours from (0, 7)
  await clock.pass(149);
  equal(viewer.asked.length, 0);
  await clock.pass(1);
  equal(viewer.asked, [[0, 3, 2, 4, 1].map((entry) => [0, 1, 2, 3, 4, 0, entry, 2])]);
  const found = levels(made.entries[2].screen);
  equal([found.length, found[0], found[20], found[20 * 21]], [441, 7, 27, 7 + 3 * 20]);
  made.select(0);
  viewer.model = model();
  await clock.pass(200);
  equal(viewer.asked.length, 1);
});
