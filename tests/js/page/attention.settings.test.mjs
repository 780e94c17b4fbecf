// The attention calculator: its mask, readings, pasted texts, copies, and where a weight comes from.
import { Copied } from "../../../assets/attention/copied.js";
import { opened, serverOf, settled } from "./attention.mjs";
import { element, equal, ok, places, press, pressed, put, rest, test, texts, type } from "./harness.mjs";

const tool = (tab, name, text) => tab.all(`[data-matrix=${name}] button`).find((each) => each.ariaLabel === text);
const sizes = (tab) => ["Q", "K", "V"].map((name) => tab.$(`[data-matrix=${name}] .attention-shape`).textContent);

test("a mask is drawn, pressed key by key, and kept for the next kind as far as it goes", async () => {
  const tab = await opened();
  const chosen = () => tab.$("[name=attention-mask]:checked").value;
  tab.button("Causal").click(); // an example brings its mask along
  await settled();
  equal(chosen(), "causal");
  tab.button("Two").click();
  await settled();
  equal(chosen(), "none");
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
  tab.heat("masked", 0, 1).click();
  await settled();
  tab.$("[name=attention-mask][value=custom]").click();
  await settled();
  equal(tab.last().keep, Array(2).fill([false, true, false]));
  type(tab.cell("Q", 0, 0), "x");
  await settled();
  const before = tab.served.of("compute").length;
  tab.heat("masked", 0, 2).click(); // of a result that is no longer that of these numbers
  await settled();
  equal(tab.served.of("compute").length, before);
});

test("the cards of a list go with it, even if what replaces it cannot be computed", async () => {
  const table = (cells, list) => ({ tables: { Q: { cells, list, labels: [] } }, mask: null, note: "" });
  const tab = await opened(
    serverOf({
      paste: ({ text }) => (text === "list" ? table([["1", "2", "3"]], true) : table([["1"], ["2"]], false)),
    }),
  );
  const paste = async (text) => {
    tab.button("Paste text …").click();
    type(tab.$("[data-matrix=Q] textarea"), text);
    tab.button("Read into Q").click();
    await settled();
  };
  const hidden = () => [".attention-readings", ".attention-choose"].map((each) => tab.$(each).hidden);
  await paste("list");
  equal(hidden(), [false, false]);
  type(tab.cell("V", 0, 0), "x"); // the list is still there
  await settled();
  equal(hidden(), [false, false]);
  type(tab.cell("V", 0, 0), "1");
  await paste("matrix");
  equal([hidden(), tab.status()], [[true, true], "Q and K differ in width."]);
  tab.$("[data-do=undo]").click();
  await settled();
  equal(hidden(), [false, false]);
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
  equal(
    [sizes(tab)[1], tab.$("[data-do=undo]").hidden, pressed(tab.all(".attention-presets button"))],
    ["1 × 3", false, []],
  );
  tab.$("[data-do=undo]").click();
  await settled();
  equal(sizes(tab), ["2 × 3", "3 × 3", "3 × 4"]);
  answer = { tables: { K: { cells: [["6"]], list: false } }, mask: null, note: "" };
  await paste("K", 2, 1, "[6]");
  equal([sizes(tab)[1], tab.last().tables.K.cells[2], tab.status()], ["3 × 3", ["2", "6", "5"], "Pasted K (1 × 1)."]);
  answer = { tables: {}, mask: [[true, false, true]], note: "" };
  await paste("K", 2, 1, "[[1, 0, 1]]");
  equal(tab.status(), "The mask is 1 × 3, but these Q and K need 2 × 3. Nothing was pasted.");
  answer = { tables: { K: { cells: [["5", "5", "5"]], list: false } }, mask: [[true, false, true]], note: "" };
  await paste("K", 2, 1, "K and a mask");
  equal(
    [tab.status(), sizes(tab)[1]],
    ["The mask is 1 × 3, but these Q and K need 2 × 1. Nothing was pasted.", "3 × 3"],
  );
  answer = { tables: {}, mask: [true, false, true], note: "" };
  await paste("K", 2, 1, "[1, 0, 1]");
  equal(
    [tab.last().mask, tab.last().keep, tab.$("[name=attention-mask]:checked").value],
    ["padding", [true, false, true], "padding"],
  );
  answer = {
    tables: {
      K: {
        cells: [
          ["1", "2", "3"],
          ["4", "5", "6"],
        ],
        list: false,
        labels: ["x", "y"],
      },
    },
    mask: null,
    note: "",
  };
  await paste("K", 2, 1, "labelled");
  tool(tab, "K", "Add a row to K").click(); // V has another number of rows, and keeps it
  await settled();
  equal(
    [sizes(tab), tab.last().tables.K.labels],
    [
      ["2 × 3", "3 × 3", "3 × 4"],
      ["x", "y", ""],
    ],
  );
  equal(texts(tab.all("[data-step=scores] .attention-grid-column")), ["k₁ x", "k₂ y", "k₃"]);
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

test("what the browser did not let the page copy is not said to be copied", async () => {
  const box = element("<textarea></textarea><p></p>");
  const copied = new Copied(box);
  put(navigator, "clipboard", { writeText: () => Promise.reject(new Error("not allowed")) });
  put(document, "execCommand", () => false);
  await copied.copy("0.5 0.5", "Weights");
  equal(box.querySelector("p").textContent, "Weights: press Ctrl+C to copy it.");
  put(document, "execCommand", () => true);
  await copied.copy("0.5 0.5", "Weights");
  equal([box.querySelector("p").textContent, box.querySelector("textarea").value], ["Weights: copied.", "0.5 0.5"]);
});
