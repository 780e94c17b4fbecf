// What the RBM tab's tools say: its formulas' numbers, the lab's questions, the family's redrawn digits.
import { tool as how } from "../../../assets/rbm/how.js";
import { tool as questions } from "../../../assets/rbm/questions.js";
import { Redrawn } from "../../../assets/rbm/redrawn.js";
import { written } from "../safetensors.mjs";
import { element, equal, firstOf, ok, put, rest, test, texts } from "./harness.mjs";

const button = (box, text) => [...box.querySelectorAll("button")].find((each) => each.textContent === text);

// ---- how it works
// Two visible and two hidden units, weights 1, −2, 0.5, 3 by visible unit; both visible units and the second hidden one
// are on: −a·v = 0.25, −b·h = 1, −vWh = −1.
let files = 0;
async function explained(more = {}, chain = {}) {
  const top = {
    visible: 2,
    hidden: 2,
    weight: [1, -2, 0.5, 3],
    turned: Float32Array.of(1, 0.5, -2, 3),
    visibleBias: [0.5, -0.75],
    hiddenBias: [0.5, -1],
    hiddenLogits: ([a, b]) => [0.5 + a + 0.5 * b, -1 - 2 * a + 3 * b],
    visibleLogits: ([a, b]) => [0.5 + a - 2 * b, -0.75 + 0.5 * a + 3 * b],
  };
  const viewer = {
    model: {
      title: "Mine",
      weights: `said:${files++}`,
      lower: [],
      config: { steps: 1, hidden_dim: 2 },
      metrics: {},
      doubt: "",
      log_partition: 2,
      ...more,
    },
    machine: { lower: [], top, recognition: [], filter: () => [] },
    temperature: 1,
    chains: () => [{ sample: [1, 1], hidden: [0, 1], ...chain }],
    say: () => {},
  };
  const box = element("");
  const made = how.make(box, viewer);
  await made.model();
  const cards = [...box.querySelectorAll(".rbm-how-card")];
  const rows = (at) =>
    Array.from(cards[at].querySelectorAll(".rbm-numbers p"), (row) => [
      row.firstChild.textContent,
      row.lastChild.textContent,
    ]);
  const totals = (at) => Array.from(cards[at].querySelectorAll(".rbm-numbers p"), (row) => row.className);
  return { box, made, viewer, cards, rows, totals, said: (at) => cards[at].querySelector(".rbm-text").textContent };
}

test("the numbers of a state are those of its sums, with their signs", async () => {
  const { rows, totals, cards } = await explained();
  equal(texts(cards.map((card) => card.querySelector("h4"))), [
    "The energy of a state",
    "Hidden given visible",
    "Visible given hidden",
    "The free energy",
    "Temperature",
    "How it learned",
    "What its figures mean",
  ]);
  equal(rows(0), [
    ["− a·v", "0.25"],
    ["− b·h", "1.00"],
    ["− v W h", "−1.00"],
    ["E(v, h)", "0.25 nats"],
  ]);
  equal(totals(0), ["", "", "", "is-total"]);
  // the hidden units' sums are 2 and 0, the visible ones' −1.5 and 2.25: those nearest to even odds are shown
  equal(rows(1), [
    ["bias of hidden unit 1", "−1.00"],
    ["the 2 pixels that are on add", "+ 1.00"],
    ["sum", "0.00"],
    ["σ(sum), the probability", "0.500"],
    ["when it was last drawn it came out", "on"],
  ]);
  equal(rows(2), [
    ["bias of pixel 0", "0.50"],
    ["the 1 hidden units that are on add", "− 2.00"],
    ["sum", "−1.50"],
    ["σ(sum), the probability", "0.182"],
    ["when it was last drawn it came out", "on"],
  ]);
  const free = Math.log1p(Math.exp(2)) + Math.log(2);
  equal(rows(3), [
    ["− a·v", "0.25"],
    ["− Σ log(1 + exp(…))", `−${free.toFixed(2)}`],
    ["F(v)", `−${(free - 0.25).toFixed(2)} nats`],
    ["log Z", "2.00"],
    ["log p(v) = − F(v) − log Z", `${(free - 2.25).toFixed(2)} nats`],
  ]);
  equal(totals(3), ["", "", "is-total", "", "is-total"]);
});

test("bars show the unit at five temperatures, the one of the run by name", async () => {
  const { rows, made, viewer, cards } = await explained();
  equal(
    rows(4).map(([name, value]) => [name, value]),
    ["T = 0.25", "T = 0.5", "T = 1 (now)", "T = 2", "T = 4"].map((name) => [name, "0.500"]),
  );
  viewer.temperature = 4;
  made.unit = 0; // whose sum is 2
  made.state();
  equal(
    [rows(4)[2], rows(4)[4]],
    [
      ["T = 1", "0.881"],
      ["T = 4 (now)", "0.622"],
    ],
  );
  ok(cards[4].querySelector("i").style.width.startsWith("99.96"));
  put(Math, "random", () => 0.99);
  button(cards[1], "Another unit and pixel").click();
  equal([made.unit, made.pixel], [0, 1]); // the second nearest to even odds
});

test("without log Z there is no likelihood, without a chain no number, and a deep network speaks of units", async () => {
  const { rows, box } = await explained({ log_partition: null, lower: ["lower.0"] });
  equal([rows(3).length, rows(1)[1][0], rows(2)[0][0]], [3, "the 2 units that are on add", "bias of unit 0"]);
  ok(
    box
      .querySelector(":scope > .rbm-text")
      .textContent.startsWith("In a deep belief network the chain runs in the top machine."),
  );
  const none = await explained({}, { sample: [1], hidden: [0, 1] });
  equal([none.rows(0), none.box.querySelector(":scope > .rbm-text").textContent], [[], ""]);
  const layered = await explained({}, { sample: [1], layers: [{ units: [0, 0, 0] }, { units: [1, 0] }] });
  equal(layered.rows(0)[0], ["− a·v", "−0.50"]); // the layer under the top
});

test("how it learned is said by its steps, and by its chains if it kept any", async () => {
  const said = async (config) => (await explained({ config: { hidden_dim: 2, ...config } })).said(5);
  const [one, ten, three, kept, two] = [
    await said({ steps: 1 }),
    await said({ steps: 10 }),
    await said({ steps: 3 }),
    await said({ steps: 1, chains: 20 }),
    await said({ steps: 2, chains: 20 }),
  ];
  ok(
    one.includes("Mine was trained with one step. ") &&
      ten.includes("with ten steps. ") &&
      three.includes("with 3 steps. "),
  );
  ok(one.includes("biased substitute") && !one.includes("persistent"));
  ok(
    kept.includes("trained with 20 persistent chains") &&
      kept.includes(" 1 step at a time") &&
      !kept.includes("biased substitute"),
  );
  ok(two.includes(" 2 steps at a time"));
});

test("figures are those of the machine, or bounds of a deep network, and what was not measured is said", async () => {
  const value = (number) => ({ value: number });
  const machine = await explained({
    metrics: { log_likelihood_ais: value(-90.5), log_likelihood_ais_reverse: value(-92), log_likelihood: value(-91) },
    doubt: "Doubt.",
  });
  equal(machine.rows(6), [
    ["forward AIS", "−90.50 nats"],
    ["reverse AIS", "−92.00 nats"],
    ["exact, all states summed", "−91.00 nats"],
    ["between the two", "1.50 nats"],
  ]);
  ok(
    machine.said(6).includes("2² settings") &&
      machine.said(6).includes("only estimates Z,") &&
      machine.said(6).endsWith(" Doubt."),
  );
  const deep = await explained({
    lower: ["lower.0"],
    metrics: { log_likelihood_bound: value(-80), log_likelihood_ais: value(-1) },
  });
  equal(deep.rows(6), [["forward AIS", "≥ −80.00 nats"]]);
  ok(
    deep.said(6).includes("too many terms") &&
      deep.said(6).includes("estimates it by") &&
      deep.said(6).includes("estimates of a lower bound"),
  );
  equal((await explained()).rows(6), [["not measured for this checkpoint", "–"]]);
});

// ---- the lab's questions
const QUESTION = {
  title: "Which?",
  answer: "This.",
  why: "So.",
  models: ["a", "b", "c"],
  command: "python -m x",
  rows: [],
};
const asking = (answers) => {
  const said = [];
  const models = ["a", "b", "c"].map((name) => ({ name, title: name.toUpperCase() }));
  const viewer = {
    model: { models },
    said,
    asked: 0,
    say: (...what) => said.push(what),
    ask: async () => answers[viewer.asked++] ?? null,
  };
  const box = element("");
  return { viewer, box, made: questions.make(box, viewer) };
};

test("questions are asked for once, and again only after a failure", async () => {
  const { viewer, box, made } = asking([null, { questions: [QUESTION] }]);
  await made.model();
  equal(box.textContent, "The answers could not be fetched. Try again");
  button(box, "Try again").click();
  await rest();
  equal(texts(box.querySelectorAll("h4, .rbm-question > .rbm-text")), ["Which?", "This.", "So."]);
  equal(
    [texts(box.querySelectorAll(".rbm-question .rbm-row button")), box.querySelector("table")],
    [["Compare with B", "Compare with C"], null],
  );
  await made.model();
  equal(viewer.asked, 2);
  const none = asking([{ questions: [] }]);
  await none.made.model();
  equal(none.box.textContent, "None of the runs that answer them is here.");
});

test("a question's command is copied, or is said to be copied by hand", async () => {
  const { viewer, box, made } = asking([{ questions: [QUESTION] }]);
  await made.model();
  let copied = null;
  put(navigator, "clipboard", {
    async writeText(text) {
      copied = text;
    },
  });
  button(box, "Copy").click();
  await rest();
  equal([copied, viewer.said.splice(0)], ["python -m x", [["Command copied."]]]);
  put(navigator, "clipboard", { writeText: () => Promise.reject(new Error("no")) });
  put(document, "execCommand", () => false);
  button(box, "Copy").click();
  await rest();
  equal(viewer.said, [["This page cannot use the clipboard; select the command and copy it by hand.", true]]);
});

// ---- the family's redrawn digits
test("digits that could not be fetched are said to be, and are fetched again", async () => {
  const said = [];
  const file = written({
    images: ["U8", new Uint8Array(784).fill(255)],
    reconstructions: ["U8", new Uint8Array(784).fill(102)],
  });
  let broken = true;
  put(window, "fetch", async () => new Response(broken ? "" : file, { status: broken ? 500 : 200 }));
  const model = { name: "dbn-own", title: "Own", shown: "/own", models: [{ name: "rbm" }, { name: "dbn-own" }] };
  const viewer = {
    model,
    ask: async (name, { name: of }) => (name === "weights_of" && of === "rbm" ? { shown: null } : null),
    say: (...what) => said.push(what),
  };
  const box = element("");
  const made = new Redrawn(box, viewer);
  await made.model();
  equal(said, [["The pictures of Own cannot be shown here: the pictures could not be fetched (500).", true]]);
  ok(box.textContent.includes("The pictures of these models could not be fetched. "));
  broken = false;
  button(box, "Try again").click();
  for (let i = 0; i < 50 && !box.querySelector("canvas"); i++) await new Promise((done) => setTimeout(done, 5));
  // one model has no pictures; of the other 784 pixels are 0.6 off
  equal(texts(box.querySelectorAll(".rbm-redrawn-row > p")), [
    "the digitstest images 0–19",
    `Ownsquared error ${(784 * 0.36).toFixed(1)}`,
  ]);
  equal(Array.from(box.querySelectorAll("canvas"), firstOf), [255, 102]);
  equal(
    Array.from(box.querySelectorAll("canvas"), ({ ariaLabel }) => ariaLabel),
    ["the digits, digit 0", "Own, digit 0"],
  );
});
