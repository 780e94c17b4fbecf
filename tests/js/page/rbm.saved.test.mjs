// What the RBM tab saves of a run, and the fields that it is set with.
import { exports, runLink } from "../../../assets/rbm/export.js";
import { Player } from "../../../assets/rbm/player.js";
import { Settings } from "../../../assets/rbm/settings.js";
import { element, enter, equal, inSight, levels, ok, put, rest, stopped, test, type } from "./harness.mjs";

const button = (box, text) => [...box.querySelectorAll("button")].find((each) => each.textContent === text);

// ---- what is saved
function running(more = {}) {
  const chain = (level) => ({
    visible: new Float32Array(784).fill(level),
    sample: [1, 0],
    hidden: [0, 1],
    freeEnergy: -1.5,
    held: [],
    trace: [1, 2],
  });
  const said = [];
  return {
    model: { name: "rbm", title: "Machine", revision: "0123456789" },
    seed: 3,
    start: "hidden",
    steps: 5,
    temperature: Math.fround(0.7),
    touched: false,
    forced: () => new Map(),
    chains: () => [0.2, 0.4, 0.6].map(chain),
    film: () => [],
    said,
    say: (text) => said.push(text),
    ...more,
  };
}
test("a link holds a run of at most 20,000 steps, and what it loses is said", () => {
  const of = (more) => {
    const box = element("");
    const refresh = exports(box, running(more));
    refresh();
    return [
      new URL(box.querySelector(".zoo-link").value).searchParams,
      box.querySelector(".rbm-chain-lost").textContent,
    ];
  };
  const [plain, nothing] = of({});
  equal(
    [Object.fromEntries(plain), nothing],
    [
      {
        tab: "rbm",
        model: "rbm",
        revision: "01234567",
        seed: "3",
        start: "hidden",
        steps: "5",
        temperature: "0.7",
        chains: "3",
      },
      "",
    ],
  );
  equal(
    [of({ steps: 20000 })[1], of({ steps: 20001 })[0].get("steps"), of({ steps: 20001 })[1]],
    ["", "20000", "A link runs 20,000 steps at most; this run is longer."],
  );
  const drawn = of({ start: "drawing", drawn: () => "1.2-3.4" });
  equal([drawn[0].get("drawing"), drawn[1]], ["1.2-3.4", ""]);
  ok(of({ start: "drawing", drawn: () => "" })[1].startsWith("Your drawing is not in the link"));
  ok(
    of({ touched: true })[1].startsWith("The link repeats the run without") &&
      of({ forced: () => new Map([[1, 1]]) })[1].startsWith("The link repeats the run without"),
  );
});

test("a saved picture has the chains side by side, each pixel a square of ten; the JSON has them all", async () => {
  const saved = [];
  put(URL, "createObjectURL", (blob) => `blob:${saved.push({ blob })}`);
  put(URL, "revokeObjectURL", () => {});
  put(HTMLAnchorElement.prototype, "click", function () {
    saved.at(-1).name = this.download;
  });
  const viewer = running();
  const box = element("");
  exports(box, viewer);
  button(box, "PNG").click();
  for (let i = 0; i < 200 && !viewer.said.length; i++) await new Promise((done) => setTimeout(done, 5));
  const image = await createImageBitmap(saved[0].blob);
  equal([saved[0].name, image.width, image.height, viewer.said], ["rbm-chain.png", 560, 560, ["Saved rbm-chain.png."]]);
  const canvas = Object.assign(document.createElement("canvas"), { width: 560, height: 560 });
  canvas.getContext("2d").drawImage(image, 0, 0);
  const grey = levels(canvas);
  equal([grey[0], grey[279], grey[280], grey[560 * 280], grey[560 * 280 + 280]], [51, 51, 102, 153, 0]);
  button(box, "JSON").click();
  await rest();
  const read = JSON.parse(await saved[1].blob.text());
  equal(
    [
      saved[1].name,
      read.temperature,
      read.revision,
      read.chains.length,
      read.chains[1].free_energy_nats,
      read.chains[1].probabilities[0],
      read.chains[1].sample,
      read.chains[1].hidden,
      read.link,
    ],
    ["rbm-chain.json", Math.fround(0.7), "0123456789", 3, -1.5, 0.4, "10", "01", runLink(viewer)],
  );
  equal([read.changed_by_hand, read.forced, read.start, read.title], [false, {}, "hidden", "Machine"]);
});

test("a link that is copied is the newest, with what it loses beside it", async () => {
  let copied = null;
  put(navigator, "clipboard", {
    async writeText(text) {
      copied = text;
    },
  });
  const viewer = running();
  const box = element("");
  exports(box, viewer)();
  viewer.steps = 9;
  viewer.touched = true;
  button(box, "Copy link").click();
  await rest();
  equal(new URL(copied).searchParams.get("steps"), "9");
  ok(viewer.said[0].startsWith("Link copied. The link repeats the run without what you painted"));
  box.querySelector(".zoo-link").focus();
  equal(box.querySelector(".zoo-link").selectionEnd, copied.length);
});

// ---- the fields of a run
test("a run plays at its speed, rests out of sight or paused, and says once that it came into sight", async () => {
  const [clock, sights] = [stopped(), inSight()];
  const done = { frames: 0, rested: 0, seen: 0 };
  const count = (what) => () => {
    done[what] += 1;
  };
  const button = element("<button></button>").firstChild;
  const hands = { advance: count("frames"), rested: count("rested"), seen: count("seen") };
  const player = new Player(document.body, button, hands);
  const after = async (milliseconds) => {
    const before = done.frames;
    await clock.pass(milliseconds);
    return done.frames - before;
  };
  equal([await after(320), done.seen], [0, 1]);
  player.set(true);
  equal([await after(320), button.textContent], [10, "❚❚ Pause"]); // every second of the screen's frames, which take 16 ms
  player.frames = 10;
  equal(await after(1120), 10);
  sights[0].call([{ isIntersecting: false }]);
  equal([await after(320), done.seen], [0, 1]);
  sights[0].call([{ isIntersecting: true }]);
  equal([(await after(320)) > 0, done.seen], [true, 2]);
  put(document, "hidden", true);
  equal(await after(320), 0);
  put(document, "hidden", false);
  document.dispatchEvent(new Event("visibilitychange"));
  ok((await after(320)) > 0);
  player.set(false);
  equal([await after(320), done.rested, button.textContent], [0, 1, "▶ Play"]);
});

test("settings take their limits and nothing beyond, and begin with their speed", () => {
  const box =
    element(`<input name="heat" type="range" min="-2" max="2" step="0.05"><input name="temperature"><input name="pace" value="1">
    <input name="seed"><input name="speed" value="24"><output></output><input name="tempered" type="checkbox">`);
  const [said, calls] = [[], []];
  const note = (what) => (value) => calls.push([what, value]);
  const made = new Settings(box, {
    say: (...what) => said.push(what),
    heated: note("heat"),
    seeded: note("seed"),
    paced: note("pace"),
    tempered: note("tempered"),
  });
  equal([calls.splice(0), box.querySelector("output").textContent], [[["pace", 24]], "24 a second"]);
  made.field("tempered").click();
  made.temper(false);
  equal([calls.splice(0), made.field("tempered").checked], [[["tempered", true], ["tempered", false]], false]); // biome-ignore format: short
  for (const value of ["4", "0.25", "4.01", "0.24", "", "x"]) type(made.field("temperature"), value, "change");
  equal(
    [calls.splice(0), said.map(([text, isError]) => [text !== "", isError])],
    [
      [
        ["heat", 4],
        ["heat", 0.25],
      ],
      [
        [false, false],
        [false, false],
        [true, true],
        [true, true],
        [true, true],
        [true, true],
      ],
    ],
  );
  equal(made.field("heat").value, "-2");
  const paces = ["100", "0", "1", "2.5", "7", ""].map((value) => {
    enter(made.field("pace"), value);
    return made.steps;
  });
  equal(paces, [100, 100, 1, 1, 7, 7]);
  for (const value of ["4294967295", "4294967296", "0"]) enter(made.field("seed"), value);
  equal(calls.splice(0), [
    ["seed", 4294967295],
    ["seed", 0],
  ]);
  type(made.field("heat"), "-1");
  equal([calls, made.field("temperature").value], [[["heat", 0.5]], "0.5"]);
  made.seed(12);
  equal(made.field("seed").value, "12");
});
