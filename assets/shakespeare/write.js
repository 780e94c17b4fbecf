// Writing: the server is asked for one piece at a time, so that text streams in and can be stopped at any moment.
import { newestOnly } from "../shared/pace.js";
import { byWord, unit } from "./models.js";
import { sizeOf } from "./sentences.js";

const PIECE = 40; // characters or words in the first request; later ones ask for more, which is quicker
const MORE = 80;

// What is drawn of a text: {text, tokens, ended}, `ended` if it is a speech with its end. The last token may have more characters than were asked for, so the text may be
// longer than is wanted; the tokens tell the server where to go on.
export const NOTHING = { text: "", tokens: [], ended: false, made: 0 };
const size = (model, { text, tokens }) => (unit(model) === "words" ? tokens.length : sizeOf(text));

// How much of what is drawn is wanted: the same with `made` characters or words.
export const upTo = (model, { text, tokens, ended }, length) => ({
  text,
  tokens,
  ended,
  made: Math.min(length, size(model, { text, tokens })),
});
export const shownText = (model, { text, made }) =>
  unit(model) === "words" || made >= sizeOf(text) ? text : [...text].slice(0, made).join("");

// A writer of wishes {model, seed, manner, latents, opening, whose, length}. `piece(wish, drawn, read)` is called with what is drawn so
// far; `done(wish, how)` at the end, `how` one of "whole", "stopped", "failed", "broken". While an answer is under way, the
// newest wish waits for it and older ones are dropped.
export const makeWriter = ({ ask, piece, done }) => {
  let [running, ended] = [null, null];
  const push = newestOnly(async (wish) => {
    try {
      await write(wish);
    } catch (error) {
      console.error(error);
      if (wish === running || wish === ended) end(wish, "broken"); // so that no wish is left waiting
    }
  });

  async function write(wish) {
    let drawn = upTo(wish.model, wish.from, wish.length);
    const isThere = () => drawn.ended || drawn.made === wish.length;
    if (isThere()) piece(wish, drawn); // it was drawn before
    while (running === wish && !isThere()) {
      const count = Math.min(drawn.made ? MORE : PIECE, wish.length - drawn.made);
      const answer = await ask("write", request(wish, drawn.tokens, count));
      if (running !== wish) return; // stopped, or another wish came
      if (!answer) return end(wish, "failed");
      const { text, tokens, read, ended = false } = answer;
      if (typeof text !== "string" || !Array.isArray(tokens)) throw new Error("the server's answer has no text");
      const all = { text: drawn.text + text, tokens: drawn.tokens.concat(tokens), ended };
      drawn = upTo(wish.model, all, wish.length);
      piece(wish, drawn, read);
    }
    if (running === wish) end(wish, "whole");
  }

  function end(wish, how) {
    [running, ended] = [null, wish];
    done(wish, how);
  }

  return {
    get wish() {
      return running;
    },
    start(wish) {
      running = { from: NOTHING, ...wish };
      push(running);
    },
    stop() {
      if (running) end(running, "stopped");
    },
    drop() {
      [running, ended] = [null, null];
    }, // silently: the model is no longer shown
  };
};

const request = ({ model, seed, manner, latents, opening, whose }, tokens, count) => ({
  seed,
  so_far: tokens,
  count,
  ...manner,
  ...(byWord(model) ? {} : { latents: latents && Array.from(latents), opening, ...whose }),
});
