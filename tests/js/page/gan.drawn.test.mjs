// Charts of the GAN tab: what is drawn where, the names of dashed lines, and the slopes of the two losses.
import { Chart, legend, lossChart } from "../../../assets/gan/chart.js";
import { ganModel, opened } from "./gan.mjs";
import { element, equal, near, ok, put, test, texts, traced, type } from "./harness.mjs";

const COLORS =
  "--gan-critic: #f00; --gan-generator: #0f0; --gan-second: #00f; --zoo-error: #ff0; --zoo-ink: #0ff; --zoo-line: #111; --zoo-quiet: #222; --gan-ground: #fff";

// A drawn chart, and its strokes and texts: [what, colour, points or text, its place].
function drawn(spec, style = "width: 600px; height: 200px") {
  const found = [];
  let path = [];
  const pen = CanvasRenderingContext2D.prototype;
  const note = (name, more) => {
    const own = pen[name];
    put(pen, name, function (...values) {
      more.call(this, ...values);
      return own.apply(this, values);
    });
  };
  note("beginPath", () => {
    path = [];
  });
  const point = (x, y) => path.push([x, y].map((at) => Math.round(10 * at) / 10));
  for (const name of ["moveTo", "lineTo", "arc"]) note(name, point);
  note("stroke", function () {
    found.push(["stroke", this.strokeStyle, path, this.getLineDash().length > 0]);
  });
  note("fill", function () {
    found.push(["fill", this.fillStyle, path]);
  });
  note("fillText", function (text, x, y) {
    found.push(["text", this.fillStyle, text, Math.round(x), Math.round(y), this.textAlign]);
  });
  const chart = new Chart("losses");
  const box = element("", COLORS);
  box.append(chart.canvas);
  chart.canvas.style.cssText = style;
  put(window, "devicePixelRatio", 1);
  chart.spec = spec;
  chart.draw();
  const of = (kind, color) => found.filter(([what, which]) => what === kind && which === color);
  return { chart, of, texts: found.filter(([what]) => what === "text") };
}
const SPEC = { x: [0, 10], y: [0, 1], lines: [] };
// In a chart of 600 x 200 pixels x goes from 46 to 592 and y from 178 up to 10.

test("axes have round numbers, of which none runs into the axis's name", () => {
  const { of, texts: said } = drawn({ ...SPEC, xText: "epoch" });
  equal(
    of("stroke", "#111111").map(([, , points]) => points),
    [0, 0.5, 1].map((y) => [
      [46, 178 - 168 * y],
      [592, 178 - 168 * y],
    ]),
  );
  equal(
    said.filter(([, , , , , align]) => align === "right").map(([, , text, x, y]) => [text, x, y]),
    [
      ["0", 39, 178],
      ["0.5", 39, 94],
      ["1", 39, 10],
    ],
  );
  equal(
    said.filter(([, , , , , align]) => align === "center").map(([, , text, x, y]) => [text, x, y]),
    [2, 4, 6, 8, 10].map((place) => [`${place}`, Math.min(586, Math.round(46 + 54.6 * place)), 192]),
  );
  equal(said.at(-1).slice(2), ["epoch", 46, 192, "left"]);
  const narrow = drawn(SPEC, "width: 200px; height: 100px");
  equal(narrow.of("stroke", "#111111")[0][2], [
    [30, 78],
    [192, 78],
  ]); // less room for the numbers
  equal(
    narrow.texts.filter(([, , , , , align]) => align === "center").map(([, , text]) => text),
    ["0", "5", "10"],
  );
});

test("lines, levels, warnings and the marker are where their values are", () => {
  const { of, chart } = drawn({
    ...SPEC,
    lines: [
      {
        color: "gan-critic",
        points: [
          [0, 0],
          [5, 0.5],
          [10, 1],
        ],
      },
      { color: "gan-generator", points: [[5, 0.25]] },
    ],
    levels: [{ y: 0.75, color: "gan-second" }],
    marks: [2],
    marker: 5,
  });
  equal(of("stroke", "#ff0000"), [
    [
      "stroke",
      "#ff0000",
      [
        [46, 178],
        [319, 94],
        [592, 10],
      ],
      false,
    ],
  ]);
  equal(of("fill", "#ff0000"), []); // points of a longer line are no dots
  equal(of("fill", "#00ff00")[0][2], [[319, 136]]); // but a single one would not be seen
  equal(of("stroke", "#0000ff"), [
    [
      "stroke",
      "#0000ff",
      [
        [46, 52],
        [592, 52],
      ],
      true,
    ],
  ]);
  equal(of("fill", "#ffff00")[0][2], [
    [150.2, 179],
    [160.2, 179],
    [155.2, 170],
  ]);
  equal(of("stroke", "#00ffff"), [
    [
      "stroke",
      "#00ffff",
      [
        [319, 4],
        [319, 182],
      ],
      false,
    ],
  ]);
  equal([chart.canvas.width, chart.canvas.height], [600, 200]);
  const dots = drawn({
    ...SPEC,
    lines: [
      {
        color: "gan-critic",
        points: [
          [0, 0],
          [10, 1],
        ],
        dots: true,
      },
    ],
  });
  equal(dots.of("fill", "#ff0000").length, 2);
  equal(dots.of("stroke", "#00ffff"), []);
});

test("a tangent lies along its line, through its point", () => {
  const { of } = drawn({
    x: [0, 2],
    y: [-1, 1],
    lines: [],
    tangents: [{ color: "gan-critic", at: [1, 0], slope: 0.5 }],
  });
  const [[, , [from, to]]] = of("stroke", "#ff0000");
  equal([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], [319, 94]);
  near((from[1] - to[1]) / 168 / ((to[0] - from[0]) / 546), 0.5, 0.01); // half a unit up for a unit to the right
  near(Math.hypot(to[0] - from[0], to[1] - from[1]), 2 * 0.12 * 273, 0.3);
  equal(of("fill", "#ff0000")[0][2], [[319, 94]]);
});

test("the names of dashed lines stand over their lines, beside or above one another", () => {
  const levels = [
    { y: 0.5, text: "one", color: "gan-critic" },
    { y: 0.52, text: "two", color: "gan-generator" },
    { y: 0.6, color: "gan-second" },
    { y: 0.9, text: "far", color: "gan-second" },
  ];
  const { texts: said } = drawn({ ...SPEC, levels });
  const [one, two, far] = said.filter(([, , text]) => levels.some((level) => level.text === text));
  equal(
    [one, far],
    [
      ["text", "#ff0000", "one", 589, 85, "right"],
      ["text", "#0000ff", "far", 589, 18, "right"],
    ],
  );
  equal([two.slice(0, 3), two[4]], [["text", "#00ff00", "two"], 82]);
  ok(two[3] < 589 - 24 - 10 && two[3] > 589 - 24 - 40, `${two[3]}`); // left of the first, with room between them
  const narrow = drawn(
    { ...SPEC, levels: levels.map((level) => ({ ...level, text: level.text && `${level.text} of many` })) },
    "width: 130px; height: 200px",
  );
  const [low, high] = narrow.texts.filter(([, , text]) => text.endsWith("of many"));
  equal(
    [low.slice(3), high.slice(3)],
    [
      [119, 85, "right"],
      [119, 71, "right"],
    ],
  );
});

test("both losses are a chart of a run, and a legend has their colours", () => {
  const trace = [
    { epoch: 0.5, critic: 1, generator: 2 },
    { epoch: 1, critic: 1.5 },
  ];
  const made = lossChart(trace, { to: 3, marks: [1] });
  equal([made.x, made.xText, made.marks, made.levels], [[0, 3], "epoch", [1], []]);
  equal(made.lines, [
    {
      color: "gan-critic",
      points: [
        [0.5, 1],
        [1, 1.5],
      ],
    },
    { color: "gan-generator", points: [[0.5, 2]] },
  ]);
  ok(made.y[0] < 1 && made.y[1] > 2);
  equal(lossChart(trace, { to: 3, y: [0, 9] }).y, [0, 9]);
  const shown = legend([
    ["a", "gan-critic"],
    ["b", "gan-second"],
  ]);
  equal([texts(shown.children), shown.querySelector("i").style.background], [["a", "b"], "var(--gan-critic)"]);
});

test("the marker moves to where the chart is marked, and nothing is drawn of what is not there", async () => {
  const { chart } = drawn({ ...SPEC, marker: 5 });
  chart.mark(7);
  equal(chart.spec.marker, 7);
  const empty = new Chart("losses");
  empty.mark(3);
  equal(empty.spec, undefined);
  empty.show({ ...SPEC, label: "Another name" });
  equal(empty.canvas.ariaLabel, "Another name");
});

// ---- the game
test("the slopes of both losses follow the slider", async () => {
  const { box } = await opened(
    "game",
    ganModel({ trace: [{ epoch: 2, critic: 1.38, generator: 0.7 }], train_epochs: 2, game: { critic_steps: 1 } }),
  );
  const slider = box.querySelector("input[type=range]");
  const rows = () =>
    Array.from(box.querySelectorAll(".gan-slopes tbody tr"), (row) => texts(row.querySelectorAll("td")));
  equal(
    [slider.value, slider.min, slider.max, box.querySelector("output").textContent],
    ["0.05", "0.01", "0.99", "0.05"],
  );
  equal(rows(), [
    ["−0.05", "3.00"],
    ["−1.05", "−20.00"],
    ["−0.05", "−0.95"],
  ]);
  const canvas = box.querySelector(".gan-slopes-parts canvas");
  canvas.style.cssText = "width: 300px; height: 200px";
  const drawn = traced(canvas);
  type(slider, "0.5");
  for (let frame = 0; frame < 2; frame++) await new Promise((done) => requestAnimationFrame(done));
  const marks = drawn.filter(([what, , text]) => what === "fillText" && /^−?[024]$/.test(text)).slice(0, 5);
  equal(
    marks.map(([, , text]) => text),
    ["−4", "−2", "0", "2", "4"],
  );
  equal(
    [rows(), box.querySelector("output").textContent],
    [
      [
        ["−0.69", "0.69"],
        ["−2.00", "−2.00"],
        ["−0.50", "−0.50"],
      ],
      "0.50",
    ],
  );
  ok(box.querySelector(".gan-slopes-parts .gan-text").textContent.includes("both losses pass back the same"));
  equal(texts(box.querySelectorAll(".gan-slopes thead th")), ["", "log(1 − D)", "− log D"]);
});

test("a model's own version of the game is told beside the original one", async () => {
  const tab = await opened("game", ganModel({ objective: "wasserstein", config: { penalty: 10 } }));
  const own = () => tab.box.querySelector(".gan-objective");
  const titles = () => texts(tab.box.querySelectorAll(".gan-card > h4"));
  ok(own().textContent.includes("Wasserstein distance") && own().textContent.includes("+ 10 · E (‖∇D(x̂)‖ − 1)2"));
  ok(
    titles().includes("Where the original game would end") &&
      titles().includes("Why the generator plays another loss (the original game; this model’s own is below)"),
  );
  tab.choose(ganModel({ name: "gan-b", objective: "hinge", trace: [{ epoch: 1, critic: 1, generator: 0 }] }));
  ok(own().textContent.includes("the hinge loss") && !own().textContent.includes("Wasserstein"));
  // a player's name and network have its colour, in whatever formula they stand
  const of = { critic: "critic", D: "critic", generator: "generator", G: "generator" };
  for (const objective of ["wasserstein", "hinge"]) {
    tab.choose(ganModel({ name: objective, objective }));
    const coloured = [...tab.box.querySelectorAll(".gan-formula b[style]")];
    ok(coloured.length > 4 && !own().hidden, objective);
    for (const each of coloured)
      equal(each.style.color, `var(--gan-${of[each.textContent]})`, `${objective}: ${each.textContent}`);
    ok(
      own().querySelectorAll("b[style]").length > 0 &&
        own().querySelector("h4").textContent.startsWith("This model’s version"),
    );
  }
  tab.choose(ganModel({ name: "gan-c" }));
  equal([own().hidden, own().children.length], [true, 0]);
  ok(titles().includes("Where it would end") && titles().includes("Why the generator plays another loss"));
  const signs = tab.box.querySelector(".gan-signs");
  equal(texts(signs.querySelectorAll("dt")).slice(2, 5), ["G(z)", "D(x)", "E"]);
  equal(tab.box.querySelector(".gan-card.is-wide:last-child").hidden, true); // no losses were kept
});
