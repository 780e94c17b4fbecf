// Several heads with matrices that can be edited: each head's queries, keys, values and weights, and how they join.
import { el } from "../shared/dom.js";
import * as m from "../shared/formulas.js";
import { newestOnly } from "../shared/pace.js";
import { heatTable, numberTable, redrawn, steppers } from "./fields.js";
import * as s from "./several-sums.js";
import * as sums from "./sums.js";

const TONES = { query: "q", key: "k", value: "v", output: "" };
const COUNTS = {
  tokens: { label: "tokens", one: "token", least: 1, most: s.MOST.tokens },
  numbers: { label: "numbers per token", one: "number per token", least: 1, most: s.MOST.numbers },
  heads: { label: "heads", one: "head", least: 1, most: s.MOST.heads },
  width: { label: "width of a head", one: "number per head", least: 1, most: s.MOST.width },
};
const PLACES = {
  none: "Nothing says where a token stands.",
  added: "The numbers of its place are added to each token’s row; see Positions.",
  rotary: "Queries and keys are turned by their place; see Positions. It needs an even width of a head.",
};
const counted = (count) => Array.from({ length: count }, (_, at) => String(at + 1));

export function makeSeveral(root, { ask, say, changed }) {
  const $ = (selector) => root.querySelector(selector);
  let state = structuredClone(s.PRESETS[0].state);
  let head = 0;
  let pick = { i: 1, j: 0, d: 0, o: 0 }; // token that looks, token looked at, dimension of the head, of the result
  let shown = null; // the last good {asked, answer}
  let tables = []; // [name of the matrix, table]
  const counts = steppers(COUNTS, (name, value) => {
    leave();
    take(s.resized(state, { [name]: value }));
  });
  $(".attention-several-size").append(counts.box);

  // ---- the numbers
  const words = (of) => of.tokens.map((_, at) => s.wordOf(of, at));
  function matrixTable(name) {
    const { numbers, width } = s.sizes(state);
    const [letter, index] = s.MATRICES[name].split("_");
    const [height, across] = name === "output" ? [width, numbers] : [numbers, width];
    const title = [el("b", { className: `is-${TONES[name]}` }, letter, el("sub", { textContent: index }))];
    if (name === "output") title.push(" its rows");
    const full = `${s.MATRICES[name]} of head ${head + 1}`;
    const label = (row, place) => `${full}, row ${row + 1}, column ${place + 1}`;
    const rows = counted(height).map((text, row) => ({ name: text, values: state.heads[head][name][row] }));
    const table = numberTable({ caption: title, heads: counted(across), rows, label, change: edited });
    tables.push([full, table]);
    return table;
  }
  function fields() {
    tables = [];
    const rows = words(state).map((name, at) => ({ name, values: state.tokens[at] }));
    const label = (row, place) => `X, row ${row + 1}, column ${place + 1}`;
    const caption = [el("b", { textContent: "X" }), " the tokens, one row each"];
    const heads = counted(state.tokens[0].length);
    tables.push(["X", numberTable({ caption, heads, rows, label, change: edited })]);
    $(".attention-several-tokens").replaceChildren(tables[0][1]);
    chips(".attention-several-chosen", state.heads.length, (at) => {
      head = at;
      fields();
      draw();
    });
    $(".attention-several-matrices").replaceChildren(...Object.keys(s.MATRICES).map(matrixTable));
    counts.set(s.sizes(state));
    $("[name=attention-several-causal]").checked = state.causal;
    for (const input of root.querySelectorAll("[name=attention-places]"))
      input.checked = input.value === state.positions;
    $(".attention-several-places-note").textContent = PLACES[state.positions];
  }
  function chips(box, count, press) {
    const made = counted(count).map((number, at) => {
      const chip = el("button", { type: "button", className: "attention-chip", textContent: `head ${number}` });
      chip.setAttribute("aria-pressed", String(at === head));
      chip.addEventListener("click", () => {
        press(at);
        /** @type {HTMLElement} */ ($(box).children[at]).focus();
      });
      return chip;
    });
    $(box).replaceChildren(...made);
  }
  function edited() {
    leave();
    update(null);
  }
  function leave() {
    $(".attention-several-about").textContent = "";
    for (const button of $(".attention-several-presets").children) button.setAttribute("aria-pressed", "false");
  }
  function take(next) {
    state = next;
    head = Math.min(head, state.heads.length - 1);
    fields();
    update(null);
  }

  // ---- computing: after a wrong number the last good result stays, but paler
  const update = newestOnly(async () => {
    const asked = structuredClone(state);
    const { tokens, heads, causal, positions } = asked;
    const answer = await ask("several", { tokens, heads, causal, positions });
    const wrong = answer?.cell;
    for (const [name, table] of tables) table.mark(wrong?.[0] === name ? wrong.slice(1) : null);
    root.classList.toggle("is-stale", !answer || Boolean(answer.error));
    if (!answer) return say("The server did not answer.", { isError: true, isSilent: true });
    if (answer.error) return say(answer.error, { isError: true });
    say("");
    shown = { asked, answer };
    draw();
    changed();
  });

  // ---- the steps
  const fit = () => {
    const { tokens, numbers, heads, width } = s.sizes(shown.asked);
    const at = (value, count) => Math.max(0, Math.min(value, count - 1));
    pick = { i: at(pick.i, tokens), j: at(pick.j, tokens), d: at(pick.d, width), o: at(pick.o, numbers) };
    return Math.min(head, heads - 1);
  };
  const go = (change) => {
    pick = { ...pick, ...change };
    draw();
  };
  const lines = (box, ...written) =>
    $(box).replaceChildren(
      ...written.map((line) =>
        typeof line === "string"
          ? el("p", { className: "attention-says", textContent: line })
          : m.line(line, "attention-line"),
      ),
    );

  function draw() {
    if (!shown) return;
    const at = fit();
    redrawn(root, () => {
      drawProjections(at);
      drawHeads(at);
      drawJoined();
    });
  }

  function drawProjections(at) {
    const { asked, answer } = shown;
    const { width } = s.sizes(asked);
    const [rows, one] = [words(asked), answer.heads[at]];
    const x = answer.added ? answer.tokens : asked.tokens;
    const made = ["query", "key", "value"].map((name) => {
      const letter = name === "query" ? "Q" : name === "key" ? "K" : "V";
      const isQuery = name === "query";
      return heatTable({
        name: letter,
        caption: [el("b", { className: `is-${TONES[name]}`, textContent: letter }), ` of head ${at + 1}`],
        matrix: one[`plain_${name}`] ?? one[name],
        ...{ rows, columns: counted(width), show: s.show },
        picked: [isQuery ? pick.i : pick.j, pick.d],
        pick: (row, d) => go(isQuery ? { i: row, d } : { j: row, d }),
      });
    });
    if (answer.added)
      made.unshift(
        heatTable({
          name: "X with positions",
          caption: [el("b", { textContent: "X" }), " with the numbers of each place added"],
          ...{ matrix: answer.tokens, rows, columns: counted(answer.tokens[0].length), show: s.show },
          pick: (i) => go({ i }),
        }),
      );
    $(".attention-several-projected").replaceChildren(...made);
    const of = (name, letter, row) =>
      s.product(
        [letter, TONES[name]],
        [x, ""],
        [asked.heads[at][name], TONES[name]],
        one[`plain_${name}`] ?? one[name],
        row,
        pick.d,
      );
    const turned = one.plain_query
      ? [
          `Then each pair of numbers is turned by its place: the query of “${rows[pick.i]}” becomes ` +
            `[${one.query[pick.i].map(s.show).join(", ")}], the key of “${rows[pick.j]}” ` +
            `[${one.key[pick.j].map(s.show).join(", ")}].`,
        ]
      : [];
    const parts = [of("query", "q", pick.i), of("key", "k", pick.j), of("value", "v", pick.j)];
    lines(".attention-several-projecting", ...parts, ...turned);
  }

  function drawHeads(at) {
    const { asked, answer } = shown;
    const rows = words(asked);
    const made = answer.heads.map(({ weights, masked }, number) =>
      heatTable({
        name: `weights of head ${number + 1}`,
        caption: [el("b", { textContent: `Head ${number + 1}` }), " looks"],
        matrix: weights.map((row, i) => row.map((x, j) => (masked[i][j] === null ? null : x))),
        ...{ rows, columns: rows, largest: 1, tone: "is-shares" },
        show: (x) => (x === null ? "hidden" : s.show(x)),
        picked: number === at ? [pick.i, pick.j] : null,
        pick: (i, j) => {
          if (head !== number) {
            head = number;
            fields();
          }
          go({ i, j });
        },
      }),
    );
    $(".attention-several-weights").replaceChildren(...made);
    const c = s.headContext(answer.heads[at]);
    const { i, j, d } = pick;
    $(".attention-several-why").textContent =
      `Head ${at + 1}: how “${rows[i]}” comes to give “${rows[j]}” ${s.show(answer.heads[at].weights[i][j])} of its attention`;
    lines(
      ".attention-several-attending",
      sums.score(c, i, j, true),
      sums.scale(c, i, j),
      ...(asked.causal ? [sums.mask(c, i, j)] : []),
      sums.power(c, i, j),
      sums.total(c, i, true),
      sums.weight(c, i, j),
      `With its weights it mixes the values. Number ${d + 1} of its result for “${rows[i]}”:`,
      sums.output(c, i, d, true),
    );
  }

  function drawJoined() {
    const { asked, answer } = shown;
    const { numbers, heads, width } = s.sizes(asked);
    const rows = words(asked);
    const joined = heatTable({
      name: "all heads",
      caption: [el("b", { textContent: "O" }), " the heads’ results side by side; 2.1 is number 1 of head 2"],
      ...{ matrix: answer.joined, rows, show: s.show },
      columns: counted(heads * width).map((_, at) => `${Math.floor(at / width) + 1}.${(at % width) + 1}`),
      picked: [pick.i, head * width + pick.d],
      pick: (i, at) => {
        if (head !== Math.floor(at / width)) {
          head = Math.floor(at / width);
          fields();
        }
        go({ i, d: at % width });
      },
    });
    const output = heatTable({
      name: "result",
      caption: [el("b", { textContent: "Y" }), " the result: one row per token, as wide as X"],
      ...{ matrix: answer.output, rows, columns: counted(numbers), show: s.show },
      picked: [pick.i, pick.o],
      pick: (i, o) => go({ i, o }),
    });
    $(".attention-several-joined").replaceChildren(joined, output);
    const mix = asked.heads.flatMap((each) => each.output);
    lines(
      ".attention-several-joining",
      s.product(["y", ""], [answer.joined, ""], [mix, ""], answer.output, pick.i, pick.o),
      `Of this, ${s.shares(answer, pick.i, pick.o)}.`,
    );
  }

  // ---- choosing
  const presets = s.PRESETS.map(({ name, about, state: start }) => {
    const button = el("button", { type: "button", className: "attention-chip", textContent: name });
    button.addEventListener("click", () => {
      leave();
      $(".attention-several-about").textContent = about;
      button.setAttribute("aria-pressed", "true");
      [head, pick] = [0, { i: Math.min(1, start.tokens.length - 1), j: 0, d: 0, o: 0 }];
      take(structuredClone(start));
    });
    return button;
  });
  $(".attention-several-presets").replaceChildren(...presets);
  $("[name=attention-several-causal]").addEventListener("input", ({ target }) => {
    state.causal = target.checked;
    update(null);
  });
  for (const input of root.querySelectorAll("[name=attention-places]"))
    input.addEventListener("input", () => {
      state.positions = input.value;
      leave();
      fields();
      update(null);
    });
  $("[data-do=several-again]").addEventListener("click", () => update(null));
  s.formulas().forEach((parts, at) => {
    $(`.attention-several-formula-${at + 1}`).replaceChildren(...parts.map((part) => m.draw(part, "block")));
  });

  let begun = false;
  return {
    open() {
      if (!begun) presets[0].click();
      begun = true;
    },
    link: () => (shown ? s.linkOf(shown.asked) : {}),
    // Shows what a link holds. Returns why that cannot be.
    restore(given) {
      if (!given.tokens) return "";
      const found = s.stateOf(given);
      if (!found) return "The link’s heads cannot be read, so here is an example.";
      begun = true;
      leave();
      take(found);
      return "";
    },
  };
}
