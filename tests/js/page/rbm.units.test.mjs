// What the RBM tab shows of its chains: a grid of units, each chain's picture, the layers, what the judge reads.
import { Grid } from "../../../assets/rbm/units.js";
import { layerGrids, makeJudge, makePictures } from "../../../assets/rbm/view.js";
import { element, equal, levels, pointer, press, put, rest, stopped, test, texts } from "./harness.mjs";

const pixel = (canvas, x, y = 0) => [...canvas.getContext("2d").getImageData(x, y, 1, 1).data];

// ---- a grid of units
function grid() {
  const [forced, calls] = [new Map(), []];
  const made = new Grid({
    size: 5,
    level: 0,
    title: "Units",
    note: "Note.",
    forced: () => forced,
    force: (...what) => calls.push(what),
    filter: () => new Float32Array(784).fill(1),
    describe: (unit, share) => `unit ${unit} ${share}`,
  });
  element("").append(made.element);
  equal(made.canvas.style.aspectRatio, "3 / 2");
  made.canvas.style.cssText =
    "display: block; width: 303px; height: 200px; --zoo-line: #111111; --zoo-accent: #222222; --zoo-ink: #333333; --zoo-quiet: #444444";
  const context = made.canvas.getContext("2d");
  const [boxes, rings] = [[], []];
  put(context, "fillRect", (...box) =>
    boxes.push([...box.map(Math.round), context.fillStyle, Number(context.globalAlpha.toFixed(2))]),
  );
  put(context, "strokeRect", (...box) => rings.push([...box.map(Math.round), context.strokeStyle, context.lineWidth]));
  return { made, forced, calls, boxes, rings };
}

test("a unit is stronger the more probable it is, and much stronger while it is on; what is forced has a ring", () => {
  const { made, forced, boxes, rings } = grid();
  made.show([1, 0, 0, 0, 1], [0.5, 0.5, 0, 1, 1]);
  equal(
    boxes.filter(([, , , , colour]) => colour === "#222222").map(([x, y, , , , alpha]) => [x, y, alpha]),
    [
      [1, 1, 0.68],
      [102, 1, 0.15],
      [203, 1, 0],
      [1, 101, 0.3],
      [102, 101, 1],
    ],
  );
  equal([boxes[0], rings], [[1, 1, 99, 98, "#111111", 1], []]);
  forced.set(3, 0);
  made.hint(1);
  equal(rings, [
    [1, 101, 99, 98, "#333333", 3],
    [102, 1, 99, 98, "#444444", 1.5],
  ]);
  equal(
    [made.text.textContent, made.tip.hidden, made.tip.style.left, made.tip.style.top],
    ["unit 1 0.5", false, "50%", "50%"],
  );
  const sides = () => ["is-left", "is-above"].map((name) => made.tip.classList.contains(name));
  equal(sides(), [false, false]);
  made.hint(2);
  equal(sides(), [true, false]);
});

test("the unit under a pointer is told, one that is not there is none, and leaving ends it", () => {
  const { made, calls, forced } = grid();
  pointer(made.canvas, "pointermove", [0.4, 0.9]);
  equal([made.hinted, made.tip.hidden], [4, false]);
  pointer(made.canvas, "pointermove", [0.9, 0.9]);
  equal([made.hinted, made.tip.hidden], [null, true]);
  for (const [right, down] of [
    [-0.01, 0.2],
    [1.01, 0.2],
    [0.5, -0.01],
  ]) {
    pointer(made.canvas, "pointermove", [right, down]);
    equal(made.hinted, null);
  }
  pointer(made.canvas, "pointermove", [0.1, 0.1]);
  made.canvas.dispatchEvent(new FocusEvent("blur"));
  equal(made.tip.hidden, true);
  pointer(made.canvas, "click", [0.4, 0.1]);
  forced.set(1, 1);
  press(made.canvas, " ");
  forced.set(1, 0);
  press(made.canvas, "Enter");
  equal(
    [calls, press(made.canvas, "x").defaultPrevented, press(made.canvas, "ArrowUp").defaultPrevented, made.at],
    [
      [
        [1, 1],
        [1, 0],
        [1, null],
      ],
      false,
      true,
      0,
    ],
  );
});

// ---- the chains' pictures
test("held pixels are tinted, and each chain has its name, its number and its colour", () => {
  const picks = [];
  const box = element("");
  const made = makePictures(box, 2, { painted: () => {}, pick: (index) => picks.push(index), paintable: true });
  const chain = {
    clamp: Int8Array.from({ length: 784 }, (_, at) => (at === 1 ? 1 : at === 2 ? 0 : -1)),
    hiddenProbs: [0.2],
    freeEnergy: -1234.56,
  };
  const seen = { pixels: new Float32Array(784).fill(0.5), sample: new Uint8Array(784).fill(1) };
  made[1].show(chain, seen, { lower: [], log_partition: 1000 });
  equal(
    [pixel(made[1].big, 0), pixel(made[1].big, 1), pixel(made[1].big, 2)],
    [
      [128, 128, 128, 255],
      [255, 186, 112, 255],
      [46, 33, 80, 255],
    ],
  );
  equal(
    [made[1].text.textContent, levels(made[1].sample)[0], levels(made[1].units)],
    ["F −1,234.6\nlog p(v) 234.6", 255, [51]],
  );
  made[1].show(chain, seen, { lower: ["a"], log_partition: null });
  equal([pixel(made[1].big, 1), made[1].text.textContent], [[128, 128, 128, 255], "F −1,234.6"]); // of a deep network the pixels are not held
  made[1].name.click();
  equal(
    [picks, texts(box.querySelectorAll(".rbm-chain-name")), made[1].name.style.getPropertyValue("--chain")],
    [[1], ["1", "2"], "#3b82f6"],
  );
  equal([made[1].big.getAttribute("role"), box.style.getPropertyValue("--columns")], ["application", "2"]);
  const still = makePictures(element(""), 9, { painted: () => {}, pick: () => {}, paintable: false });
  equal(
    [still[0].big.getAttribute("role"), still[0].element.parentElement.style.getPropertyValue("--columns")],
    ["img", "3"],
  );
});

test("of a deep network the layers stand from the top down; those of the chain's machine are held, others only shown", () => {
  const box = element("");
  const calls = [];
  const machine = { sizes: [4, 3, 2], filter: () => new Float32Array(784) };
  const draw = layerGrids(box, machine, {
    forced: () => new Map([[1, 1]]),
    force: (...what) => calls.push(["force", ...what]),
    held: () => new Map([[0, 0]]),
    hold: (...what) => calls.push(["hold", ...what]),
  });
  equal(texts(box.querySelectorAll("h4")), [
    "Hidden layer 3, the top: 2 units",
    "Hidden layer 2: 3 units",
    "Hidden layer 1: 4 units",
  ]);
  equal(texts(box.querySelectorAll(".rbm-chain-between")), [
    "⇅ the chain runs between these two",
    "↓ generative weights",
    "↓ generative weights, to the pixels of the picture",
  ]);
  const layers = [4, 3].map((size) => ({ units: new Uint8Array(size), probs: new Float32Array(size).fill(size / 10) }));
  draw({ hidden: [1, 0], hiddenProbs: [0.75, 0.25] }, { layers });
  const canvases = [...box.querySelectorAll("canvas[tabindex]")];
  const said = canvases.map((canvas, at) => {
    press(canvas, at ? "ArrowLeft" : "ArrowRight");
    return box.querySelectorAll(".rbm-chain-tip span")[at].textContent;
  });
  equal(said, [
    "unit 1: on with probability 0.25, forced on",
    "unit 0: on with probability 0.30, forced off",
    "unit 0: on with probability 0.40",
  ]);
  for (const canvas of canvases) press(canvas, " ");
  equal(calls, [
    ["force", 1, 0],
    ["hold", 0, null],
  ]);
  const alone = element("");
  layerGrids(
    alone,
    { sizes: [5], filter: () => new Float32Array(784) },
    { forced: () => new Map(), force() {}, held: () => new Map(), hold() {} },
  );
  equal(
    [texts(alone.querySelectorAll("h4")), alone.querySelectorAll(".rbm-chain-between").length],
    [["5 hidden units"], 0],
  );
});

test("the judge is asked at most twice a second, for the newest picture, and not twice for the same", async () => {
  const clock = stopped();
  const asked = [];
  const line = element("<p></p>").firstChild;
  const server = {
    async judge({ pixels }) {
      asked.push(atob(pixels).charCodeAt(0));
      return { digit: 3, confidence: 0.8, no_digit: 0 };
    },
  };
  const judge = makeJudge(line, server);
  const ask = (index, level) => judge([index, [level]]);
  ask(1, 0.2);
  ask(1, 0.4);
  ask(1, 0.6);
  await rest();
  equal([asked, line.textContent], [[51], "The judge reads in chain 2: 3 (80\u00a0%)"]);
  await clock.pass(499);
  equal(asked, [51]);
  await clock.pass(1);
  equal(asked, [51, 153]);
  await clock.pass(500);
  ask(1, 0.6);
  await clock.pass(500);
  equal(asked.length, 2);
  ask(0, 0.6);
  await rest();
  equal([asked.length, line.textContent], [3, "The judge reads in chain 1: 3 (80\u00a0%)"]);
  const none = element("<p></p>").firstChild;
  makeJudge(none, {})([0, [1]]);
  await rest();
  equal(none.textContent, "");
});
