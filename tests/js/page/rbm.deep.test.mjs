// The RBM tab's tools for a deep network, each by itself: the map of its second layer, what fine-tuning changed, a
// digit's way; and the brush.
import { apply, BrushChoice, brush } from "../../../assets/rbm/brush.js";
import { Journey } from "../../../assets/rbm/journey.js";
import { Second } from "../../../assets/rbm/second.js";
import { Untied } from "../../../assets/rbm/untied.js";
import {
  element,
  equal,
  levels,
  markupOf,
  ok,
  pointer,
  press,
  pressed,
  put,
  release,
  test,
  texts,
  type,
} from "./harness.mjs";

const pixel = (canvas, x, y = 0) => [...canvas.getContext("2d").getImageData(x, y, 1, 1).data].slice(0, 3);
const [MORE, LESS, NONE] = [
  [186, 58, 8],
  [28, 92, 178],
  [247, 243, 235],
];

// ---- the second layer
// Two lower units over four pixels, three upper ones. The largest weight is the pair of units 1 and 2.
function mapped(config = {}) {
  const box = element("");
  const filter = (layer) => (unit) => new Float32Array(784).fill(layer ? -unit : unit);
  const layers = [
    { weight: [1, 2, 0, 0, 0, 0, 0, 0], visible: 4, hidden: 2, filter: filter(0) },
    { weight: [1, 0, -2, 0, 3, 6], visible: 2, hidden: 3, filter: filter(1) },
  ];
  const made = new Second(box);
  made.model(layers, config);
  return {
    box,
    made,
    told: () => made.told.textContent,
    choose: (by) => type(box.querySelector("select"), by, "change"),
  };
}

test("the map of the second layer is sorted by strength or number, each pixel a weight", () => {
  const { made, box, told, choose } = mapped();
  choose("index");
  equal([made.map.width, made.map.height, made.map.style.width, made.map.style.height], [3, 2, "18px", "12px"]);
  equal(
    [pixel(made.map, 2, 1), pixel(made.map, 1, 0), told()],
    [MORE, NONE, "unit 0 of layer 1, unit 0 of layer 2: weight 1.000"],
  );
  ok(pixel(made.map, 2, 0)[2] > pixel(made.map, 2, 0)[0]); // −2 is blue
  choose("norm"); // rows of 2.24 and 6.71, columns of 1, 3 and 6.32
  equal([told(), pixel(made.map, 0, 0)], ["unit 1 of layer 1, unit 2 of layer 2: weight 6.000", MORE]);
  equal(texts(box.querySelectorAll("figcaption")), ["layer 1, unit 1", "layer 2, unit 2"]);
  equal([pixel(made.screens[0].screen, 0), pixel(made.screens[1].screen, 0)], [MORE, LESS]);
  equal(texts(box.querySelectorAll("option")), [
    "their part in the strongest pattern",
    "how strong their weights are",
    "their number",
  ]);
  ok(
    made.text.textContent.startsWith(
      "2 rows, the units of hidden layer 1, by 3 columns, those of hidden layer 2. Full colour: a weight of ±6.00 or more.",
    ),
  );
  equal(made.map.ariaLabel, "The 2 by 3 weights of W₂ in colours; arrow keys move over them");
});

test("the pair under the pointer is told, keys go from pair to pair, and both stay on the map", () => {
  const { made, told, choose } = mapped();
  choose("index");
  made.map.style.cssText = "display: block; width: 300px; height: 200px";
  pointer(made.map, "pointermove", [0.9, 0.2]);
  equal(told(), "unit 0 of layer 1, unit 2 of layer 2: weight −2.000");
  pointer(made.map, "pointerdown", [0.4, 0.9]);
  equal(told(), "unit 1 of layer 1, unit 1 of layer 2: weight 3.000");
  const went = ["ArrowRight", "ArrowRight", "ArrowUp", "ArrowUp", "ArrowLeft", "ArrowDown", "ArrowDown"].map((key) => {
    ok(press(made.map, key).defaultPrevented);
    return made.place;
  });
  equal(went, [
    [1, 2],
    [1, 2],
    [0, 2],
    [0, 2],
    [0, 1],
    [1, 1],
    [1, 1],
  ]);
  ok(!press(made.map, "x").defaultPrevented);
});

test("a machine that began upside down says how much of that is left", () => {
  const { made } = mapped();
  ok(!made.text.textContent.includes("upside down"));
  const box = element("");
  const second = new Second(box);
  const lower = { weight: [1, 2, 0, 1], visible: 2, hidden: 2, filter: () => [0] };
  // upside down: rows 1 0 and 2 1; now 2 0 and 2 1, and a column more
  second.model(
    [
      { ...lower, filter: () => new Float32Array(784) },
      { weight: [2, 0, 5, 2, 1, 5], visible: 2, hidden: 3, filter: () => new Float32Array(784) },
    ],
    { tied_start: true },
  );
  const cosine = (2 * 1 + 2 * 2 + 1 * 1) / Math.sqrt(9 * 6);
  ok(
    second.text.textContent.includes(
      `the cosine of its first 2 columns with that start is now ${cosine.toFixed(2)} (1 would be the same)`,
    ),
  );
  second.model(
    [
      { ...lower, filter: () => new Float32Array(784) },
      { weight: [1, 0, 2, 1], visible: 2, hidden: 2, filter: () => new Float32Array(784) },
    ],
    { tied_start: true },
  );
  ok(second.text.textContent.includes("the cosine with that start is now 1.00"));
});

// ---- two sets of weights
test("units stand by how far their two sets of weights are apart, twelve at first", () => {
  const box = element("");
  const untied = new Untied(box);
  const hidden = 13;
  const own = Float32Array.from({ length: 784 * hidden }, () => 0.5);
  const up = own.map((weight, at) => weight + (at % hidden) / 100);
  const column = (unit, weight = own) => Float32Array.from({ length: 784 }, (_, row) => weight[row * hidden + unit]);
  const layer = { weight: own, upWeight: up, visible: 784, hidden, column };
  untied.model([layer], { recognition: [] });
  equal(untied.box.hidden, true);
  untied.model([layer], { recognition: ["up"] });
  const triples = () => texts(box.querySelectorAll(".rbm-triple > p"));
  equal(
    [untied.box.hidden, triples().length, triples()[0], triples()[11], untied.more.textContent],
    [false, 12, "unit 12: mean 0.1200", "unit 1: mean 0.0100", "All 13 units"],
  );
  ok(
    untied.text.textContent.includes(
      "differs from that of W′ by 0.0600 on average, which is 12.0 % of the average size of a weight of W′, 0.5000.",
    ),
  );
  untied.more.click();
  equal([triples().length, untied.more.textContent], [13, "Only the first 12"]);
  equal(texts(box.querySelector(".rbm-triple").querySelectorAll("figcaption")), ["R", "W′", "R − W′", "|R − W′|"]);
  const [own1, own2, between] = box.querySelectorAll(".rbm-triple canvas");
  equal([pixel(own1, 0), pixel(between, 0)], [MORE, MORE]); // the differences have a scale of their own
  ok(pixel(own2, 0)[1] > MORE[1]); // R and W′ share one: W′ is the smaller
  untied.model(
    [
      {
        ...layer,
        hidden: 2,
        weight: own.slice(0, 4),
        upWeight: own.slice(0, 4),
        visible: 2,
        column: () => new Float32Array(784),
      },
    ],
    { recognition: ["up"] },
  );
  equal([untied.more.hidden, triples()], [true, ["unit 0: mean 0.0000", "unit 1: mean 0.0000"]]);
});

// ---- a digit's way
test("the floors of a network say their sizes, and one that began as the pixels shows a picture again", async () => {
  const layer = (visible, hidden) => ({
    visible,
    hidden,
    hiddenProbs: () => new Float32Array(hidden).fill(1),
    visibleProbs: () => new Float32Array(visible).fill(1),
  });
  const pixels = Float32Array.from({ length: 784 }, (_, at) => Number(at < 2));
  const viewer = {
    model: { config: { tied_start: true }, examples: { 3: "M0 0" }, test_digits: 0 },
    ask: async () => ({ pixels: btoa(String.fromCharCode(...pixels.map((on) => 255 * on))), label: null }),
  };
  const box = element("");
  const made = new Journey(box, viewer);
  const buttons = () => [made.up, ...made.gibbs, made.down, made.again].map(({ disabled }) => disabled);
  equal(buttons(), Array(6).fill(true));
  const arriving = made.model([layer(784, 4), layer(4, 784)]);
  equal(buttons(), Array(6).fill(true));
  await arriving;
  equal(buttons(), [false, true, true, true, true, false]);
  equal(texts(box.querySelectorAll(".rbm-tower b")), ["pixels v", "hidden h₁", "hidden h₂"]);
  equal(
    Array.from(box.querySelectorAll(".rbm-tower figcaption"), (each) => each.children[1].textContent),
    ["784 pixels", "4 units", "784 units, the top: begun as the pixels, so a picture again"],
  );
  equal(texts(box.querySelectorAll(".rbm-tower .rbm-sign")), ["→", "⇄"]);
  equal(levels(made.floors[0].screen).slice(0, 3), [255, 255, 0]);
  made.up.click();
  equal(
    [buttons(), made.floors[1].note.textContent, made.floors[2].note.textContent, levels(made.floors[1].screen)],
    [Array(6).fill(false), "4 on", "784 on", Array(4).fill(255)],
  );
  made.gibbs[0].click();
  ok(made.sentence.textContent.startsWith("1 Gibbs step at the top."));
  made.gibbs[2].click();
  ok(made.sentence.textContent.startsWith("101 Gibbs steps at the top."));
  equal(texts(made.gibbs), ["Gibbs step", "10 steps", "100 steps"]);
  made.down.click();
  const film = box.querySelector(".rbm-film canvas");
  equal(
    [film.ariaLabel, levels(film)[0], made.floors[0].note.textContent],
    ["The picture after 101 Gibbs steps", 255, ""],
  );
});

// ---- the brush
test("a stroke has the pixels whose middles are near it, and a pen that rests paints again", () => {
  const canvas = element("<canvas></canvas><i></i>").firstChild;
  canvas.style.cssText = "display: block; width: 280px; height: 280px";
  const strokes = [];
  const again = brush(canvas, canvas.nextSibling, (pixels) => strokes.push([...pixels].sort((a, b) => a - b)));
  again();
  equal(strokes, []);
  const held = [];
  put(canvas, "setPointerCapture", (id) => held.push(id));
  pointer(canvas, "pointerdown", [10.5 / 28, 10.5 / 28]); // the middle of pixel (10, 10): it and its eight neighbours but the corners
  equal(strokes.at(-1), [9 * 28 + 10, 10 * 28 + 9, 10 * 28 + 10, 10 * 28 + 11, 11 * 28 + 10]);
  pointer(canvas, "pointermove", [12.5 / 28, 10.5 / 28]);
  equal(
    strokes.at(-1).filter((at) => at >= 280 && at < 308),
    [289, 290, 291, 292, 293],
  );
  again();
  equal(strokes.at(-1), [9 * 28 + 12, 10 * 28 + 11, 10 * 28 + 12, 10 * 28 + 13, 11 * 28 + 12]);
  equal(held, [1]); // a stroke that leaves the picture and comes back is one
  pointer(canvas, "pointercancel", [0.5, 0.5]);
  const { length } = strokes;
  again();
  pointer(canvas, "pointerdown", [0, 0], { pointerId: 2 });
  equal([strokes.length, strokes.at(-1)], [length + 1, [0]]);
  pointer(canvas, "pointerup", [0, 0], { pointerId: 2 });
  press(canvas, "ArrowDown");
  press(canvas, "ArrowRight");
  equal([canvas.nextSibling.style.left, strokes.length], [`${((100 * 15) / 28).toFixed(4)}%`, length + 1]);
  press(canvas, " ");
  equal(strokes.at(-1), [14 * 28 + 14, 14 * 28 + 15, 15 * 28 + 14, 15 * 28 + 15]); // 15, 15 is a corner of four
  release(canvas, "x");
  press(canvas, "ArrowUp");
  equal(strokes.length, length + 3); // it is still down
});

test("each brush does what it says, and a deep network has none", async () => {
  const root = await markupOf("rbm");
  const choice = new BrushChoice(root);
  const buttons = () => [...choice.box.querySelectorAll(".rbm-chain-segments button")];
  equal([texts(buttons()), pressed(buttons()), choice.kind], [["Ink", "Hold on", "Hold off", "Let go"], [0], "ink"]);
  buttons()[2].click();
  ok(choice.hint.textContent.startsWith("Hold off: these pixels stay black."));
  choice.model(true);
  equal([choice.box.hidden, choice.hint.textContent.startsWith("In a deep belief network")], [true, true]);
  choice.model(false);
  equal([choice.box.hidden, pressed(buttons()), choice.hint.textContent.startsWith("Hold off")], [false, [2], true]);
  const calls = [];
  const chains = {
    ink: (chain, units) => calls.push(["ink", chain, [...units]]),
    hold: (chain, units) => calls.push(["hold", chain, [...units]]),
  };
  for (const kind of ["ink", "on", "off", "free"]) apply(chains, 7, kind, new Set([3]));
  equal(calls, [
    ["ink", 7, [[3, 1]]],
    ["hold", 7, [[3, 1]]],
    ["hold", 7, [[3, 0]]],
    ["hold", 7, [[3, -1]]],
  ]);
});
