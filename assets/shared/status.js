// Sentences at the foot of the screen: one that says what is wrong stays, one that says what was done goes.

const STAYS = 6000; // milliseconds; a sentence that ends with … stays until the next one

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
