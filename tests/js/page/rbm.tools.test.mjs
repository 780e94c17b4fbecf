// The RBM tab's filters, and a digit that is built up of them.
import { sigmoid } from "../../../assets/shared/maths.js";
import { equal, near, ok, places, pointer, pressed, test, texts, type } from "./harness.mjs";
import { DEEP, MANY, model, opened } from "./rbm.mjs";

const _number = (text) => Number(text.replace("−", "-").replace(" nats", ""));

// ---- filters
test("filters stand in their order, and a press holds a unit on, off, and lets it go", async () => {
  const tab = await opened(model({ restore: { start: "hidden" } }));
  const box = await tab.tool("filters");
  const tiles = () => [...box.querySelectorAll(".rbm-tile")];
  const units = () => tiles().map(({ title }) => Number(title.split(" ")[1]));
  equal(
    [units(), texts(tiles())],
    [
      [2, 4, 1, 3, 0],
      ["80 %", "60 %", "40 %", "20 %", "0 %"],
    ],
  );
  const name = () => box.querySelector("h4").textContent;
  equal(name(), "Unit 2");
  tiles()[1].dispatchEvent(new FocusEvent("focus"));
  equal([name(), places(tiles(), (tile) => tile.classList.contains("is-chosen"))], ["Unit 4", [1]]);
  const layer = tab.viewer.machine.top;
  const column = Array.from({ length: 784 }, (_, row) => layer.weight[row * 5 + 4]);
  const size = Math.sqrt(column.reduce((sum, weight) => sum + weight ** 2, 0)).toFixed(1);
  const bias = layer.hiddenBias[4].toFixed(2).replace("-", "−");
  equal(
    box.querySelector(".rbm-filter-side .rbm-small").textContent,
    `On for 60 % of the test digits. Weight norm ${size}, bias ${bias}.`,
  );
  const state = () => [...tab.viewer.forced()];
  const holds = [...box.querySelectorAll(".rbm-segments button")];
  const found = [];
  for (let i = 0; i < 3; i++) {
    tiles()[1].click();
    found.push([state(), tab.said(), pressed(holds), tiles()[1].ariaLabel]);
  }
  equal(found, [
    [[[4, 1]], "Unit 4 is held on in the running chain.", [1], "Unit 4, on for 60 % of the digits, held on"],
    [[[4, 0]], "Unit 4 is held off in the running chain.", [2], "Unit 4, on for 60 % of the digits, held off"],
    [[], "Unit 4 is free again.", [0], "Unit 4, on for 60 % of the digits, free"],
  ]);
  holds[2].click();
  tiles()[0].click();
  equal(
    [state(), tab.button("Let all go", box).disabled],
    [
      [
        [4, 0],
        [2, 1],
      ],
      false,
    ],
  );
  await tab.press(tab.$("[data-do=unforce]")); // elsewhere on the page
  equal(
    [places(tiles(), (tile) => tile.classList.contains("is-off")), tab.button("Let all go", box).disabled],
    [[], true],
  );
  tiles()[0].click();
  tab.button("Let all go", box).click();
  equal(state(), []);
  type(box.querySelectorAll("select")[1], "index", "change");
  equal([units(), name()], [[0, 1, 2, 3, 4], "Unit 0"]);
  tab.viewer.step();
  await tab.clock.pass(20);
  const { hidden } = tab.viewer.chains()[0];
  equal(
    places(tiles(), (tile) => tile.classList.contains("is-lit")),
    places(hidden, Boolean),
  );
});

test("many filters come in pages, and a bar of the chart leads to its unit", async () => {
  const tab = await opened(model({ ...MANY, restore: { start: "hidden" } }));
  const box = await tab.tool("filters");
  const pages = () => [...box.querySelectorAll(".rbm-pages button")];
  equal([texts(pages()), pressed(pages()), box.querySelectorAll(".rbm-tile").length], [["1–100", "101–130"], [0], 100]);
  pages()[1].click();
  equal([pressed(pages()), box.querySelectorAll(".rbm-tile").length], [[1], 30]);
  const chosen = () => box.querySelector(".rbm-tile.is-chosen").title;
  const first = chosen();
  const chart = box.querySelector(".rbm-bars");
  chart.style.cssText = "display: block; width: 260px; height: 20px";
  pointer(chart, "click", [0.001, 0.5]);
  equal(pressed(pages()), [0]);
  const best = tab.viewer.model.units[0].frequency.reduce((most, share, at, all) => (share > all[most] ? at : most), 0);
  equal(chosen(), `unit ${best}`);
  const again = box.querySelector(".rbm-bars");
  again.style.cssText = "display: block; width: 260px; height: 20px";
  pointer(again, "click", [0.775, 0.5]); // the 101st of 130
  equal([pressed(pages()), chosen()], [[1], first]);
});

test("of a deep network only the top layer's units are held among the filters", async () => {
  const tab = await opened(model({ ...DEEP, restore: { start: "hidden" } }));
  const box = await tab.tool("filters");
  const select = box.querySelector("select");
  equal([texts(select.options), box.querySelector(".rbm-segments").hidden], [["1 (4 units)", "top (6 units)"], true]);
  box.querySelector(".rbm-tile").click();
  equal([...tab.viewer.forced()], []);
  type(select, "1", "change");
  box.querySelectorAll(".rbm-tile")[0].click();
  equal([tab.viewer.forced().size, box.querySelectorAll(".rbm-tile").length], [1, 6]);
  await tab.choose(model({ ...MANY, restore: { start: "hidden" } }));
  equal(
    [box.querySelector("label").hidden, box.querySelectorAll(".rbm-tile").length, tab.viewer.forced().size],
    [true, 100, 0],
  );
});

// ---- built up
test("a digit is built up of its units, the most telling first, to what the machine itself draws", async () => {
  const tab = await opened(model({ restore: { start: "hidden" } }));
  const box = await tab.tool("buildup");
  const [choice, modes] = box.querySelectorAll("select");
  equal([choice.value, "ink" in tab.last("digit").digit], ["example 3", true]);
  type(choice, "test", "change");
  await tab.settle();
  equal(tab.last("digit").digit, { test: 0 });
  type(box.querySelector("input[type=number]"), "4", "change");
  await tab.settle();
  equal([tab.last("digit").digit, texts(box.querySelectorAll("figcaption span")).at(-1)], [{ test: 4 }, "labelled 7"]);
  const pixels = Float32Array.from({ length: 784 }, (_, at) => Number(at < 140));
  const layer = tab.viewer.machine.top;
  const on = layer.hiddenLogits(pixels).filter((logit) => logit > 0).length;
  ok(box.textContent.includes(` ${on} of 5 units are more likely on than off for this digit`), `${on} are on`);
  type(modes, "mean", "change");
  ok(box.textContent.includes("every one of the 5 units adds its picture"));
  const reading = () => box.querySelector(".rbm-reading").textContent;
  const frames = () => [...box.querySelectorAll(".rbm-film button")];
  equal(
    [reading(), texts(frames()), places(frames(), (frame) => frame.classList.contains("is-here"))],
    ["5 of 5 units", ["0", "1", "2", "3", "4", "5"], [5]],
  );
  const notes = () => texts(box.querySelectorAll("figcaption"));
  ok(/^Togetherσ\(a \+ 0\.\d\dw\d \+ … \+ 0\.\d\dw\d\)$/.test(notes()[2].replaceAll(" w", "w")), notes()[2]);
  const cost = (text) => Number(/: ([\d.]+) nats now/.exec(text)[1]);
  const last = cost(box.querySelector(".rbm-fall").textContent);
  const logits = layer.visibleLogits(layer.hiddenLogits(pixels).map(sigmoid));
  near(
    last,
    pixels.reduce((sum, pixel, at) => sum + Math.log1p(Math.exp(logits[at])) - pixel * logits[at], 0),
    0.051,
  );
  frames()[0].click();
  equal(
    [reading(), notes()[0], notes()[1]],
    ["0 of 5 units", "So farσ(0): even odds everywhere", "The bias awhat every digit starts from"],
  );
  frames()[1].click();
  const gains = Array.from({ length: 5 }, (_, unit) => {
    const amount = sigmoid(layer.hiddenLogits(pixels)[unit]);
    return pixels.reduce(
      (sum, pixel, at) => sum + amount * layer.weight[at * 5 + unit] * (pixel - sigmoid(layer.visibleBias[at])),
      0,
    );
  });
  ok(notes()[1].startsWith(`Unit ${gains.indexOf(Math.max(...gains))}number 1 to be added, with probability 0.`));
  ok(/^Togetherσ\(a \+ 0\.\d\d w\d\)$/.test(notes()[2]), notes()[2]);
  const play = box.querySelector(".zoo-primary");
  play.click();
  equal([play.textContent, reading()], ["Pause", "1 of 5 units"]);
  await tab.clock.pass(360);
  equal(reading(), "2 of 5 units");
  type(box.querySelector("input[type=range]"), "3");
  await tab.clock.pass(1000);
  equal([reading(), play.textContent], ["3 of 5 units", "Play"]);
  play.click();
  await tab.clock.pass(800);
  equal([reading(), play.textContent], ["5 of 5 units", "Play"]);
  play.click();
  equal(reading(), "0 of 5 units");
  type(choice, "chain", "change"); // it stops, and the digit is the chain's
  await tab.settle();
  await tab.clock.pass(800);
  equal([reading(), box.querySelector("input[type=number]").hidden], ["5 of 5 units", true]);
});

test("the film of many units has twelve pictures, dense at first", async () => {
  const tab = await opened(model({ ...MANY, restore: { start: "hidden" } }));
  const box = await tab.tool("buildup");
  type(box.querySelectorAll("select")[1], "mean", "change");
  equal(texts(box.querySelectorAll(".rbm-film button")), [
    "0",
    "2",
    "6",
    "13",
    "21",
    "31",
    "44",
    "58",
    "73",
    "91",
    "110",
    "130",
  ]);
  const play = box.querySelector(".zoo-primary");
  play.click();
  await tab.clock.pass(360);
  equal(box.querySelector(".rbm-reading").textContent, "2 of 130 units"); // two at a time
});
