// The Shakespeare tab: what is written from which fields and dials, stopped, cut and gone on with, and the link to it.
import { equal, ok, press, put, rest, stopped, test, texts, type } from "./harness.mjs";
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
  equal([asked.length, asked.map(({ count }) => count).slice(-2), asked[1].so_far.length], [13, [40, 20], 40]);
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
  equal(plain.link(), {
    tab: "shakespeare",
    model: "coded",
    revision: "01234567",
    seed: "1",
    temperature: "0.8",
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
});

test("a dial that is let go writes anew; the length cuts the text or goes on with it", async () => {
  const tab = await opened();
  const count = () => tab.served.of("write").length;
  type(tab.dial("temperature"), "1.5");
  await settled();
  equal(count(), 13); // it still moves
  let_go(tab.dial("temperature"), "1.5");
  await settled();
  equal([count(), tab.last().temperature], [26, 1.5]);
  let_go(tab.dial("length"), "60");
  await settled();
  equal([count(), tab.written(), progress(tab), tab.link().length], [26, letters(1, 60), "60 characters", "60"]);
  let_go(tab.dial("length"), "540");
  await settled();
  equal([tab.written(), progress(tab)], [letters(1, 540), "540 characters"]);
  equal(
    tab.served
      .of("write")
      .slice(26)
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
    ["Seed 2", "0 of 100", ["stop"], "Stop"],
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
  equal(still.textContent, "This is still the text of seed 2; the server did not give that of seed 9. Retry");
  tab.served.state.broken = [];
  await tab.press(tab.button("Retry"));
  equal([tab.written(), tab.field("seed").value, still.hidden, tab.said()], [letters(9, 50), "9", true, ""]);
  tab.served.state.broken = ["write"];
  await tab.press(tab.$("[data-do=on]"));
  equal(still.textContent, "This is still the text of seed 9; the server did not give more. Retry");
  equal(tab.link().length, "50");
});

test("typed seeds are used when the typing rests, and a wrong one is said", async () => {
  const clock = stopped();
  const tab = await opened(model(), serverOf(), clock);
  type(tab.field("seed"), "1");
  type(tab.field("seed"), "12");
  await clock.pass(290);
  equal(tab.last().seed, 1);
  await clock.pass(20);
  await settled(clock);
  equal([tab.last().seed, tab.written().slice(0, 3)], [12, letters(12, 3)]);
  type(tab.field("seed"), "1.5");
  await clock.pass(400);
  equal(
    [tab.said(), tab.field("seed").getAttribute("aria-invalid")],
    ["The seed is a whole number from 0 to 4294967295.", "true"],
  );
  type(tab.field("seed"), "");
  await clock.pass(400);
  equal(tab.last().seed, 12);
  type(tab.field("seed"), "13");
  tab.$(".shakespeare-go").click();
  const count = tab.served.of("write").length;
  await settled(clock);
  await clock.pass(400); // it was asked for once
  equal(tab.served.of("write").length - count, 12);
  put(Math, "random", () => 0.25);
  tab.$("[data-do=dice]").click();
  await settled(clock);
  equal([tab.last().seed, tab.field("seed").value], [250000, "250000"]);
});

test("the same text is not written without a word, and a key begins one", async () => {
  const tab = await opened(model({ restore: { seed: 4, length: 40 } }));
  await tab.press(tab.$(".shakespeare-go"));
  ok(tab.said().startsWith("Same seed, opening and dials, same text"));
  type(tab.field("opening"), "x".repeat(41));
  equal(tab.$("#shakespeare-opening-said").textContent, "41 of 50 characters");
  press(tab.field("opening"), "Enter");
  await settled();
  equal(tab.last().opening, "");
  press(tab.field("opening"), "Enter", { ctrlKey: true });
  await settled();
  equal([tab.last().opening, tab.said(), tab.written()], ["x".repeat(41), "", "x".repeat(41) + letters(4, 40)]);
  type(tab.field("opening"), "x".repeat(51));
  await tab.press(tab.$(".shakespeare-go"));
  equal(
    [tab.said(), tab.field("opening").getAttribute("aria-invalid")],
    ["The opening has 51 characters; shorten it to at most 50.", "true"],
  );
  await tab.press(tab.button("ROMEO:"));
  equal([tab.last().opening, tab.field("opening").value], ["ROMEO:\n", "ROMEO:\n"]);
});

test("a speaker is known in whatever case, goes with the play, and is forgotten by a model that has no such", async () => {
  const tab = await opened(model({ cast: CAST, speeches: true }));
  equal(
    [...tab.$("datalist").options].map(({ value, label }) => [value, label]),
    [
      ["Ghost", "Hamlet, Twelfth Night"],
      ["HAMLET", "Hamlet"],
      ["VIOLA", "Twelfth Night"],
    ],
  );
  equal(
    [texts(tab.field("play").options), texts(tab.field("genre").options)],
    [
      ["any", "Hamlet", "Twelfth Night"],
      ["any", "comedy", "tragedy"],
    ],
  );
  let_go(tab.field("speaker"), " ghost ");
  await settled();
  equal([tab.last().speaker, tab.field("speaker").value], ["Ghost", "Ghost"]);
  let_go(tab.field("genre"), "comedy");
  await settled();
  equal([tab.last().speaker, tab.last().genre, tab.link().genre], ["Ghost", "comedy", "comedy"]);
  let_go(tab.field("speaker"), "Nobody");
  await settled();
  equal([tab.last().speaker, tab.field("speaker").getAttribute("aria-invalid")], ["Ghost", "true"]);
  ok(tab.said().startsWith("This model knows no speaker of this name"));
  await tab.choose(model({ name: "half", cast: CAST.slice(0, 1), speeches: true }));
  equal([tab.last().speaker, tab.last().genre], ["Ghost", ""]);
  await tab.choose(model({ name: "none" }));
  equal([tab.last().speaker, tab.$(".shakespeare-whose").hidden, tab.link().speaker], ["", true, undefined]);
});

test("z set by hand is written from, said, not in the link, and gone with another seed", async () => {
  const tab = await opened(model({ restore: { seed: 6, length: 40 } }));
  tab.viewer.setLatents([1, 2, 3], "made up");
  await settled();
  equal([tab.last().latents, from(tab), shown(tab)], [[1, 2, 3], "Seed 6 · z made up", ["on", "home"]]);
  ok(tab.$(".shakespeare-save p").textContent.includes("not the z that was set by hand"));
  await tab.press(tab.$("[data-do=home]"));
  equal([tab.last().latents, from(tab), shown(tab)], [null, "Seed 6", ["on"]]);
  tab.viewer.setLatents([6, 3, -6]); // what the seed draws
  await settled();
  equal([tab.last().latents, tab.viewer.moved], [null, false]);
  tab.viewer.setLatents([1, 2, 3]);
  await settled();
  type(tab.field("seed"), "8");
  await tab.press(tab.$(".shakespeare-go"));
  equal([tab.last().seed, tab.last().latents, tab.viewer.moved], [8, null, false]);
  tab.viewer.setLatents([1, 2, 3]);
  await settled();
  await tab.choose(model({ name: "other" }));
  equal([tab.last().latents, tab.viewer.moved], [null, false]);
});

test("a server that wakes up is excused once", async () => {
  const clock = stopped();
  const served = serverOf();
  const answer = served.server.write;
  let free;
  served.server.write = async (request) => {
    await new Promise((done) => {
      free = done;
    });
    return answer(request);
  };
  const tab = await opened(model(), served, clock);
  const waking = tab.$(".shakespeare-waking");
  await clock.pass(1000);
  equal(waking.textContent, "");
  await clock.pass(600);
  equal(waking.textContent, "The first words take a few seconds: the server is waking up.");
  free();
  await clock.pass(1);
  equal(waking.textContent, "");
  await clock.pass(2000);
  equal(waking.textContent, "");
  await rest();
});

test("a record and a damaged model have the twist alone", async () => {
  const tab = await opened(model({ drawable: false }));
  equal([tab.served.of("write").length, tab.$(".shakespeare-make").hidden, tab.viewer.own], [0, true, true]);
  ok(
    tab.$(".shakespeare-record").textContent.includes("python -m training train coded") &&
      !tab.$(".shakespeare-record").hidden,
  );
  await tab.choose({ error: "It is damaged." });
  equal(
    [tab.$(".shakespeare-notice").textContent, tab.$(".shakespeare-tools").hidden, tab.$(".shakespeare-save").hidden],
    ["It is damaged.", true, true],
  );
  await tab.choose(model());
  equal([tab.viewer.own, tab.$(".shakespeare-make").hidden, tab.$(".shakespeare-tools").hidden], [false, false, false]);
});
