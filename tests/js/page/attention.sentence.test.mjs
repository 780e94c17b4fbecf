// The attention tab with a sentence: its heads, from an untrained network or from a model, and a way into the
// calculator.
import { makeLines } from "../../../assets/attention/lines.js";
import { opened, serverOf, settled } from "./attention.mjs";
import { element, equal, ok, places, press, pressed, put, test, texts, type } from "./harness.mjs";

async function sentence(served) {
  const tab = await opened(served);
  tab.button("With a sentence").click();
  tab.$("[data-source=random]").click();
  await settled();
  const box = tab.$(".attention-sentence");
  return {
    ...tab,
    box,
    note: () => tab.$(".attention-sentence-note").textContent,
    heads: () => tab.all(".attention-head"),
    said: () => tab.$(".attention-sentence-status span").textContent,
    at: (row, column) => tab.$(`.attention-sentence-heat [data-row="${row}"][data-column="${column}"]`),
    async source(name) {
      tab.$(`[data-source=${name}]`).click();
      await settled();
    },
  };
}

test("it opens on heads that learned something, where there is a model with heads", async () => {
  const tab = await opened();
  tab.button("With a sentence").click();
  await settled();
  equal(tab.$("[data-source=real]").getAttribute("aria-pressed"), "true");
  equal([tab.served.of("sentence"), tab.last("heads").text], [[], "ab "]);
});

test("the sentence is asked for when it is opened, and each setting goes with it", async () => {
  const tab = await sentence();
  equal([tab.$(".attention-numbers").hidden, tab.box.hidden], [true, false]);
  equal(tab.served.of("sentence"), [{ text: "a b c", heads: 4, seed: 1, positions: true, causal: false }]);
  equal([tab.heads().length, tab.$(".attention-token-count").textContent], [4, "3 tokens: a · b · c"]);
  const status = tab.$(".attention-sentence-status");
  equal([status.textContent.trim().split("\n")[0], status.classList.contains("is-error")], ["Try again", false]);
  ok(status.querySelector("button").hidden);
  equal(
    tab.note(),
    "In this head “a” gives the largest share of its attention, 75\u00a0%, to “a”. Each row adds up to 100 %.",
  );
  type(tab.$("[name=attention-heads]"), "2");
  await settled();
  equal([tab.last("sentence").heads, tab.$(".attention-heads-value").textContent, tab.heads().length], [2, "2", 2]);
  type(tab.$("[name=attention-seed]"), "");
  await settled();
  tab.$("[name=attention-positions]").click();
  tab.$("[name=attention-sentence-causal]").click();
  await settled();
  equal(tab.last("sentence"), { text: "a b c", heads: 2, seed: null, positions: false, causal: true });
  equal(
    places(tab.all(".attention-sentence-heat .attention-cell"), (cell) => cell.classList.contains("is-hidden")),
    [1, 2, 5],
  );
  tab.button("d e").click();
  await settled();
  equal([tab.$("[name=attention-text]").value, tab.last("sentence").text], ["d e", "d e"]);
});

test("a head and a token are chosen by hand, and the keys stay in the grid", async () => {
  const tab = await sentence();
  tab.heads()[1].click();
  equal([pressed(tab.heads()), tab.$(".attention-head-name").textContent], [[1], "Head 2: what each token looks at"]);
  equal(tab.$("[data-do=open-head]").textContent, "See the numbers of head 2");
  tab.at(1, 2).focus();
  equal(
    tab.note(),
    "In this head “b” gives the largest share of its attention, 75\u00a0%, to “a”, and 12.5\u00a0% to “c”. Each row adds up to 100 %.",
  );
  const lines = tab.$(".attention-sentence-lines");
  const followed = (kind) => texts(lines.querySelectorAll(`text.is-${kind}.is-followed title`));
  equal([followed("query"), followed("key"), lines.querySelectorAll("path.is-picked").length], [["b"], ["c"], 1]);
  ok(lines.firstChild.ariaLabel.startsWith("Lines from b to every key"), lines.firstChild.ariaLabel);
  const go = (key, more) => {
    press(document.activeElement, key, more);
    return [Number(document.activeElement.dataset.row), Number(document.activeElement.dataset.column)];
  };
  equal(
    [go("Home"), go("ArrowLeft"), go("End"), go("ArrowRight")],
    [
      [1, 0],
      [1, 0],
      [1, 2],
      [1, 2],
    ],
  );
  equal(
    [go("Home", { ctrlKey: true }), go("ArrowUp"), go("End", { ctrlKey: true }), go("ArrowDown")],
    [
      [0, 0],
      [0, 0],
      [2, 2],
      [2, 2],
    ],
  );
  equal(
    [go("PageUp"), go("PageDown"), go("ArrowUp"), go("ArrowLeft")],
    [
      [0, 2],
      [2, 2],
      [1, 2],
      [1, 1],
    ],
  );
  equal(go("ArrowRight"), [1, 2]);
  equal(
    places(tab.all(".attention-sentence-heat .attention-cell"), (cell) => cell.tabIndex === 0),
    [5],
  );
  type(tab.$("[name=attention-heads]"), "1");
  await settled();
  equal([pressed(tab.heads()), tab.$(".attention-head-name").textContent], [[0], "Head 1: what each token looks at"]);
});

test("an answer for the other source is dropped, and an error keeps the last heads, but paler", async () => {
  let free;
  const served = serverOf();
  const tab = await sentence(served);
  const answer = served.server.sentence;
  served.server.sentence = async (request) => {
    await new Promise((done) => {
      free = done;
    });
    return answer(request);
  };
  type(tab.$("[name=attention-text]"), "x y");
  tab.$("[data-source=real]").click();
  ok(tab.box.classList.contains("is-stale"));
  equal([tab.$(".attention-token-count").textContent, tab.$("[name=attention-text]").value], ["", "x y"]);
  free();
  await settled();
  equal(tab.$(".attention-token-count").textContent.split(":")[0], "4 tokens, each a single character");
  ok(!tab.box.classList.contains("is-stale"));
  served.server.heads = async () => JSON.stringify({ error: "Too long." });
  type(tab.$("[name=attention-text]"), "x y z");
  await settled();
  equal([tab.said(), tab.$(".attention-token-count").textContent, tab.heads().length], ["Too long.", "", 2]);
  ok(tab.$(".attention-sentence-status").classList.contains("is-error"));
  ok(tab.box.classList.contains("is-stale"));
});

test("a model's heads: sides, layers, the last of them first, and what was left out", async () => {
  const tab = await sentence();
  tab.heads()[3].click();
  await tab.source("real");
  equal([tab.$("[name=attention-text]").value, pressed(tab.heads())], ["ab ", [0]]);
  equal(tab.last("heads"), { text: "ab ", model: "lm", side: "decoder", layer: 2 });
  const [sides, layers] = [tab.$(".attention-sides"), tab.$(".attention-layers")];
  equal(
    [sides.hidden, texts(layers.querySelectorAll("button")), pressed(layers.querySelectorAll("button"))],
    [true, ["1", "2", "3"], [2]],
  );
  equal(
    tab.$(".attention-token-count").textContent,
    "4 tokens, each a single character: ␣ is a space, ⏎ the end of a line; one stands before every text. Left out, because the model does not know them: é.",
  );
  ok(tab.note().startsWith("In this head “␣” gives the largest share")); // the last token sees all
  layers.querySelectorAll("button")[0].click();
  await settled();
  equal([tab.last("heads").layer, pressed(layers.querySelectorAll("button"))], [0, [0]]);
  layers.querySelectorAll("button")[2].click();
  await settled();
  type(tab.$("[name=attention-model]"), "coded");
  await settled();
  equal(tab.last("heads"), { text: "ab ", model: "coded", side: "decoder", layer: 1 });
  tab.button("encoder (reads)").click();
  await settled();
  equal([tab.last("heads"), layers.hidden], [{ text: "ab ", model: "coded", side: "encoder", layer: 0 }, true]);
  ok(!tab.$(".attention-token-count").textContent.includes("one stands before"));
  type(tab.$("[name=attention-model]"), "lm"); // which has no encoder
  await settled();
  equal(tab.last("heads"), { text: "ab ", model: "lm", side: "decoder", layer: 2 });
  await tab.source("random");
  equal([tab.$("[name=attention-text]").value, tab.$(".attention-strip").hidden], ["a b c", true]);
});

test("a character of the strip shows where it looks, and keeps the focus", async () => {
  const tab = await sentence();
  await tab.source("real");
  const strip = () => [...tab.$(".attention-strip").children];
  const scrolled = [];
  const heat = tab.$(".attention-sentence-heat");
  put(heat, "scrollTo", (left, top) => scrolled.push([left + heat.clientWidth / 2, top + heat.clientHeight / 2]));
  equal([texts(strip()), pressed(strip())], [["⏎", "a", "b", "␣"], [3]]);
  strip()[2].click();
  equal([pressed(strip()), document.activeElement === strip()[2]], [[2], true]);
  const [[left, top]] = scrolled; // the cell in the third row and the second column is in the middle
  ok(scrolled.length === 1 && left > 0 && top > 1.5 * left && top < 2.5 * left, `${left} ${top}`);
  equal(
    tab.note(),
    "In this head “b” gives the largest share of its attention, 75\u00a0%, to “a”. Each row adds up to 100 %.",
  );
  equal(
    places(tab.all(".attention-sentence-heat .attention-cell"), (cell) => cell.classList.contains("is-picked")),
    [9],
  );
});

test("the numbers of a head go into the calculator: those of the shown sentence, with its words and its mask", async () => {
  const tab = await sentence();
  await tab.source("real");
  tab.heads()[1].click();
  tab.$("[name=attention-text]").value = "typed since";
  tab.$("[data-do=open-head]").click();
  await settled();
  equal(tab.last("heads"), { text: "ab ", model: "lm", side: "decoder", layer: 2, head: 1, revision: "r1" });
  equal([tab.$(".attention-numbers").hidden, tab.box.hidden, tab.calculator.state().mask], [false, true, "causal"]);
  equal(
    tab.$(".attention-about").textContent,
    "Head 2 in layer 3 of the decoder of Writer, its numbers rounded to three decimals",
  );
  equal(tab.last().tables.K, { cells: Array(4).fill(["0.125", "1"]), list: false, labels: ["⏎", "a", "b", "␣"] });
  equal(tab.$(".attention-follow-name").textContent, "q₁ ⏎");
  tab.$("[data-do=next]").click();
  await settled();
  equal(tab.$(".attention-follow-name").textContent, "q₂ a");
  const row = (verb) => tab.all("[data-matrix=Q] button").find((each) => each.ariaLabel === `${verb} Q`);
  row("Add a row to").click();
  row("Remove a row from").click();
  row("Remove a row from").click();
  await settled();
  equal(tab.last().tables.Q.labels, ["⏎", "a", "b"]);
  ok(document.activeElement.closest(".attention-matrices") === null);
});

test("lines: a query and a key are pressed, shares are of the followed query, faint ones are left out", () => {
  const box = element("<div></div>", "width: 500px").firstChild;
  const picked = [];
  const draw = makeLines(box, (i, j) => picked.push([i, j]));
  const shown = { queryLabel: (i) => `q${i}`, keyLabel: (j) => `k${j}`, format: (x) => `${x}!` };
  draw({
    ...shown,
    weights: [
      [0.5, 0.25, 0.25],
      [0.004, 0.9, 0.096],
    ],
    row: 1,
    column: 2,
  });
  equal(texts(box.querySelectorAll(".is-share")), ["0.004!", "0.9!", "0.096!"]);
  equal(
    [
      box.querySelectorAll("path").length,
      box.querySelectorAll("path.is-picked").length,
      box.querySelectorAll("path.is-followed").length,
    ],
    [5, 1, 1],
  );
  box.querySelectorAll("text.is-query")[0].dispatchEvent(new MouseEvent("click"));
  box.querySelectorAll("text.is-key")[0].dispatchEvent(new MouseEvent("click"));
  equal(picked, [
    [0, 2],
    [1, 0],
  ]);
  const many = Array.from({ length: 21 }, () => Array(20).fill(0.05));
  draw({ ...shown, weights: many, row: 4, column: 2 });
  equal([box.querySelectorAll("path").length, box.querySelectorAll("path.is-others").length], [20, 0]);
});
