// The Shakespeare tab: what is written, stopped, cut and gone on with, and the link to it.
import { equal, ok, put, test, type } from "./harness.mjs";
import { CAST, letters, model, opened, serverOf, settled } from "./shakespeare.mjs";

const from = (tab) => tab.$(".shakespeare-told .shakespeare-from").textContent;
const progress = (tab) => tab.$(".shakespeare-progress").textContent;
const shown = (tab) => ["stop", "on", "home"].filter((name) => !tab.$(`[data-do=${name}]`).hidden);
const let_go = (input, value) => {
  type(input, value);
  input.dispatchEvent(new Event("change", { bubbles: true }));
};

test("a text is written piece by piece, from the seed's own code", async () => {
  const tab = await opened();
  equal(tab.written(), letters(1, 500));
  equal([from(tab), progress(tab), shown(tab)], ["Seed 1", "500 characters", ["on"]]);
  const asked = tab.served.of("write");
  equal([asked.length, asked.map(({ count }) => count).slice(-2), asked[1].so_far.length], [7, [80, 60], 40]);
  equal(
    { ...asked[0], so_far: 0 },
    {
      model: "coded",
      revision: "0123456789abcdef",
      seed: 1,
      so_far: 0,
      count: 40,
      temperature: 0.8,
      top_k: 0,
      top_p: 1,
      latents: null,
      opening: "",
      speaker: "",
      play: "",
      genre: "",
    },
  );
  equal([Array.from(tab.viewer.latents()), tab.viewer.whole()], [[1, 0.5, -1], true]);
});

test("every part of a link is restored, and is in the link that leads here again", async () => {
  const restore = {
    seed: 7,
    temperature: 1.25,
    top_k: 20,
    top_p: 0.9,
    length: 70,
    opening: "Hark, ",
    speaker: "VIOLA",
    play: "Twelfth Night",
    genre: "comedy",
    modern: 0.4,
    slang: 0.1,
    tool: "passage",
  };
  const tab = await opened(model({ cast: CAST, speeches: true, restore }));
  equal(tab.link(), {
    tab: "shakespeare",
    model: "coded",
    revision: "01234567",
    ...Object.fromEntries(Object.entries(restore).map(([name, value]) => [name, String(value)])),
  });
  const { temperature, top_k, top_p, opening, speaker, play, genre, count } = tab.served.of("write")[0];
  equal(
    [temperature, top_k, top_p, opening, speaker, play, genre, count],
    [1.25, 20, 0.9, "Hark, ", "VIOLA", "Twelfth Night", "comedy", 40],
  );
  equal([tab.written(), progress(tab)], [`Hark, ${letters(7, 70)}`, "70 characters"]);
  equal(
    ["seed", "opening", "speaker", "play", "genre"].map((name) => tab.field(name).value),
    ["7", "Hark, ", "VIOLA", "Twelfth Night", "comedy"],
  );
  equal(
    ["temperature", "top_k", "top_p", "length", "modern", "slang"].map(
      (name) => tab.dial(name).parentElement.querySelector("output").textContent,
    ),
    ["1.25", "20", "0.90", "70", "40\u00a0%", "10\u00a0%"],
  );
  ok(tab.$(".shakespeare-rarer").open && !tab.$("#shakespeare-panel-passage").hidden);
  const { modernise, slang, shakespearise, seed } = tab.last("twist");
  equal([modernise, slang, shakespearise, seed], [0.4, 0.1, 0, 7]);
  const plain = await opened();
  equal(plain.dial("top_k").min, "1"); // 0 would mean all
  equal([plain.dial("top_k").value, plain.dial("top_k").max, plain.dial("length").max], ["65", "65", "2000"]);
  equal(plain.link(), {
    tab: "shakespeare",
    model: "coded",
    revision: "01234567",
    seed: "1",
    temperature: "0.8",
    top_p: "1",
    length: "500",
    modern: "1",
    slang: "0.5",
  });
});

test("a link to another model brings its own dials; without one the dials stay, as far as the model has them", async () => {
  const tab = await opened(model({ restore: { seed: 3, top_k: 40, temperature: 0.5, length: 90 } }));
  await tab.choose(model({ name: "small", tokens: 30 }));
  equal([tab.last().seed, tab.last().top_k, tab.last().temperature, tab.viewer.length], [3, 0, 0.5, 90]);
  await tab.choose(model({ restore: { seed: 5 } }));
  equal([tab.last().seed, tab.last().top_k, tab.last().temperature, tab.viewer.length], [5, 0, 0.8, 500]);
  const words = { name: "words", context: false, coded: false, unit: "word", latents: [], latent_dim: 3 };
  await tab.choose(model(words));
  equal([tab.viewer.length, progress(tab), tab.$(".shakespeare-opening").hidden], [120, "120 words", true]);
  ok(!("opening" in tab.last()) && !("latents" in tab.last()) && !tab.$(".shakespeare-cannot").hidden);
  equal(tab.link().opening, undefined);
  type(tab.field("opening"), "x".repeat(51)); // of no matter to it, however long
  await tab.press(tab.$(".shakespeare-go"));
  ok(!("opening" in tab.last()) && !tab.said().startsWith("The opening has"), tab.said());
});

test("a dial that is let go writes anew; the length cuts the text or goes on with it", async () => {
  const tab = await opened();
  const count = () => tab.served.of("write").length;
  type(tab.dial("temperature"), "1.5");
  await settled();
  equal(count(), 7); // it still moves
  let_go(tab.dial("temperature"), "1.5");
  await settled();
  equal([count(), tab.last().temperature], [14, 1.5]);
  let_go(tab.dial("length"), "60");
  await settled();
  equal([count(), tab.written(), progress(tab), tab.link().length], [14, letters(1, 60), "60 characters", "60"]);
  let_go(tab.dial("length"), "540");
  await settled();
  equal([tab.written(), progress(tab)], [letters(1, 540), "540 characters"]);
  equal(
    tab.served
      .of("write")
      .slice(14)
      .map(({ so_far, count: more }) => [so_far.length, more]),
    [[500, 40]],
  );
  let_go(tab.dial("top_k"), "65");
  await settled();
  equal([tab.last().top_k, tab.dial("top_k").getAttribute("aria-valuetext")], [0, "all"]);
});

test("a text is stopped where it is, and gone on with by the same dials", async () => {
  const free = [];
  const served = serverOf();
  const answer = served.server.write;
  const hold = () => {
    served.server.write = async (request) => {
      await new Promise((done) => free.push(done));
      return answer(request);
    };
  };
  hold();
  const tab = await opened(model({ restore: { seed: 2, length: 100, temperature: 0.3 } }), served);
  equal(
    [from(tab), progress(tab), shown(tab), tab.$(".shakespeare-go").textContent],
    ["Seed 2", "0 of 100", ["stop"], "Write"], // one button that stops
  );
  free.pop()();
  await settled();
  equal([tab.written(), progress(tab)], [letters(2, 40), "40 of 100"]);
  tab.$("[data-do=stop]").focus();
  await tab.press(tab.$("[data-do=stop]"));
  equal([from(tab), progress(tab), shown(tab)], ["Seed 2 · stopped after 40 of 100", "40 characters", ["on"]]);
  ok(document.activeElement === tab.$("[data-do=on]")); // the button that was pressed is gone
  free.pop()(); // an answer that nobody waits for
  await settled();
  equal(tab.written(), letters(2, 40));
  served.server.write = answer;
  type(tab.field("seed"), ""); // typed, but not wanted yet
  await tab.press(tab.$("[data-do=on]"));
  equal([tab.written(), from(tab), tab.last().temperature], [letters(2, 100), "Seed 2", 0.3]);
  equal(tab.served.of("write").at(-2).so_far.length, 40);
  await tab.press(tab.$("[data-do=on]")); // a whole text becomes longer
  equal([progress(tab), tab.link().length], ["600 characters", "600"]);
  await tab.choose(model({ longest: 150, restore: { seed: 2, length: 120 } }));
  await tab.press(tab.$("[data-do=on]"));
  equal([progress(tab), shown(tab)], ["150 characters", []]);
});

test("a text that did not come leaves the last one with its settings, and can be asked for again", async () => {
  const tab = await opened(model({ restore: { seed: 2, length: 50 } }));
  tab.served.state.broken = ["write"];
  type(tab.field("seed"), "9");
  await tab.press(tab.$(".shakespeare-go"));
  equal([tab.written(), tab.field("seed").value, tab.link().seed, tab.said()], [letters(2, 50), "2", "2", "It broke."]);
  const still = tab.$(".shakespeare-still");
  equal(still.textContent, "This is still the text of seed 2; the server did not give that of seed 9. Try again");
  tab.served.state.broken = [];
  await tab.press(tab.button("Try again", still));
  equal([tab.written(), tab.field("seed").value, still.hidden, tab.said()], [letters(9, 50), "9", true, ""]);
  tab.served.state.broken = ["write"];
  await tab.press(tab.$("[data-do=on]"));
  equal(still.textContent, "This is still the text of seed 9; the server did not give more. Try again");
  tab.served.state.broken = [];
  const asked = tab.served.of("write").length;
  await tab.press(tab.button("Try again", still));
  equal([tab.written(), tab.served.of("write")[asked].so_far.length], [letters(9, 550), 50]); // it goes on where it was
  equal(tab.link().length, "550");
});

test("the form's button writes, also while something is being written; what is asked for comes into sight", async () => {
  const free = [];
  const served = serverOf();
  const answer = served.server.write;
  served.server.write = async (request) => {
    await new Promise((done) => free.push(done));
    return answer(request);
  };
  const tab = await opened(model({ restore: { seed: 2, length: 100 } }), served);
  const go = tab.$(".shakespeare-go");
  const seen = [];
  put(tab.$(".is-first"), "scrollIntoView", ({ block }) => seen.push(block));
  await tab.press(go); // the same text is asked for
  const isWriting = () => tab.$(".shakespeare-read").classList.contains("is-writing");
  equal([tab.viewer.writing, isWriting(), seen], [true, true, ["start"]]);
  type(tab.field("opening"), "Hark");
  await tab.press(go);
  equal([tab.viewer.writing, tab.viewer.opening, seen.length], [true, "Hark", 2]);
  await tab.press(tab.$("[data-do=stop]"));
  equal([tab.viewer.writing, isWriting(), from(tab)], [false, false, ""]);
  put(window, "matchMedia", () => ({ matches: false }));
  await tab.press(go);
  equal([tab.viewer.writing, seen.length], [true, 2]); // on a wide window it is in sight
  for (const done of free) done();
});
