// The attention calculator: what is typed and resized, and what follows of it.
import { opened, settled } from "./attention.mjs";
import { equal, ok, places, press, pressed, test, type } from "./harness.mjs";

const tool = (tab, name, text) => tab.all(`[data-matrix=${name}] button`).find((each) => each.ariaLabel === text);
const sizes = (tab) => ["Q", "K", "V"].map((name) => tab.$(`[data-matrix=${name}] .attention-shape`).textContent);

test("the first example is computed and its strongest key followed", async () => {
  const tab = await opened();
  const { tables, ...settings } = tab.last();
  equal(settings, { scale: true, temperature: "1", mask: "none", keep: null, reading: "" });
  equal(
    [tables.Q.cells, sizes(tab)],
    [
      [
        ["1", "0", "2"],
        ["0", "3", "1"],
      ],
      ["2 × 3", "3 × 3", "3 × 4"],
    ],
  );
  equal(tab.calculator.state(), { mask: "none", keep: null, reading: "", pick: { i: 0, j: 2 } });
  equal([pressed(tab.all(".attention-presets button")), tab.$(".attention-about").textContent], [[0], "Two tokens."]);
  equal(
    [tab.heat("scores", 0, 2).textContent, tab.heat("scores", 1, 0).textContent, tab.heat("output", 0, 3).textContent],
    ["12", "3", tab.$(".attention-result").textContent.match(/([^ ]+)\]/)[1]],
  );
  equal(tab.$(".attention-follow-name").textContent, "q₁");
});

test("previous and next follow the queries, and end at the ends", async () => {
  const tab = await opened();
  const [previous, next] = [tab.$("[data-do=previous]"), tab.$("[data-do=next]")];
  equal([previous.disabled, next.disabled], [true, false]);
  next.click();
  await settled();
  equal([tab.$(".attention-follow-name").textContent, previous.disabled, next.disabled], ["q₂", false, true]);
  equal(tab.calculator.state().pick, { i: 1, j: 2 });
  tab.button("Causal").click();
  await settled();
  equal(tab.calculator.state().pick, { i: 0, j: 0 });
  tab.button("Two").click();
  next.click();
  await settled();
  previous.click();
  await settled();
  equal([tab.$(".attention-follow-name").textContent, previous.disabled, next.disabled], ["q₁", true, false]);
});

test("a typed number is computed and leaves the example; a wrong one is marked, and the last result stays", async () => {
  const tab = await opened();
  type(tab.cell("K", 2, 1), "-4");
  await settled();
  equal(tab.last().tables.K.cells[2], ["2", "-4", "5"]);
  equal([pressed(tab.all(".attention-presets button")), tab.$(".attention-about").textContent], [[], ""]);
  equal(tab.heat("scores", 1, 2).textContent, "−7");
  type(tab.cell("V", 1, 3), "x");
  await settled();
  equal(
    places(tab.inputs("V"), (input) => input.getAttribute("aria-invalid") === "true"),
    [7],
  );
  equal(tab.status(), "V is not a number there. Below is still the last result that could be computed.");
  ok(tab.$(".attention").classList.contains("is-stale") && !tab.$("[data-do=undo]").hidden);
  tab.$("[data-do=undo]").click();
  await settled();
  equal([tab.cell("V", 1, 3).value, tab.cell("K", 2, 1).value, tab.status()], ["8", "-4", ""]);
  ok(!tab.$(".attention").classList.contains("is-stale") && tab.$("[data-do=undo]").hidden);
  equal(
    places(tab.inputs("V"), (input) => input.hasAttribute("aria-invalid")),
    [],
  );
});

test("where the server does not answer the last result stays, paler, until it is tried again", async () => {
  const tab = await opened();
  const { compute } = tab.served.server;
  tab.served.server.compute = () => null;
  type(tab.cell("K", 2, 1), "-4");
  await settled();
  equal(tab.status(), "The server did not answer. Below is still the last result that could be computed.");
  ok(tab.$(".attention").classList.contains("is-stale"));
  tab.served.server.compute = compute;
  tab.button("Try again").click();
  await settled();
  equal([tab.status(), tab.heat("scores", 1, 2).textContent], ["", "−7"]);
  ok(!tab.$(".attention").classList.contains("is-stale"));
});

test("undo brings back the temperature and the mask as well", async () => {
  const tab = await opened();
  type(tab.$("[name=attention-temperature]"), "2.5");
  tab.$("[name=attention-mask][value=custom]").click();
  await settled();
  tab.heat("masked", 1, 2).click();
  await settled();
  type(tab.$("[name=attention-temperature]"), "-1");
  await settled();
  equal(tab.$("[name=attention-temperature]").getAttribute("aria-invalid"), "true");
  tab.$("[data-do=undo]").click();
  await settled();
  equal([tab.last().temperature, tab.last().mask, tab.last().keep[1]], ["2.5", "custom", [true, true, false]]);
  equal(tab.$("[name=attention-temperature]").hasAttribute("aria-invalid"), false);
});

test("the temperature's slider and its number follow each other", async () => {
  const tab = await opened();
  const [field, range] = [tab.$("[name=attention-temperature]"), tab.$("[name=attention-temperature-range]")];
  type(range, "-0.5");
  await settled();
  equal([field.value, tab.last().temperature], ["0.32", "0.32"]);
  type(field, "10");
  await settled();
  equal([range.value, tab.last().temperature], ["1", "10"]);
  tab.$("[name=attention-scale]").click();
  await settled();
  equal(tab.last().scale, false);
  tab.button("Causal").click();
  await settled();
  equal([field.value, range.value, tab.last().scale, tab.last().mask], ["1", "0", true, "causal"]);
});

test("a cell's edge is as far as keys go, and a row above or below is one key away", async () => {
  const tab = await opened();
  const at = () => {
    const cell = document.activeElement.closest("[data-row]");
    return [cell.closest("[data-matrix]").dataset.matrix, Number(cell.dataset.row), Number(cell.dataset.column)];
  };
  tab.cell("K", 1, 1).focus();
  const go = (key, more) => {
    press(document.activeElement, key, more);
    return at();
  };
  equal(
    [go("Enter"), go("Enter"), go("Enter", { shiftKey: true }), go("ArrowUp"), go("ArrowUp"), go("ArrowRight")],
    [
      ["K", 2, 1],
      ["K", 2, 1],
      ["K", 1, 1],
      ["K", 0, 1],
      ["K", 0, 1],
      ["K", 0, 2],
    ],
  );
  equal(
    [go("ArrowRight"), go("ArrowLeft"), go("ArrowLeft"), go("ArrowLeft"), go("ArrowDown")],
    [
      ["K", 0, 2],
      ["K", 0, 1],
      ["K", 0, 0],
      ["K", 0, 0],
      ["K", 1, 0],
    ],
  );
  type(document.activeElement, "12");
  document.activeElement.setSelectionRange(1, 1);
  equal(
    [go("ArrowLeft"), go("ArrowRight")],
    [
      ["K", 1, 0],
      ["K", 1, 0],
    ],
  ); // inside a number the keys are the field's
  document.activeElement.setSelectionRange(2, 2);
  equal(go("ArrowRight"), ["K", 1, 1]);
  ok(document.activeElement.selectionEnd > document.activeElement.selectionStart); // ready to be typed over
});

test("what must match grows and shrinks together, as long as it matches", async () => {
  const tab = await opened();
  tool(tab, "Q", "Add a column to Q").click();
  await settled();
  equal(sizes(tab), ["2 × 4", "3 × 4", "3 × 4"]);
  equal(
    [tab.last().tables.Q.cells[1], tab.last().tables.K.cells[2]],
    [
      ["0", "3", "1", "0"],
      ["2", "0", "5", "0"],
    ],
  );
  tool(tab, "K", "Remove a row from K").click();
  await settled();
  equal(sizes(tab), ["2 × 4", "2 × 4", "2 × 4"]);
  equal(tab.last().tables.V.cells, [
    ["1", "0", "4", "7"],
    ["0", "2", "5", "8"],
  ]);
  tool(tab, "Q", "Add a row to Q").click();
  tool(tab, "V", "Remove a column from V").click();
  await settled();
  equal(
    [sizes(tab), tab.last().tables.Q.cells[2]],
    [
      ["3 × 4", "2 × 4", "2 × 3"],
      ["0", "0", "0", "0"],
    ],
  );
  for (let i = 0; i < 2; i++) tool(tab, "V", "Remove a column from V").click();
  await settled();
  ok(tool(tab, "V", "Remove a column from V").disabled && !tool(tab, "V", "Add a column to V").disabled);
  equal(sizes(tab)[2], "2 × 1");
});
