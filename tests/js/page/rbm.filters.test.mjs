// The RBM tab's filters and the sides of its comparison, each by itself, over machines whose weights are made here.
import { tool as compare } from "../../../assets/rbm/compare.js";
import { tool as filters } from "../../../assets/rbm/filters.js";
import { makeMachine } from "../../../assets/rbm/machine.js";
import { paintFilters } from "../../../assets/rbm/train/filters.js";
import { written } from "../safetensors.mjs";
import { element, equal, firstOf, levels, ok, places, pressed, put, test, texts, type } from "./harness.mjs";

const pixel = (canvas) => [...canvas.getContext("2d").getImageData(0, 0, 1, 1).data].slice(0, 3);
const [MORE, LESS] = [
  [186, 58, 8],
  [28, 92, 178],
];
const filled = (count, make) => Float32Array.from({ length: count }, (_, at) => make(at));

// Three hidden units: all their weights are 0.5, −2 and 1; their biases 0.25, −1 and 0.
const SIZES = [0.5, -2, 1];
const tensors = (prefix, hidden = 3) => ({
  [`${prefix}.visible_bias`]: new Float32Array(784),
  [`${prefix}.hidden_bias`]: filled(hidden, (at) => [0.25, -1, 0][at % 3]),
  [`${prefix}.weight`]: filled(784 * hidden, (at) => SIZES[(at % hidden) % 3]),
});
let files = 0;
function shown({ frequency = [0.25, 0.005, 1], hidden = 3 } = {}) {
  const forced = new Map();
  const said = [];
  const viewer = {
    model: {
      name: "a",
      title: "A",
      weights: `filters:${files++}`,
      lower: [],
      models: [{ name: "a", title: "A" }],
      units: frequency && [{ size: hidden, frequency }],
    },
    machine: makeMachine(tensors("top", hidden), { kind: "RBM", top: "top" }),
    forced: () => forced,
    force: (unit, value) => (value === null ? forced.delete(unit) : forced.set(unit, value)),
    chains: () => [{ hidden: [1, 0, 1] }, { hidden: [0, 1, 0] }],
    said,
    say: (text) => said.push(text),
    ask: async () => null,
  };
  return viewer;
}
async function filtered(more) {
  const viewer = shown(more);
  const box = element("");
  const made = filters.make(box, viewer);
  await made.model();
  const tiles = () => [...box.querySelectorAll(".rbm-tile")];
  return {
    viewer,
    box,
    made,
    tiles,
    units: () => tiles().map(({ title }) => title),
    facts: () => made.facts.textContent,
  };
}

test("filters are in the colours of their own weights, or all on the scale of the strongest", async () => {
  const { box, tiles, units, made } = await filtered();
  equal(
    [units(), texts(tiles())],
    [
      ["unit 2", "unit 0", "unit 1"],
      ["100 %", "25 %", "0.5 %"],
    ],
  );
  const colours = () => tiles().map((tile) => pixel(tile.querySelector("canvas")));
  equal(colours(), [MORE, MORE, LESS]);
  box.querySelector("[type=checkbox]").click();
  const [strong, weak, strongest] = colours();
  equal(strongest, LESS);
  ok(strong[2] > MORE[2] && weak[2] > strong[2]); // paler, and paler still
  equal(pixel(made.lens), MORE); // the chosen one has its own
});

test("filters can stand by the size of their weights or by number, and the first is chosen", async () => {
  const { made, units, facts } = await filtered();
  const norm = (weight) => (28 * weight).toFixed(1);
  equal(facts(), `On for 100 % of the test digits. Weight norm ${norm(1)}, bias 0.00.`);
  type(made.sortField.querySelector("select"), "norm", "change");
  equal(
    [units(), made.name.textContent, facts()],
    [["unit 1", "unit 2", "unit 0"], "Unit 1", `On for 0.5 % of the test digits. Weight norm ${norm(2)}, bias −1.00.`],
  );
  type(made.sortField.querySelector("select"), "index", "change");
  equal([units(), made.name.textContent], [["unit 0", "unit 1", "unit 2"], "Unit 0"]);
  equal(texts(made.sortField.querySelectorAll("option")), [
    "how often it is on",
    "how strong its weights are",
    "its number",
  ]);
  ok(made.counted.textContent.startsWith("Over the test digits, 42 % of the 3 units are on at a time. 1 is dead"));
});

test("without frequencies a filter has its number, and there is no chart of them", async () => {
  const { units, tiles, box, facts, made } = await filtered({ frequency: null });
  equal(
    [units(), texts(tiles()), box.querySelector(".rbm-bars")],
    [["unit 0", "unit 1", "unit 2"], ["0", "1", "2"], null],
  );
  equal([facts(), tiles()[1].ariaLabel], [`Weight norm ${(28 * 0.5).toFixed(1)}, bias 0.25.`, "Unit 1, free"]);
  ok(made.counted.textContent.includes("was not measured"));
});

test("a mouse looks at a filter, a finger presses it; a light is on where the unit is on in the first chain", async () => {
  const { tiles, made, viewer, box } = await filtered();
  const enter = (at, pointerType) => tiles()[at].dispatchEvent(new PointerEvent("pointerenter", { pointerType }));
  enter(1, "touch");
  equal(made.name.textContent, "Unit 2");
  enter(1, "mouse");
  equal([made.name.textContent, places(tiles(), (tile) => tile.classList.contains("is-chosen"))], ["Unit 0", [1]]);
  made.frame();
  equal(
    places(tiles(), (tile) => tile.classList.contains("is-lit")),
    [0, 1],
  );
  viewer.chains = () => [];
  made.frame();
  equal(
    places(tiles(), (tile) => tile.classList.contains("is-lit")),
    [],
  );
  tiles()[2].click();
  tiles()[2].click();
  equal(
    [
      [...viewer.forced()],
      places(tiles(), (tile) => tile.classList.contains("is-off")),
      pressed(made.holds),
      made.release.disabled,
    ],
    [[[1, 0]], [2], [2], false],
  );
  made.holds[1].click();
  equal(
    [[...viewer.forced()], viewer.said.at(-1), tiles()[2].classList.contains("is-on")],
    [[[1, 1]], "Unit 1 is held on in the running chain.", true],
  );
  equal([box.querySelector(".rbm-pages").hidden, made.segments.hidden, made.only.textContent], [true, false, ""]);
});

test("while the weights of another machine are on their way a press holds nothing", async () => {
  const { viewer, made, tiles } = await filtered();
  const other = shown();
  const coming = Promise.withResolvers();
  viewer.model = other.model;
  Object.defineProperty(viewer, "machine", { get: () => coming.promise });
  const shownLater = made.model();
  tiles()[0].click();
  equal([...viewer.forced()], []);
  coming.resolve(other.machine);
  await shownLater;
});

test("a hundred filters are one page, one more is two", async () => {
  const many = async (hidden) => {
    const { made, tiles } = await filtered({ hidden, frequency: filled(hidden, (at) => 1 - at / 200) });
    return {
      count: tiles().length,
      pages: texts(made.pages.children),
      hidden: made.pages.hidden,
      made,
      text: made.chart.querySelector("p").textContent,
    };
  };
  const one = await many(100);
  equal(
    [one.count, one.hidden, one.text],
    [100, true, "how often each unit is on, in the order above; press a bar to see its unit"],
  );
  const two = await many(101);
  equal([two.count, two.hidden, two.pages], [100, false, ["1–100", "101–101"]]);
  ok(two.text.includes("those shown are in colour"));
  equal(two.made.chart.querySelectorAll("path")[0].getAttribute("d"), "M100 100h.86v-50h-.86z"); // the one on the other page
  two.made.show(100);
  equal([two.made.name.textContent, pressed(two.made.pages.children)], ["Unit 100", [1]]);
});

// ---- a side of the comparison
const comparing = () => {
  const viewer = shown();
  const box = element("");
  return { viewer, sides: compare.make(box, viewer).sides };
};
const describe = (more) => ({
  title: "B",
  weights: "compared:b",
  lower: [],
  top: "top",
  recognition: [],
  shown: null,
  ...more,
});
const served = (more = {}) =>
  put(window, "fetch", async (url) => {
    if (url === "compared:b")
      return new Response(
        written(
          Object.fromEntries(Object.entries(tensors("top", 21)).map(([name, values]) => [name, ["F32", values]])),
        ),
      );
    return more[url] ? new Response(more[url]) : new Response("", { status: 404 });
  });

test("a side shows the twenty filters that are on most often, and says what is not there", async () => {
  served();
  const { viewer, sides } = comparing();
  const labels = () => Array.from(sides[0].filters.children, ({ ariaLabel }) => ariaLabel);
  await sides[0].show(describe({ summary: "Sum." }), viewer, 21);
  equal(
    [labels().length, labels()[0], labels()[19], sides[0].summary.textContent],
    [20, "Filter of unit 0", "Filter of unit 19", "Sum."],
  );
  equal(
    [sides[0].usage.textContent, sides[0].redrawn.textContent, sides[0].samples.textContent],
    [
      "This was not measured for this checkpoint.",
      "This checkpoint has no pictures.",
      "This checkpoint has no pictures.",
    ],
  );
  await sides[0].show(
    describe({ units: [{ size: 21, frequency: filled(21, (at) => (at === 7 ? 0.9 : at / 100)) }] }),
    viewer,
    42,
  );
  equal(
    [labels()[0], labels()[1], labels()[19], sides[0].summary.textContent],
    ["Filter of unit 7", "Filter of unit 20", "Filter of unit 1", ""],
  );
  equal(
    [sides[0].usage.querySelector("svg").style.width, sides[0].usage.querySelector("svg").ariaLabel],
    ["50%", "How often each of 21 units is on"],
  );
  equal(pixel(sides[0].filters.children[0]), LESS); // of unit 7
});

test("a network's layers are told apart, its pictures have names, and those that fail are said", async () => {
  const grey = (...levelsOf) => ["U8", Uint8Array.from(levelsOf.flatMap((level) => Array(784).fill(level)))];
  served({ "compared:shown": written({ images: grey(10, 20), reconstructions: grey(30, 40), samples: grey(50) }) });
  const { viewer, sides } = comparing();
  const units = [
    { size: 2, frequency: [0.5, 0] },
    { size: 4, frequency: [1, 1, 1, 1] },
  ];
  await sides[1].show(describe({ units, shown: "compared:shown" }), viewer, 4);
  equal(texts(sides[1].usage.querySelectorAll("figcaption")), [
    "Layer 1: 2 units, on 25 % of the time on average; 1 dead (below 1 %).",
    "Layer 2: 4 units, on 100 % of the time on average; 0 dead (below 1 %).",
  ]);
  equal(
    Array.from(sides[1].redrawn.querySelectorAll("canvas"), (canvas) => [canvas.ariaLabel, firstOf(canvas)]),
    [
      ["Test digit 1 of the model on the right", 10],
      ["Redrawn digit 1 of the model on the right", 30],
      ["Test digit 2 of the model on the right", 20],
      ["Redrawn digit 2 of the model on the right", 40],
    ],
  );
  equal(levels(sides[1].samples.querySelector("canvas"))[783], 50);
  await sides[1].show(describe({ shown: "compared:gone" }), viewer, 4);
  equal(
    [viewer.said.at(-1), sides[1].redrawn.textContent],
    [
      "The pictures of B cannot be shown here: the pictures could not be fetched (404).",
      "This checkpoint has no pictures.",
    ],
  );
  await sides[1].show(describe({ weights: "compared:gone" }), viewer, 4);
  equal(
    [viewer.said.at(-1), sides[1].filters.children.length],
    ["B cannot be shown here: the weights could not be fetched (404).", 0],
  );
});

test("what was shown last stays, whichever answer comes last", async () => {
  const frees = [];
  put(window, "fetch", () => new Promise((done) => frees.push(done)));
  const { viewer, sides } = comparing();
  const file = (level) =>
    new Response(
      written({
        images: ["U8", new Uint8Array(784).fill(level)],
        reconstructions: ["U8", new Uint8Array(784)],
        samples: ["U8", new Uint8Array(784)],
      }),
    );
  const here = { ...viewer.model, shown: "one" };
  viewer.model = here;
  const first = sides[0].show(here, viewer, 3);
  const second = sides[0].show(here, viewer, 3);
  frees[1](file(2));
  await second;
  frees[0](file(1));
  await first;
  equal(firstOf(sides[0].redrawn.querySelector("canvas")), 2);
});

test("in training, too, the largest weight of a unit has the full colour, whatever its sign", () => {
  const canvas = document.createElement("canvas");
  const filters = new Float32Array(2 * 784);
  filters.set([-2, 1]);
  filters.set([2, -1], 784);
  paintFilters(canvas, filters);
  const at = (x) => [...canvas.getContext("2d").getImageData(x, 0, 1, 1).data];
  equal(
    [at(0), at(29)],
    [LESS, MORE].map((color) => [...color, 255]),
  ); // the units are beside each other
  ok(at(1)[0] > at(1)[2] && at(30)[0] < at(30)[2], "the smaller weights are of the other sign");
});
