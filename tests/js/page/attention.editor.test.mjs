// The editor of one matrix of the attention calculator, and the cards of the two readings of a list, each by itself.
import { makeEditor } from "../../../assets/attention/editor.js";
import { showReadings } from "../../../assets/attention/readings.js";
import { element, equal, ok, test, texts } from "./harness.mjs";

// ---- the editor of a matrix
function editing(name = "Q") {
  const calls = [];
  const actions = {
    change: (note) => calls.push(["change", note]),
    paste: (...given) => calls.push(["paste", ...given]),
    resize: (...given) => calls.push(["resize", ...given]),
  };
  const root = element("<div></div>", "width: 600px").firstChild;
  const editor = makeEditor(root, { name, title: "queries", about: "What." }, actions);
  const tool = (label) => [...root.querySelectorAll("button")].find((each) => each.ariaLabel === label);
  const off = () =>
    ["Remove a row from", "Add a row to", "Remove a column from", "Add a column to"].map(
      (verb) => tool(`${verb} ${name}`).disabled,
    );
  return { root, editor, tool, off, calls };
}
const table = (rows, columns, more) => ({
  cells: Array.from({ length: rows }, () => Array(columns).fill("1")),
  ...more,
});

test("a matrix has from one to 64 rows and to 128 columns, a list up to 64 numbers", () => {
  const { root, editor, tool, off, calls } = editing();
  const shape = () => [root.querySelector(".attention-shape").textContent, ...texts(root.querySelectorAll("output"))];
  editor.set(table(1, 2));
  equal(
    [shape(), off()],
    [
      ["1 × 2", "1", "2"],
      [true, false, false, false],
    ],
  );
  editor.set(table(64, 128));
  equal(
    [shape(), off()],
    [
      ["64 × 128", "64", "128"],
      [false, true, false, true],
    ],
  );
  editor.set(table(63, 127));
  equal(off(), [false, false, false, false]);
  editor.set(table(1, 64, { list: true }));
  equal([shape()[0], off()[3], tool("Add a row to Q").closest("span").hidden], ["list of 64", true, true]);
  editor.set(table(1, 63, { list: true }));
  equal([off()[3], texts(root.querySelectorAll(".attention-stepper > span"))], [false, ["rows", "numbers"]]);
  tool("Add a column to Q").click();
  tool("Add a row to Q").click();
  equal(calls, [
    ["resize", "Q", "columns", 1],
    ["resize", "Q", "rows", 1],
  ]);
  equal(root.querySelector(".attention-grid-label").textContent, "q");
});

test("a list of one number or with a second row is a list no more, and labels grow and shrink with the rows", () => {
  const { editor } = editing();
  editor.set(table(1, 2, { list: true }));
  editor.resize("columns", -1);
  equal([editor.table.cells, editor.table.list], [[["1"]], false]);
  editor.set(table(1, 3, { list: true }));
  editor.resize("rows", 1);
  equal(
    [editor.table.cells, editor.table.list, editor.table.labels],
    [
      [
        ["1", "1", "1"],
        ["0", "0", "0"],
      ],
      false,
      [],
    ],
  );
  editor.set(table(2, 1, { labels: ["a", "b"] }));
  editor.resize("columns", 1);
  equal(
    [editor.table.labels, editor.table.cells],
    [
      ["a", "b"],
      [
        ["1", "0"],
        ["1", "0"],
      ],
    ],
  );
  editor.resize("rows", 1);
  equal(editor.table.labels, ["a", "b", ""]);
  editor.resize("rows", -1);
  editor.resize("rows", -1);
  equal([editor.table.labels, editor.table.cells], [["a"], [["1", "0"]]]);
});

test("a cell that could not be read is marked until it, or the table, is changed", () => {
  const { root, editor, calls } = editing("K");
  editor.set(table(2, 3));
  const marked = () =>
    Array.from(root.querySelectorAll("input"), (input) => input.hasAttribute("aria-invalid")).indexOf(true);
  const input = root.querySelectorAll("input")[4];
  equal(input.ariaLabel, "K, row 2, column 2");
  editor.mark([1, 1]);
  equal(marked(), 4);
  input.value = "7";
  input.dispatchEvent(new Event("input"));
  equal([marked(), calls, editor.table.cells[1]], [-1, [["change", ""]], ["1", "7", "1"]]);
  for (const change of [
    () => editor.fill([0, 0], "2"),
    () => editor.set(table(2, 3)),
    () => editor.resize("rows", 1),
    () => editor.mark(null),
  ]) {
    editor.mark([1, 1]);
    change();
    equal(marked(), -1);
  }
  editor.fill([0, 2], "2.5");
  equal(root.querySelectorAll("input")[2].value, "2.5");
});

test("a number that is pasted is the field's own; anything else is read, with the cell that it went into", () => {
  const { root, editor, calls } = editing();
  editor.set(table(2, 3));
  const paste = (text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    root.querySelectorAll("input")[5].dispatchEvent(event);
    return event.defaultPrevented;
  };
  equal(["1", "-1", "+.5", "2.", "−1e−5", " 3E+2 "].map(paste), Array(6).fill(false));
  equal([calls.length, ["1,5", "1 2", "e5", "."].map(paste)], [0, Array(4).fill(true)]);
  equal(calls[0], ["paste", "Q", "1,5", { cell: [1, 2] }]);
});

// ---- readings
function read({ tables, reading = "", lists, decimals = 4 }) {
  const root =
    document.querySelector(".readings") ??
    element(`<div class="readings"><p class="attention-hint"></p>
    <div class="attention-readings"><p class="attention-lists"></p><div class="attention-reading-grid"></div></div></div>`)
      .firstChild;
  const readings = { one_token: { weights: [[1]], output: [[1 / 3]] }, many_tokens: { error: "Too long." } };
  showReadings(root, { tables, reading }, { lists, readings }, decimals);
  return {
    root,
    card: (at) => root.querySelectorAll(".attention-reading")[at],
    lists: root.querySelector(".attention-lists").textContent,
  };
}
const list = (count) => ({ cells: [Array(count).fill("1")], list: true });

test("lists of one length say their sizes, others only what a reading is; a reading's error stands in its place", () => {
  const { card, lists } = read({
    tables: { Q: list(3), K: list(3), V: list(3) },
    lists: ["Q", "K", "V"],
    reading: "one_token",
  });
  ok(lists.startsWith("Q, K, V are plain lists without rows"));
  ok(card(0).textContent.startsWith("One token with 3 dimensionsThe list is one row, 1 × 3, so dₖ = 3."));
  ok(card(1).textContent.startsWith("3 tokens with 1 dimension eachThe list is one column, 3 × 1, so dₖ = 1."));
  equal(
    [texts(card(0).querySelectorAll("em, code")), card(1).querySelector(".is-error").textContent],
    [["weights", "[1]", "A(Q, K, V)", "[0.3333]"], "Too long."],
  );
  equal([card(0).querySelector("input").checked, card(1).querySelector("input").checked], [true, false]);
  const two = read({ tables: { Q: list(3), K: list(2), V: {} }, lists: ["Q", "K"], decimals: 2 });
  ok(two.card(0).textContent.startsWith("One token, each number a dimensionEach list is one row"));
  ok(two.card(1).textContent.startsWith("Each number a token with 1 dimensionEach list is one column"));
  equal(texts(two.card(0).querySelectorAll("code"))[1], "[0.33]");
  const one = read({ tables: { Q: list(4) }, lists: ["Q"] });
  ok(one.lists.startsWith("Q is a plain list without"));
  ok(one.card(0).textContent.startsWith("One token with 4 dimensionsEach list is one row")); // K and V are no lists
});

test("a reading that has the focus keeps it when the cards are drawn anew; without lists there are none", () => {
  const tables = { Q: list(3), K: list(3), V: list(3) };
  const { root, card } = read({ tables, lists: ["Q", "K", "V"] });
  card(1).querySelector("input").focus();
  read({ tables, lists: ["Q", "K", "V"] });
  ok(document.activeElement === card(1).querySelector("input"));
  equal(
    [root.querySelector(".attention-readings").hidden, root.querySelector(".attention-hint").hidden],
    [false, true],
  );
  read({ tables });
  equal(
    [root.querySelector(".attention-readings").hidden, root.querySelector(".attention-hint").hidden],
    [true, false],
  );
});
