// Guess the model: a round for each, in another order; what was guessed right is counted.
import { ask } from "../../../assets/course/bench.js";
import { makeGuess, shuffled } from "../../../assets/course/guess.js";
import { equal, ok, put, rest, test } from "./harness.mjs";

const MODELS = ["a", "b", "c"].map((name) => ({ name, title: `Model ${name}` }));

function opened(answer = ({ model }) => ({ samples: model })) {
  const box = document.createElement("div");
  document.body.append(box);
  const [asked, drawn] = [[], []];
  const ask = async (question) => {
    asked.push(question);
    return answer(question);
  };
  makeGuess(box, { models: MODELS, ask, draw: (_, samples) => drawn.push(samples), random: () => 0 });
  const press = async (text) => {
    [...box.querySelectorAll("button")].find((button) => button.textContent === text).click();
    await rest();
  };
  return { box, asked, drawn, press, said: () => box.querySelector("[role=status]").textContent };
}

test("another order has each model once", () => {
  equal(
    shuffled(MODELS, () => 0).map(({ name }) => name),
    ["b", "c", "a"],
  );
  equal(
    shuffled(MODELS, () => 0.99).map(({ name }) => name),
    ["a", "b", "c"],
  );
});

test("a game asks for each model once and counts", async () => {
  const game = opened();
  await game.press("Start the game");
  equal([game.drawn, game.said()], [["b"], "Round 1 of 3: who drew these?"]);
  await game.press("Model b");
  equal(game.said(), "Right, it was Model b. 1 of 1 right so far.");
  await game.press("Next");
  await game.press("Model a");
  equal(game.said(), "No, it was Model c. 1 of 2 right so far.");
  await game.press("Next");
  await game.press("Model a");
  equal(game.said(), "Right, it was Model a. You were right 2 of 3 times; by chance it would be once.");
  equal([game.drawn, game.asked.every(({ seed }) => seed === 1)], [["b", "c", "a"], true]);
  await game.press("Start again");
  ok(game.said().startsWith("Round 1 of 3"));
});

test("what the server could not answer is said", async () => {
  const game = opened(() => ({ problem: "Try again." }));
  await game.press("Start the game");
  equal([game.said(), game.box.querySelector("canvas").hidden], ["Try again.", true]);
});

test("an answer that is none becomes a sentence; the error of one that is stays a figure", async () => {
  const answers = async (make) => {
    put(window, "fetch", async () => make());
    return ask({ model: "a", seed: 1 });
  };
  const nothing = { problem: "The server did not answer; try again." };
  equal(await answers(() => Response.json({ samples: "", error: 7.5 })), { samples: "", error: 7.5 });
  equal(await answers(() => Response.json({ problem: "Busy." }, { status: 503 })), { problem: "Busy." });
  equal(await answers(() => Response.json({ error: "It failed." }, { status: 500 })), { problem: "It failed." });
  equal(await answers(() => Response.json({}, { status: 500 })), nothing);
  equal(await answers(() => new Response("<html>", { status: 502 })), nothing);
  equal(await answers(() => Promise.reject(new TypeError("no network"))), nothing);
});
