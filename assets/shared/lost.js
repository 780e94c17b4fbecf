// The server cannot be reached: a line says so, the page asks until it is there again, and then tries again what failed.
import { el, makeButton } from "./dom.js";

const EVERY = 2000; // milliseconds
const LOST = "The server cannot be reached. What runs in this page goes on; the rest comes back by itself.";
const NEWER = "The server is there again, with a newer version of this page.";

// {lost}: to be called when a request did not arrive. `isThere` promises true, false for another version of the page, or null
// while there is no answer; `say` shows a state, "lost", "newer" or "" for none; `back` tries again what failed.
export function makeKeeper({ isThere, say, back, pause }) {
  let asking = false;
  return async function lost() {
    if (asking) return;
    asking = true;
    let found = await isThere();
    const wasLost = found === null; // else it was that request alone
    if (wasLost) say("lost");
    while (found === null) {
      await pause();
      found = await isThere();
    }
    asking = false;
    if (!found) say("newer");
    else if (wasLost) {
      say("");
      back();
    }
  };
}

// Whether the server has this very file, whose address has a hash of all that belongs to it.
export async function isThere(fetch, url) {
  try {
    const { ok, status } = await fetch(url, { method: "HEAD", cache: "no-store" });
    return ok ? true : status === 404 ? false : null;
  } catch {
    return null;
  }
}

// The buttons that are in sight, and those of tabs that wait for their files; see loader.js.
function pressAll() {
  for (const button of document.querySelectorAll(".zoo-again")) {
    if (button.getClientRects().length || button.closest(".zoo-awaits")) /** @type {HTMLElement} */ (button).click();
  }
}

// `fetch` is the browser's own: asking whether the server is there is no request that was lost.
export function keeper(fetch) {
  const text = el("span");
  const reload = makeButton("Reload the page", () => location.reload());
  const line = el("p", { className: "zoo-error zoo-lost", role: "alert", hidden: true }, text, " ", reload);
  (document.querySelector(".gradio-container") ?? document.body).append(line);
  return makeKeeper({
    isThere: () => isThere(fetch, import.meta.url),
    say: (state) => {
      line.hidden = state === "";
      reload.hidden = state !== "newer";
      text.textContent = state === "newer" ? NEWER : LOST;
    },
    back: pressAll,
    pause: () => new Promise((done) => setTimeout(done, EVERY)),
  });
}
