// The Shakespeare tab's tools for codes: sliders, a passage, a way between two, and whether the code is used.
import { normals } from "../../../assets/shared/random.js";
import { equal, near, ok, places, put, stopped, test, texts, type } from "./harness.mjs";
import { LONG, model, opened, serverOf, settled } from "./shakespeare.mjs";

// ---- sliders
test("a slider writes both short texts, and the text above when it rests", async () => {
  const clock = stopped();
  const tab = await opened(model({ restore: { seed: 4, length: 20 } }), serverOf(), clock);
  const box = await tab.tool("sliders");
  const sliders = () => [...box.querySelectorAll("input[type=range]")];
  const sheets = () => texts(box.querySelectorAll(".shakespeare-sheet-text")).map((text) => text.split(" .")[0]);
  equal(texts(box.querySelectorAll(".shakespeare-latent")), ["z2", "z0", "z1"]);
  const bars = [...box.querySelectorAll(".shakespeare-tells i")].map((bar) =>
    Math.round(Number.parseFloat(bar.style.width)),
  );
  equal(bars, [100, 33, 17]); // in percent of what the first tells
  equal([sliders().map(({ value }) => value), sliders()[0].min], [["-4", "4", "2"], "-4"]);
  equal(sheets(), ["text of 4 2 -4", "text of 4 2 -4"]);
  equal(
    { ...tab.last("texts"), latents: 0 },
    {
      model: "coded",
      revision: "0123456789abcdef",
      latents: 0,
      luck: "same",
      seed: 4,
      count: 100,
      temperature: 0.8,
      top_k: 0,
      top_p: 1,
    },
  );
  const writes = tab.served.of("write").length;
  type(sliders()[0], "1");
  await clock.pass(100);
  equal([sheets(), tab.served.of("write").length], [["text of 4 2 -4", "text of 4 2 1"], writes]);
  equal(tab.last("texts").latents, [[4, 2, 1]]); // what was before is not asked for again
  await clock.pass(300);
  equal([tab.last().latents, tab.viewer.moved], [[4, 2, 1], true]);
  equal(sheets()[0], "text of 4 2 -4"); // the tick stays where it was
  ok(box.querySelector(".shakespeare-reading").textContent.startsWith("The first 12 characters are the same"));
  equal(
    places(box.querySelectorAll(".shakespeare-slider"), (row) => row.classList.contains("is-moved")),
    [0],
  );
  box.querySelector("[aria-label='Latent 2 back to where it was']").click();
  await clock.pass(400);
  equal([sliders()[0].value, tab.viewer.moved, tab.button("All back", box).disabled], ["-4", false, true]);
  tab.button("All to 0", box).click();
  await clock.pass(400);
  equal(tab.last().latents, [0, 0, 0]);
  tab.button("All back", box).click();
  await clock.pass(400);
  equal(tab.last().latents, null);
  type(tab.dial("top_p"), "0.5");
  tab.dial("top_p").dispatchEvent(new Event("change", { bubbles: true }));
  await clock.pass(50);
  equal([tab.last("texts").top_p, tab.last("texts").latents], [0.5, [[4, 2, -4]]]);
  put(Math, "random", () => 0.00001); // seed 10
  tab.button("Other luck", box).click();
  await clock.pass(50);
  equal([tab.last("texts").seed, tab.last("texts").latents], [10, [[4, 2, -4]]]);
  tab.button("Random z", box).click();
  await clock.pass(400);
  equal([tab.last().latents, sheets()[0]], [[10, 5, -10], "text of 10 5 -10"]);
});

test("many latents are folded, and a wish of the last model is not handed on", async () => {
  const clock = stopped();
  const many = Array.from({ length: 10 }, (_, index) => ({ index, information: 1, low: -1, high: 1 }));
  const served = serverOf({ code: () => ({ latents: Array(10).fill(0.5) }) });
  const tab = await opened(model({ latents: many, latent_dim: 10 }), served, clock);
  const box = await tab.tool("sliders");
  const rows = () => places(box.querySelectorAll(".shakespeare-slider"), (row) => !row.hidden).length;
  equal(rows(), 8);
  tab.button("All 10 latents", box).click();
  equal([rows(), tab.button("Only the first 8", box).getAttribute("aria-expanded")], [10, "true"]);
  type(box.querySelector("input[type=range]"), "-1");
  await clock.pass(10);
  await tab.choose(model({ name: "other", latents: many, latent_dim: 10 }));
  await clock.pass(400);
  equal([tab.last().latents, tab.viewer.moved], [null, false]);
});

test("what comes next is asked for the latent that is looked at, after the chosen words", async () => {
  const clock = stopped();
  const tab = await opened(model({ restore: { seed: 4, length: 20 } }), serverOf(), clock);
  const box = await tab.tool("sliders");
  await clock.pass(400);
  const asked = () => tab.served.of("following").at(-1);
  equal(
    [asked().latents, asked().opening, asked().count],
    [
      [
        [4, 2, -2],
        [4, 2, 0],
        [4, 2, 2],
        [4, 2, -4],
      ],
      "",
      8,
    ],
  );
  equal(box.querySelector(".shakespeare-stands").textContent, "Nothing stands there yet: this is how a text begins.");
  const table = box.querySelector(".shakespeare-following");
  equal(texts(table.querySelectorAll("thead th")), ["z2", "at −2", "at 0", "at 2", "now, −4.00"]);
  equal(
    texts(table.querySelectorAll("td")),
    [10, 20, 30, 40, 90, 80, 70, 60].map((share) => `${share}\u00a0%`),
  );
  near(Number.parseFloat(table.querySelectorAll("td i")[0].style.width), 25);
  box.querySelectorAll("input[type=range]")[2].dispatchEvent(new FocusEvent("focus"));
  await clock.pass(100);
  type(box.querySelectorAll("input[type=range]")[2], "0.5");
  await clock.pass(100);
  const { length } = tab.served.of("following");
  await clock.pass(60);
  equal(tab.served.of("following").length, length + 1); // once it rests
  equal(
    [asked().latents[0], asked().latents[3]],
    [
      [4, -2, -4],
      [4, 0.5, -4],
    ],
  );
  equal(
    places(box.querySelectorAll(".shakespeare-slider"), (row) => row.classList.contains("is-chosen")),
    [2],
  );
  type(box.querySelector("select"), "Thou ", "change");
  await clock.pass(200);
  equal([asked().opening, asked().latents[3]], ["Thou ", [4, 0.5, -4]]);
  tab.button("a", table).click(); // it is put there
  await clock.pass(200);
  equal([asked().so_far, asked().opening, document.activeElement === tab.button("a", table)], [[7], "Thou ", true]);
  tab.button("Take one back", box).click();
  await clock.pass(200);
  equal([asked().so_far, tab.button("Take one back", box).disabled], [[], true]);
  await tab.choose(model({ name: "other", restore: { seed: 5, length: 20 } }));
  equal([asked().model, asked().latents[3]], ["other", [5, 2.5, -5]]);
});

// ---- a passage
test("a passage is read, written again, drawn, and its neighbours found", async () => {
  const clock = stopped();
  const tab = await opened(model({ restore: { seed: 1, length: 10 } }), serverOf(), clock);
  const box = await tab.tool("passage");
  const field = box.querySelector("textarea");
  equal([field.value, tab.last("read").text], [LONG, LONG]);
  type(field, "short");
  await clock.pass(390);
  equal(tab.last("read").text, LONG);
  await clock.pass(20);
  await settled(clock);
  equal(tab.last("read").text, "short");
  const [again, draws] = tab.served.of("texts").slice(-2);
  equal([again.latents, again.seed, again.luck, again.temperature, again.count], [[[5, 1, -2]], 1, "same", 0.3, 40]);
  equal([draws.latents.length, draws.seed, draws.luck, draws.temperature], [3, 1, "own", 0.8]);
  tab.button("Resample", box).click();
  await settled(clock);
  equal([tab.last("texts").seed, tab.last("texts").latents.length], [4, 3]);
  ok(JSON.stringify(tab.last("texts").latents) !== JSON.stringify(draws.latents));
  equal([tab.last("neighbours").latents, tab.last("neighbours").count], [[5, 1, -2], 8]);
  const noise = normals(1, 3);
  equal(
    draws.latents[0].map((value) => value.toFixed(3)),
    [5, 1, -2].map((mean, at) => (mean + 0.5 * noise[at]).toFixed(3)),
  );
  const asked = tab.served.of("texts").length;
  type(tab.dial("temperature"), "1.2");
  tab.dial("temperature").dispatchEvent(new Event("change", { bubbles: true }));
  await settled(clock);
  equal([tab.served.of("texts").length - asked, tab.last("texts").temperature], [1, 1.2]); // the draws only
  ok(
    box
      .querySelector(".shakespeare-plain")
      .textContent.startsWith(
        "Farthest from 0, which is the average of all passages: z0 = 5.00, z2 = −2.00, z1 = 1.00.",
      ),
  );
  ok(
    box
      .querySelector(".shakespeare-plain")
      .textContent.includes("All 3 together tell 2.3 nats about it, as much as 3 yes-or-no answers"),
  );
  const nats = [...box.querySelectorAll(".shakespeare-nats")];
  near(Number.parseFloat(nats[0].querySelector("i").style.width), 71.4286, 0.001);
  equal(texts(nats.map((each) => each.querySelector("b"))), ["1.50", "2.00"]);
  tab.button("Write above from this code", box).click();
  await settled(clock);
  equal(tab.last().latents, [5, 1, -2]);
  tab.button("A line.", box).click();
  await settled(clock);
  equal([field.value, tab.last("read").text], ["A line.", "A line."]);
  type(field, "x".repeat(120));
  await clock.pass(500);
  equal(tab.last("read").text.length, 100);
  ok(box.querySelector("[role=status]").textContent.startsWith("The first 100 of 120 characters are read."));
  type(field, " ");
  await clock.pass(500);
  equal(box.querySelector(".shakespeare-found").hidden, true);
  await tab.choose(model({ name: "other", neighbours: false }));
  const near_by = [...box.querySelectorAll("section")].find((part) => part.querySelector(".shakespeare-lines"));
  equal([near_by.hidden, tab.last("read").model], [true, "other"]);
});

// ---- from one code to another
test("a way between two codes: its ends, its steps, its shape, and how it plays", async () => {
  const clock = stopped();
  const tab = await opened(model({ restore: { seed: 1, length: 10 } }), serverOf(), clock);
  const box = await tab.tool("morph");
  const steps = () => [...box.querySelectorAll(".shakespeare-step")];
  const ends = [...box.querySelectorAll(".shakespeare-end")];
  equal(tab.last("texts").latents.length, 7);
  equal(texts(steps().map((step) => step.firstChild)), ["A", "17 %", "33 %", "50 %", "67 %", "83 %", "B"]);
  const rows = /** @type {*} */ (box.querySelector(".shakespeare-steps")).numbers(); // as its CSV has them
  equal([rows.length, rows[1][0], rows[1].length], [7, "17 %", 2]);
  for (const end of ends) tab.button("from a seed", end).click();
  await settled(clock);
  const { latents, seed, count, temperature, luck } = tab.last("texts");
  equal([latents[0], latents[6], seed, count, temperature, luck], [[1, 0.5, -1], [2, 1, -2], 1, 90, 0.3, "same"]);
  tab.button("5", box).click();
  tab.button("a few lines", box).click();
  await settled(clock);
  equal([tab.last("texts").latents.length, tab.last("texts").count, steps().length], [5, 100, 5]);
  const here = () => places(steps(), (step) => step.classList.contains("is-here"));
  const play = box.querySelector(".shakespeare-along button");
  equal(here(), [0]);
  play.click();
  equal([play.textContent, places(steps(), (step) => step.classList.contains("is-ahead"))], ["⏸ Pause", [1, 2, 3, 4]]);
  await clock.pass(1310);
  equal(here(), [1]);
  play.click();
  await clock.pass(3000);
  equal([here(), play.textContent], [[1], "▶ Play"]);
  steps()[4].click();
  equal(here(), [4]);
  const idle = clock.waiting;
  play.click(); // from the beginning again
  equal(here(), [0]);
  await clock.pass(1300 * 6);
  equal([here(), play.textContent, clock.waiting], [[4], "▶ Play", idle]);
  type(box.querySelector(".shakespeare-along input"), "2");
  equal(
    [here(), box.querySelector(".shakespeare-along input").getAttribute("aria-valuetext").slice(0, 4)],
    [[2], "50 %"],
  );
  type(ends[1].querySelector("input"), "-1");
  await clock.pass(500);
  equal(ends[1].querySelector("[role=status]").textContent, "The seed is a whole number from 0 to 4294967295.");
  ok(box.querySelector(".shakespeare-way").classList.contains("is-stale"));
  type(ends[1].querySelector("input"), "5");
  await clock.pass(500);
  equal(
    [tab.last("texts").latents[0], tab.last("texts").latents[4]],
    [
      [1, 0.5, -1],
      [5, 2.5, -5],
    ],
  );
  const copied = [];
  put(navigator, "clipboard", { writeText: async (text) => void copied.push(text) });
  tab.button("Copy", box).click();
  await settled(clock);
  ok(copied[0].startsWith("A\ntext of 1 0.5 -1") && copied[0].includes("\n25 %\n"));
});

test("an end of a way is what was wanted last, whichever answer comes last", async () => {
  const clock = stopped();
  const served = serverOf();
  const answer = served.server.read;
  const tab = await opened(model({ restore: { seed: 1, length: 10 } }), served, clock);
  const box = await tab.tool("morph");
  const [, end] = box.querySelectorAll(".shakespeare-end");
  const free = [];
  served.server.read = async (request) => {
    await new Promise((done) => free.push(done));
    return answer(request);
  };
  type(end.querySelector("textarea"), "first of two");
  await clock.pass(410);
  type(end.querySelector("textarea"), "second");
  await clock.pass(410);
  free[1]();
  await settled(clock);
  equal(tab.last("texts").latents.at(-1)[0], 6); // the second has six characters
  free[0]();
  await settled(clock);
  equal(tab.last("texts").latents.at(-1)[0], 6);
  tab.button("from a seed", end).click();
  await settled(clock);
  put(Math, "random", () => 0.00003); // seed 30
  tab.button("Another", end).click();
  await settled(clock);
  equal([tab.last("code").seed, tab.last("texts").latents.at(-1)], [30, [30, 15, -30]]);
});
