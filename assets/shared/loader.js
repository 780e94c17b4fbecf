// Loads a tab when its component is first shown: its modules, markup and styles; see tabs/shared/page.py.

import { arrange } from "./alone.js";
import { el, makeAgain } from "./dom.js";
import { failureOf } from "./failure.js";
import { guide } from "./guide.js";
import { headings } from "./headings.js";
import { isThere } from "./lost.js";
import { awaitMnist } from "./mnist.js";
import { join } from "./places.js";
import "./print.js";
import { joinModels } from "./radios.js";
import { withstand } from "./unreachable.js";
import { isPlain, now } from "./views.js";

const STILL = "The server could not show this model. Below is still the one before.";
const NOTHING = "The server could not show this model, so there is none here yet.";
const AWAY = "The server cannot be reached. This part comes by itself once it is there again.";

const head = (properties) => {
  const made = Object.assign(document.createElement("link"), properties);
  document.head.append(made);
  return made;
};

const styled = (href) =>
  new Promise((done, failed) => {
    head({
      rel: "stylesheet",
      href,
      onload: done,
      onerror: () => failed(new Error("a style sheet could not be fetched")),
    });
  });

async function markup(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`its markup could not be fetched (${answer.status})`);
  return answer.text();
}

// What is heard and not seen: headings that complete the order, and a way past what comes before the tools.
function outline(element) {
  const [first, tools] = [element.firstElementChild, element.querySelector(".zoo-tools")];
  first?.prepend(el("h2", { className: "zoo-unseen", textContent: "Try the model" }));
  if (!tools) return;
  tools.prepend(el("h3", { className: "zoo-unseen", textContent: "Tools" }));
  const skip = el("button", { type: "button", className: "zoo-button zoo-skip", textContent: "Skip to the tools" });
  skip.addEventListener("click", () => {
    const tab = /** @type {HTMLElement | null} */ (tools.querySelector("[role=tab][aria-selected=true]"));
    tab?.focus();
  });
  first?.prepend(skip);
}

// Gradio's properties with the value that was packed by tabs/shared/page.py; each that comes is unpacked once.
function unpacked(props) {
  let sent, value;
  return {
    get value() {
      if (sent !== props.value) [sent, value] = [props.value, JSON.parse(props.value?.packed ?? "null")];
      return value;
    },
  };
}

// A tab's module and its markup, when its styles are there, too.
function fetched({ folder, modules, styles }) {
  const url = (name) => new URL(`../${folder}/${name}`, import.meta.url).href;
  for (const name of modules) head({ rel: "modulepreload", href: url(name) }); // in parallel
  return Promise.all([import(url("index.js")), markup(url("index.html")), ...styles.map((name) => styled(url(name)))]);
}

// The same from a server that may be away: then the tab says so until it is there again; see lost.js, which presses the
// button. A browser that remembers a module that did not come (before 2026 some did) does not get it: that is an error.
async function brought(element, files) {
  for (let isLast = false, hasWaited = false; ; ) {
    try {
      return [...(await fetched(files)).slice(0, 2), hasWaited];
    } catch (error) {
      const isAway = (await isThere(fetch, import.meta.url)) === null;
      if (isLast && !isAway) throw error;
      isLast = !isAway; // it may have come back just now
      if (isAway) await pressed(element);
      hasWaited ||= isAway;
    }
  }
}

const pressed = (element) =>
  new Promise((done) => {
    const said = el("p", { className: "zoo-error", role: "alert", textContent: `${AWAY} ` });
    const again = makeAgain(() => {
      said.remove();
      done();
    });
    said.append(again);
    element.replaceChildren(el("div", { className: "zoo-loading zoo-awaits" }, said));
  });

// component: {element, props, server, watch, trigger} as Gradio gives them. `files` has the tab's `folder`, and its `modules`
// and `styles` by name. What mounts a tab may return {link}, see places.js, and {digitsCame}, see mnist.js. A module
// tour.js has the steps of its tour.
export default async function load(shown, files) {
  withstand();
  const { folder, modules } = files;
  const component = { ...shown, props: unpacked(shown.props) };
  const language = /** @type {*} */ (globalThis).zooLanguage; // a promise; see tabs/shared/languages.py
  const [[tab, html, hasWaited]] = await Promise.all([brought(component.element, files), language]);
  component.element.innerHTML = html;
  outline(component.element);
  const arranged = isPlain() ? null : arrange(component.element, folder);
  joinModels(component.element);
  await arranged?.catch((error) => console.warn("arrange:", error)); // the whole tab is there
  const failure = failureOf(component.element);
  const ask = () => component.trigger("opened"); // the server then answers the address
  failure.ask = ask;
  const mounted = tab.default(component);
  const follow = mounted?.follow ?? ask;
  const write = headings(component.element);
  const group = () => component.props.value?.groups && write(component.props.value.groups);
  group();
  component.watch("value", group);
  const link = mounted?.link ?? (() => "");
  if (now().present) import("./present.js").then(({ present }) => present(component.element));
  if (mounted?.digitsCame) awaitMnist(component, mounted.digitsCame);
  join(component.element, { link, follow, failed: () => failure.show(link() ? STILL : NOTHING) });
  if (hasWaited) failure.again(); // the server was not asked for a model, or did not hear of it
  const tour = () => import(new URL(`../${folder}/tour.js`, import.meta.url).href);
  guide(component.element, modules.includes("tour.js") ? tour : null);
}
