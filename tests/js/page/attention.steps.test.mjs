// The attention calculator's steps by themselves, drawn from numbers worked out by hand.
import { makeSteps } from "../../../assets/attention/steps.js";
import * as sums from "../../../assets/attention/sums.js";
import { equal, markupOf, ok, places, put, test, texts } from "./harness.mjs";

// Two queries, three keys; the second query may not see the third key. Their scores are 2, −4, 0 and 1, 2, 6.
const TYPED = {
  q: [
    ["1", "0"],
    ["0", "1"],
  ],
  k: [
    ["2", "1"],
    ["-4", "2"],
    ["0", "6"],
  ],
  v: [
    ["1", "-8"],
    ["0", "4"],
    ["2", "0"],
  ],
};
const LN3 = Math.log(3);
const stepsOf = (more) => ({
  scores: [
    [2, -4, 0],
    [1, 2, 6],
  ],
  scaled: [
    [LN3, 0, 0],
    [0, LN3, 3],
  ],
  masked: [
    [LN3, 0, 0],
    [0, LN3, null],
  ],
  weights: [
    [0.6, 0.2, 0.2],
    [0.25, 0.75, 0],
  ],
  output: [
    [1, -4],
    [0.25, 1],
  ],
  scale: true,
  mask: [
    [true, true, true],
    [true, true, false],
  ],
  temperature: 1,
  empty: [],
  ...more,
});
async function drawn(more = {}, at = { i: 0, j: 1 }, labels = { q: [], k: [] }, typed = TYPED, decimals = 4) {
  put(window, "innerHeight", 1e6); // all cards are in sight, and drawn at once
  const root = (await markupOf("attention")).querySelector(".attention-steps");
  const calls = [];
  const steps = makeSteps(root, {
    onPick: (...to) => calls.push(["pick", ...to]),
    onToggle: (...to) => calls.push(["toggle", ...to]),
    copy: (...what) => calls.push(["copy", ...what]),
  });
  const draw = (next, to, words = labels) => {
    steps.draw({ ...sums.context(typed, stepsOf(next), decimals), labels: words }, to);
  };
  draw(more, at);
  const $ = (selector) => root.querySelector(selector);
  const of = (step, row, column) => $(`[data-step=${step}] [data-row="${row}"][data-column="${column}"]`);
  const classes = (step, name) =>
    places(root.querySelectorAll(`[data-step=${step}] .attention-cell`), (cell) => cell.classList.contains(name));
  const copied = (step) => {
    $(`[data-copy-step=${step}]`).click();
    return calls.pop()[1].split("\n");
  };
  return { root, $, of, classes, copied, calls, draw };
}

test("each matrix is a map: strong where a number is large, cold where it is negative, marked where it is followed", async () => {
  const { of, $, classes } = await drawn();
  equal(
    [
      of("scores", 0, 1).textContent,
      of("scaled", 0, 0).textContent,
      of("masked", 1, 2).textContent,
      of("output", 0, 1).textContent,
    ],
    ["−4", "1.0986", "−∞", "−4"],
  );
  equal(
    [
      of("scores", 0, 0),
      of("scores", 0, 1),
      of("scores", 1, 2),
      of("masked", 1, 2),
      of("weights", 0, 0),
      of("output", 1, 0),
    ].map((cell) => cell.style.getPropertyValue("--p")),
    ["0.333", "0.667", "1.000", "0", "0.600", "0.063"],
  );
  equal([classes("scores", "is-negative"), classes("output", "is-negative")], [[1], [1]]);
  equal(
    [classes("masked", "is-hidden"), classes("weights", "is-hidden"), classes("scores", "is-hidden")],
    [[5], [5], []],
  );
  equal(
    [classes("scores", "is-followed"), classes("scores", "is-picked"), classes("output", "is-picked")],
    [[0, 1, 2], [1], []],
  );
  equal(of("weights", 1, 2).ariaLabel, "query 2, key 3: hidden, 0");
  equal(of("output", 1, 1).ariaLabel, "query 2, dimension 2: 1");
  const legend = (step) => [
    ...texts($(`[data-step=${step}] .attention-legend`).querySelectorAll("span")),
    $(`[data-step=${step}] .attention-legend`).classList.contains("is-signed"),
  ];
  equal(
    [legend("scores"), legend("weights"), legend("scaled")],
    [
      ["−6", "6", true],
      ["0", "1", false],
      ["0", "3", false],
    ],
  );
});

test("rows and columns have their names, with the words that belong to them", async () => {
  const { $, of } = await drawn({}, { i: 1, j: 0 }, { q: ["cat", "dog"], k: ["a", "b", "c"] });
  const names = (step) => [
    texts($(`[data-step=${step}]`).querySelectorAll(".attention-grid-label")),
    texts($(`[data-step=${step}]`).querySelectorAll(".attention-grid-column")),
  ];
  equal(names("weights"), [
    ["q₁ cat", "q₂ dog"],
    ["k₁ a", "k₂ b", "k₃ c"],
  ]);
  equal(names("output"), [
    ["o₁ cat", "o₂ dog"],
    ["1", "2"],
  ]);
  equal(of("scores", 1, 2).ariaLabel, "query 2 dog, key 3 c: 6");
  equal(
    [$(".attention-follow-name").textContent, $(".attention-result").textContent],
    ["q₂ dog", "Attention for q₂ dog is [0.25, 1]."],
  );
  equal(texts($(".attention-lines").querySelectorAll("text.is-share")), ["0.25", "0.75", "0"]);
});

test("a weight is told from its scores to its share, through the mask where there is one", async () => {
  const page = await drawn();
  const told = () => texts(page.root.querySelectorAll(".attention-why-label"));
  const all = [
    "The query meets the key",
    "scaled",
    "masked",
    "raised to a power of e",
    "added up over the keys",
    "its share of the sum",
  ];
  equal([page.$(".attention-why-title").textContent, told()], ["Where the weight of q₁ on k₂ comes from: 0.2", all]);
  page.of("weights", 1, 0).dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
  equal(
    [page.$(".attention-why-title").textContent, page.$(".attention-why").classList.contains("is-hovering")],
    ["Where the weight of q₂ on k₁ comes from: 0.25", true],
  );
  equal(texts(page.$(".attention-lines").querySelectorAll("text.is-share")), ["0.25", "0.75", "0"]);
  page.$("[data-step=weights] .attention-heat").dispatchEvent(new PointerEvent("pointerleave"));
  equal(
    [
      page.$(".attention-why").classList.contains("is-hovering"),
      texts(page.$(".attention-lines").querySelectorAll("text.is-share")),
    ],
    [false, ["0.6", "0.2", "0.2"]],
  );
  page.draw({ mask: null }, { i: 0, j: 0 });
  equal(
    told(),
    all.filter((each) => each !== "masked"),
  );
  page.draw(
    {
      empty: [1],
      weights: [
        [0.6, 0.2, 0.2],
        [0, 0, 0],
      ],
    },
    { i: 1, j: 0 },
  );
  equal(told(), ["The query meets the key", "scaled", "masked", "its share of the sum"]);
  ok(page.$(".attention-empty").textContent.startsWith("q₂ may see no key at all."));
});

test("a step is copied with its formula and the lines of the followed query", async () => {
  const { copied, calls, $ } = await drawn();
  equal(copied("scores"), [
    "\\begin{gather*}",
    "S = Q K^{\\top} \\\\",
    "s_{i j} = q_{i} \\cdot k_{j} = \\sum_{d} q_{i d} \\cdot k_{j d} \\\\",
    "s_{1 1} = q_{1} \\cdot k_{1} = 1 \\cdot 2 + 0 \\cdot 1 = 2 \\\\",
    "s_{1 2} = q_{1} \\cdot k_{2} = 1 \\cdot ( -4 ) + 0 \\cdot 2 = -4 \\\\",
    "s_{1 3} = q_{1} \\cdot k_{3} = 1 \\cdot 0 + 0 \\cdot 6 = 0",
    "\\end{gather*}",
  ]);
  equal(copied("scaled")[1], "S^{\\prime} = \\frac{S}{\\sqrt{d_{k}}} = \\frac{S}{\\sqrt{2}} \\\\");
  equal(copied("masked").slice(1, 3), [
    "M = \\operatorname{mask} ( S^{\\prime} ) \\\\",
    "m_{1 1} = s'_{1 1} \\approx 1.0986 \\text{visible} \\\\",
  ]);
  const softmax = copied("weights");
  equal(softmax.slice(1, 3), [
    "A = \\operatorname{softmax} ( M ) \\\\",
    "a_{i j} = \\frac{e^{m_{i j}}}{\\sum_{l} e^{m_{i l}}} \\\\",
  ]);
  equal([softmax.length, softmax[6]], [11, "\\text{sum} = 3 + 1 + 1 = 5 \\\\"]); // three powers, their sum, three shares
  equal(copied("output").slice(1, 4), [
    "O = A V \\\\",
    "o_{i d} = \\sum_{j} a_{i j} \\cdot v_{j d} \\\\",
    "o_{1 1} = 0.6 \\cdot 1 + 0.2 \\cdot 0 + 0.2 \\cdot 2 = 1 \\\\",
  ]);
  $("[data-copy-step=scores]").click();
  equal(calls[0][2], "This step as LaTeX");
});

test("without scaling, without a mask and with a temperature the formulas say so", async () => {
  const { copied, $ } = await drawn({ scale: false, mask: null, temperature: 2 });
  equal(copied("scaled")[1], "S^{\\prime} = S \\\\");
  equal(copied("masked"), ["\\begin{gather*}", "M = \\operatorname{mask} ( S^{\\prime} )", "\\end{gather*}"]);
  equal($("[data-step=masked] .attention-sums-title").textContent, "");
  equal(copied("weights").slice(1, 3), [
    "A = \\operatorname{softmax} ( M / T ) \\\\",
    "a_{i j} = \\frac{e^{m_{i j} / T}}{\\sum_{l} e^{m_{i l} / T}} \\\\",
  ]);
});

test("what is pressed in the mask and what has the focus is told, but no column of the output", async () => {
  const { of, calls } = await drawn();
  of("masked", 1, 2).click();
  of("scores", 1, 2).click();
  of("output", 1, 0).focus();
  of("weights", 1, 2).focus();
  equal(calls, [
    ["toggle", 1, 2],
    ["pick", 1, 1],
    ["pick", 1, 2],
  ]);
});

test("scores too large for a power of e are said to lose their largest; long lists of sums are narrow", async () => {
  const page = await drawn({
    masked: [
      [1000, 999, 0],
      [0, 0, null],
    ],
  });
  ok(page.$(".attention-shift").textContent.includes("the row’s largest one, 1000, is taken off each first"));
  page.draw({}, { i: 1, j: 0 });
  equal(
    [page.$(".attention-shift").textContent, page.$("[data-step=scores] .attention-sums-title").textContent],
    ["", "Written out for query q₂"],
  );
  equal(page.$("[data-step=scores] .attention-sums").classList.contains("is-long"), false);
});

test("with many keys the map of the weights is as strong as its largest share", async () => {
  const line = (of) => Array.from({ length: 9 }, of);
  const typed = { q: [["1"]], k: line(() => ["1"]), v: line(() => ["1"]) };
  const all = (row) => ({ scores: [row], scaled: [row], masked: [row], weights: [row], output: [[1]], mask: null });
  const { of, $ } = await drawn(all(line((_, at) => (at ? 0.1 : 0.4))), { i: 0, j: 0 }, undefined, typed);
  equal(
    [of("weights", 0, 0).style.getPropertyValue("--p"), of("weights", 0, 1).style.getPropertyValue("--p")],
    ["1.000", "0.250"],
  );
  equal(texts($("[data-step=weights] .attention-legend").querySelectorAll("span")), ["0", "0.4"]);
});
