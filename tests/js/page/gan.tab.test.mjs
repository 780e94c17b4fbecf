// The GAN tab: what it begins with and what a link restores, the form, the grid.
import { toFloats } from "../../../assets/shared/bytes.js";
import { ganModel, openGan, pictureOf, settled, shown, small } from "./gan.mjs";
import { equal, ok, places, press, pressed, stopped, test, texts, type } from "./harness.mjs";

// ---- how it begins
test("the grid comes in chunks, its first sample is large, and critic and judge are asked about that one", async () => {
  const tab = await openGan(ganModel());
  await settled();
  equal(
    tab.served
      .of("samples")
      .map(({ seed, first, count, truncation, digit }) => [seed, first, count, truncation, digit]),
    [
      [1, 0, 20, null, null],
      [1, 20, 20, null, null],
      [1, 40, 20, null, null],
      [1, 60, 4, null, null],
    ],
  );
  equal(tab.served.of("samples")[0].revision, "0123456789abcdef");
  equal(
    [tab.all(".gan-cell").length, tab.$(".gan-progress").textContent, tab.$(".gan-waking").textContent],
    [64, "64 of 64", ""],
  );
  equal(small(tab.all(".gan-cell canvas")[63]), pictureOf([1, 63]).slice(0, 3));
  equal(shown(tab), { large: "Sample 0 of seed 1", picture: [1, 0, 250] });
  equal(
    tab.served.of("look").map(({ latents, label }) => [[...toFloats(latents)], label]),
    [[[1, 0, 0], null]],
  );
  equal(pressed(tab.all(".gan-cell")), [0]);
  equal(
    [...tab.link()],
    [
      ["tab", "gan"],
      ["model", "gan-a"],
      ["revision", "01234567"],
      ["seed", "1"],
      ["count", "64"],
    ],
  );
});

test("a link restores every part of it", async () => {
  const restore = {
    seed: 7,
    truncation: 0.8,
    digit: 3,
    count: 30,
    pin: 12,
    z: [[1, 2.5]],
    tool: "numbers",
    pins: [{ seed: 4, index: 9, digit: 5, truncation: null }],
  };
  const tab = await openGan(ganModel({ classes: 10, restore }));
  await settled();
  const grid = tab.served.of("samples").filter(({ count }) => count > 1);
  equal(
    grid.map(({ seed, first, count, truncation, digit }) => [seed, first, count, truncation, digit]),
    [
      [7, 0, 20, 0.8, 3],
      [7, 20, 10, 0.8, 3],
    ],
  );
  equal(shown(tab), { large: "Sample 12 of seed 7, asked for a 3, truncation 0.80, moved", picture: [7, 3, 3] });
  const fields = ["seed", "count", "truncation"].map((name) => tab.$(`.gan-controls [name=${name}]`).value);
  equal(fields, ["7", "30", "0.8"]);
  equal([pressed(tab.all(".gan-digits button")), tab.$(".gan-truncation output").textContent], [[4], "0.80"]);
  equal(tab.$(".gan-tabs [aria-selected=true]").textContent, "Write a number");
  equal(texts(tab.all(".gan-pin-card b")), ["#9"]);
  equal([...tab.link()].slice(3), [
    ["seed", "7"],
    ["truncation", "0.8"],
    ["digit", "3"],
    ["count", "30"],
    ["pin", "12"],
    ["z", "1:2.5"],
    ["pins", "4.9d5"],
    ["tool", "numbers"],
  ]);
});

test("a link to a pinned sample shows that large, with the numbers that were moved", async () => {
  const pins = [
    { seed: 4, index: 9, digit: null, truncation: null },
    { seed: 5, index: 2, digit: null, truncation: 0.5 },
  ];
  const tab = await openGan(ganModel({ restore: { seed: 3, pins, pinned: 2, z: [[0, -1]] } }));
  await settled();
  equal(shown(tab), { large: "Sample 2 of seed 5, truncation 0.50, moved", picture: [0, 2, 250] });
  equal([...tab.link()].slice(-3), [
    ["z", "0:-1"],
    ["pins", "4.9,5.2t0.5"],
    ["pinned", "2"],
  ]);
});

// ---- the form
test("a number of samples, a digit and a truncation are asked for, each with the rest as it was", async () => {
  const clock = stopped();
  const tab = await openGan(ganModel({ classes: 10 }));
  await settled(clock);
  const last = () => {
    const { seed, first, count, truncation, digit } = tab.served.of("samples").at(-1);
    return [seed, first, count, truncation, digit];
  };
  equal(last(), [1, 80, 20, null, null]); // with classes ten rows of all digits
  tab.button("36", tab.$(".gan-counts")).click();
  await settled(clock);
  equal(
    [
      tab.all(".gan-cell").length,
      tab.$(".gan-grid").style.getPropertyValue("--columns"),
      pressed(tab.all(".gan-counts button")),
    ],
    [36, "10", [1]],
  );
  tab.button("8", tab.$(".gan-digits")).click();
  await settled(clock);
  equal([last(), tab.$(".gan-grid").style.getPropertyValue("--columns")], [[1, 20, 16, null, 8], "6"]);
  type(tab.$("[name=truncation]"), "0.5");
  await settled(clock);
  equal(last(), [1, 0, 20, 0.5, 8]); // while it is dragged, the beginning of the grid
  await clock.pass(300);
  await settled(clock);
  equal(last(), [1, 20, 16, 0.5, 8]);
  tab.button("Off").click();
  await settled(clock);
  equal(
    [tab.viewer.truncation, tab.$("[name=truncation]").value, tab.$(".gan-truncation").classList.contains("is-off")],
    [null, "3", true],
  );
  tab.button("all", tab.$(".gan-digits")).click();
  await settled(clock);
  equal([tab.viewer.digit, pressed(tab.all(".gan-digits button"))], [null, [0]]);
});

test("a typed seed is used once the typing rests, and nonsense is said", async () => {
  const clock = stopped();
  const tab = await openGan(ganModel());
  await settled(clock);
  const before = tab.served.of("samples").length;
  const field = tab.$(".gan-controls [name=seed]");
  type(field, "4");
  await clock.pass(240);
  type(field, "42");
  await clock.pass(240);
  equal(tab.served.of("samples").length, before);
  await clock.pass(10);
  equal(tab.served.of("samples")[before].seed, 42);
  await settled(clock);
  type(field, "");
  await clock.pass(1000);
  equal(tab.viewer.seed, 42);
  type(field, "4294967296");
  await clock.pass(300);
  equal(
    [tab.$(".gan-status").textContent, field.getAttribute("aria-invalid"), tab.viewer.seed],
    ["The seed is a whole number from 0 to 4294967295.", "true", 42],
  );
  type(field, "5");
  type(tab.$("[name=count]"), "101");
  await clock.pass(300);
  equal([tab.$(".gan-status").textContent, tab.viewer.seed], ["“How many” must be a whole number from 1 to 100.", 42]);
  type(tab.$("[name=count]"), "100");
  await clock.pass(300);
  await settled(clock);
  equal(
    [tab.viewer.seed, tab.viewer.count, tab.all(".gan-cell").length, tab.$(".gan-status").textContent],
    [5, 100, 100, ""],
  );
});

test("a digit that was chosen is asked of a model with classes alone, the 0 too", async () => {
  const tab = await openGan(ganModel({ classes: 10, restore: { digit: 0 } }));
  await settled();
  equal([tab.served.of("samples").at(-1).digit, tab.viewer.digit], [0, 0]);
  await tab.choose(ganModel({ name: "gan-b", revision: "b" }));
  await settled();
  equal([tab.served.of("samples").at(-1).digit, tab.viewer.digit], [null, null]);
});

test("the same seed again is drawn anew, and says what a seed is for", async () => {
  const tab = await openGan(ganModel());
  await settled();
  const before = tab.served.of("samples").length;
  tab.button("Generate").click();
  await settled();
  equal(tab.served.of("samples").length, 2 * before);
  ok(tab.$(".gan-status").textContent.startsWith("Same seed, same digits"));
  tab.$("[data-do=dice]").click();
  await settled();
  equal([tab.$(".gan-status").textContent, tab.viewer.seed === 1], ["", false]);
});

// ---- the grid
test("the arrow keys lead over the grid by its columns, and not beyond what is there", async () => {
  const tab = await openGan(ganModel({ restore: { seed: 1, count: 7 } })); // three columns
  await settled();
  const cells = tab.all(".gan-cell");
  cells[0].focus();
  const went = [
    "ArrowLeft",
    "ArrowUp",
    "ArrowRight",
    "ArrowDown",
    "ArrowDown",
    "ArrowLeft",
    "ArrowDown",
    "End",
    "ArrowRight",
    "ArrowUp",
    "Home",
  ].map((key) => {
    ok(press(document.activeElement, key).defaultPrevented);
    return cells.indexOf(document.activeElement);
  });
  equal(went, [0, 0, 1, 4, 4, 3, 6, 6, 6, 3, 0]);
  equal(
    places(cells, (cell) => cell.tabIndex === 0),
    [0],
  );
  equal(shown(tab).large, "Sample 0 of seed 1"); // keys only move
  cells[5].click();
  equal(
    [shown(tab).large, pressed(cells), places(cells, (cell) => cell.tabIndex === 0)],
    ["Sample 5 of seed 1", [5], [5]],
  );
  cells[5].focus();
  press(cells[5], "p", { ctrlKey: true });
  equal(tab.all(".gan-pin-card").length, 0);
  press(cells[5], "P");
  equal(
    [texts(tab.all(".gan-pin-card b")), places(cells, (cell) => cell.classList.contains("is-pinned"))],
    [["#5"], [5]],
  );
  press(cells[5], "p");
  ok(document.activeElement === cells[5]); // the focus stays in the grid
  equal([tab.all(".gan-pin-card").length, places(cells, (cell) => cell.classList.contains("is-pinned"))], [0, []]);
});

test("a grid that gets smaller shows its first sample large, and one that grows keeps what was chosen", async () => {
  const tab = await openGan(ganModel());
  await settled();
  tab.all(".gan-cell")[30].click();
  tab.button("36", tab.$(".gan-counts")).click();
  await settled();
  equal(shown(tab).large, "Sample 30 of seed 1");
  tab.button("25", tab.$(".gan-counts")).click();
  await settled();
  equal([shown(tab).large, pressed(tab.all(".gan-cell")), tab.link().get("pin")], ["Sample 0 of seed 1", [0], null]);
});

test("digits of another seed are dimmed until they come", async () => {
  const tab = await openGan(ganModel());
  await settled();
  type(tab.$(".gan-controls [name=seed]"), "9");
  tab.button("Generate").click();
  equal(tab.all(".gan-cell.is-stale").length, 64);
  await settled();
  equal([tab.all(".gan-cell.is-stale").length, shown(tab).picture], [0, [9, 0, 250]]);
});
