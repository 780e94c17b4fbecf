// What the tools of the GAN tab keep for the next model, and what is gone with the last.

import { generate } from "../../../assets/gan/pool.js";
import { ganModel, hold, opened, serverOf, settled, small } from "./gan.mjs";
import { enter, equal, ok, put, rest, stopped, test, texts, type } from "./harness.mjs";

const B = { name: "gan-b", title: "The gan-b" };

const FOOL = {
  fool_question: () => ({ pictures: "AAECAwQFBgc=", size: 2, source: "test" }),
  fool_digit: () => ({
    score: 0.5,
    probability: null,
    rank: null,
    told: 8,
    judged: null,
    label: null,
    seen: btoa("\0".repeat(784)),
  }),
  fool_map: () => ({
    image: "AAECAw==",
    size: 2,
    map: "AACAPwAAgD8AAIA/AACAPw==",
    changed: "AAECAw==",
    step: 0.1,
    before: { score: 1 },
    after: { score: 2 },
  }),
};

test("an answer about a drawing that was cleared is dropped", async () => {
  const served = serverOf(FOOL);
  const tab = await opened("fool", ganModel(), served);
  const said = () => tab.$(".gan-own-said p").textContent;
  const held = hold(served, "fool_digit");
  tab.all(".gan-own .zoo-pad-examples button")[3].click();
  await rest();
  tab.button("Clear", tab.box).click();
  held.stop();
  await settled();
  equal(said(), "Draw a digit, or take one of the examples.");
  tab.all(".gan-own .zoo-pad-examples button")[8].click();
  await settled();
  equal(said(), "Its score is 0.50: the higher, the more real. It was told that this is an 8.");
});

test("a map is asked for again by the next model, of the same digit, and only when what it is of changes", async () => {
  const clock = stopped();
  const served = serverOf(FOOL);
  const tab = await opened("fool", ganModel(), served, clock);
  tab.button("a real digit", tab.box).click();
  await settled(clock);
  const { digit } = served.of("fool_map").at(-1);
  tab.choose(ganModel(B));
  await settled(clock);
  equal([served.of("fool_map").at(-1).model, served.of("fool_map").at(-1).digit], ["gan-b", digit]);
  tab.all(".gan-own .zoo-pad-examples button")[3].click();
  tab.button("your drawing", tab.box).click();
  await clock.pass(400);
  const before = served.of("fool_map").length;
  tab.all(".gan-cell")[6].click();
  await clock.pass(400);
  equal(served.of("fool_map").length, before);
});

test("a model without its discriminator has no map, no score, and a game for one", async () => {
  const tab = await opened(
    "fool",
    ganModel({ critic: false, models: [{ name: "gan-b", title: "The gan-b", critic: true }] }),
    serverOf(FOOL),
  );
  equal(texts(tab.box.querySelectorAll(".gan-alone")), [
    "The discriminator of this model was not kept. The gan-b has one: choose it above. Here you play alone.",
  ]);
  const [you, it] = tab.box.querySelectorAll(".gan-score");
  equal([you.hidden, it.hidden, tab.served.of("fool_map").length], [false, true, 0]);
  ok(tab.box.querySelector(".gan-gaze-card .gan-text").textContent.endsWith("Without it there is no map."));
});

test("pictures that the page drew for the model before are not those of the next", async () => {
  const points = [{ latents: [1, 2, 3], label: null }];
  const drawn = { pictures: [Uint8Array.of(1)], size: 1 };
  const viewer = { model: ganModel(), home: { ready: true, generate: async () => drawn }, ask: async () => null };
  equal(await generate(viewer, points), drawn);
  const late = generate(viewer, points);
  viewer.model = ganModel(B);
  equal(await late, null);
});

test("random samples of one model are gone with it, and a choice of pins stays for the next", async () => {
  const tab = await opened("arithmetic", ganModel());
  const thumbs = () => tab.box.querySelectorAll(".gan-term")[0].querySelectorAll(".gan-thumb").length;
  equal(thumbs(), 3);
  tab.choose(ganModel(B));
  await settled();
  equal(thumbs(), 3);
  const pins = [
    [30, 40],
    [10, 20],
    [0, 60],
  ].map(([seed, index]) => ({ seed, index, digit: null, truncation: null }));
  const other = await opened("arithmetic", ganModel({ restore: { seed: 1, count: 25, pins } }));
  const [first] = other.box.querySelectorAll(".gan-term");
  first.querySelectorAll(".gan-thumb")[1].click();
  await settled();
  other.choose(ganModel(B));
  await settled();
  equal(texts(other.box.querySelectorAll(".gan-term > .gan-small")), [
    "mean of 2 samples",
    ...Array(2).fill("one sample; with more, their mean"),
  ]);
});

test("the film of a sum begins at a, as long as the result, and ends at the result, which is shown first", async () => {
  const clock = stopped();
  const pins = [
    [30, 40],
    [10, 20],
    [0, 60],
  ].map(([seed, index]) => ({ seed, index, digit: null, truncation: null }));
  const tab = await opened("arithmetic", ganModel({ restore: { seed: 1, count: 25, pins } }), serverOf(), clock);
  const large = tab.box.querySelector(".gan-large");
  equal(small(large), [11, 43, 250]);
  tab.button("▶ Play", tab.box).click();
  equal(small(large), [26, 35, 250]);
});

test("a film that did not come is asked for at the next move, and its words are of the direction that was moved", async () => {
  const clock = stopped();
  const one = (name, vector) => ({
    name,
    component: 1,
    share: 0.1,
    vector,
    effects: [{ property: "slant", low: 0, high: 1, size: 2, noise: 0.1, rose: 1 }],
  });
  const directions = { components: 9, samples: 2, reach: 2, directions: [one("slant", [1, 0, 0]), one("", [0, 1, 0])] };
  const served = serverOf();
  const tab = await opened("directions", ganModel({ directions }), served, clock);
  await clock.pass(200);
  const heading = () => tab.box.querySelector(".gan-film-of h4").textContent;
  equal(heading(), "Slanted to the right, from −3 to +3");
  served.state.broken = true;
  const [, second] = tab.box.querySelectorAll("input");
  second.focus();
  await settled(clock);
  served.state.broken = false;
  equal(heading(), "No simple name (no. 1), from −3 to +3");
  const strip = tab.box.querySelector(".gan-strip");
  equal(strip.children[0].getAttribute("aria-label"), "Slanted to the right −3.0");
  type(second, 1);
  await settled(clock);
  equal(strip.children[0].getAttribute("aria-label"), "No simple name (no. 1) −3.0");
  tab.choose(ganModel({ ...B, directions }));
  await settled(clock);
  await clock.pass(200);
  await settled(clock);
  equal(
    [heading(), strip.children[0].getAttribute("aria-label")],
    ["Slanted to the right, from −3 to +3", "Slanted to the right −3.0"],
  );
});

test("a number follows the grid's truncation, and is saved in one row of squares", async () => {
  const tab = await opened("numbers", ganModel({ classes: 10 }));
  enter(tab.box.querySelector(".zoo-seed"), "7");
  await settled();
  type(tab.$("[name=truncation]"), "0.5");
  type(tab.$("[name=truncation]"), "0.5", "change");
  await settled();
  ok(tab.served.of("samples").some(({ seed, count, truncation }) => seed === 7 && count === 1 && truncation === 0.5));
  const sizes = [];
  put(HTMLCanvasElement.prototype, "toBlob", function (done) {
    sizes.push([this.width, this.height]);
    done(new Blob());
  });
  const names = [];
  put(HTMLAnchorElement.prototype, "click", function () {
    names.push(this.download);
  });
  tab.button("Save as PNG", tab.box).click();
  equal(
    [sizes, names, tab.$(".gan-status").textContent],
    [[[512, 128]], ["gan-a-1616-seed-7.png"], "Saved gan-a-1616-seed-7.png."],
  );
});

test("a wrong seed of a comparison gives way to the one in use when another pair is chosen", async () => {
  const side = (name) => ({ name, title: name, latent_dim: 3, classes: 0, drawable: true, trace: [], epochs: [] });
  const served = serverOf({
    compare: ({ left, right }) => ({ left: side(left), right: side(right), rows: [], guide: "" }),
  });
  const tab = await opened("compare", ganModel(), served);
  const seed = tab.box.querySelector(".zoo-seed");
  enter(seed, "4");
  enter(seed, "-1");
  const [left] = tab.box.querySelectorAll("select");
  left.value = "gan-b";
  left.dispatchEvent(new Event("change"));
  equal([seed.value, seed.getAttribute("aria-invalid"), tab.$(".gan-status").textContent], ["4", "false", ""]);
});
