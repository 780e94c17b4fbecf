// Directions, sums and numbers: what the GAN tab makes of latents that are moved.
import { fromFloats, toFloats } from "../../../assets/shared/bytes.js";
import { ganModel, opened, serverOf, settled, small } from "./gan.mjs";
import { enter, equal, ok, places, put, stopped, test, texts, type } from "./harness.mjs";

// ---- directions
const DIRECTIONS = {
  components: 9,
  samples: 200,
  reach: 2,
  directions: [
    {
      name: "slant",
      component: 1,
      share: 0.1,
      vector: [10, 0, 0],
      effects: [{ property: "slant", low: -8, high: 20, size: 2, noise: 0.1, rose: 1 }],
    },
    {
      name: "",
      component: 3,
      share: 0.05,
      vector: [0, 20, 1],
      effects: [{ property: "height", low: 5, high: 6, size: 0.6, noise: 0.1, rose: 0.9 }],
    },
  ],
};
async function directed() {
  const clock = stopped();
  const tab = await opened(
    "directions",
    ganModel({ directions: DIRECTIONS, directions_note: "", restore: { seed: 50, count: 25, pin: 4 } }),
    serverOf(),
    clock,
  );
  await clock.pass(200);
  await settled(clock);
  const [one, other] = tab.box.querySelectorAll("input");
  return { ...tab, clock, one, other, strip: tab.box.querySelector(".gan-strip") };
}

test("each slider moves along its own direction from the sample shown large, and the film is of the last one", async () => {
  const { box, clock, one, other, strip, served } = await directed();
  equal([small(box.querySelector(".gan-large")), strip.children.length], [[50, 4, 250], 9]);
  equal(
    Array.from(strip.children, (each) => small(each.firstChild).slice(0, 2)),
    [20, 28, 35, 43, 50, 58, 65, 73, 80].map((level) => [level, 4]),
  );
  equal(
    places(strip.children, (each) => each.classList.contains("is-here")),
    [4],
  );
  equal(
    Array.from(box.querySelectorAll(".gan-ends"), ({ children }) => texts(children)),
    [
      ["slanted to the left", "slanted to the right"],
      ["−", "+"],
    ],
  );
  type(one, 2);
  await settled(clock);
  equal(
    [small(box.querySelector(".gan-large")), box.querySelector(".gan-reading").textContent],
    [[70, 4, 250], "Sample 4 of seed 50: slanted to the right +2.0"],
  );
  const before = served.of("generate").length;
  type(one, 2.3);
  await settled(clock);
  equal(
    [served.of("generate").length - before, places(strip.children, (each) => each.classList.contains("is-here"))],
    [1, [7]],
  );
  other.focus();
  await settled(clock);
  equal(Array.from(strip.children, (each) => small(each.firstChild).slice(0, 2))[8], [73, 64]);
  equal(strip.children[0].getAttribute("aria-label"), "No simple name (no. 3) −3.0");
  strip.children[6].click();
  await settled(clock);
  equal([other.value, small(box.querySelector(".gan-large"))], ["1.5", [73, 34, 250]]);
  other.dispatchEvent(new MouseEvent("dblclick"));
  await settled(clock);
  equal([one.value, other.value], ["2.3", "0"]);
});

test("the moved sample becomes the one shown large, and its sliders begin at 0 again", async () => {
  const { $, box, button, clock, one, other, viewer } = await directed();
  type(one, 2);
  type(other, -0.1);
  await settled(clock);
  button("Show it above").click();
  await settled(clock);
  equal(
    [$(".gan-one-name").textContent, small($(".gan-big")), [one.value, other.value]],
    ["Sample 4 of seed 50, moved", [70, 2, 250], ["0", "0"]],
  );
  equal(
    viewer.moves().map(([at, value]) => [at, Number(value.toFixed(2))]),
    [
      [0, 70],
      [1, 2],
      [2, -0.1],
    ],
  );
  ok(button("Show it above").disabled && button("All back to 0").disabled);
  type(one, 1);
  button("All back to 0").click();
  await settled(clock);
  equal([one.value, box.querySelector(".gan-reading").textContent], ["0", "Sample 4 of seed 50, moved"]);
});

test("where the server does not move the sample, the sliders stay", async () => {
  const { button, clock, one, served } = await directed();
  type(one, 2);
  await settled(clock);
  served.state.broken = true;
  button("Show it above").click();
  await settled(clock);
  equal(one.value, "2");
});

// ---- arithmetic
test("a sum is of the means of what is chosen, brought to the average length, and asks for a's digit", async () => {
  const pins = [
    [30, 3],
    [10, 4],
    [20, 5],
  ].map(([seed, digit]) => ({ seed, index: 0, digit, truncation: null }));
  const tab = await opened("arithmetic", ganModel({ classes: 10, restore: { seed: 1, pins } }));
  const { box, served } = tab;
  const means = () => [...box.querySelectorAll(".gan-mean")].map(small);
  equal(
    [means(), small(box.querySelector(".gan-large"))],
    [
      [
        [30, 0, 3],
        [10, 0, 4],
        [20, 0, 5],
      ],
      [20, 0, 3],
    ],
  );
  const look = served.of("look").at(-1);
  equal([[...toFloats(look.latents)].map(Math.round), look.label], [[20, 0, 0], 3]);
  ok(box.textContent.includes("The sum was 40.0 long. It was scaled to 20.0, the average length of the three"));
  ok(box.textContent.includes("The digit asked for is a’s, 3"));
  const film = served.of("generate").at(-1);
  const values = [...toFloats(film.latents)];
  equal([values.length / 3, values[9], film.labels.slice(0, 4)], [28, 20, [3, 4, 5, 3]]);
  box.querySelectorAll(".gan-term")[0].querySelectorAll(".gan-thumb")[1].click();
  await settled();
  equal([means()[0], box.querySelector(".gan-term .gan-small").textContent], [[20, 0, 3], "mean of 2 samples"]);
  ok(box.textContent.includes("the average length of the chosen samples"));
  const [first] = box.querySelectorAll(".gan-term");
  for (const at of [0, 1]) first.querySelectorAll(".gan-thumb")[at].click();
  await settled();
  equal(
    [first.querySelector(".gan-small").textContent, tab.button("▶ Play", box).disabled],
    ["choose at least one", true],
  );
  first.querySelectorAll(".gan-thumb")[1].click();
  const notes = () => texts(box.querySelectorAll(".gan-term > .gan-small"));
  equal(notes(), Array(3).fill("one sample; with more, their mean"));
  tab.all(".gan-pin-remove")[1].click(); // what is unpinned is chosen no more
  equal(notes(), ["choose at least one", "choose at least one", "one sample; with more, their mean"]);
  equal(first.querySelectorAll(".gan-thumb").length, 2);
});

// ---- numbers
test("a number is written in one hand or in as many, and each digit is the one that was typed", async () => {
  const tab = await opened("numbers", ganModel({ classes: 10 }));
  const { box } = tab;
  const line = () => [...box.querySelectorAll(".gan-line canvas")].map(small);
  equal(line(), [
    [1, 0, 1],
    [1, 0, 6],
    [1, 0, 1],
    [1, 0, 6],
  ]);
  tab.button("a new one for each digit", box).click();
  await settled();
  equal(line(), [
    [1, 0, 1],
    [1, 1, 6],
    [1, 2, 1],
    [1, 3, 6],
  ]);
  type(box.querySelector(".gan-number"), "40");
  enter(box.querySelector(".zoo-seed"), "7");
  await settled();
  equal(
    [line(), box.querySelector(".gan-line").getAttribute("aria-label")],
    [
      [
        [7, 0, 4],
        [7, 1, 0],
      ],
      "40 in generated handwriting",
    ],
  );
  type(box.querySelector(".gan-number"), "4x");
  equal(
    [box.querySelector(".gan-problem").textContent, box.querySelector(".gan-line").classList.contains("is-waiting")],
    ["Use only the digits 0 to 9: no letters, signs or spaces.", true],
  );
  type(box.querySelector(".gan-number"), "5");
  await settled();
  type(tab.$("[name=truncation]"), "0.5");
  type(tab.$("[name=truncation]"), "0.5", "change");
  await settled();
  equal(tab.served.of("samples").at(-1).truncation, 0.5); // the grid's truncation is used here, too
});

test("the numbers of a sample lead to the directions that move many of them", async () => {
  const tab = await opened("game", ganModel({ directions: DIRECTIONS, directions_note: "" }));
  let seen = null;
  put(tab.$(".gan-tabs"), "scrollIntoView", (how) => {
    seen = how.block;
  });
  tab.button("Open Directions").click();
  equal([tab.$("#gan-panel-directions").hidden, tab.link().get("tool"), seen], [false, "directions", "start"]);
});

test("a sum that is 0 in every number has no direction", async () => {
  const zero = serverOf();
  const { samples } = zero.server;
  zero.server.samples = async (request) => {
    const answer = await samples(request);
    return request.count === 3 ? { ...answer, latents: fromFloats([1, 0, 0, 3, 0, 0, 2, 0, 0]) } : answer; // 1 - 3 + 2
  };
  const { box } = await opened("arithmetic", ganModel(), zero);
  ok(box.querySelector(".gan-judged").textContent.startsWith("This sum is 0 in every number"));
  ok(box.querySelector(".zoo-play").disabled && box.querySelector(".gan-sum").classList.contains("is-waiting"));
});
