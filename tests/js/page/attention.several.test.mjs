// Several heads and positions: which numbers are highlighted, what is said of them, and what stays after a wrong one.
import { makePositions } from "../../../assets/attention/positions.js";
import { makeSeveral } from "../../../assets/attention/several.js";
import { equal, levels, markupOf, near, ok, rest, test, texts, type } from "./harness.mjs";

const numbers = (rows) => rows.map((row) => row.map(Number));
const times = (a, b) => a.map((row) => b[0].map((_, j) => row.reduce((sum, x, d) => sum + x * b[d][j], 0)));
const turned = (rows) => rows[0].map((_, j) => rows.map((row) => row[j]));
const shares = (row) => {
  const powers = row.map((x) => (x === null ? 0 : Math.exp(x)));
  return powers.map((power) => power / powers.reduce((sum, x) => sum + x));
};
// What the server makes of tokens and heads; places are added as 10, or turn a query by its sign.
function attended({ tokens, heads, causal, positions }) {
  const added = positions === "added" ? numbers(tokens).map((row) => row.map(() => 10)) : null;
  const x = numbers(tokens).map((row) => row.map((value) => value + (added ? 10 : 0)));
  const made = heads.map((head) => {
    const [plain, key, value, output] = ["query", "key", "value", "output"].map((name) => numbers(head[name]));
    const [plain_query, k, v] = [times(x, plain), times(x, key), times(x, value)];
    const query = positions === "rotary" ? plain_query.map((row) => row.map((each) => -each)) : plain_query;
    const scores = times(query, turned(k));
    const scaled = scores.map((row) => row.map((each) => each / Math.sqrt(k[0].length)));
    const masked = scaled.map((row, i) => row.map((each, j) => (causal && j > i ? null : each)));
    const weights = masked.map(shares);
    const mixed = times(weights, v);
    const plains = positions === "rotary" ? { plain_query, plain_key: k } : {};
    return {
      ...{ query, key: k, value: v, ...plains, scores, scaled, masked, weights, output: mixed },
      share: times(mixed, output),
    };
  });
  const joined = x.map((_, i) => made.flatMap(({ output }) => output[i]));
  const mix = heads.flatMap(({ output }) => numbers(output));
  return { tokens: x, added, heads: made, joined, output: times(joined, mix) };
}

async function opened(part, make, answer) {
  const root = (await markupOf("attention")).querySelector(`.attention-${part}`);
  root.hidden = false;
  const [asked, said, state] = [[], [], { answer }];
  const made = make(root, {
    ask: async (name, request) => {
      asked.push([name, request]);
      return state.answer(request);
    },
    say: (text, how) => said.push([text, how]),
    changed: () => asked.push("changed"),
  });
  made.open();
  await rest();
  const $ = (selector) => root.querySelector(selector);
  const all = (selector) => [...root.querySelectorAll(selector)];
  return {
    ...{ root, made, asked, said, state, $, all },
    field: (label) => all("input").find((input) => input.ariaLabel === label),
    picked: () => all(".attention-small-cell[aria-pressed=true]").map(({ dataset }) => dataset.cell),
    press: async (selector) => {
      $(selector).click();
      await rest();
    },
    step: async (label, way) => {
      const button = all(".attention-step-button").find((each) => each.ariaLabel === `${way}: ${label}`);
      if (button.disabled) return false;
      button.click();
      await rest();
      return true;
    },
  };
}
const several = () => opened("several", makeSeveral, attended);
const cell = (name) => `[data-cell="${name}"]`;
const lines = (tab, part) =>
  texts(tab.$(part).querySelectorAll(".attention-line")).map((line) => line.replace(/\s/g, ""));

test("a query's number is highlighted in Q, the key's in K and V, both in the weights of the chosen head alone", async () => {
  const tab = await several();
  equal(tab.picked(), ["Q 1 0", "K 0 0", "V 0 0", "weights of head 1 1 0", "all heads 1 0", "result 1 0"]);
  await tab.press(cell("weights of head 2 0 2"));
  equal(tab.picked(), ["Q 0 0", "K 2 0", "V 2 0", "weights of head 2 0 2", "all heads 0 2", "result 0 0"]);
  equal(
    tab.all(".attention-several-projected caption").map((each) => each.textContent),
    ["Q of head 2", "K of head 2", "V of head 2"],
  );
  equal(texts(tab.all(".attention-several-chosen [aria-pressed=true]")), ["head 2"]);
  await tab.press(cell("K 1 1"));
  equal(tab.picked(), ["Q 0 1", "K 1 1", "V 1 1", "weights of head 2 0 1", "all heads 0 3", "result 0 0"]);
  await tab.press(cell("all heads 2 1"));
  equal(tab.picked(), ["Q 2 1", "K 1 1", "V 1 1", "weights of head 1 2 1", "all heads 2 1", "result 2 0"]);
  await tab.press(cell("Q 1 0"));
  await tab.press(cell("result 0 3"));
  equal(tab.picked(), ["Q 0 0", "K 1 0", "V 1 0", "weights of head 1 0 1", "all heads 0 0", "result 0 3"]);
  equal(document.activeElement?.dataset.cell ?? "", ""); // nothing takes the focus by itself
  const [x, y] = [".attention-several-weights table", ".attention-several-joined table"].map(
    (each) => tab.all(each)[0],
  );
  equal(texts(x.querySelectorAll("th")), ["", "dog", "barks", "loudly", "dog", "barks", "loudly"]);
  equal(texts(y.querySelectorAll("thead th")), ["", "1.1", "1.2", "2.1", "2.2"]);
});

test("the lines below are of the numbers that are highlighted", async () => {
  const tab = await several();
  await tab.press(cell("weights of head 1 2 0"));
  await tab.press(cell("V 0 1"));
  const { heads, output } = attended(tab.asked[0][1]);
  const { query, key, value } = heads[0];
  const ends = (name, x) => new RegExp(`^${name}=.*[=≈]${x === 0 ? 0 : String(x).replace("-", "−")}$`);
  const [q, k, v] = lines(tab, ".attention-several-projecting");
  ok(ends("q32", query[2][1]).test(q) && ends("k12", key[0][1]).test(k) && ends("v12", value[0][1]).test(v), q + k + v);
  equal(
    tab.$(".attention-several-why").textContent,
    `Head 1: how “loudly” comes to give “dog” ${heads[0].weights[2][0].toFixed(4)} of its attention`,
  );
  const attending = lines(tab, ".attention-several-attending");
  equal(attending.map((line) => /^\(?(.*?)[=≈]/.exec(line)?.[1]).length, 6);
  equal(texts(tab.all(".attention-several-attending .attention-says")), [
    "With its weights it mixes the values. Number 2 of its result for “loudly”:",
  ]);
  ok(lines(tab, ".attention-several-joining")[0].startsWith("y31="), "row 3 of the result");
  equal(tab.$(".attention-several-joining .attention-says").textContent.startsWith("Of this, head 1 gives "), true);
  ok(
    lines(tab, ".attention-several-joining")[0].endsWith(
      output[2][0]
        .toFixed(4)
        .replace(/\.?0+$/, "")
        .replace("-", "−"),
    ),
    "its number",
  );
});

test("a causal mask hides what comes later, added places are a table of their own, turned ones are told", async () => {
  const tab = await several();
  const names = () => tab.all(".attention-several-projected caption b").map((each) => each.textContent);
  const hidden = () =>
    tab.all(".attention-several-weights .is-hidden").map(({ dataset, textContent }) => [dataset.cell, textContent]);
  equal([hidden(), names()], [[], ["Q", "K", "V"]]);
  const before = lines(tab, ".attention-several-attending").length;
  const causal = tab.$("[name=attention-several-causal]");
  causal.checked = true;
  type(causal, "on");
  await rest();
  const later = (head) => [`0 1`, `0 2`, `1 2`].map((at) => [`weights of head ${head} ${at}`, "hidden"]);
  equal([hidden(), lines(tab, ".attention-several-attending").length], [[...later(1), ...later(2)], before + 1]);
  const notes = {};
  for (const name of ["added", "rotary", "none"]) {
    const input = tab.$(`[name=attention-places][value=${name}]`);
    input.checked = true;
    type(input, name);
    await rest();
    notes[name] = [names(), tab.all(".attention-several-projecting .attention-says").length];
    ok(
      tab.all("[name=attention-places]").every((each) => each.checked === (each.value === name)),
      name,
    );
    equal(texts(tab.all(".attention-several-presets [aria-pressed=true]")), []);
  }
  equal(notes, { added: [["X", "Q", "K", "V"], 0], rotary: [["Q", "K", "V"], 1], none: [["Q", "K", "V"], 0] });
  ok(tab.$(".attention-several-places-note").textContent.startsWith("Nothing says where"), "what was chosen last");
});

test("turned queries and keys are those of the tokens that are highlighted", async () => {
  const tab = await several();
  type(tab.$("[name=attention-places][value=rotary]"), "rotary");
  await rest();
  const { heads } = attended(tab.asked.filter((each) => each !== "changed").at(-1)[1]);
  const row = (values) => `[${values.map((x) => (x === 0 ? "0" : String(x).replace("-", "−"))).join(", ")}]`;
  equal(tab.$(".attention-several-projecting .attention-says").textContent,
    "Then each pair of numbers is turned by its place: the query of “barks” becomes " +
      `${row(heads[0].query[1])}, the key of “dog” ${row(heads[0].key[0])}.`); // biome-ignore format: one sentence
});

test("each size of the heads goes to its limits and no further", async () => {
  const tab = await several();
  const size = () => tab.all(".attention-several-size strong").map((each) => Number(each.textContent));
  const found = {};
  for (const [at, name] of ["token", "number per token", "head", "number per head"].entries()) {
    while (await tab.step(name, "Less"));
    const least = size()[at];
    while (await tab.step(name, "More"));
    found[name] = [least, size()[at]];
  }
  equal(found, { token: [1, 6], "number per token": [1, 8], head: [1, 4], "number per head": [1, 4] });
  const { tokens, heads } = tab.asked.filter((each) => each !== "changed").at(-1)[1];
  equal([tokens.length, tokens[0].length, heads.length, heads[0].query[0].length], [6, 8, 4, 4]);
});

test("a wrong number is marked and the last good result stays, paler; the next good one clears all of it", async () => {
  const tab = await several();
  const shown = tab.$(".attention-several-joined").textContent;
  const wrong = "W_V of head 1, row 2, column 1";
  tab.state.answer = () => ({ error: "It is no number.", cell: ["W_V of head 1", 1, 0] });
  const now = () => [
    tab.all("[aria-invalid]").map((each) => each.ariaLabel),
    tab.root.classList.contains("is-stale"),
    tab.said.at(-1),
  ];
  type(tab.field(wrong), "one");
  await rest();
  equal(now(), [[wrong], true, ["It is no number.", { isError: true }]]);
  equal(
    [tab.$(".attention-several-joined").textContent === shown, tab.made.link().value.includes("one")],
    [true, false],
  );
  tab.state.answer = () => null;
  await tab.press("[data-do=several-again]");
  equal(now(), [[], true, ["The server did not answer.", { isError: true, isSilent: true }]]);
  tab.state.answer = attended;
  type(tab.field(wrong), "1");
  await rest();
  equal(now(), [[], false, ["", undefined]]);
  ok(tab.$(".attention-several-joined").textContent !== shown, "the new number counts");
});

test("an example is told until a number changes, and begins at its first head; a link that is none is said", async () => {
  const tab = await several();
  const [, one] = tab.all(".attention-several-presets button");
  await tab.press(cell("weights of head 2 2 2"));
  one.click();
  await rest();
  equal([texts(tab.all(".attention-several-presets [aria-pressed=true]")), tab.picked()[3]], [
    ["The same as one head"], "weights of head 1 1 0",
  ]); // biome-ignore format: short
  ok(tab.$(".attention-several-about").textContent.startsWith("The same numbers in one head"), "about it");
  type(tab.field("X, row 1, column 1"), "2");
  await rest();
  equal(
    [tab.all(".attention-several-presets [aria-pressed=true]").length, tab.$(".attention-several-about").textContent],
    [0, ""],
  );
  const link = tab.made.link();
  equal([link.tokens.startsWith("2,"), tab.made.restore({ tokens: "x" })], [
    true, "The link’s heads cannot be read, so here is an example.",
  ]); // biome-ignore format: short
  equal([tab.made.restore(link), tab.made.restore({})], ["", ""]);
});

// ---- positions
// A turn by one radian a position for each pair.
function spun({ query, key, places: [m, n] }) {
  const turn = (row, by) => row.flatMap((x, at) => {
    const [a, b] = at % 2 ? [Number(row[at - 1]), Number(x)] : [Number(x), Number(row[at + 1])];
    return at % 2 ? a * Math.sin(by) + b * Math.cos(by) : a * Math.cos(by) - b * Math.sin(by);
  }); // biome-ignore format: as it is
  const fit = (a, b) => a.reduce((sum, x, at) => sum + x * b[at], 0);
  const [q, k] = [turn(query, m), turn(key, n)];
  const square = Array.from({ length: 8 }, (_, i) =>
    Array.from({ length: 8 }, (_, j) => fit(turn(query, i), turn(key, j))),
  );
  return {
    speeds: query.flatMap((_, at) => (at % 2 ? [] : [1])),
    turned: { query: q, key: k },
    score: fit(q, k),
    scores: square,
  };
}
const positions = () => opened("positions", makePositions, spun);
const at = (label) => `.attention-places-numbers [aria-label^="${label}:"]`;

test("the wave that is chosen is highlighted with its row, and its line and period are told", async () => {
  const tab = await positions();
  const marked = (name) => [
    ...new Set(
      tab
        .all(`.attention-places-numbers .${name}`)
        .map((each) => each.ariaLabel.split(name === "is-picked" ? ":" : ",")[0]),
    ),
  ];
  equal([marked("is-picked"), marked("is-followed")], [["position 3, number 4"], ["position 3"]]);
  const says = () => texts(tab.all(".attention-places-lines .attention-says"));
  ok(lines(tab, ".attention-places-lines")[0].startsWith("p3,4=sin("), lines(tab, ".attention-places-lines")[0]);
  ok(says()[0].includes("began after 63 positions"), says()[0]);
  const fit = (a, b) =>
    Array.from({ length: 8 }, (_, i) => Math.cos((a - b) / 10000 ** (i / 8)))
      .reduce((sum, x) => sum + x)
      .toFixed(4);
  equal(says()[1].match(/\d+\.\d+|the rows of \d+ and \d+|those of \d+ and \d+/g), [
    "the rows of 0 and 2",
    fit(0, 2),
    "those of 7 and 9",
    fit(7, 9),
  ]);
  const negative = tab.$(at("position 2, number 1"));
  equal(
    [negative.classList.contains("is-negative"), negative.style.getPropertyValue("--p"), negative.textContent],
    [true, "0.416", "−0.4161"],
  );
  const picture = tab.$(".attention-places-picture");
  equal([picture.width, picture.height], [16, 32]);
  await tab.press(at("position 0, number 1"));
  equal([marked("is-picked"), marked("is-followed")], [["position 0, number 1"], ["position 0"]]);
  ok(lines(tab, ".attention-places-lines")[0].startsWith("p0,1=cos("), "another line");
  ok(says()[0].includes("began after 6 positions"), says()[0]);
});

test("the picture is warm above 0 and cold below, and a press on it chooses the number there", async () => {
  const tab = await positions();
  const picture = tab.$(".attention-places-picture");
  tab.root.style.cssText = "--heat: #ff0000; --cold: #000000; --zoo-page: #808080";
  await tab.step("pair of numbers", "Less");
  const red = levels(picture);
  equal([picture.width, red.length, red[0], red[1]], [14, 14 * 32, 128, 255]); // sin 0 and cos 0
  near(red[2 * 14 + 1], 128 * (1 - 0.4161), 1.5);
  picture.style.cssText = "width: 140px; height: 320px; padding: 0; border: 0";
  const box = picture.getBoundingClientRect();
  picture.dispatchEvent(new MouseEvent("click", { clientX: box.left + 25, clientY: box.top + 55 }));
  equal(tab.$(".attention-places-numbers .is-picked").ariaLabel.split(":")[0], "position 5, number 2");
});

test("sizes and places go to their limits and no further, and what was chosen stays within them", async () => {
  const tab = await positions();
  const ways = () =>
    Object.fromEntries(
      tab
        .all(".attention-step-button")
        .reverse()
        .map(({ ariaLabel, disabled }) => [ariaLabel, !disabled]),
    ); // of two with one name the first
  const open = async (given) => {
    equal(tab.made.restore(given), "");
    tab.made.open();
    await rest();
    return ways();
  };
  const [names, query] = [["positions", "pair of numbers"], "position of the query"];
  const most = await open({ count: "64", size: "64", m: "99" });
  const between = await open({ count: "56", size: "62", m: "98" });
  const least = await open({ count: "8", size: "2", m: "0" });
  for (const name of [...names, query])
    equal(
      [most, between, least].map((found) => [found[`Less: ${name}`], found[`More: ${name}`]]),
      [
        [true, false],
        [true, true],
        [false, true],
      ],
      name,
    );
  equal(tab.$(".attention-places-numbers .is-picked").ariaLabel.split(":")[0], "position 3, number 1");
  equal(tab.asked.filter((each) => each !== "changed").at(-1)[1].places, [0, 3]);
});

test("arrows are turned by their places, the score of both is highlighted, and a press there goes to it", async () => {
  const tab = await positions();
  const turn = () => tab.$(".attention-turn-pairs svg");
  const tips = () =>
    [...turn().querySelectorAll(".is-tip")].map((each) => ["cx", "cy"].map((name) => Number(each.getAttribute(name))));
  const before = () =>
    [...turn().querySelectorAll(".is-before")].map((each) =>
      ["x2", "y2"].map((name) => Number(each.getAttribute(name))),
    );
  const scale = 84 / Math.hypot(1, 0.5);
  const close = (found, wanted) => found.flat().forEach((each, i) => near(each, wanted.flat()[i], 0.01));
  const { turned } = spun({ query: [1, 0.5], key: [0.8, -0.3], places: [1, 3] });
  close(before(), [
    [scale, -0.5 * scale],
    [0.8 * scale, 0.3 * scale],
  ]);
  close(
    tips(),
    [turned.query, turned.key].map(([x, y]) => [scale * x, -scale * y]),
  );
  close(
    [...turn().querySelectorAll(".is-path")].map((each) => [Number(each.getAttribute("r"))]),
    [[84], [scale * Math.hypot(0.8, 0.3)]],
  );
  const [label, other] = turn().querySelectorAll("text");
  ok([label, other].every((each, i) => {
    const [x, y] = [Number(each.getAttribute("x")), Number(each.getAttribute("y")) - 4];
    return Math.hypot(x, y) > Math.hypot(...tips()[i]) + 11 && Math.hypot(x, y) < 104;
  }), "names stand beyond the tips and within the picture"); // biome-ignore format: as it is
  equal([label.textContent, other.textContent], ["q", "k"]);
  ok(
    tab.$(".attention-turn-pairs figcaption").textContent.endsWith("the query by 1, the key by 3. Dashed: before."),
    "what turns",
  );
  const note = () => tab.$(".attention-turn-lines .attention-says").textContent;
  equal([tab.picked(), note().startsWith("They are 2 positions apart.")], [["score 1 3"], true]);
  const names = () => lines(tab, ".attention-turn-lines").map((line) => line.split("=")[0]);
  equal(names(), ["q1′", "q2′", "k1′", "k2′", "q′·k′"]);
  await tab.press(cell("score 4 5"));
  equal([tab.picked(), note().startsWith("They are 1 position apart.")], [["score 4 5"], true]);
  equal(tab.asked.filter((each) => each !== "changed").at(-1)[1].places, [4, 5]);
  equal(texts(tab.all(".attention-turn-fields caption")), ["q the query", "k the key"]);
});

test("a wrong number of the pair is marked, and the next good one clears that; a link's rest is said to be left out", async () => {
  const tab = await positions();
  const before = tab.$(".attention-turn-lines").textContent;
  tab.state.answer = () => ({ error: "It is empty.", cell: ["k", 0, 1] });
  type(tab.field("k, number 2"), "");
  await rest();
  const now = () => [
    tab.all("[aria-invalid]").map((each) => each.ariaLabel),
    tab.root.classList.contains("is-stale"),
    tab.said.at(-1),
  ];
  equal(now(), [["k, number 2"], true, ["It is empty.", { isError: true }]]);
  equal([tab.$(".attention-turn-lines").textContent === before, tab.made.link().k], [true, "0.8,-0.3"]);
  tab.state.answer = () => null;
  await tab.press("[data-do=turn-again]");
  equal(now(), [[], true, ["The server did not answer.", { isError: true, isSilent: true }]]);
  tab.state.answer = spun;
  type(tab.field("k, number 2"), "0.5");
  await rest();
  equal([now(), tab.made.link().k], [[[], false, ["", undefined]], "0.8,0.5"]);
  const link = tab.made.link();
  const partly = "Some of the link’s positions cannot be read, so they are left out.";
  equal(
    [{}, link, { ...link, count: "65" }, { ...link, q: "1,2,3" }, { m: "100" }].map((given) => tab.made.restore(given)),
    ["", "", partly, partly, partly],
  );
  await rest();
  equal([tab.made.link().q, tab.field("q, number 1").value], ["1,0.5", "1"]);
  equal(tab.made.restore({ q: "1,2,3,4", k: "5,6" }), partly); // no pair
  await rest();
  equal([tab.made.link().q.split(",").length, tab.made.link().k.split(",").length], [2, 2]);
});
