// Parts that several tabs have: formulas, headings over the models, the strip of tools.
import * as m from "../../../assets/shared/formulas.js";
import { headings } from "../../../assets/shared/headings.js";
import { formula } from "../../../assets/shared/notation.js";
import { Strip } from "../../../assets/shared/strip.js";
import { element, equal, ok, press, test, texts } from "./harness.mjs";

// ---- formulas
const drawn = (made) => made.draw().outerHTML.replaceAll(' xmlns="http://www.w3.org/1998/Math/MathML"', "");

test("an expression is drawn with its parts in their places", () => {
  const [a, b] = [m.id("a", "q"), m.num("2")];
  equal(drawn(m.sub(a, b)), '<msub><mi class="is-q">a</mi><mn>2</mn></msub>');
  equal(drawn(m.sup(a, b)), '<msup><mi class="is-q">a</mi><mn>2</mn></msup>');
  equal(drawn(m.frac(a, b)), '<mfrac><mi class="is-q">a</mi><mn>2</mn></mfrac>');
  equal(drawn(m.sqrt(b)), "<msqrt><mn>2</mn></msqrt>");
  equal(drawn(m.primed(m.id("s"), b)), "<msubsup><mi>s</mi><mn>2</mn><mo>′</mo></msubsup>");
  equal(drawn(m.sum(m.id("i"))), '<munder><mo form="infix">∑</mo><mi>i</mi></munder>');
  equal(drawn(m.factor("−2")), "<mrow><mo>(</mo><mn>−2</mn><mo>)</mo></mrow>");
  equal(
    drawn(m.num("−1.5e-3")),
    '<mrow><mn>−1.5</mn><mo form="infix">·</mo><msup><mn>10</mn><mn>−3</mn></msup></mrow>',
  );
  equal(drawn(m.vector("v")), '<mi class="is-vector">v</mi>');
});

test("a formula of a line of text is drawn as its LaTeX says", () => {
  const made = drawn(formula("Σ_i {a}/{b}^2 log x"));
  const fraction = "<msup><mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac><mn>2</mn></msup>";
  ok(made.includes(fraction), made);
  ok(made.includes("<munder>") && made.includes("<mi>log</mi><mspace"), made);
  equal(texts([m.line([m.num("1"), m.op("+")], "a-line")]), ["1 + "]);
});

// ---- headings over the models
function models(names) {
  const labels = names.map((name) => `<label><input type="radio" value="${name}">${name}</label>`).join("");
  return element(
    `<div role="tabpanel"><fieldset class="zoo-models">${labels}</fieldset><div class="root"></div></div>`,
  );
}
const HEADED = [
  { heading: "Start here", count: 1 },
  { heading: "More models", count: 3 },
];

test("each heading stands before its models and describes them", () => {
  const panel = models(["a", "b", "c", "d"]);
  headings(panel.querySelector(".root"))(HEADED);
  equal(texts(panel.querySelector(".zoo-models").children), [
    "Start here",
    "a",
    "Fewer models",
    "More models",
    "b",
    "c",
    "d",
  ]);
  equal(
    Array.from(panel.querySelectorAll("input"), (each) => each.getAttribute("aria-describedby")),
    ["zoo-models-start-here", ...Array(3).fill("zoo-models-more-models")],
  );
});

test("headings are there once, also when the list comes late or is built anew", async () => {
  const panel = models([]);
  const list = panel.querySelector(".zoo-models");
  const show = headings(panel.querySelector(".root"));
  show(HEADED);
  list.innerHTML = ["a", "b"].map((name) => `<label><input type="radio">${name}</label>`).join("");
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  equal(texts(list.children), ["Start here", "a", "Fewer models", "More models", "b"]);
  list.append(Object.assign(document.createElement("label"), { innerHTML: "<input type='radio'>c" }));
  await new Promise((done) => setTimeout(done, 30));
  equal(list.lastChild.querySelector("input").getAttribute("aria-describedby"), "zoo-models-more-models");
  list.innerHTML = ["a", "b", "c"].map((name) => `<label><input type="radio">${name}</label>`).join("");
  await new Promise((done) => setTimeout(done, 30));
  equal(texts(list.children), ["Start here", "a", "Fewer models", "More models", "b", "c"]);
  show([{ heading: "All", count: 3 }]);
  equal(texts(list.children), ["All", "a", "b", "c"]);
});

// ---- the strip of tools
function strip(tools, model = { name: "one" }) {
  const [tabs, panels] = [element(""), element("")];
  const viewer = { model };
  const calls = [];
  const made = new Strip(
    tools.map(({ id, applies }) => ({
      id,
      title: id.toUpperCase(),
      lead: `About ${id}`,
      applies,
      make: () => {
        calls.push(`make ${id}`);
        return Object.fromEntries(["model", "digit", "code"].map((name) => [name, () => calls.push(`${name} ${id}`)]));
      },
    })),
    { prefix: "zoo", always: ["digit"], live: ["code"] },
    tabs,
    panels,
    viewer,
  );
  return { made, tabs, panels, viewer, calls: () => calls.splice(0) };
}

test("that a model lacks the tool of a frame is known in its own tab, whichever tab comes later", () => {
  const before = location.search;
  history.replaceState(null, "", "?embed=1&show=a");
  const strips = [strip([{ id: "a", applies: () => false }]), strip([{ id: "b" }])];
  const tabs = strips.map(({ made, panels }) => {
    const tab = element("");
    tab.role = "tabpanel";
    tab.append(panels);
    made.model();
    return tab;
  });
  history.replaceState(null, "", before || "?");
  equal(
    tabs.map((tab) => tab.className),
    ["zoo-lacks", ""],
  );
});

test("a tool is made when it is opened, and told of a model once", () => {
  const { made, tabs, panels, viewer, calls } = strip([{ id: "a" }, { id: "b" }]);
  made.model();
  equal(calls(), ["make a", "model a", "digit a", "code a"]);
  tabs.children[1].click();
  equal(calls(), ["make b", "model b", "digit b", "code b"]);
  tabs.children[0].click();
  equal(calls(), ["digit a", "code a"]); // what was set in it stays while the model is the same
  equal([made.open, made.before], ["a", "b"]);
  viewer.model = { name: "two" };
  made.model();
  equal([calls(), made.before], [["model a", "digit a", "code a"], "b"]);
  equal(
    Array.from(panels.querySelectorAll("[role=tabpanel]"), (each) => [each.id, each.hidden]),
    [
      ["zoo-panel-a", false],
      ["zoo-panel-b", true],
    ],
  );
  equal(texts(panels.querySelectorAll(".zoo-tool-lead")), ["About a", "About b"]);
});

test("a tool that a model has not got gives way to the first, one that it has stays open", () => {
  const { made, tabs, viewer } = strip([{ id: "a" }, { id: "b", applies: ({ has }) => has }, { id: "c" }], {
    has: true,
  });
  made.model();
  made.go("b");
  viewer.model = { has: true };
  made.model();
  equal(made.open, "b");
  viewer.model = { has: false };
  made.model();
  equal([made.open, texts(tabs.children)], ["a", ["A", "C"]]);
  made.go("b");
  equal(made.open, "a");
  made.go(undefined);
  equal(made.open, "a");
});

test("hooks of pictures wait until the tools are in view, the others do not", () => {
  const { made, calls } = strip([{ id: "a" }]);
  made.model();
  calls();
  made.inView = false;
  made.code();
  made.digit();
  equal(calls(), ["digit a"]);
  made.inView = true;
  made.code();
  equal(calls(), ["code a"]);
});

test("the arrow keys lead around, Home and End to the ends, and only the open tool is a stop", () => {
  const { made, tabs } = strip([{ id: "a" }, { id: "b" }, { id: "c" }]);
  made.model();
  const went = ["ArrowLeft", "ArrowRight", "ArrowRight", "End", "Home", "ArrowRight"].map((key) => {
    ok(press(tabs.querySelector("[tabindex='0']"), key).defaultPrevented, key);
    return made.open;
  });
  equal(went, ["c", "a", "b", "c", "a", "b"]);
  equal(
    Array.from(tabs.children, (tab) => [tab.tabIndex, tab.getAttribute("aria-selected")]),
    [
      [-1, "false"],
      [0, "true"],
      [-1, "false"],
    ],
  );
  ok(document.activeElement === tabs.children[1] && !press(tabs, "x").defaultPrevented);
});

async function until(is) {
  for (let at = 0; at < 200 && !is(); at++) await new Promise((done) => setTimeout(done, 10));
  ok(is(), `${is} did not come`);
}

test("tools that come into view are told what changed meanwhile", async () => {
  const spacer = element("");
  spacer.style.height = "3000px";
  document.body.append(spacer); // the panels lie below it
  const { made, panels, calls } = strip([{ id: "a" }]);
  document.body.append(panels);
  panels.style.height = "50px";
  await until(() => !made.inView);
  made.model();
  calls();
  made.code();
  equal(calls(), []);
  panels.scrollIntoView();
  await until(() => made.inView);
  equal(calls(), ["code a"]);
  scrollTo(0, 0);
  await until(() => !made.inView);
  spacer.remove();
});
