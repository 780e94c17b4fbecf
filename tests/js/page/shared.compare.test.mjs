// Parts that several tabs have: two models side by side, effects as bars, focus that is never covered, one group of models.
import { Compare } from "../../../assets/shared/compare.js";
import { el, makeScreen } from "../../../assets/shared/dom.js";
import { showEffects } from "../../../assets/shared/effect-bars.js";
import { joinModels } from "../../../assets/shared/radios.js";
import { uncover } from "../../../assets/shared/uncover.js";
import { element, equal, near, ok, pressed, rest, test, texts } from "./harness.mjs";

// ---- two models
const MODELS = [
  { name: "plain", title: "Plain", base: "" },
  { name: "wide", title: "Wide", base: "plain", changes: "wider layers" },
  { name: "deep", title: "Deep", base: "plain", changes: "more layers" },
];
const answerOf = ({ left, right }) => ({
  guide: `${left} or ${right}?`,
  left: { title: `The ${left}` },
  right: { title: `The ${right}` },
  differences: [{ name: "layers", left: "2", right: "3" }],
  rows: [
    { title: "Fréchet", meaning: "distance", unit: "", real: "0.5", better: "right", left: "9.1 ± 0.2", right: "8.0" },
    { title: "Sure", meaning: "", unit: "nats", real: null, better: null, left: "4.0", right: undefined },
  ],
});

class Tool extends Compare {
  makeSide(name, choice) {
    return { element: el("section", { className: name }, choice) };
  }
  request() {
    return { seed: 3 };
  }
  show(answer) {
    this.seen = answer;
  }
  morePresets() {
    return [this.presetRow("More", [this.preset("Both", ["wide", "deep"])])];
  }
}
function comparing(chosen, name = "plain") {
  const [asked, frees] = [[], []];
  const viewer = {
    model: { name, models: MODELS },
    async ask(what, request) {
      asked.push([what, request]);
      await new Promise((done) => frees.push(done));
      return viewer.broken ? null : answerOf(request);
    },
  };
  const tool = new Tool(element(""), viewer, { chosen, caption: "Figures." });
  tool.box.append(tool.presets, tool.guide, tool.columns(el("hr")), tool.figures);
  const free = async () => {
    frees.splice(0).forEach((each) => each());
    await rest();
    await rest();
  };
  const names = () => tool.fields.map(({ value }) => value);
  return { tool, viewer, asked, free, names, isWaiting: () => tool.box.classList.contains("is-waiting") };
}

test("two models are asked for and their figures stand side by side, the better one marked", async () => {
  const { tool, asked, free, names, isWaiting } = comparing(0);
  tool.model();
  equal(
    [names(), asked, isWaiting()],
    [["plain", "wide"], [["compare", { left: "plain", right: "wide", seed: 3 }]], true],
  );
  await free();
  equal([isWaiting(), tool.guide.textContent, tool.seen.guide], [false, "plain or wide?", "plain or wide?"]);
  equal(texts(tool.table.querySelectorAll("thead th")), ["", "The plain", "The wide"]);
  equal(
    Array.from(tool.table.querySelectorAll("tbody tr"), (row) => texts(row.children)),
    [
      ["layers", "2", "3"],
      ["Fréchetdistancereal images: 0.5", "9.1 ± 0.2", "8.0 ✓"],
      ["Surenats", "4.0", "–"],
    ],
  );
  equal(texts(tool.table.querySelectorAll(".is-better")), ["8.0 ✓"]);
  equal(
    [tool.table.querySelectorAll(".is-fact").length, texts(tool.table.querySelectorAll("small"))],
    [1, ["distance", "real images: 0.5", "nats"]],
  );
  ok(tool.table.caption.textContent.startsWith("Figures. Where several random seeds were tried"));
  equal(
    Array.from(tool.box.querySelector(".zoo-compare").children, (each) => each.className),
    ["left", "", "right"],
  );
});

test("presets are pairs, of which the chosen one is pressed", async () => {
  const { tool, asked, free, names } = comparing(0);
  tool.model();
  await free();
  equal(texts(tool.presets.children), ["Plain, besideWideDeep", "MoreBoth"]);
  const buttons = tool.presets.querySelectorAll("button");
  equal([pressed(buttons), Array.from(buttons, (each) => each.title)], [[0], ["wider layers", "more layers", ""]]);
  buttons[2].click();
  equal([names(), pressed(buttons), asked.at(-1)[1].right], [["wide", "deep"], [2], "deep"]);
  await free();
  tool.fields[1].value = "plain";
  tool.fields[1].dispatchEvent(new Event("change"));
  equal([asked.at(-1)[1], pressed(buttons)], [{ left: "wide", right: "plain", seed: 3 }, []]);
});

test("the tab's model takes its own side, and the other stays while it is another one", async () => {
  const { tool, viewer, names } = comparing(1, "deep");
  tool.model();
  equal(names(), ["plain", "deep"]); // its base stands beside it
  viewer.model = { name: "wide", models: MODELS };
  tool.model();
  equal(names(), ["plain", "wide"]);
  viewer.model = { name: "plain", models: MODELS };
  tool.model();
  equal(names(), ["wide", "plain"]); // it cannot stand beside itself
  viewer.model = { name: "alone", models: [{ name: "alone", title: "Alone" }] };
  tool.model();
  equal(names(), ["alone", "alone"]);
});

test("an answer about a pair that is no longer chosen is dropped, and the last one stays dimmed", async () => {
  const { tool, viewer, asked, free, isWaiting } = comparing(0);
  tool.model();
  tool.pair("wide", "deep");
  await free();
  equal([tool.guide.textContent, isWaiting(), asked.length], ["", true, 2]);
  await free();
  equal([tool.guide.textContent, isWaiting()], ["wide or deep?", false]);
  tool.ask(); // the same pair again: what is shown is of it
  equal(isWaiting(), false);
  await free();
  viewer.broken = true;
  tool.pair("plain", "deep");
  await free();
  equal([tool.guide.textContent, isWaiting()], ["wide or deep?", true]);
});

test("without several seeds the table says nothing of them", async () => {
  const { tool, viewer, free } = comparing(0);
  viewer.ask = async (_, request) => ({
    ...answerOf(request),
    differences: undefined,
    rows: [{ title: "One", left: "1", right: "2", better: "left" }],
  });
  tool.model();
  await free();
  equal([tool.table.caption.textContent, texts(tool.table.querySelectorAll("tbody td"))], ["Figures.", ["1 ✓", "2"]]);
});

// ---- effects as bars
test("the bars of an effect reach from 0 to its means, in one range, with bands and words", () => {
  const slant = { property: "slant", means: [10, 5, -10], bands: [10, 10, 20], size: -2, clear: true };
  const digit = { property: "digit_8", means: [0, 0.1, 0.4], bands: [0.1, 0.1, 0.2], size: 3, clear: false };
  const loops = { property: "loops", means: [0, 0.5, 1], bands: [0, 0, 0], size: 2.5, clear: true };
  const latent = { effects: [slant, digit, loops] };
  const box = element("");
  showEffects(box, latent, { values: [-2, 0, 2], latents: [latent] });
  equal(texts(box.querySelectorAll("h5")), ["Closed loops", "Slant to the right", "Taken for an 8"]); // clear ones first
  equal(
    Array.from(box.children, (each) => each.classList.contains("is-clear")),
    [true, true, false],
  );
  const [, made, last] = box.children; // its range is -20 to 20
  const placed = (each) => [each.style.bottom, each.style.height];
  equal(Array.from(made.querySelectorAll("i"), placed), [
    ["50%", "25%"],
    ["50%", "12.5%"],
    ["25%", "25%"],
  ]);
  equal(Array.from(made.querySelectorAll("b"), placed), [
    ["50%", "50%"],
    ["0%", "50%"],
  ]);
  const bars = made.querySelector(".zoo-effect-bars");
  equal(
    [bars.style.getPropertyValue("--zero"), bars.ariaLabel],
    ["50.0%", "Slant to the right: 10 at −2, 5 at 0, −10 at 2"],
  );
  equal(texts(made.querySelectorAll(".zoo-effect-values span, .zoo-effect-places span")), [
    "10",
    "5",
    "−10",
    "−2",
    "0",
    "2",
  ]);
  equal(texts(box.querySelectorAll("p")), [
    "+1.00 ± 0.00 loopsclear",
    "−20 ± 20 degreesclear",
    "+40 ± 20 pointsnot clear",
  ]);
  equal(last.querySelector("i").style.height, "1%"); // a bar of 0 is a line
});

// ---- the focus
test("what has the focus is scrolled free of a box that sticks, unless they are apart", async () => {
  const page = element(
    `<div class="sticky" style="position: sticky; top: 0; width: 300px; height: 100px"><button style="position: absolute; top: 20px">on it</button></div>
     <button class="under" style="position: absolute; top: 1000px; left: 20px; height: 30px">under</button>
     <button class="beside" style="position: absolute; top: 1000px; left: 400px">beside</button><div style="height: 4000px"></div>`,
  );
  const [sticky, under, beside] = [".sticky", ".under", ".beside"].map((each) => page.querySelector(each));
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const gap = () => under.getBoundingClientRect().top - sticky.getBoundingClientRect().bottom;
  const focus = async (target) => {
    document.activeElement.blur();
    scrollTo({ top: 950, behavior: "instant" });
    target.focus({ preventScroll: true });
    await frames();
    return gap();
  };
  uncover(page, sticky);
  await frames();
  const covered = gap.call(null);
  equal([await focus(beside), await focus(sticky.firstElementChild)], [await focus(beside), await focus(beside)]);
  ok(covered > 800);
  near(await focus(under), 8, 1);
  sticky.style.height = "160px"; // it grows while the button has the focus
  await frames();
  near(gap(), 8, 1);
  sticky.style.position = "relative";
  near(await focus(under), under.getBoundingClientRect().top - sticky.getBoundingClientRect().bottom);
  equal(scrollY, 950);
});

// ---- the list of models
test("the models of a tab are one group of radio buttons, also when the list comes late and is built anew", async () => {
  const panel = element('<div role="tabpanel"><div class="root"></div></div>').firstChild;
  const other = element(
    '<div role="tabpanel"><div class="zoo-models"><input type="radio" name="x"></div><div class="root"></div></div>',
  ).firstChild;
  const names = (from) => Array.from(from.querySelectorAll("input[type=radio]"), ({ name }) => name);
  joinModels(panel.querySelector(".root"));
  joinModels(other.querySelector(".root"));
  panel.insertAdjacentHTML(
    "afterbegin",
    '<div class="zoo-models"><input type="radio" name="a"><input type="radio" name="b"></div>',
  );
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const [one] = names(panel);
  equal(names(panel), [one, one]);
  ok(one.startsWith("zoo-models-") && names(other)[0].startsWith("zoo-models-") && names(other)[0] !== one);
  panel.querySelector("input").name = "again"; // as Gradio does when it is chosen
  panel.querySelector(".zoo-models").insertAdjacentHTML("beforeend", '<label><input type="radio" name="c"></label>');
  await rest();
  equal(names(panel), [one, one, one]);
});

test("a screen is a digit's size, and an image only if it has a name", () => {
  const [named, plain] = [makeScreen("A digit", "is-large"), makeScreen("")];
  equal(
    [named.width, named.height, named.className, named.getAttribute("role"), named.ariaLabel],
    [28, 28, "zoo-screen is-large", "img", "A digit"],
  );
  equal([plain.getAttribute("role"), plain.ariaLabel], [null, null]);
});
