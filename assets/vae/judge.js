// The judge, a classifier on the server, says what it reads in the digit that is shown.
import { toBase64 } from "../shared/bytes.js";
import { reading } from "../shared/judge.js";

const REST = 300; // milliseconds without a new digit before it is asked

// judge(picture, model) writes what it reads into `line`; nothing if there is no judge of that model's data.
export function makeJudge(line, server) {
  let timer = 0;
  let newest = null;
  async function ask(picture, model) {
    const answer = await server.judge({
      model,
      pixels: toBase64(Uint8Array.from(picture, (value) => Math.round(255 * value))),
    });
    if (picture !== newest) return;
    const read = reading(answer);
    line.textContent = read && `The judge reads: ${read}`;
    line.classList.remove("is-stale");
  }
  return function judge(picture, model) {
    newest = picture;
    line.classList.add("is-stale");
    clearTimeout(timer);
    if (typeof server.judge === "function") timer = setTimeout(() => ask(picture, model), REST);
  };
}
