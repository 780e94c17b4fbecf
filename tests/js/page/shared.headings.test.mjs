// The list of models: a few at first, the others with a line each when asked for.
import { headings } from "../../../assets/shared/headings.js";
import { element, equal, ok, put, rest, test, texts } from "./harness.mjs";

const HTML = `<div role="tabpanel"><div class="zoo-models"><div class="wrap">
  ${["a", "b", "c"].map((name) => `<label><input type="radio" value="${name}">${name}</label>`).join("")}
  </div></div><div class="root"></div></div>`;
const GROUPS = [
  { heading: "Start here", count: 1, lines: ["First."] },
  { heading: "Others", count: 2, lines: ["It has more.", ""] },
];

test("models behind the first ones come when asked for, with a line each, and the browser remembers", async () => {
  put(window, "localStorage", {
    kept: null,
    getItem: (key) => localStorage.kept?.[key],
    setItem(key, value) {
      this.kept = { [key]: value };
    },
  });
  const panel = element(HTML).firstElementChild;
  headings(panel.querySelector(".root"))(GROUPS);
  await rest();
  const list = panel.querySelector(".zoo-models");
  const button = list.querySelector("button");
  equal(texts(list.querySelectorAll(".zoo-models-heading")), ["Start here", "Others"]);
  equal(texts(list.querySelectorAll(".zoo-models-line")), ["It has more."]);
  equal(button.textContent, "More models (2)");
  ok(button.previousElementSibling.textContent === "a");
  equal([...list.querySelectorAll(".zoo-models-later")].length, 2);
  const described = list.querySelector("[value=b]").getAttribute("aria-describedby").split(" ");
  equal(
    described.map((id) => panel.querySelector(`#${id}`).textContent),
    ["Others", "It has more."],
  );
  button.click();
  ok(list.classList.contains("is-all") && button.getAttribute("aria-expanded") === "true");
  await rest();
  ok(list.querySelector("button") === button, "the button that was pressed stays");
  equal([button.textContent, localStorage.getItem("zoo-models")], ["Fewer models", "all"]);
});
