// Headings in the list of a tab's models, which is Gradio's: a row of radio buttons.
import { el } from "./dom.js";

const FRAMES = 100; // to wait for a list that appears after the tab's component

// Returns show(groups) for the tab of `root`: each of {heading, count} is written before its models.
export function headings(root) {
  let groups = [];
  const watcher = new MutationObserver(() => place()); // Gradio may rebuild the list

  function place(frames = FRAMES) {
    const panel = root.closest("[role=tabpanel]") ?? document;
    const labels = root.isConnected ? [...panel.querySelectorAll(".zoo-models label")] : [];
    if (!labels.length) return void (frames && requestAnimationFrame(() => place(frames - 1)));
    const list = labels[0].closest(".zoo-models");
    watcher.disconnect();
    for (const old of list.querySelectorAll(".zoo-models-heading")) old.remove();
    let at = 0;
    for (const { heading, count } of groups) {
      write(heading, labels.slice(at, at + count));
      at += count;
    }
    watcher.observe(list, { childList: true, subtree: true });
  }

  return function show(found) {
    groups = found;
    place();
  };
}

function write(heading, labels) {
  const id = `zoo-models-${heading.toLowerCase().replace(/[^a-z]+/g, "-")}`;
  labels[0]?.before(el("span", { className: "zoo-models-heading", id }, el("b", { textContent: heading })));
  for (const label of labels) {
    label.querySelector("input").setAttribute("aria-describedby", id);
  }
}
