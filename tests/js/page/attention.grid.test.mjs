// The attention calculator's grids, larger than their box, and its lines, each by itself.
import { makeGrid } from "../../../assets/attention/grid.js";
import { makeLines } from "../../../assets/attention/lines.js";
import { element, equal, ok, press, test, texts } from "./harness.mjs";

const frame = () => new Promise((done) => requestAnimationFrame(done));
const STYLE = `<style>
  .box { position: relative; width: 340px; height: 230px; overflow: auto; --head: 30px }
  .attention-grid-body { position: relative } .attention-grid-head { height: 30px }
  .attention-grid-row { position: absolute; display: flex }
  .attention-cell { flex: none; width: var(--cell); height: var(--line) }</style>`;

// A grid of 64 rows and 128 columns in a box with room for 5 and 5: cells of 60 by 40 pixels, a head of 30, labels of 40.
function large(options = {}) {
  const box = element(`${STYLE}<div class="box"></div>`).querySelector(".box");
  const filled = [];
  const grid = makeGrid(box, { fill: (cell, ...at) => filled.push([cell, at]), cellClass: "mine", ...options });
  const names = { rowLabel: (row) => `r${row}`, columnLabel: (column) => `c${column}` };
  grid.resize({ rows: 64, columns: 128, width: 60, height: 40, labelWidth: 40, ...names });
  const rows = () => [...box.querySelectorAll("[aria-rowindex]")];
  return {
    box,
    grid,
    filled,
    rows,
    cell: (row, column) => box.querySelector(`[data-row="${row}"][data-column="${column}"]`),
    columns: () => texts(box.querySelectorAll(".attention-grid-column")),
    labels: () => texts(box.querySelectorAll(".attention-grid-label")),
  };
}

test("of a large grid only the cells in view exist and a few around them, in their places", async () => {
  const { box, filled, rows, cell, columns, labels } = large();
  equal(
    [box.getAttribute("role"), box.getAttribute("aria-rowcount"), box.getAttribute("aria-colcount")],
    ["grid", "65", "129"],
  );
  equal([rows().length, columns().length, columns().at(-1), labels().at(-1)], [16, 16, "c15", "r15"]);
  const body = box.querySelector(".attention-grid-body");
  equal(
    [body.style.width, body.style.height, body.getAttribute("role")],
    ["7720px", "calc(var(--head) + 2560px)", "rowgroup"],
  );
  equal(
    ["--cell", "--line", "--label"].map((name) => body.style.getPropertyValue(name)),
    ["60px", "40px", "40px"],
  );
  const [one] = [cell(2, 3)];
  equal(
    [
      one.className,
      one.getAttribute("role"),
      one.getAttribute("aria-colindex"),
      one.parentNode.getAttribute("aria-rowindex"),
    ],
    ["attention-cell mine", "gridcell", "5", "4"],
  );
  equal(
    [one.parentNode.style.top, one.parentNode.getAttribute("role"), filled.length],
    ["calc(var(--head) + 80px)", "row", 256],
  );
  box.scrollTo(60 * 50, 40 * 30);
  await frame();
  await frame();
  equal([columns()[0], columns().at(-1), labels()[0], labels().at(-1)], ["c44", "c59", "r24", "r39"]);
  equal([cell(30, 50) !== null, cell(2, 3), rows().length], [true, null, 16]);
  equal(
    [
      box.querySelector(".attention-grid-head").style.getPropertyValue("--skip"),
      rows()[0].style.getPropertyValue("--skip"),
    ],
    ["2640px", "2640px"],
  );
  box.scrollTo(1e5, 1e5);
  await frame();
  await frame();
  equal([columns().at(-1), labels().at(-1), cell(63, 127) !== null], ["c127", "r63", true]);
});

test("what is out of view is said, and the edges behind which there is more fade", async () => {
  const { box, grid } = large();
  const cut = () => ["is-cut-right", "is-cut-below"].map((name) => box.classList.contains(name));
  equal(
    [grid.more.textContent, cut()],
    ["In view: rows 1 to 5 of 64, columns 1 to 5 of 128. Scroll for the others.", [true, true]],
  );
  box.scrollTo(1e5, 40);
  await frame();
  await frame();
  equal(
    [grid.more.textContent, cut()],
    ["In view: rows 2 to 6 of 64, columns 124 to 128 of 128. Scroll for the others.", [false, true]],
  );
  grid.resize({ rows: 2, columns: 3 });
  equal([grid.more.textContent, cut(), grid.more.getAttribute("aria-hidden")], ["", [false, false], "true"]);
});

test("keys move over a grid cell by cell, page by page and to its ends, and scroll no farther than they must", () => {
  const { box, grid, cell } = large();
  grid.focus(0, 0);
  const went = (key, more) => {
    press(document.activeElement, key, more);
    const { row, column } = document.activeElement.dataset;
    return [Number(row), Number(column), box.scrollLeft, box.scrollTop];
  };
  equal(went("ArrowRight"), [0, 1, 0, 0]);
  equal(went("PageDown"), [4, 1, 0, 0]); // a page is what the box has room for, less one
  equal(went("PageDown"), [8, 1, 0, 160]); // 360 less the 200 pixels under the head
  equal(went("End"), [8, 127, 7380, 160]);
  equal(went("PageUp"), [4, 127, 7380, 160]);
  equal(went("PageUp"), [0, 127, 7380, 0]);
  equal(went("Home"), [0, 0, 0, 0]);
  equal(went("End", { ctrlKey: true }), [63, 127, 7380, 2360]);
  equal(went("ArrowDown"), [63, 127, 7380, 2360]);
  equal(went("Home", { ctrlKey: true }), [0, 0, 0, 0]);
  equal(Array.from(box.querySelectorAll("[tabindex='0']")), [cell(0, 0)]);
  equal(press(cell(0, 0), "x").defaultPrevented, false);
  grid.resize({ rows: 64, columns: 128 });
  equal(cell(0, 0).tabIndex, 0);
});

test("a grid tells which cell has the focus, is under the pointer or was pressed, by hand or with a key", () => {
  const calls = [];
  const note =
    (what) =>
    (...at) =>
      calls.push([what, ...at]);
  const { box, cell, grid } = large({ onFocus: note("focus"), onHover: note("hover"), onPress: note("press") });
  cell(3, 4).focus();
  equal(box.querySelectorAll("[tabindex='0']").length, 1);
  equal([cell(3, 4).tabIndex, cell(0, 0).tabIndex], [0, -1]);
  cell(2, 1).dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
  box.dispatchEvent(new PointerEvent("pointerleave"));
  cell(1, 2).click();
  ok(press(cell(3, 4), "Enter").defaultPrevented && press(cell(3, 4), " ").defaultPrevented);
  box.querySelector(".attention-grid-label").click();
  box.querySelector(".attention-grid-label").dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
  equal(calls, [
    ["focus", 3, 4],
    ["hover", 2, 1],
    ["hover", null],
    ["press", 1, 2],
    ["press", 3, 4],
    ["press", 3, 4],
  ]);
  grid.resize({ rows: 2, columns: 2 });
  equal([cell(1, 1).tabIndex, box.querySelectorAll(".attention-cell").length], [0, 4]); // the nearest that is left
  equal([grid.fitting(4, 40, 46, 66), grid.fitting(10, 40, 46, 66), grid.fitting(5, 40, 46, 66)], [66, 46, 60]);
});

test("a box of another size shows what it has room for, and is asked about its cells' width when that changed", async () => {
  let widths = 0;
  const { box, columns, labels } = large({
    onWidth: () => {
      widths += 1;
    },
  });
  const sized = async (style) => {
    Object.assign(box.style, style);
    await frame();
    await frame();
    return [columns().length, labels().length, widths];
  };
  equal(await sized({}), [16, 16, 1]);
  equal(await sized({ width: "640px" }), [21, 16, 2]);
  equal(await sized({ height: "430px" }), [21, 21, 2]);
  equal(await sized({ width: "340px" }), [16, 21, 3]);
  box.hidden = true;
  box.style.display = "none";
  await frame();
  await frame();
  equal(columns().length, 16); // what was drawn stays until it is seen again
});

// ---- lines
test("a line is as wide and as dark as its weight, from its query on the left to its key on the right", () => {
  const box = element("<div></div>", "width: 500px").firstChild;
  const draw = makeLines(box, () => {});
  const shown = { queryLabel: (i) => `q${i}`, keyLabel: () => "a very long token", format: (x) => `${x}!` };
  draw({
    ...shown,
    weights: [
      [0.5, 0.005, 0.0049],
      [0.25, 0.75, 0],
    ],
    row: 0,
    column: 1,
  });
  const svg = box.querySelector("svg");
  equal([svg.getAttribute("viewBox"), svg.getAttribute("height")], ["0 0 500 146", "146"]);
  equal(
    svg.getAttribute("aria-label"),
    "Lines from q0 to every key, by weight: a very long token 0.5!, a very long token 0.005!, a very long token 0.0049!",
  );
  const drawn = Array.from(svg.querySelectorAll("path"), (path) =>
    ["class", "stroke-width", "stroke-opacity"].map((name) => path.getAttribute(name)),
  );
  equal(drawn, [
    ["is-others", "3.75", "0.200"],
    ["is-others", "9.25", "0.400"],
    ["is-followed", "6.50", "0.625"],
    ["is-picked", "1.05", "0.254"], // the last of the followed query is too faint
  ]);
  // labels of twelve signs take 20 + 8.2 * 12 pixels, at most 110; three keys 40 apart, two queries between them
  equal(svg.querySelectorAll("path")[2].getAttribute("d"), "M110,66 C224,66 224,46 338,46");
  const keys = svg.querySelectorAll("text.is-key");
  equal(
    [keys[0].firstChild.textContent, keys[0].querySelector("title").textContent],
    ["a very long…", "a very long token"],
  );
  equal(
    [
      keys[1].getAttribute("y"),
      keys[0].getAttribute("x"),
      keys[1].classList.contains("is-followed"),
      keys[0].classList.contains("is-followed"),
    ],
    ["90.5", "348", true, false],
  );
  equal(
    [
      svg.querySelector("text.is-query").getAttribute("x"),
      svg.querySelector("text.is-query").classList.contains("is-followed"),
    ],
    ["100", true],
  );
  equal(texts(svg.querySelectorAll(".is-head")), ["queryquery", "keykey", "weight"]); // each with its title
});

test("many lines are paler and closer; above four hundred only the followed query's are drawn", () => {
  const box = element("<div></div>", "width: 500px").firstChild;
  const draw = makeLines(box, () => {});
  const square = (size) => Array.from({ length: size }, () => Array(size).fill(0.05));
  const shown = { row: 1, column: 2, queryLabel: (i) => `${i}`, keyLabel: (j) => `${j}`, format: String };
  const opacity = () =>
    Array.from(box.querySelectorAll(".is-others"), (path) => path.getAttribute("stroke-opacity"))[0];
  const height = () => box.querySelector("svg").getAttribute("height");
  draw({ ...shown, weights: square(7) });
  equal([box.querySelectorAll("path").length, opacity(), height()], [49, "0.120", "306"]);
  draw({ ...shown, weights: square(8) });
  equal([opacity(), box.querySelector("text.is-query").getAttribute("x")], ["0.025", "46"]); // short labels take 56
  draw({ ...shown, weights: square(16) });
  equal(height(), "666");
  draw({ ...shown, weights: square(17) });
  equal(height(), "434");
  draw({ ...shown, weights: square(20) });
  equal(box.querySelectorAll("path").length, 400);
});
