// A tab that is loaded: its markup, styles and modules, a way past what comes before the tools, and what is said of a failure.
import load from "../../../assets/shared/loader.js";
import { failed } from "../../../assets/shared/places.js";
import { element, equal, ok, put, test, texts } from "./harness.mjs";
import { model, serverOf, settled } from "./shakespeare.mjs";

const FILES = { folder: "shakespeare", modules: ["text.js"], styles: ["style.css"] };
function component(value, calls = []) {
  const panel = element('<div role="tabpanel" id="tab-shakespeare"><div class="part"></div></div>');
  return {
    element: panel.querySelector(".part"),
    props: { value: { packed: JSON.stringify(value) } },
    server: serverOf().server,
    watch: () => {},
    trigger: (name) => calls.push(name),
  };
}
async function until(is) {
  for (let at = 0; at < 500 && !is(); at++) await new Promise((done) => setTimeout(done, 10));
  ok(is(), `${is} did not come`);
}
const added = (rel) =>
  Array.from(document.head.querySelectorAll(`link[rel=${rel}]`), ({ href }) => new URL(href).pathname);

test("a tab has its files, headings that are only heard, and a button that leads to its tools", async () => {
  const calls = [];
  const made = component(model(), calls);
  await load(made, FILES);
  await settled();
  const { element: root } = made;
  equal(
    [added("stylesheet"), added("modulepreload")],
    [["/assets/shakespeare/style.css"], ["/assets/shakespeare/text.js"]],
  );
  equal(texts(root.querySelectorAll("h2.zoo-unseen, h3.zoo-unseen")), ["Try the model", "Tools"]);
  ok(root.querySelector(".zoo-tools").firstElementChild.tagName === "H3");
  const skip = root.querySelector(".zoo-skip");
  ok(skip.parentElement.firstElementChild === skip && skip.nextElementSibling.tagName === "H2");
  skip.click();
  equal([document.activeElement.role, document.activeElement.getAttribute("aria-selected")], ["tab", "true"]);
  failed("shakespeare");
  const line = root.querySelector(".zoo-failure");
  equal(
    [line.querySelector("span").textContent, calls],
    ["The server could not show this model. Below is still the one before.", []],
  );
  line.querySelector("button").click();
  equal([line.hidden, calls], [true, ["opened"]]); // the server then answers the address
});

test("where there is no model yet, a failure says so", async () => {
  const made = component({ error: "It is damaged." });
  await load(made, FILES);
  failed("shakespeare");
  equal(
    made.element.querySelector(".zoo-failure span").textContent,
    "The server could not show this model, so there is none here yet.",
  );
});

test("files that do not come are errors that name what is missing", async () => {
  const why = (files) => load(component(model()), files).catch(({ message }) => message);
  equal(await why({ ...FILES, styles: ["none.css"] }), "a style sheet could not be fetched");
  const { fetch } = window;
  put(window, "fetch", async (url, options) =>
    String(url).endsWith(".html") ? { ok: false, status: 404 } : fetch(url, options),
  );
  equal(await why(FILES), "its markup could not be fetched (404)");
});

test("files of a server that is away come once it is tried again, and then it is asked for a model", async () => {
  const calls = [];
  const made = component({ error: "It is damaged." }, calls);
  const { fetch } = window;
  put(window, "fetch", async () => ({ ok: false, status: 503 }));
  const loaded = load(made, FILES);
  const again = () => made.element.querySelector(".zoo-awaits .zoo-again");
  await until(again);
  again().click(); // in vain
  await until(again);
  put(window, "fetch", fetch);
  again().click();
  await loaded;
  equal([calls, made.element.querySelector(".zoo-failure").hidden, again()], [["opened"], true, null]);
});
