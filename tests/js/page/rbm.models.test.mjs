// The RBM tab's tools for a deep network, for two models, the lab's questions, and the formulas.
import { sigmoid } from "../../../assets/shared/maths.js";
import { equal, levels, near, ok, places, press, test, texts } from "./harness.mjs";
import { DEEP, MANY, model, opened, serverOf } from "./rbm.mjs";

const number = (text) => Number(text.replace("−", "-").replace(" nats", ""));

// ---- a deep network
test("a digit goes up, dreams, and comes down, and twelve pictures of the way down are kept", async () => {
  const tab = await opened(model({ ...DEEP, shown: "shown:dbn", restore: { start: "hidden" } }));
  const box = await tab.tool("layers");
  const one = (text) => tab.button(text, box);
  equal([one("Up").disabled, one("Gibbs step").disabled, one("Down").disabled], [false, true, true]);
  one("Up").click();
  const live = () => places(box.querySelectorAll(".rbm-tower figure"), (floor) => floor.classList.contains("is-live"));
  const notes = () => Array.from(box.querySelectorAll(".rbm-tower figcaption"), (each) => each.lastChild.textContent);
  equal(
    [live(), notes().map((text) => /^\d on$/.test(text)), one("Down").disabled],
    [[1, 2], [false, true, true], false],
  );
  one("10 steps").click();
  one("Gibbs step").click();
  ok(box.querySelector(".rbm-journey-text").textContent.startsWith("11 Gibbs steps at the top."));
  for (let i = 0; i < 13; i++) one("Down").click();
  const film = () => texts(box.querySelectorAll(".rbm-film span"));
  equal([film(), live()], [Array(12).fill("11"), [0, 1]]);
  const came = () => levels(box.querySelector(".rbm-film canvas"));
  one("From the digit again").click();
  equal([film(), one("Down").disabled, live(), notes()], [[], true, [0], ["", "not drawn yet", "not drawn yet"]]);
  one("Up").click();
  one("Down").click();
  const second = came();
  one("From the digit again").click();
  one("Up").click();
  one("Down").click();
  ok(JSON.stringify(came()) !== JSON.stringify(second)); // with other luck
});

test("the family's redrawn digits stand below the digits, with their errors", async () => {
  const tab = await opened(model({ ...DEEP, shown: "shown:dbn", restore: { start: "hidden" } }));
  const box = await tab.tool("layers");
  await tab.settle();
  // of the RBM's pictures 684 and 116 pixels are wrong, of the DBN's 392 and 176
  equal(texts(box.querySelectorAll(".rbm-redrawn-row > p")), [
    "the digitstest images 0–19",
    "RBMsquared error 400.0",
    "DBNsquared error 284.0",
  ]);
  equal([tab.last("weights_of").name, box.querySelector("section").hidden], ["rbm", true]);
});

// ---- two models
test("two models side by side: their most active filters, their digits, and how much they are used", async () => {
  const left = {
    name: "rbm",
    title: "Machine",
    kind: "RBM",
    summary: "Small.",
    weights: "weights:rbm",
    lower: [],
    recognition: [],
    top: "machine",
    units: model().units,
    shown: "shown:rbm",
  };
  const right = {
    ...left,
    name: "many",
    title: "Many",
    summary: "Large.",
    weights: "weights:many",
    units: model(MANY).units,
    shown: null,
  };
  const served = serverOf({
    compare: () => ({ left, right, rows: [], guide: "Look.", question: null }),
  });
  const models = [left, right].map(({ name, title }) => ({ name, title, kind: "RBM", base: "", changes: "" }));
  const tab = await opened(model({ models, restore: { start: "hidden" } }), served);
  const box = await tab.tool("compare");
  await tab.settle();
  equal([tab.last("compare").left, tab.last("compare").right], ["many", "rbm"]);
  const sides = [...box.querySelectorAll(".rbm-side")];
  const filters = (side) => Array.from(side.querySelectorAll(".rbm-filter"), ({ ariaLabel }) => ariaLabel);
  equal([filters(sides[0])[0], filters(sides[0]).length, filters(sides[1]).length], ["Filter of unit 2", 5, 20]);
  equal([sides[0].querySelectorAll(".rbm-pair").length, sides[1].querySelectorAll(".rbm-pair").length], [2, 0]);
  equal(
    sides.map((side) => side.querySelector(".rbm-usage svg").style.width),
    ["8%", "100%"],
  );
  equal(
    sides[0].querySelector("figcaption").textContent,
    "5 units, on 40 % of the time on average; 1 dead (below 1 %).",
  );
});

test("the lab's questions have their tables, their commands, and lead to the comparison", async () => {
  const question = {
    title: "Which?",
    answer: "This `one`.",
    models: ["rbm", "many", "gone"],
    command: "python -m x",
    rows: [{ title: "Nats", unit: "nats", values: ["1", null, "3"] }],
  };
  const served = serverOf({ questions: () => ({ questions: [question] }), compare: () => ({ error: "Not now." }) });
  const models = ["rbm", "many"].map((name) => ({
    name,
    title: name.toUpperCase(),
    kind: "RBM",
    base: "",
    changes: "",
  }));
  const tab = await opened(model({ models, restore: { start: "hidden" } }), served);
  const box = await tab.tool("questions");
  equal(texts(box.querySelectorAll("thead th")), ["", "RBMrbm", "MANYmany", "gone"]);
  equal([texts(box.querySelectorAll("td")), texts(box.querySelectorAll(".rbm-text code"))], [["1", "–", "3"], ["one"]]);
  await tab.press(tab.button("Compare these two", box));
  await tab.settle();
  equal(
    [tab.last("compare").left, tab.last("compare").right, tab.$("#rbm-panel-compare").hidden],
    ["rbm", "many", false],
  );
});

// ---- how it works
test("the formulas have the first chain's numbers, and they add up", async () => {
  const tab = await opened(model({ restore: { start: "hidden", steps: 3, temperature: 2, chains: 2 } }));
  await tab.clock.pass(50);
  const box = await tab.tool("how");
  const cards = [...box.querySelectorAll(".rbm-how-card")];
  const numbers = (card) => Array.from(card.querySelectorAll(".rbm-numbers p"), (row) => row.lastChild.textContent);
  const { machine } = tab.viewer;
  const { sample, hidden } = tab.viewer.chains()[0];
  const energy = numbers(cards[0]).map(number);
  near(energy[3], machine.energy(sample, hidden), 0.011);
  near(energy[0] + energy[1] + energy[2], energy[3], 0.021);
  const free = numbers(cards[3]).map(number);
  near(free[2], machine.freeEnergy(sample), 0.011);
  near(free[4], -free[2] - 10, 0.011);
  const unit = Number(/unit (\d)/.exec(cards[1].querySelector(".rbm-numbers").textContent)[1]);
  const logits = machine.hiddenLogits(sample);
  equal(
    unit,
    Array.from(logits, Math.abs).reduce((best, size, at, all) => (size < all[best] ? at : best), 0),
  );
  const [bias, adding, sum, share, drawn] = numbers(cards[1]);
  near(number(bias) + number(adding.replace("+ ", "").replace("− ", "-")), number(sum), 0.021);
  near(number(share), sigmoid(logits[unit]), 0.001);
  equal(drawn, hidden[unit] ? "on" : "off");
  const heats = Array.from(cards[4].querySelectorAll(".rbm-numbers p"), (row) => row.firstChild.textContent);
  equal(heats, ["T = 0.25", "T = 0.5", "T = 1", "T = 2 (now)", "T = 4"]);
  near(number(numbers(cards[4])[4]), sigmoid(logits[unit] / 4), 0.001);
  const read = numbers(cards[0])[3];
  tab.viewer.step();
  equal(numbers(cards[0])[3], read); // a running chain is read now and then
  await tab.clock.pass(260);
  tab.viewer.step();
  ok(numbers(cards[0])[3] !== read);
  press(document.body, "Tab");
  await tab.choose(
    model({ metrics: { log_likelihood_ais: { value: -90.5 }, log_likelihood_ais_reverse: { value: -92 } } }),
  );
  equal(numbers(box.querySelectorAll(".rbm-how-card")[6]), ["−90.50 nats", "−92.00 nats", "1.50 nats"]);
});
