// The game against the discriminator, a digit of one's own, and the map of what it looks at.
import { Own } from "../../../assets/gan/own.js";
import { fromFloats, toBase64, toFloats } from "../../../assets/shared/bytes.js";
import { EXAMPLES, ganModel, opened, serverOf, settled } from "./gan.mjs";
import { element, equal, levels, ok, press, pressed, put, rest, stopped, test, texts, type } from "./harness.mjs";

// ---- fool the discriminator
function foolish(more) {
  return serverOf({
    fool_question: ({ round }) => ({
      pictures: toBase64([round, 1, 2, 3, 100 + round, 5, 6, 7]),
      size: 2,
      source: "test",
    }),
    fool_answer: ({ round }) => ({ real: round % 2, digit: 3, scores: [-1, 2], guess: 1, confidence: 0.9 }),
    fool_digit: () => ({
      score: 0.5,
      probability: 0.6,
      rank: { real: 0.3, generated: 0.7 },
      told: null,
      judged: null,
      label: null,
      seen: toBase64(new Uint8Array(784)),
    }),
    fool_map: () => ({
      image: toBase64([10, 20, 30, 40]),
      size: 2,
      map: fromFloats([3, -1, 0, 0]),
      changed: toBase64([1, 2, 3, 4]),
      step: 0.1,
      before: { score: -1 },
      after: { score: 2.5 },
    }),
    ...more,
  });
}
async function fooled(model, served = foolish()) {
  const tab = await opened("fool", ganModel(model), served);
  const card = tab.box.querySelector(".gan-contest");
  put(card.querySelector(".gan-choice").constructor.prototype, "scrollIntoView", () => {});
  const heading = () => card.querySelectorAll("h4")[1].textContent;
  return {
    ...tab,
    card,
    heading,
    choices: [...card.querySelectorAll(".gan-choice")],
    said: () => texts(card.querySelectorAll(".gan-said, .gan-meaning")),
  };
}

test("a game of ten rounds: choices, answers, scores, and the next game", async () => {
  const { $, card, heading, choices, said, served, button, link } = await fooled({
    restore: { seed: 1, tool: "fool", fool: 77 },
  });
  equal(
    [heading(), link().get("fool"), choices.map((each) => levels(each.firstChild)[0])],
    ["Round 1 of 10", "77", [0, 100]],
  );
  for (let round = 0; round < 10; round++) {
    choices[round % 4 ? 1 : 0].click();
    await settled();
    if (round < 9) {
      ok(document.activeElement.textContent === "Next");
      document.activeElement.click();
      await settled();
    }
  }
  equal(
    served.of("fool_answer").map(({ seed, round }) => [seed, round]),
    Array.from({ length: 10 }, (_, round) => [77, round]),
  );
  equal(said()[0], "Right: the real one, a 3, is on the right.");
  ok(said()[2].startsWith("You found 8 of the 10 real digits, the discriminator 5. You win."));
  equal(texts(card.querySelectorAll(".gan-score b")), ["8 of 10", "5 of 10"]);
  equal(texts(card.querySelectorAll(".gan-score-marks")), ["✓✓✗✓✓✓✗✓✓✓", "✗✓✗✓✗✓✗✓✗✓"]);
  equal(texts(card.querySelectorAll(".gan-choice-card span")), [
    "generated",
    "real, taken by you and the discriminator",
  ]);
  button("Again, with new digits").click();
  await settled();
  equal(
    [heading(), texts(card.querySelectorAll(".gan-score b")), document.activeElement === choices[0]],
    ["Round 1 of 10", ["", ""], true],
  );
  const seed = card.querySelector(".gan-game-seed input").value;
  ok(seed !== "77" && served.of("fool_question").some((asked) => String(asked.seed) === seed));
  equal(link().get("fool"), seed); // at once, whatever is pressed next
  type(card.querySelector(".gan-game-seed input"), "-1", "change");
  equal([link().get("fool"), $(".gan-status").textContent.includes("from 0 to 4294967295")], [seed, true]);
  type(card.querySelector(".gan-game-seed input"), "5", "change");
  equal([link().get("fool"), $(".gan-status").textContent], ["5", ""]);
});

test("a round is answered once, by keys as well, and not while something is typed", async () => {
  const { card, choices, served, heading } = await fooled();
  for (const [width, top, bottom] of [
    [0, 10, 20], // the tool is not open
    [10, innerHeight, innerHeight + 10],
    [10, -10, 0],
  ]) {
    put(choices[0], "getBoundingClientRect", () => ({ width, top, bottom }));
    press(document.body, "1");
  }
  put(choices[0], "getBoundingClientRect", () => ({ width: 10, top: 10, bottom: 20 }));
  press(card.querySelector(".gan-game-seed input"), "1");
  press(document.body, "3");
  press(document.body, "1", { ctrlKey: true });
  equal(served.of("fool_answer").length, 0);
  press(document.body, "ArrowRight");
  press(document.body, "1");
  choices[0].click();
  await settled();
  equal([served.of("fool_answer").length, pressed(choices)], [1, [1]]);
  press(document.body, "1");
  equal(served.of("fool_answer").length, 1);
  equal(heading(), "Round 1 of 10");
});

test("an answer of an earlier game is dropped, and a game that another model ends is said to be over", async () => {
  let free;
  const served = foolish({
    fool_answer: () =>
      new Promise((done) => {
        free = () => done({ real: 0, digit: 1, scores: [1, 0], guess: 0, confidence: 1 });
      }),
  });
  const { card, choices, heading, choose } = await fooled({}, served);
  choices[0].click();
  await rest();
  type(card.querySelector(".gan-game-seed input"), "5", "change");
  await settled();
  free();
  await settled();
  equal([heading(), texts(card.querySelectorAll(".gan-score b")), pressed(choices)], ["Round 1 of 10", ["", ""], []]);
  choices[0].click();
  await rest();
  free();
  await settled();
  equal(texts(card.querySelectorAll(".gan-score b")), ["1 of 1", "1 of 1"]);
  choose(ganModel({ name: "gan-b" }));
  await settled();
  ok(card.querySelector(".gan-left").textContent.startsWith("You changed the model after round 1"));
  equal([texts(card.querySelectorAll(".gan-score b")), served.of("fool_question").at(-1).seed], [["", ""], 5]);
  choose(ganModel({ name: "gan-c" }));
  await settled();
  equal(card.querySelector(".gan-left").textContent, "");
});

test("where the question does not come it can be asked again, and a choice too", async () => {
  const { card, choices, served, button, heading } = await fooled();
  served.state.broken = true;
  choices[0].click();
  await settled();
  equal([pressed(choices), heading()], [[], "Round 1 of 10"]);
  served.state.broken = false;
  choices[0].click();
  await settled();
  equal(pressed(choices), [0]);
  served.state.broken = true;
  button("Next").click();
  await settled();
  equal([button("Try again", card).hidden, choices[0].disabled], [false, true]);
  served.state.broken = false;
  button("Try again", card).click();
  await settled();
  equal(
    [heading(), choices[0].disabled, card.querySelector(".gan-choice canvas").className.includes("is-stale")],
    ["Round 2 of 10", false, false],
  );
});

test("one's own digit is judged, cleared, and judged anew by the next model", async () => {
  const { box, served, choose, button } = await fooled();
  const said = () => texts(box.querySelectorAll(".gan-own-said p"));
  equal(said()[0], "Draw a digit, or take one of the examples.");
  box.querySelectorAll(".gan-own .zoo-pad-examples button")[3].click();
  await settled();
  ok(
    said()[0].startsWith(
      "To the discriminator your digit looks more real than 30\u00a0% of the real digits, and more real than 70\u00a0% of the generated ones. It passes for real.",
    ),
  );
  const before = served.of("fool_digit").length;
  choose(ganModel({ name: "gan-b" }));
  await settled();
  equal(served.of("fool_digit").length, before + 1);
  press(box.querySelector(".gan-own .zoo-pad"), "Delete");
  equal(said()[0], "Draw a digit, or take one of the examples.");
  ok(button("Clear", box));
});

test("the map is of the sample shown large, a real digit or one's own, and follows what it is of", async () => {
  const clock = stopped();
  const tab = await opened("fool", ganModel(), foolish(), clock);
  const { box, served } = tab;
  const gaze = box.querySelector(".gan-gaze-card");
  const [picture, heat, changed] = gaze.querySelectorAll(".gan-gaze canvas");
  equal([levels(picture), levels(changed), heat.width], [[10, 20, 30, 40], [1, 2, 3, 4], 2]);
  equal(
    gaze.querySelector(".gan-said").textContent,
    "Sample 0 of seed 1. 75\u00a0% of what could raise the score is in pixels that would have to get brighter. In the last picture every pixel was changed by at most 10\u00a0% of full brightness, the way the map says: the score went from −1.00 to 2.50.",
  );
  equal([...toFloats(served.of("fool_map")[0].latents)], [1, 0, 0]);
  tab.all(".gan-cell")[5].click();
  await clock.pass(400);
  equal([...toFloats(served.of("fool_map").at(-1).latents)], [1, 5, 0]);
  tab.button("your drawing", gaze).click();
  await settled(clock);
  equal(
    [gaze.querySelector(".gan-said").textContent, Math.max(...levels(picture))],
    ["There is no drawing yet: draw a digit above.", 0],
  );
  box.querySelectorAll(".gan-own .zoo-pad-examples button")[3].click();
  await clock.pass(400);
  equal(Object.keys(served.of("fool_map").at(-1)), ["model", "revision", "digit"]);
  tab.button("a real digit", gaze).click();
  await settled(clock);
  const { test: index } = served.of("fool_map").at(-1).digit;
  ok(index >= 0 && index < 5 && !tab.button("Another one", gaze).hidden);
  const before = served.of("fool_map").length;
  tab.all(".gan-cell")[6].click();
  await clock.pass(400);
  equal(served.of("fool_map").length, before); // it is not of the sample now
});

// ---- one's own digit
test("what the discriminator says of one's own digit goes by its ranks, its output, or its score", async () => {
  let answer;
  const viewer = { model: ganModel(), say: () => {}, ask: async () => answer };
  const own = new Own(viewer, () => {});
  element("").append(own.element);
  own.model();
  equal([own.said.textContent, own.request()], ["Draw a digit, or take one of the examples.", null]);
  const say = async (more) => {
    answer = {
      seen: btoa(String.fromCharCode(...new Uint8Array(784))),
      rebuilt: null,
      label: null,
      score: 1.5,
      probability: 0.8,
      rank: { real: 0.1, generated: 0.2 },
      told: null,
      judged: null,
      ...more,
    };
    own.element.querySelector(".zoo-pad-examples button").click();
    await settled();
    return [own.said.textContent, own.note.textContent];
  };
  const alone =
    "Its output for this picture alone: 80\u00a0% real; it learned on whole batches of pictures, so compare rather than trust it.";
  const [ranked, note] = await say({});
  equal(note, alone);
  ok(
    ranked.startsWith(
      "To the discriminator your digit looks more real than 10\u00a0% of the real digits, and more real than 20\u00a0% of the generated ones. It is not convinced.",
    ),
  );
  ok((await say({ rank: { real: 0.25, generated: 0.1 } }))[0].endsWith("It passes for real."));
  ok((await say({ rank: { real: 0.24, generated: 0.5 } }))[0].endsWith("It does better than most forgeries."));
  ok((await say({ rank: { real: 0.24, generated: 0.49 } }))[0].includes("It is not convinced."));
  equal(await say({ rank: null, told: 8 }), [
    `${alone} It was told that this is an 8.`,
    "How it scores other digits was not measured for this model.",
  ]);
  equal((await say({ rank: null, probability: null }))[0], "Its score is 1.50: the higher, the more real.");
  viewer.model = ganModel({ critic: false });
  equal(await say({ score: null }), [
    "The discriminator of this model was not kept. The gan-a has one: choose it above.",
    "The judge, which reads digits, works without it.",
  ]);
  await say({ judged: { digit: 3, confidence: 0.9, no_digit: 0 } });
  ok(own.read.textContent.includes("sees a 3 (90\u00a0% sure)."));
  own.element.querySelector(".zoo-pad").dispatchEvent(new KeyboardEvent("keydown", { key: "Delete", bubbles: true }));
  equal(
    [own.said.textContent, own.read.textContent, own.request()],
    ["Draw a digit, or take one of the examples.", "", null],
  );
  equal(own.element.querySelectorAll(".zoo-pad-examples button").length, Object.keys(EXAMPLES).length);
});
