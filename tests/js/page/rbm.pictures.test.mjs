// The RBM tab's pictures and charts by themselves.
import {
  bars,
  columnsOf,
  layersOf,
  legend,
  line,
  paintFilter,
  paintUnits,
  picture,
} from "../../../assets/rbm/pictures.js";
import { Trace } from "../../../assets/rbm/trace.js";
import { element, equal, levels, near, pointer, put, stopped, test, texts } from "./harness.mjs";

const canvasOf = (width, height) => Object.assign(document.createElement("canvas"), { width, height });
const pixel = (canvas, x, y = 0) => [...canvas.getContext("2d").getImageData(x, y, 1, 1).data];

// ---- pictures
test("weights are orange above zero and blue below, the largest in full colour, and 0 is the background", () => {
  const canvas = canvasOf(3, 2);
  paintFilter(canvas, [2, -2, 0, 1, -0.5, 0]);
  equal(
    [pixel(canvas, 0), pixel(canvas, 1), pixel(canvas, 2)],
    [
      [186, 58, 8, 255],
      [28, 92, 178, 255],
      [247, 243, 235, 255],
    ],
  );
  const share = 0.5 ** 0.8; // half the size is a little more than half the colour
  pixel(canvas, 0, 1)
    .slice(0, 3)
    .forEach((part, at) => near(part, [247 - 61 * share, 243 - 185 * share, 235 - 227 * share][at], 1));
  paintFilter(canvas, [8, -1, 0, 0, 0, 0], 4);
  equal(pixel(canvas, 0), [186, 58, 8, 255]); // no more than full
  const little = 0.25 ** 0.8;
  near(pixel(canvas, 1)[0], 247 - 219 * little, 1);
  element('<i class="dark"></i>');
  paintFilter(canvas, [1, -1, 0, 0, 0, 0]);
  equal(
    [pixel(canvas, 0), pixel(canvas, 1), pixel(canvas, 2)],
    [
      [255, 146, 87, 255],
      [92, 168, 255, 255],
      [24, 27, 35, 255],
    ],
  );
});

test("units are small squares that fill a grid row by row, and one of a strip's pictures is taken by its place", () => {
  equal([1, 2, 4, 5, 130].map(columnsOf), [1, 2, 2, 3, 12]);
  const canvas = canvasOf(1, 1);
  paintUnits(canvas, [1, 0.5, 0, 0, 0.2]);
  equal([canvas.width, canvas.height, levels(canvas)], [3, 2, [255, 128, 0, 0, 51, 0]]);
  const tensor = Uint8Array.from({ length: 3 * 784 }, (_, at) => Math.floor(at / 784) * 51);
  equal([picture(tensor, 2).length, Number(picture(tensor, 2)[783].toFixed(6))], [784, 0.4]);
  equal(texts(legend().children), ["turns pixels on", "leaves them alone", "turns pixels off"]);
  equal(
    Array.from(legend(["a", "b", "c"]).querySelectorAll("i"), ({ className }) => className),
    ["is-more", "is-none", "is-less"],
  );
});

test("a bar is as high as its share, never nothing, and a press tells which it was", () => {
  const found = [];
  const chart = bars([0.5, 0, 2], { label: "Bars", most: 1, marked: (at) => at !== 1, press: (at) => found.push(at) });
  const [others, marked] = chart.querySelectorAll("path");
  equal(
    [others.getAttribute("d"), marked.getAttribute("d")],
    ["M1 100h.86v-0.6h-.86z", "M0 100h.86v-50h-.86zM2 100h.86v-100h-.86z"],
  );
  equal(
    [chart.getAttribute("viewBox"), chart.getAttribute("aria-label"), chart.classList.contains("is-pressed")],
    ["0 0 3 100", "Bars", true],
  );
  element("").append(chart);
  chart.style.cssText = "display: block; width: 300px; height: 20px";
  for (const right of [0, 0.34, 0.99]) pointer(chart, "click", [right, 0.5]);
  equal(found, [0, 1, 2]);
  equal(bars([3], { label: "", most: 6 }).querySelector(".is-marked").getAttribute("d"), "M0 100h.86v-50h-.86z");
});

test("a line goes from the lowest value to the highest over the whole width, with a mark where it stands", () => {
  const parts = (...given) => Array.from(line(...given).querySelectorAll("path"), (path) => path.getAttribute("d"));
  equal(parts([10, 20, 15], 1, "Line"), [
    "M0 100L0.00 96.00L100.00 4.00L200.00 50.00L200 100z",
    "M0.00 96.00L100.00 4.00L200.00 50.00",
    "M100 0V100",
  ]);
  equal(parts([5], 0, "")[1], "M0.00 96.00");
});

test("layers are read once for each file, a failure is said and not kept, and a model that has gone gets none", async () => {
  const said = [];
  const top = {
    visible: 2,
    hidden: 1,
    weight: [1, 2],
    turned: Float32Array.of(1, 2),
    hiddenLogits: () => [0],
    visibleLogits: () => [0, 0],
  };
  const machine = { lower: [], top, recognition: [], filter: () => [1, 2] };
  const model = { title: "Mine", weights: "parts:a" };
  const viewer = { model, machine, say: (...what) => said.push(what) };
  const [first] = await layersOf(viewer);
  equal([(await layersOf(viewer))[0] === first, Array.from(first.column(0))], [true, [1, 2]]);
  const late = layersOf(viewer);
  viewer.model = { title: "Next", weights: "parts:b" };
  equal(await late, null);
  let answers = 0;
  put(window, "fetch", async () => new Response("", { status: answers++ ? 503 : 404 }));
  const other = { title: "Other", weights: "parts:c" };
  equal([await layersOf(viewer, other), await layersOf(viewer, other)], [null, null]);
  equal(said, [
    ["Other cannot be shown here: the weights could not be fetched (404).", true],
    ["Other cannot be shown here: the weights could not be fetched (503).", true],
  ]);
});

// ---- the energies
// What is drawn on a canvas: lines as lists of points with their colour, texts with their places.
function drawing(canvas, style) {
  canvas.style.cssText = `display: block; --zoo-line: #111111; --zoo-quiet: #222222; --zoo-ink: #333333; --zoo-accent: #444444; ${style}`;
  const context = canvas.getContext("2d");
  const [lines, words] = [[], []];
  put(context, "beginPath", () => lines.push({ points: [] }));
  for (const name of ["moveTo", "lineTo"]) put(context, name, (x, y) => lines.at(-1).points.push([x, y]));
  put(context, "stroke", () =>
    Object.assign(lines.at(-1), { colour: context.strokeStyle, dash: context.getLineDash().length }),
  );
  put(context, "fillText", (text, x, y) => words.push([text, x, y, context.textAlign]));
  return { lines, words };
}
const COLOURS = { line: "#111111", quiet: "#222222", ink: "#333333", accent: "#444444" };

test("energies are lines from the left, on one scale with that of real digits, their steps beneath", () => {
  const clock = stopped();
  const trace = new Trace(element("", "width: 700px"));
  const { lines, words } = drawing(trace.trace, "width: 649px; height: 126px");
  trace.say("Title", "Caption", 40);
  const chains = { list: [{ trace: [0, 10] }, { trace: [5, 20] }], steps: 1 };
  trace.draw(chains);
  equal(
    [trace.title.textContent, trace.caption.textContent, trace.verdict.textContent],
    ["Title", "Caption", "Run at least 75 steps to see how fast the chain forgets."],
  );
  // 0 to 40 with 2.4 of room either way stand on 100 pixels from 6 down to 106
  const y = (value) => 6 + 100 * (1 - (value + 2.4) / 44.8);
  const rounded = (points) => points.map((point) => point.map((each) => Number(each.toFixed(3))));
  const of = (colour) => lines.filter((each) => each.colour === colour);
  equal(
    of(COLOURS.line).map(({ points }) => rounded(points)),
    [0, 20, 40].map((level) =>
      rounded([
        [48, y(level)],
        [649, y(level)],
      ]),
    ),
  );
  equal(
    of(COLOURS.ink).map(({ points, dash }) => [rounded(points), dash]),
    [
      [
        rounded([
          [48, y(40)],
          [649, y(40)],
        ]),
        2,
      ],
    ],
  );
  equal(
    [rounded(of("#f97316")[0].points), rounded(of("#3b82f6")[0].points), of("#f97316")[0].dash],
    [
      rounded([
        [48, y(0)],
        [49, y(10)],
      ]),
      rounded([
        [48, y(5)],
        [49, y(20)],
      ]),
      0,
    ],
  );
  equal(
    words.map(([text]) => text),
    ["0", "20", "40", "step 0", "599"],
  );
  equal(
    [words[0].slice(1, 2), words[0][3], words[3].slice(1), words[4].slice(1)],
    [[42], "right", [48, 119, "left"], [647, 119, "right"]],
  );
  lines.length = words.length = 0;
  trace.draw({ list: [{ trace: Array.from({ length: 700 }, (_, at) => at) }], steps: 1699 });
  equal([lines.at(-1).points.length, words.map(([text]) => text)], [600, ["200", "400", "600", "step 1,100", "1,699"]]);
  trace.say("", "", null);
  lines.length = 0;
  trace.draw({ list: [{ trace: [1, 2] }], steps: 1 });
  equal(
    lines.some(({ dash }) => dash),
    false,
  );
  clock.pass(0);
});

test("while a run plays its lines are drawn a few times a second, and how it forgets once or twice", async () => {
  const clock = stopped();
  const trace = new Trace(element("", "width: 700px"));
  const { lines } = drawing(trace.trace, "width: 649px; height: 126px");
  const forgot = drawing(trace.rho, "width: 236px; height: 130px");
  const chains = { list: [{ trace: Array.from({ length: 200 }, (_, at) => Math.sin(at / 3)) }], steps: 199 };
  const count = async (wait) => {
    lines.length = forgot.lines.length = 0;
    await clock.pass(wait);
    trace.draw(chains, false);
    return [lines.length > 0, forgot.lines.length > 0];
  };
  equal(
    [await count(0), await count(59), await count(1), await count(540), await count(10), await count(50)],
    [
      [true, true],
      [false, false],
      [true, false],
      [true, true],
      [false, false],
      [true, false],
    ],
  );
  forgot.lines.length = forgot.words.length = 0;
  trace.draw(chains);
  const curve = forgot.lines.find(({ colour }) => colour === COLOURS.accent);
  equal(
    [curve.points[0][0], Number(curve.points[0][1].toFixed(3)), forgot.words.map(([text]) => text)],
    [
      34,
      Number((6 + 104 * (1 - 1.25 / 1.3)).toFixed(3)),
      ["0", "0.5", "1", "0 steps apart", String(curve.points.length - 1)],
    ],
  );
  equal([Number(curve.points.at(-1)[0].toFixed(3)), curve.points.length > 20], [234, true]);
});
