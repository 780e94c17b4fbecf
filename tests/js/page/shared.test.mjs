// What several tabs build their pages from: timing, messages, elements, canvases, copies.
import * as dom from "../../../assets/shared/dom.js";
import { seedField, whenTyped } from "../../../assets/shared/fields.js";
import { afterRest, newestOnly, oncePerFrame } from "../../../assets/shared/pace.js";
import { sayer } from "../../../assets/shared/status.js";
import { element, enter, equal, levels, pressed, put, rest, stopped, test, texts, type } from "./harness.mjs";

// ---- time
test("what is asked for is drawn once a frame, and again in the next", async () => {
  const clock = stopped();
  let drawn = 0;
  const draw = oncePerFrame(() => {
    drawn += 1;
  });
  for (let i = 0; i < 3; i++) draw();
  equal(drawn, 0);
  await clock.pass(20);
  equal(drawn, 1);
  draw();
  await clock.pass(20);
  equal(drawn, 2);
});

test("only the newest value waits while one is sent, and an error ends nothing", async () => {
  const [sent, frees] = [[], []];
  let [going, most] = [0, 0];
  put(console, "error", (error) => sent.push(error.message));
  const push = newestOnly(async (value) => {
    sent.push(value);
    going += 1;
    most = Math.max(most, going);
    await new Promise((done) => frees.push(done));
    going -= 1;
    if (value === 1) throw new Error("no");
  });
  for (const value of [1, 2, 3]) push(value);
  equal(sent, [1]);
  frees[0]();
  await rest();
  equal(sent, [1, "no", 3]);
  frees[1]();
  await rest();
  push(4);
  await rest();
  equal([sent, most], [[1, "no", 3, 4], 1]);
});

test("a call waits for rest, and gets the newest values", async () => {
  const clock = stopped();
  const calls = [];
  const later = afterRest(100, (...values) => calls.push(values));
  later(1, 2);
  await clock.pass(90);
  later(3, 4);
  await clock.pass(90);
  equal(calls, []);
  await clock.pass(10);
  equal(calls, [[3, 4]]);
  await clock.pass(500);
  equal(calls.length, 1);
});

test("a confirmation goes after a while, an error and what is under way stay", async () => {
  const clock = stopped();
  const box = element("");
  const say = sayer(box);
  say("Saved.");
  await clock.pass(5999);
  equal(box.textContent, "Saved.");
  await clock.pass(1);
  equal(box.textContent, "");
  say("Saved.");
  await clock.pass(3000);
  say("Wrong.", true); // the timer of the one before must not end it
  await clock.pass(10_000);
  equal([box.textContent, box.className], ["Wrong.", "is-error"]);
  say("Loading …");
  await clock.pass(10_000);
  equal([box.textContent, box.className], ["Loading …", ""]);
});

// ---- elements
test("an element has properties, attributes and children, and markup stays text", () => {
  const made = dom.el("button", { textContent: "<b>", "aria-label": "x", tabIndex: -1 }, dom.el("i"), "<u>");
  equal(made.outerHTML, '<button aria-label="x" tabindex="-1">&lt;b&gt;<i></i>&lt;u&gt;</button>');
});

test("one segment is pressed, by its value and not its place", () => {
  const box = element("");
  const chosen = [];
  const show = dom.segments(
    box,
    [
      [4, "four"],
      [0, "none"],
      ["a", "letter"],
    ],
    (value) => chosen.push(value),
  );
  show(0);
  equal(pressed(box.children), [1]);
  show("a");
  equal(pressed(box.children), [2]);
  box.children[0].click();
  equal([chosen, pressed(box.children)], [[4], [2]]); // whoever chooses says what is pressed
});

test("a choice has its options and tells their value", () => {
  const chosen = [];
  const field = dom.makeSelect(
    "which",
    [
      ["a", "A"],
      ["b", "B"],
    ],
    (value) => chosen.push(value),
  );
  const box = field.querySelector("select");
  box.value = "b";
  box.dispatchEvent(new Event("change"));
  equal([chosen, texts(box.options), field.firstChild.textContent], [["b"], ["A", "B"], "which"]);
  dom.fillOptions(box, [["c", "C"]]);
  equal([box.value, box.options.length], ["c", 1]);
});

test("a seed field tells of typing and of the dice, each time with the seed that it holds", () => {
  const seen = [];
  const { parts, input, read } = seedField("seed", "Another", () => seen.push(read()));
  enter(input, 7);
  parts[1].click();
  equal(seen, [7, Number(input.value)]);
  enter(input, "-1");
  equal([seen[2], input.getAttribute("aria-invalid")], [null, "true"]);
});

test("what is typed counts once it is whole: left, entered, or when typing pauses", async () => {
  const clock = stopped();
  const input = element("<input>").firstChild;
  const seen = [];
  const read = () => seen.push(input.value);
  whenTyped(input, () => seen.push("replaced"));
  whenTyped(input, read);
  for (const part of ["1", "10", "100", "1000"]) {
    type(input, part);
    await clock.pass(500);
  }
  equal(seen.splice(0), []);
  type(input, "10000");
  await clock.pass(600);
  equal(seen.splice(0), ["10000"]);
  type(input, "10000", "change"); // left afterwards: it counts once
  equal(seen.splice(0), []);
  type(input, "3");
  enter(input, "3.7");
  await clock.pass(1000);
  equal(seen.splice(0), ["3.7"]);
  type(input, "5");
  input.value = ""; // by a hand elsewhere
  await clock.pass(1000);
  type(input, "", "change");
  equal(seen, []);
});

test("on a phone the chosen model is scrolled into the middle of its row", async () => {
  const clock = stopped();
  const label = (name) => `<label class="${name}" style="flex: 0 0 100px">${name}</label>`;
  const panel = element(
    `<div role="tabpanel"><div class="zoo-models"><div class="row" style="display: flex; width: 200px; overflow: auto">
    ${["a", "b", "c", "selected", "e"].map(label).join("")}</div></div><div class="root"></div></div>`,
  );
  dom.showChoice(panel.querySelector(".root"));
  await clock.pass(20);
  equal(panel.querySelector(".row").scrollLeft, 250); // its middle is at 350, that of the row at 100
});

// ---- canvases
const canvas = (width, height) => dom.el("canvas", { width, height });

test("grey values are painted row by row, also at a place of a larger canvas", () => {
  const small = canvas(3, 2);
  dom.paint(small, [0, 0.5, 1, 0.2, 0.4, 2]);
  equal(levels(small), [0, 128, 255, 51, 102, 255]);
  const large = canvas(4, 3);
  dom.paint(large, [1, 0.2, 0.4, 0.6], 2, 1, 2);
  equal(levels(large), [0, 0, 0, 0, 0, 0, 255, 51, 0, 0, 102, 153]);
});

test("a picture of levels gives its canvas its size", () => {
  const made = canvas(5, 5);
  dom.paintLevels(made, Uint8Array.of(1, 2, 3, 4));
  equal([made.width, made.height, levels(made)], [2, 2, [1, 2, 3, 4]]);
});

// ---- taking something along
test("without the clipboard a text is copied from a field, which is gone again, and the focus is back", async () => {
  const button = element("<button>Copy</button>").firstChild;
  button.focus();
  let copied = null;
  put(navigator, "clipboard", { writeText: () => Promise.reject(new Error("no https")) });
  put(document, "execCommand", () => {
    copied = getSelection().toString() || document.activeElement.value;
    return true;
  });
  equal(await dom.copyText("a text"), true);
  equal([copied, document.querySelectorAll("textarea").length, document.activeElement === button], ["a text", 0, true]);
});

test("a link is copied, or left selected for the visitor's own keys", async () => {
  const field = element("<input>").firstChild;
  const said = [];
  const written = [];
  put(navigator, "clipboard", { writeText: async (text) => void written.push(text) });
  await dom.copyLink(field, "http://zoo/?a", (text) => said.push(text));
  put(navigator, "clipboard", { writeText: () => Promise.reject(new Error("no")) });
  put(document, "execCommand", () => false);
  await dom.copyLink(field, "http://zoo/?b", (text) => said.push(text));
  equal([written, field.value, field.selectionEnd], [["http://zoo/?a"], "http://zoo/?b", 13]);
  equal(said, ["Link copied.", "The link is selected: copy it with Ctrl+C or ⌘C."]);
});

test("a download has its name and content, and its address is given up only later", async () => {
  const clock = stopped();
  const [made, gone, clicked] = [[], [], []];
  put(URL, "createObjectURL", (blob) => {
    made.push(blob);
    return "blob:1";
  });
  put(URL, "revokeObjectURL", (url) => gone.push(url));
  put(HTMLAnchorElement.prototype, "click", function () {
    clicked.push([this.href, this.download]);
  });
  dom.download("a.txt", "content", "text/plain");
  equal(clicked, [["blob:1", "a.txt"]]);
  equal([await made[0].text(), made[0].type], ["content", "text/plain"]);
  await clock.pass(5000);
  equal(gone, []);
  await clock.pass(5000);
  equal(gone, ["blob:1"]);
});
