// The attention calculator: what is typed, resized, pasted and masked, and what is shown of it.
import { opened, serverOf, settled } from "./attention.mjs";
import { equal, ok, places, press, pressed, put, rest, test, type } from "./harness.mjs";

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

test("a mask is drawn, pressed key by key, and kept for the next kind as far as it goes", async () => {
  const tab = await opened();
  tab.$("[name=attention-mask][value=causal]").click();
  await settled();
  ok(!tab.$("[data-step=masked]").classList.contains("is-editable"));
  equal(
    places(tab.all("[data-step=masked] .attention-cell"), (cell) => cell.classList.contains("is-hidden")),
    [1, 2, 5],
  );
  tab.$("[name=attention-mask][value=custom]").click();
  await settled();
  equal(tab.last().keep, [
    [true, false, false],
    [true, true, false],
  ]);
  press(tab.heat("masked", 0, 2), "Enter");
  await settled();
  equal(tab.last().keep, [
    [true, false, true],
    [true, true, false],
  ]);
  tab.$("[name=attention-mask][value=padding]").click();
  await settled();
  equal(tab.last().keep, [true, true, false]);
  tab.heat("masked", 1, 0).click();
  await settled();
  equal(tab.last().keep, [false, true, false]);
  ok(tab.$("[data-step=masked]").classList.contains("is-editable"));
  tab.heat("masked", 1, 1).click();
  await settled();
  ok(tab.$(".attention-empty").textContent.startsWith("q₁, q₂ may see no key at all."));
  tab.heat("scores", 0, 0).click(); // only the mask's own cells are pressed
  await settled();
  equal(tab.last().keep, [false, false, false]);
});

test("lists ask for a reading, and the chosen one is computed", async () => {
  const tab = await opened();
  tab.button("Lists").click();
  await settled();
  equal(
    [tab.$(".attention-readings").hidden, tab.$(".attention-choose").hidden, tab.$(".attention-steps").hidden],
    [false, false, true],
  );
  equal([sizes(tab), tab.$(".attention-hint").hidden], [["list of 2", "list of 2", "list of 2"], true]);
  tab.$("[name=attention-reading][value=many_tokens]").click();
  await settled();
  equal(
    [tab.last().reading, tab.$(".attention-choose").hidden, tab.$(".attention-steps").hidden],
    ["many_tokens", true, false],
  );
  equal(tab.heat("scores", 1, 0).textContent, "6");
  tab.$("[name=attention-reading][value=one_token]").click();
  await settled();
  equal(tab.heat("scores", 0, 0).textContent, "11");
  tab.button("Two").click();
  await settled();
  equal([tab.last().reading, tab.$(".attention-readings").hidden, tab.$(".attention-steps").hidden], ["", true, false]);
});

test("decimals change what is shown and nothing that is computed", async () => {
  const tab = await opened();
  const before = tab.served.of("compute").length;
  equal(tab.heat("scaled", 1, 2).textContent, "2.8868");
  type(tab.$("[name=attention-decimals]"), "2");
  await settled();
  equal([tab.heat("scaled", 1, 2).textContent, tab.served.of("compute").length], ["2.89", before]);
});

test("of what was pasted the note is said, it can be undone, and one number goes into its cell", async () => {
  let answer = {
    tables: { K: { cells: [["9", "8", "7"]], list: false, labels: [] } },
    mask: null,
    note: "Read as NumPy.",
  };
  const tab = await opened(serverOf({ paste: () => answer }));
  const paste = async (name, row, column, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    tab.cell(name, row, column).dispatchEvent(event);
    await settled();
    return event.defaultPrevented;
  };
  equal([await paste("Q", 0, 0, " −1.5e3 "), tab.served.of("paste").length], [false, 0]); // the field's own business
  equal([await paste("K", 0, 0, "[[9, 8, 7]]"), tab.last("paste")], [true, { text: "[[9, 8, 7]]", into: "K" }]);
  equal([sizes(tab)[1], tab.$("[data-do=undo]").hidden], ["1 × 3", false]);
  tab.$("[data-do=undo]").click();
  await settled();
  equal(sizes(tab), ["2 × 3", "3 × 3", "3 × 4"]);
  answer = { tables: { K: { cells: [["6"]], list: false } }, mask: null, note: "" };
  await paste("K", 2, 1, "[6]");
  equal([sizes(tab)[1], tab.last().tables.K.cells[2], tab.status()], ["3 × 3", ["2", "6", "5"], "Pasted K (1 × 1)."]);
  answer = { tables: {}, mask: [[true, false, true]], note: "" };
  await paste("K", 2, 1, "[[1, 0, 1]]");
  equal(tab.status(), "The mask is 1 × 3, but these Q and K need 2 × 3. Nothing was pasted.");
  answer = { tables: {}, mask: [true, false, true], note: "" };
  await paste("K", 2, 1, "[1, 0, 1]");
  equal(
    [tab.last().mask, tab.last().keep, tab.$("[name=attention-mask]:checked").value],
    ["padding", [true, false, true], "padding"],
  );
  answer = { error: "That is no matrix.", forms: "Rows of numbers." };
  await paste("K", 2, 1, "hello");
  equal(tab.status(), "That is no matrix. Nothing was pasted. Rows of numbers.");
});

test("a text to read stays with the reason, and a read one is gone", async () => {
  let answer = { error: "No.", forms: "Rows." };
  const tab = await opened(serverOf({ paste: () => answer }));
  const box = tab.$("[data-matrix=V]");
  const open = tab.button("Paste text …", box);
  open.click();
  const area = box.querySelector("textarea");
  equal([document.activeElement === area, open.getAttribute("aria-expanded")], [true, "true"]);
  const before = tab.served.of("compute").length;
  type(area, "hello");
  tab.button("Read into V", box).click();
  await settled();
  const why = box.querySelector(".attention-paste-error");
  equal(
    [area.value, why.textContent, why.hidden, tab.last("paste").into],
    ["hello", "No. Nothing was pasted. Rows.", false, "V"],
  );
  equal(tab.served.of("compute").length, before);
  type(area, "[[1]]");
  equal([why.hidden, area.hasAttribute("aria-invalid")], [true, false]);
  answer = { tables: { V: { cells: [["1"], ["2"], ["3"]], list: false } }, mask: null, note: "As CSV." };
  tab.button("Read into V", box).click();
  await settled();
  equal([area.value, area.closest(".attention-paste").hidden, document.activeElement === open], ["", true, true]);
  equal(tab.status(), "Pasted V (3 × 1). As CSV.");
});

test("copies say what they are of, and are closed by Escape and by the next numbers", async () => {
  const tab = await opened();
  let text;
  put(navigator, "clipboard", {
    writeText: async (what) => {
      text = what;
    },
  });
  tab.button("Copy as NumPy code").click();
  await settled();
  const box = tab.$(".attention-copied");
  equal(
    [text, box.hidden, box.querySelector("p").textContent],
    ["as numpy", false, "The computation as NumPy code: copied."],
  );
  equal(tab.last("export").format, "numpy");
  press(document.body, "Escape");
  equal(box.hidden, true);
  tab.$("[data-copy-step=scaled]").click();
  await rest();
  ok(text.startsWith("\\begin{gather*}\n") && text.includes("\\sqrt{3}") && !box.hidden);
  type(tab.cell("Q", 0, 0), "5");
  equal(box.hidden, true);
});

test("a weight under the pointer is explained, and the one that is followed after it", async () => {
  const tab = await opened();
  const title = () => tab.$(".attention-why-title").textContent;
  const before = title();
  ok(before.startsWith("Where the weight of q₁ on k₃ comes from: "));
  tab.heat("weights", 1, 0).dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
  ok(title().startsWith("Where the weight of q₂ on k₁ comes from: "));
  tab.$("[data-step=weights] .attention-heat").dispatchEvent(new PointerEvent("pointerleave"));
  equal(title(), before);
  tab.heat("scores", 1, 1).dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
  equal(title(), before);
  tab.heat("output", 1, 3).focus();
  await settled();
  equal(tab.calculator.state().pick, { i: 1, j: 2 }); // a column of the output is no key
  tab.heat("scaled", 0, 1).focus();
  await settled();
  equal(tab.calculator.state().pick, { i: 0, j: 1 });
});
