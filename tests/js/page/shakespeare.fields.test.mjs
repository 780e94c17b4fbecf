// The Shakespeare tab: its fields, z set by hand, and what is said of a server that wakes up and of a mere record.
import { equal, ok, press, put, rest, stopped, test, texts, type } from "./harness.mjs";
import { CAST, letters, model, opened, serverOf, settled } from "./shakespeare.mjs";

const from = (tab) => tab.$(".shakespeare-told .shakespeare-from").textContent;
const shown = (tab) => ["stop", "on", "home"].filter((name) => !tab.$(`[data-do=${name}]`).hidden);
const let_go = (input, value) => {
  type(input, value);
  input.dispatchEvent(new Event("change", { bubbles: true }));
};

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
  type(tab.field("seed"), ""); // another one is being typed
  await clock.pass(400);
  equal([tab.said(), tab.last().seed], ["", 12]);
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
  equal(tab.served.of("write").length - count, 6);
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
  let_go(tab.field("play"), "Hamlet");
  let_go(tab.field("speaker"), "Ghost");
  await settled();
  equal([tab.last().play, tab.last().genre], ["Hamlet", "comedy"]);
  equal([tab.field("speaker").getAttribute("aria-invalid"), tab.said()], ["false", ""]);
  let_go(tab.field("speaker"), "Nobody");
  await settled();
  equal(tab.field("speaker").getAttribute("aria-invalid"), "true");
  await tab.choose(model({ name: "names", cast: CAST })); // it is told names alone
  equal([tab.field("speaker").value, tab.field("speaker").getAttribute("aria-invalid")], ["Ghost", "false"]);
  equal([tab.last().speaker, tab.last().play, tab.last().genre], ["Ghost", "", ""]);
  equal(
    ["play", "genre"].map((name) => tab.field(name).closest("label").hidden),
    [true, true],
  );
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

test("the code of a seed that is no longer wanted is dropped", async () => {
  const served = serverOf();
  const answer = served.server.code;
  const free = new Map();
  served.server.code = async (request) => {
    await new Promise((done) => free.set(request.seed, done));
    return answer(request);
  };
  const tab = await opened(model({ restore: { seed: 5, length: 40 } }), served);
  type(tab.field("seed"), "6");
  await tab.press(tab.$(".shakespeare-go"));
  free.get(6)();
  await settled();
  free.get(5)();
  await settled();
  equal(Array.from(tab.viewer.latents()), [6, 3, -6]);
  const before = served.of("code").length;
  tab.dial("temperature").dispatchEvent(new Event("change", { bubbles: true }));
  await tab.press(tab.$(".shakespeare-go"));
  equal(served.of("code").length, before); // a seed's code is drawn once
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
  const second = await opened(model(), served, clock);
  await clock.pass(1000);
  free();
  await clock.pass(1000);
  equal(second.$(".shakespeare-waking").textContent, ""); // it came in time
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
    [tab.$(".zoo-failure span").textContent, tab.$(".shakespeare-tools").hidden, tab.$(".shakespeare-save").hidden],
    ["It is damaged.", true, true],
  );
  await tab.choose(model());
  equal([tab.viewer.own, tab.$(".shakespeare-make").hidden, tab.$(".shakespeare-tools").hidden], [false, false, false]);
});
