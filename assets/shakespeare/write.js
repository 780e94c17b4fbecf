// Writing: the server is asked for one piece at a time, so that text streams in and can be stopped at any moment.
import { newestOnly } from "../shared/pace.js";
import { byWord } from "./models.js";

const PIECE = 40; // characters or words in one request

// A writer of wishes {model, seed, manner, latents, opening, length}. `piece(wish, text, made, read)` is called with the text
// so far, `made` characters or words; `done(wish, how)` at the end, `how` one of "whole", "stopped", "failed", "broken". While
// an answer is under way, the newest wish waits for it and older ones are dropped.
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
    let { text, made } = wish.from;
    while (running === wish && made < wish.length) {
      const count = Math.min(PIECE, wish.length - made);
      const answer = await ask("write", request(wish, text, count));
      if (running !== wish) return; // stopped, or another wish came
      if (!answer) return end(wish, "failed");
      if (typeof answer.text !== "string") throw new Error("the server's answer has no text");
      [text, made] = [text + answer.text, made + count];
      piece(wish, text, made, answer.read);
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
      running = { from: { text: "", made: 0 }, ...wish };
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

const request = ({ model, seed, manner, latents, opening }, text, count) => ({
  seed,
  so_far: text,
  count,
  ...manner,
  ...(byWord(model) ? {} : { latents: latents && Array.from(latents), opening }),
});
