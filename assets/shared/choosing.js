// A model that was chosen: what the page needs to run it is fetched, then it is shown. The newest choice counts.
import { failureOf } from "./failure.js";
import { wording } from "./wording.js";

const titleOf = ({ title, name }) => title ?? name;

// Gives choose(model). `fetch(model)` promises what the model needs, `show(model, found)` shows it, and `shown()` is the
// model that is there, or null.
export function chooser(root, { say, fetch, show, shown }) {
  const failure = failureOf(root);
  const speak = wording(root);
  let newest = 0;

  function fail(next, { message }) {
    const before = shown() && shown() !== next ? `, so this is still ${titleOf(shown())}` : "";
    failure.show(`${titleOf(next)} could not be shown: ${message}${before}.`, () => choose(next));
  }

  async function choose(next) {
    const mine = ++newest;
    if (!next) return;
    failure.hide();
    if (next.error) return failure.show(next.error);
    say(shown() ? `Loading ${titleOf(next)} …` : "");
    try {
      const found = await fetch(next);
      if (mine !== newest) return;
      show(next, found);
      speak(next.data);
    } catch (error) {
      if (mine !== newest) return;
      say("");
      fail(next, error);
    }
  }

  return choose;
}
