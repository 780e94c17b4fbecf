// The GAN tab: measured truncation, what is saved of digits and of a walk, its strip, and the place that a link leads to.
import { exports, recipe } from "../../../assets/gan/export.js";
import { Place } from "../../../assets/gan/place.js";
import { showTruncation } from "../../../assets/gan/truncation.js";
import { WalkSave } from "../../../assets/gan/walk-save.js";
import { WalkStrip } from "../../../assets/gan/walk-strip.js";
import { toBase64 } from "../../../assets/shared/bytes.js";
import { settled } from "./gan.mjs";
import { element, equal, ok, places, put, stopped, test, texts } from "./harness.mjs";

// ---- truncation
test("what truncation does is a table of its measured bounds; without figures general words stand there", () => {
  const [caption, table] = element("<p></p><table></table>").children;
  const rows = [
    { bound: null, sure: 0.5, coverage: 0.8 },
    { bound: 1, sure: 0.91, coverage: 0.4 },
  ];
  showTruncation(caption, table, { rows, samples: 300, real: 300 }, "In general.");
  equal(
    Array.from(table.rows, (row) => texts(row.cells)),
    [
      ["truncation", "off", "1.0"],
      ["the judge is more than 90\u00a0% sure", "50\u00a0%", "91\u00a0%"],
      ["real digits that have a sample like them", "80\u00a0%", "40\u00a0%"],
    ],
  );
  equal(
    [table.caption.textContent, table.hidden, table.querySelectorAll("td").length],
    ["Measured on this model with 300 samples at each truncation", false, 4],
  );
  ok(
    caption.textContent.startsWith("Keeps each random number between") &&
      caption.textContent.includes("it is sure of clearly more at 1.0 (91\u00a0%)"),
  );
  const asked = rows.map((row, at) => ({ ...row, no_digit: at / 4 }));
  showTruncation(caption, table, { rows: asked, samples: 300, real: 300 }, "In general.");
  equal(texts(table.rows[3].cells), ["pictures without a digit", "0\u00a0%", "25\u00a0%"]);
  showTruncation(caption, table, null, "In general.");
  equal([caption.textContent, table.hidden], ["In general.", true]);
});

// ---- what is saved
const sampleOf = (index) => ({
  seed: 3,
  index,
  label: index,
  truncation: null,
  latents: Float32Array.of(0.5, -1),
  size: 2,
  image: Uint8Array.of(0, 0, 0, 0),
});
const viewerOf = (more) => ({
  model: { name: "m", title: "M", kind: "GAN", revision: "0123456789", classes: 10, latent_dim: 2 },
  seed: 3,
  truncation: 0.5,
  digit: 4,
  count: 2,
  tool: null,
  at: null,
  columns: () => 2,
  sampled: () => [sampleOf(4), sampleOf(5)],
  selected: () => sampleOf(4),
  moves: () => [[1, 0.25]],
  kept: () => [
    { ...sampleOf(6), asked: 2, truncation: 0.75 },
    { seed: 1, index: 0, asked: null, truncation: null, latents: null },
  ],
  pinned: () => 0,
  ...more,
});

test("the recipe has all that is shown, and the call that makes the same digits", () => {
  const made = recipe(viewerOf());
  const named = { model: "m", count: 2, seed: 3, truncation: 0.5, digits: [4, 5] };
  equal(
    { ...made, link: 0, api: 0 },
    {
      ...{
        model: "m",
        title: "M",
        kind: "GAN",
        revision: "0123456789",
        seed: 3,
        count: 2,
        truncation: 0.5,
        digit: 4,
        labels: [4, 5],
        shown: 4,
      },
      moved: [[1, 0.25]],
      pinned: [
        { seed: 3, index: 6, label: 2, truncation: 0.75, moved: [] },
        { seed: 1, index: 0, label: null, truncation: null, moved: [] },
      ],
      link: 0,
      api: 0,
    },
  );
  equal([made.api.arguments, made.api.endpoint, made.api.url], [named, "/sample", location.origin + location.pathname]);
  ok(made.api.python.includes('predict(model="m", count=2, seed=3, truncation=0.5, digits=[4,5], api_name="/sample")'));
  const plain = recipe(viewerOf({ truncation: null, digit: null, selected: () => null }));
  equal(
    [plain.api.arguments, plain.truncation, plain.shown, plain.moved],
    [{ model: "m", count: 2, seed: 3 }, null, null, []],
  );
  equal(recipe(viewerOf({ model: { ...viewerOf().model, classes: 0 } })).labels, null);
});

test("a link has whatever was chosen, a 0 too, and nothing that was not", () => {
  const linked = (more) => Object.fromEntries(new URL(recipe(viewerOf(more)).link).searchParams);
  const zero = linked({ digit: 0, seed: 0, tool: "fool", fool: 0 });
  equal([zero.digit, zero.seed, zero.fool, zero.truncation], ["0", "0", "0", "0.5"]);
  const none = linked({
    digit: null,
    truncation: null,
    selected: () => null,
    moves: () => [],
    kept: () => [],
    fool: 3,
  });
  equal(Object.keys(none), ["tab", "model", "revision", "seed", "count"]);
});

// What is downloaded from now on: [name, type, text].
function downloads() {
  const found = [];
  put(URL, "createObjectURL", (blob) => found.push(blob) && "blob:1");
  put(HTMLAnchorElement.prototype, "click", function () {
    const blob = found.pop();
    found.push([this.download, blob.type, blob.text()]);
  });
  return found;
}

test("digits are saved as numbers under the model's name, and not before all are there", async () => {
  const [box, said, found] = [element(""), [], downloads()];
  const viewer = viewerOf({ say: (...words) => said.push(words) });
  const refresh = exports(box, viewer);
  refresh();
  const press = async (text) => {
    [...box.querySelectorAll("button")].find((each) => each.textContent === text).click();
    await settled();
  };
  await press("CSV");
  equal(
    [found[0].slice(0, 2), await found[0][2]],
    [["m-seed-3.csv", "text/csv"], "seed,index,label,z0,z1\n3,4,4,0.5,-1\n3,5,5,0.5,-1\n"],
  );
  await press("JSON");
  equal(
    [found[1].slice(0, 2), JSON.parse(await found[1][2]).seed, said.at(-1)],
    [["m-seed-3.json", "application/json"], 3, ["Saved m-seed-3.json."]],
  );
  viewer.count = 3;
  await press("CSV");
  equal([found.length, said.at(-1)], [2, ["The digits are not all here yet; wait a moment, then save.", true]]);
  const before = box.querySelector("input").value;
  viewer.seed = 9;
  put(navigator, "clipboard", { writeText: async (text) => void said.push(text) });
  await press("Copy link");
  ok(before.includes("seed=3") && said.at(-2).includes("seed=9"), before);
});

test("a walk is saved there and back, only there if it is long, and its link only where it has one", async () => {
  const found = downloads();
  const [asked, said] = [[], []];
  const viewer = {
    model: { name: "m" },
    say: (text) => said.push(text),
    ask: async (name, request) => {
      asked.push([name, request]);
      return asked.length < 4 ? { gif: toBase64([1, 2]) } : null;
    },
  };
  let [length, speed, link] = [4, 8, "http://zoo/?walk"];
  const save = new WalkSave(viewer, {
    film: () => Array.from({ length }, (_, at) => ({ size: 1, image: Uint8Array.of(at) })),
    speed: () => speed,
    record: () => ({ way: 1 }),
    link: () => link,
  });
  await save.gif();
  const frames = () => [...atob(asked.at(-1)[1].frames)].map((each) => each.charCodeAt(0));
  equal(
    [asked[0][0], asked[0][1].count, asked[0][1].size, asked[0][1].milliseconds, frames()],
    ["gif", 6, 1, 125, [0, 1, 2, 3, 2, 1]],
  );
  equal([found[0].slice(0, 2), said], [["m-walk.gif", "image/gif"], ["Saved m-walk.gif: 6 frames, there and back."]]);
  [length, speed] = [61, 60];
  await save.gif();
  equal(
    [frames().length, asked[1][1].milliseconds, said[1]],
    [120, 20, "Saved m-walk.gif: 120 frames, there and back."],
  );
  [length, speed] = [62, 3];
  await save.gif();
  equal([frames().length, asked[2][1].milliseconds, said[2]], [62, 333, "Saved m-walk.gif: 62 frames."]);
  await save.gif(); // the server makes none
  equal([said.length, found.length, save.gifButton.disabled], [3, 3, false]);
  save.json();
  equal(
    [found[3].slice(0, 2), JSON.parse(await found[3][2]), said[3]],
    [["m-walk.json", "application/json"], { way: 1 }, "Saved m-walk.json."],
  );
  save.refresh();
  equal([save.field.value, save.copy.hidden, save.field.hidden, save.without.hidden], [link, false, false, true]);
  link = "";
  save.refresh();
  equal([save.copy.hidden, save.field.hidden, save.without.hidden], [true, true, false]);
});

test("the strip of a walk has at most some 25 frames, its samples among them, and leads to each", () => {
  const went = [];
  const strip = new WalkStrip((at) => went.push(at));
  const fill = (length) => {
    strip.fill(
      Array.from({ length }, () => ({ size: 1, image: Uint8Array.of(1) })),
      (at) => at % 12 === 0,
    );
    return strip.element.children.length;
  };
  equal([13, 26, 27, 53, 97].map(fill), [13, 26, 14, 18, 25]);
  equal(strip.element.style.getPropertyValue("--frames"), "13");
  const labels = Array.from(strip.element.children, (each) => each.ariaLabel);
  equal(
    [labels[0], labels[1], labels[3], labels.at(-1)],
    ["Sample 1 of the way", "Frame 5", "Sample 2 of the way", "Sample 9 of the way"],
  );
  equal(places(strip.element.children, (each) => each.className === "is-sample").length, 9);
  strip.element.children[1].click();
  strip.mark(7);
  equal([went, places(strip.element.children, (each) => each.classList.contains("is-here"))], [[4], [1]]);
  fill(5);
  equal(strip.element.style.getPropertyValue("--frames"), "5");
});

// ---- where the visitor is busy
test("a link's place keeps the tools in sight while the page fills, until the visitor moves or long enough", async () => {
  const clock = stopped();
  const root = element(
    '<div class="gan-layout"><button>a</button></div><div style="height: 3000px"></div><div class="gan-tools"><button>b</button></div>',
  );
  const [above, below] = root.querySelectorAll("button");
  let [changes, scrolled] = [0, 0];
  put(Element.prototype, "scrollIntoView", () => {
    scrolled += 1;
  });
  const place = new Place(root, () => {
    changes += 1;
  });
  const down = (target, event) => target.dispatchEvent(event ?? new PointerEvent("pointerdown", { bubbles: true }));
  down(above); // it is there already
  equal([place.at, changes], [null, 0]);
  down(below, new KeyboardEvent("keydown", { key: "Tab", bubbles: true }));
  equal(place.at, null);
  down(below, new KeyboardEvent("keydown", { key: "a", bubbles: true }));
  down(below);
  equal([place.at, changes], ["tool", 1]);
  down(above);
  equal([place.at, changes, scrolled], [null, 2, 0]);
  const grow = async () => {
    const before = scrolled;
    root.insertAdjacentHTML("afterbegin", '<div style="height: 50px"></div>');
    document.body.getBoundingClientRect();
    await new Promise((done) => {
      const channel = new ResizeObserver(() => done() ?? channel.disconnect());
      channel.observe(root.firstElementChild);
    });
    await clock.pass(1);
    return scrolled > before;
  };
  place.go("tool");
  equal([place.at, scrolled], ["tool", 1]);
  ok(await grow());
  dispatchEvent(new Event("wheel"));
  ok(!(await grow()));
  place.go("tool");
  await clock.pass(3900);
  ok(await grow());
  await clock.pass(200);
  ok(!(await grow()));
  place.go(undefined);
  equal(place.at, null);
});
