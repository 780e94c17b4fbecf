// Messages at the bottom of the screen: errors stay, confirmations disappear.

const STAYS = 6000; // milliseconds; a message that ends with … stays until the next one

// say(text, isError) in `box`.
export function sayer(box) {
  let passing = 0;
  return function say(text, isError = false) {
    box.textContent = text;
    box.classList.toggle("is-error", isError);
    clearTimeout(passing);
    if (!isError && !text.endsWith("…")) passing = setTimeout(() => say(""), STAYS);
  };
}
