// Messages at the bottom of the screen: errors stay, confirmations disappear.
import { makeAgain } from "./dom.js";

const STAYS = 6000; // milliseconds; a message that ends with … stays until the next one

// say(text, isError, retry) in `box`; with `retry` there is a button that does again what failed.
export function sayer(box) {
  let passing = 0;
  return function say(text, isError = false, retry = null) {
    box.textContent = text;
    if (retry) box.append(" ", tryAgain(box, retry));
    box.classList.toggle("is-error", isError);
    clearTimeout(passing);
    if (!isError && !text.endsWith("…")) passing = setTimeout(() => say(""), STAYS);
  };
}

const tryAgain = (box, retry) =>
  makeAgain(() => {
    box.textContent = "";
    retry();
  });
