// The list of a tab's models, which is Gradio's: a row of radio buttons. It gets headings, and shows the first few models;
// the others come with a line each on what they teach, when asked for.
import { el, makeButton } from "./dom.js";

const FRAMES = 100; // to wait for a list that appears after the tab's component
const KEY = "zoo-models"; // in the browser: whether all are shown
const OURS = ".zoo-models-heading, .zoo-models-line, .zoo-models-more";

// Returns show(groups) for the tab of `root`: each of {heading, count, lines} is written before its models.
export function headings(root) {
  let groups = [];
  // Gradio may rebuild the list; what changes within our own parts is no such thing
  const isIts = ({ target }) => !(/** @type {Element} */ (target).closest(OURS));
  const watcher = new MutationObserver((changes) => changes.some(isIts) && place());

  function place(frames = FRAMES) {
    const panel = root.closest("[role=tabpanel]") ?? document;
    const labels = root.isConnected ? [...panel.querySelectorAll(".zoo-models label")] : [];
    if (!labels.length) return void (frames && requestAnimationFrame(() => place(frames - 1)));
    const list = labels[0].closest(".zoo-models");
    watcher.disconnect();
    for (const old of list.querySelectorAll(OURS)) old.remove();
    let at = 0;
    for (const [index, { heading, count, lines = [] }] of groups.entries()) {
      write(heading, labels.slice(at, at + count), index ? lines : []);
      at += count;
    }
    const [first] = groups;
    if (groups.length > 1) labels[first.count - 1]?.after(more(list, at - first.count));
    watcher.observe(list, { childList: true, subtree: true });
  }

  return function show(found) {
    groups = found;
    place();
  };
}

function write(heading, labels, lines) {
  const id = `zoo-models-${heading.toLowerCase().replace(/[^a-z]+/g, "-")}`;
  const title = el("span", { className: "zoo-models-heading", id }, el("b", { textContent: heading }));
  title.classList.toggle("is-later", lines.length > 0);
  labels[0]?.before(title);
  for (const [at, label] of labels.entries()) {
    const line = `${id}-${at}`;
    label.classList.toggle("zoo-models-later", lines.length > 0);
    label.querySelector("input").setAttribute("aria-describedby", lines[at] ? `${id} ${line}` : id);
    if (lines[at]) label.after(el("span", { className: "zoo-models-line", id: line, textContent: lines[at] }));
  }
}

// The button that shows the models behind the first ones, and hides them.
function more(list, count) {
  const button = makeButton("", () => tell(!list.classList.contains("is-all"), true), "zoo-models-more");
  function tell(isAll, isChosen = false) {
    list.classList.toggle("is-all", isAll);
    button.setAttribute("aria-expanded", String(isAll));
    button.textContent = isAll ? "Fewer models" : `More models (${count})`;
    if (isChosen) remember(isAll);
  }
  tell(remembered());
  return button;
}

function remembered() {
  try {
    return localStorage.getItem(KEY) === "all";
  } catch {
    return false; // a browser that keeps nothing
  }
}

function remember(isAll) {
  try {
    localStorage.setItem(KEY, isAll ? "all" : "few");
  } catch {}
}
