// The attention calculator: Q, K, V and the settings go to the server while one types; every step comes back and is drawn.
import { copyText } from "../shared/dom.js";
import * as m from "../shared/formulas.js";
import { newestOnly, oncePerFrame } from "../shared/pace.js";
import { makeEditor } from "./editor.js";
import * as format from "./format.js";
import { makeSentence } from "./sentence.js";
import { makeSteps } from "./steps.js";
import * as sums from "./sums.js";

export default function mount({ element, props, server }) {
  const $ = (selector) => element.querySelector(selector);
  const all = (selector) => [...element.querySelectorAll(selector)];
  const field = (name) => $(`[name=attention-${name}]`);
  const MATRICES = {
    Q: { title: "queries", about: "What each token looks for." },
    K: { title: "keys", about: "What each token can be found by." },
    V: { title: "values", about: "What each token hands over." },
  };
  const MASK_NOTES = {
    none: "Nothing is hidden: the scores pass unchanged.",
    causal: "Query i sees keys 1 to i, never a later one, as in a model that writes from left to right.",
    padding: "Some keys are only filling. Click a cell, or press Enter on it, to hide or show its whole column.",
    custom: "Click a cell, or press Enter on it, to hide or show that key for that query.",
  };

  const state = { mask: "none", keep: null, reading: "" };
  let pick = { i: 0, j: 0 };
  let shown = null; // the last good result: {typed, steps}
  let redrawReadings = () => {};
  let undo = null; // the tables and the reading before the last paste

  const parse = (text) => (typeof text === "string" ? JSON.parse(text) : null);
  const ask = async (name, question) => parse(await server[name](question));

  function say(text, { isError = false, canUndo = false } = {}) {
    const status = $("#attention-status");
    status.querySelector("span").textContent = text;
    status.classList.toggle("is-error", isError);
    $("[data-do=undo]").hidden = !canUndo;
  }

  // ---- copying
  async function copy(text, what) {
    const box = $(".attention-copied");
    const area = box.querySelector("textarea");
    area.value = text;
    box.hidden = false;
    const done = await copyText(text, area);
    box.querySelector("p").textContent = `${what}: ${done ? "copied." : "press Ctrl+C to copy it."}`;
  }

  const closeCopy = () => {
    $(".attention-copied").hidden = true;
  };

  // ---- input
  // Other numbers than the example's: its name and its text no longer say what they are.
  function leavePreset() {
    markPreset(null);
    $(".attention-about").textContent = "";
  }
  function change(note) {
    leavePreset();
    recompute(note ? { note } : null);
  }
  const editors = Object.fromEntries(
    Object.entries(MATRICES).map(([name, about]) => [
      name,
      makeEditor($(`[data-matrix=${name}]`), { name, ...about }, { change, paste, resize }),
    ]),
  );
  const tables = () => Object.fromEntries(Object.entries(editors).map(([name, { table }]) => [name, table]));
  const snapshot = () =>
    structuredClone({ tables: tables(), reading: state.reading, mask: state.mask, keep: state.keep });

  // Q and K share their width, K and V their number of rows: as long as they agree, they change together.
  function resize(name, axis, by) {
    const partner = { columns: { Q: "K", K: "Q" }, rows: { K: "V", V: "K" } }[axis][name];
    const count = ({ table }) => (axis === "rows" ? table.cells.length : table.cells[0].length);
    const both =
      partner &&
      !editors[name].table.list &&
      !editors[partner].table.list &&
      count(editors[name]) === count(editors[partner]);
    for (const each of both ? [name, partner] : [name]) editors[each].resize(axis, by);
    change("");
  }

  async function paste(name, text) {
    const answer = await ask("paste", { text, into: name });
    if (!answer || answer.error) {
      say(answer?.error ? `${answer.error} Nothing was pasted.` : "The server did not answer; try again.", {
        isError: true,
      });
      return false;
    }
    undo = snapshot();
    for (const [target, table] of Object.entries(answer.tables)) editors[target].set(table);
    const sizes = Object.entries(answer.tables).map(
      ([target, { cells, list }]) =>
        `${target} (${list ? `a list of ${cells[0].length}` : `${cells.length} × ${cells[0].length}`})`,
    );
    if (Object.values(answer.tables).some((table) => table.list)) state.reading = "";
    leavePreset();
    recompute({ pasted: `Pasted ${sizes.join(", ")}. ${answer.note}` });
    return true;
  }

  function restore({ tables: kept, ...settings }) {
    for (const [name, table] of Object.entries(kept)) editors[name].set(table);
    Object.assign(state, settings);
    checkMask();
    recompute(null);
  }

  function markPreset(name) {
    all(".attention-presets button").forEach((button) =>
      button.setAttribute("aria-pressed", String(button.textContent === name)),
    );
  }

  function choosePreset({ name, about, tables: cells, mask = "none" }) {
    $(".attention-about").textContent = about;
    field("scale").checked = true;
    setTemperature(1);
    pick = { i: 0, j: null };
    restore({ tables: cells, mask, keep: null, reading: "" });
    markPreset(name);
  }

  // ---- settings
  const shape = () => {
    const size = ({ table }) =>
      table.list ? (state.reading === "many_tokens" ? table.cells[0].length : 1) : table.cells.length;
    return [size(editors.Q), size(editors.K)];
  };
  // What a mask keeps, made to fit the present number of queries and keys; what is new is visible.
  function fitKeep() {
    const [queries, keys] = shape();
    const line = (old) => Array.from({ length: keys }, (_, j) => old?.[j] ?? true);
    if (state.mask === "padding")
      state.keep = line(state.keep ?? Array.from({ length: keys }, (_, j) => j < Math.max(1, keys - 1)));
    else if (state.mask === "custom")
      state.keep = Array.from({ length: queries }, (_, i) => line(state.keep?.[i] ?? shown?.steps.mask?.[i]));
    else state.keep = null;
  }
  function checkMask() {
    all("[name=attention-mask]").forEach((input) => {
      input.checked = input.value === state.mask;
    });
    $(".attention-mask-note").textContent = MASK_NOTES[state.mask];
    $("[data-step=masked]").classList.toggle("is-editable", state.mask === "padding" || state.mask === "custom");
  }
  function toggleMask(i, j) {
    const row = state.mask === "padding" ? state.keep : state.keep?.[i];
    if (isStale() || row?.[j] === undefined) return; // the cell belongs to an earlier result, perhaps of another size
    if (state.mask === "padding") state.keep[j] = !state.keep[j];
    else if (state.mask === "custom") state.keep[i][j] = !state.keep[i][j];
    else return;
    recompute(null);
  }
  function setTemperature(value) {
    field("temperature").value = String(value);
    field("temperature-range").value = String(Math.log10(value) || 0);
  }

  const request = () => {
    fitKeep();
    return {
      tables: tables(),
      scale: field("scale").checked,
      temperature: field("temperature").value.trim(),
      mask: state.mask,
      keep: state.keep,
      reading: state.reading,
    };
  };

  // ---- computing: the newest state only, and a wrong cell leaves the last good result where it is
  const isStale = () => $(".attention").classList.contains("is-stale");
  const recompute = newestOnly(async (why) => {
    closeCopy(); // its text is of the numbers before
    const asked = structuredClone(request());
    const answer = await ask("compute", asked);
    if (!answer) return fail("The server did not answer. Change a number to try again.");
    for (const editor of Object.values(editors)) editor.mark(null);
    if (answer.error) {
      if (answer.cell) editors[answer.cell[0]].mark(answer.cell.slice(1));
      return fail(answer.error, Boolean(why?.pasted));
    }
    $(".attention").classList.remove("is-stale");
    say(why?.pasted ?? why?.note ?? "", { canUndo: Boolean(why?.pasted) });
    redrawReadings = () => drawReadings({ ...asked, reading: state.reading }, answer);
    redrawReadings();
    if (answer.steps) {
      shown = { typed: typed(asked), steps: answer.steps };
      draw();
    }
    $(".attention-steps").hidden = !answer.steps;
    $(".attention-choose").hidden = Boolean(answer.steps);
  });
  function fail(text, canUndo = false) {
    $(".attention").classList.add("is-stale");
    say(
      shown && !$(".attention-steps").hidden ? `${text} Below is still the last result that could be computed.` : text,
      { isError: true, canUndo },
    );
  }
  // The cells as they were typed, a plain list as the row or the column it is read as.
  function typed({ tables: sent, reading }) {
    const cells = ({ cells: rows, list }) => (list && reading === "many_tokens" ? rows[0].map((cell) => [cell]) : rows);
    return { q: cells(sent.Q), k: cells(sent.K), v: cells(sent.V) };
  }

  // ---- the two readings of a plain list
  const READINGS = {
    one_token: {
      title: (n) => (n ? `One token with ${n} dimensions` : "One token, each number a dimension"),
      plain: "Each list is one row: one token, and its numbers are the token’s dimensions.",
      text: (n) =>
        `The list is one row, 1 × ${n}, so dₖ = ${n}. There is one key only: it gets all of the attention, weight 1, and the output is the value itself.`,
    },
    many_tokens: {
      title: (n) => (n ? `${n} tokens with 1 dimension each` : "Each number a token with 1 dimension"),
      plain: "Each list is one column: every number is a token of its own, with one dimension.",
      text: (n) =>
        `The list is one column, ${n} × 1, so dₖ = 1. Each number is a token of its own, and each of the ${n} queries shares its attention among the ${n} keys.`,
    },
  };
  function drawReadings({ tables: sent, reading }, { lists, readings }) {
    $(".attention-readings").hidden = !lists;
    $(".attention-hint").hidden = Boolean(lists);
    if (!lists) return;
    const lengths = new Set(lists.map((name) => sent[name].cells[0].length));
    const count = lengths.size === 1 ? [...lengths][0] : 0; // 0: the lists are of several lengths
    const isWhole = lists.length === 3 && count > 0; // only then is the number of keys and queries known from the lists
    $(".attention-lists").textContent =
      `${lists.join(", ")} ${lists.length > 1 ? "are plain lists" : "is a plain list"} without rows and columns. ` +
      "Code that expects a matrix stops here with a message like “ndims must be 2”. Attention needs to know what a token is:";
    const cards = Object.entries(READINGS).map(([name, { title, text, plain }]) => {
      const card = Object.assign(document.createElement("label"), { className: "attention-reading" });
      const input = Object.assign(document.createElement("input"), {
        type: "radio",
        name: "attention-reading",
        value: name,
        checked: name === reading,
      });
      const heading = Object.assign(document.createElement("strong"), { textContent: title(count) });
      card.append(
        input,
        heading,
        Object.assign(document.createElement("span"), { textContent: isWhole ? text(count) : plain }),
        result(readings[name]),
      );
      return card;
    });
    const focused = document.activeElement?.name === "attention-reading" ? document.activeElement.value : null;
    $(".attention-reading-grid").replaceChildren(...cards);
    if (focused) $(`[name=attention-reading][value=${focused}]`).focus();
  }
  function result({ error, weights, output }) {
    const made = Object.assign(document.createElement("span"), { className: "attention-reading-result" });
    if (error) {
      made.textContent = error;
      made.classList.add("is-error");
      return made;
    }
    const decimals = Number(field("decimals").value);
    const write = (matrix) => {
      const rows = matrix.slice(0, 6).map(
        (row) =>
          `[${row
            .slice(0, 6)
            .map((x) => format.number(x, decimals))
            .join(", ")}${row.length > 6 ? ", …" : ""}]`,
      );
      return rows.length > 1 ? `[${rows.join(",\n ")}${matrix.length > 6 ? ",\n …" : ""}]` : rows[0];
    };
    for (const [label, matrix] of [
      ["weights", weights],
      ["A(Q, K, V)", output],
    ]) {
      const pre = Object.assign(document.createElement("code"), { textContent: write(matrix) });
      made.append(Object.assign(document.createElement("em"), { textContent: label }), pre);
    }
    return made;
  }

  // ---- drawing
  const stepsView = makeSteps($(".attention-steps"), {
    onPick: (i, j) => {
      if (i === pick.i && j === pick.j) return;
      pick = { i, j };
      draw();
    },
    onToggle: toggleMask,
    copy,
  });
  const draw = oncePerFrame(() => {
    const [queries, keys] = [shown.steps.scores.length, shown.steps.scores[0].length];
    const strongest = shown.steps.weights[0].indexOf(Math.max(...shown.steps.weights[0])); // where an example begins
    pick = { i: Math.min(pick.i, queries - 1), j: Math.min(pick.j ?? strongest, keys - 1) };
    $("[data-do=previous]").disabled = pick.i === 0;
    $("[data-do=next]").disabled = pick.i === queries - 1;
    stepsView.draw(sums.context(shown.typed, shown.steps, Number(field("decimals").value)), pick);
  });

  const sentenceView = makeSentence($(".attention-sentence"), {
    ask,
    say: (text, { isError = false } = {}) => {
      $(".attention-sentence-status").textContent = text;
      $(".attention-sentence-status").classList.toggle("is-error", isError);
    },
    openHead: (cells, about, causal) => {
      setMode("numbers");
      choosePreset({ name: null, about, tables: cells, mask: causal ? "causal" : "none" });
      $(".attention-modes button").focus();
    },
  });

  function setMode(mode) {
    closeCopy();
    all("[data-mode]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.mode === mode)));
    $(".attention-numbers").hidden = mode !== "numbers";
    $(".attention-sentence").hidden = mode !== "sentence";
    if (mode === "sentence") sentenceView.update();
  }

  // ---- events
  const press = {
    undo: () => {
      restore(undo);
      say("");
    },
    previous: () => {
      pick.i -= 1;
      draw();
    },
    next: () => {
      pick.i += 1;
      draw();
    },
    "close-copy": closeCopy,
  };
  element.addEventListener("click", async (event) => {
    const { do: action, mode, export: form } = event.target.closest("button")?.dataset ?? {};
    if (mode) setMode(mode);
    if (action in press) press[action]();
    if (!form) return;
    const answer = await ask("export", { ...request(), format: form });
    if (!answer || answer.error)
      return say(answer?.error ?? "The server did not answer; try again.", { isError: true });
    copy(
      answer.text,
      { latex: "The computation as LaTeX", numpy: "The computation as NumPy code", csv: "The computation as CSV" }[
        form
      ],
    );
  });
  // On the document, because some browsers leave the focus outside after a click on a button.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeCopy();
  });
  element.addEventListener("input", (event) => {
    const { name, value } = event.target;
    if (name === "attention-mask") {
      if (value !== "custom" || state.mask === "padding") state.keep = null;
      state.mask = value;
      checkMask();
    } else if (name === "attention-reading") state.reading = value;
    else if (name === "attention-temperature-range") setTemperature(Number((10 ** Number(value)).toPrecision(2)));
    else if (name === "attention-temperature")
      field("temperature-range").value = String(Math.log10(Number(value)) || 0);
    else if (name === "attention-decimals") {
      redrawReadings();
      return shown && draw();
    } else if (name !== "attention-scale") return;
    recompute(null);
  });

  $(".attention-presets").replaceChildren(
    ...props.value.presets.map((preset) => {
      const button = Object.assign(document.createElement("button"), {
        type: "button",
        className: "attention-chip",
        textContent: preset.name,
      });
      button.addEventListener("click", () => choosePreset(preset));
      return button;
    }),
  );
  $(".attention-overview").replaceChildren(
    m.draw(
      m.row(
        m.name("Attention"),
        m.op("("),
        m.id("Q", "q"),
        m.op(","),
        m.id("K", "k"),
        m.op(","),
        m.id("V", "v"),
        m.op(")"),
        m.op("="),
        m.name("softmax"),
        m.op("("),
        m.frac(m.row(m.id("Q", "q"), m.sup(m.id("K", "k"), m.op("⊤"))), m.sqrt(m.sub(m.id("d"), m.id("k")))),
        m.op(")"),
        m.id("V", "v"),
      ),
    ),
  );
  sentenceView.start(props.value);
  say("Starting the calculator …");
  choosePreset(props.value.presets[0]);
  // For tests and for the curious, in the browser's console: what the page holds.
  element.calculator = { shown: () => shown, state: () => ({ ...state, pick }) };
}
