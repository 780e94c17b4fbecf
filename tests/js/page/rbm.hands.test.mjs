// The RBM tab: what hands do to a run, what is saved of it, and what is seen beside it.
import { energies, everything } from "../../../assets/rbm/export.js";
import {
  enter,
  equal,
  levels,
  near,
  ok,
  places,
  pointer,
  press,
  pressed,
  put,
  release,
  test,
  type,
} from "./harness.mjs";
import { DEEP, model, opened } from "./rbm.mjs";

const counts = (tab) => [...tab.$(".rbm-chain-transport .rbm-chain-segments").querySelectorAll("button")];
const starts = (tab) => tab.all("[data-start][aria-pressed=true]").map(({ dataset }) => dataset.start);

test("keys paint from edge to edge, with the chosen brush, and only while Space is down", async () => {
  const tab = await opened(model({ restore: { start: "hidden", chains: 2 } }));
  await tab.press(tab.button("Hold on"));
  const big = tab.canvas(1);
  const cursor = big.parentElement.querySelector(".rbm-chain-cursor");
  for (let i = 0; i < 40; i++) press(big, "ArrowRight");
  for (let i = 0; i < 40; i++) press(big, "ArrowUp");
  equal([cursor.style.left, cursor.style.top, tab.held(1)], ["98.2143%", "1.78571%", []]);
  press(big, " ");
  equal(
    [tab.held(1), tab.held(0)],
    [
      [
        [26, 1],
        [27, 1],
        [55, 1],
      ],
      [],
    ],
  );
  press(big, "ArrowDown");
  equal(
    tab.held(1).map(([at]) => at),
    [26, 27, 54, 55, 83],
  );
  release(big, " ");
  press(big, "ArrowDown");
  equal(tab.held(1).length, 5);
  press(big, " ");
  big.dispatchEvent(new FocusEvent("blur"));
  const { length } = tab.held(1);
  press(big, "ArrowLeft");
  equal(tab.held(1).length, length);
  equal(
    tab.$(".rbm-chain-held").textContent.split(";")[0],
    `By hand: ${length} pixels held, all chains together. Restart, another seed and another temperature keep this. A start chosen on the left lets all of it go.`,
  );
  await tab.press(tab.$("[data-do=restart]"));
  equal([tab.held(1).length, tab.viewer.touched], [length, true]);
  await tab.press(tab.button("Let go"));
  press(big, " ");
  ok(tab.held(1).length < length);
  await tab.press(tab.$("[data-do=free]"));
  equal([tab.held(1), tab.$(".rbm-chain-held").textContent], [[], ""]);
  await tab.press(tab.button("Hold off"));
  press(big, "ArrowLeft");
  equal([...new Set(tab.held(1).map(([, value]) => value))], [0]);
  await tab.press(tab.$("[data-start=hidden]"));
  equal([tab.held(1), tab.viewer.touched], [[], false]);
});

test("a pen draws lines on its own chain, another finger and another button do not", async () => {
  const tab = await opened(model({ restore: { start: "hidden" } }));
  await tab.press(tab.button("Hold on"));
  const big = tab.canvas(2);
  big.style.cssText = "width: 280px; height: 280px";
  pointer(big, "pointerdown", [0.5, 0.5], { button: 2 });
  pointer(big, "pointermove", [0.6, 0.5]);
  equal(tab.held(2), []);
  pointer(big, "pointerdown", [0.125, 0.25]);
  pointer(big, "pointermove", [0.375, 0.25]);
  equal(tab.held(1), []);
  ok([3, 5, 6, 7, 8, 10].every((column) => tab.held(2).some(([at]) => at === 28 * 7 + column)));
  const { length } = tab.held(2);
  pointer(big, "pointermove", [0.9, 0.9], { pointerId: 2 });
  pointer(big, "pointerup", [0.9, 0.9], { pointerId: 2 });
  equal(tab.held(2).length, length);
  pointer(big, "pointermove", [0.375, 0.375]);
  ok(tab.held(2).length > length);
  pointer(big, "pointerup", [0.375, 0.375]);
  const after = tab.held(2).length;
  pointer(big, "pointermove", [0.9, 0.9]);
  equal(tab.held(2).length, after);
});

test("the upper half of a digit is held in every chain, and half an eight completed", async () => {
  const tab = await opened(model({ restore: { start: "hidden", chains: 2 } }));
  await tab.press(tab.$("[data-do=upper]"));
  ok(tab.said().startsWith("There is no digit yet"));
  await tab.press(tab.$("[data-do=try]"));
  equal(
    [tab.held(0).length, tab.held(1).length, tab.held(1).slice(0, 3)],
    [
      392,
      392,
      [
        [0, 0],
        [1, 1],
        [2, 0],
      ],
    ],
  );
  equal([tab.viewer.playing, tab.link().start], [true, "example-8"]);
});

test("a hidden unit is forced by keys and clicks, on, off, and free, and at the ends the keys stay", async () => {
  const tab = await opened(model({ restore: { start: "hidden" } }));
  const grid = tab.$(".rbm-chain-units");
  const tip = () => tab.$(".rbm-chain-tip span").textContent;
  grid.focus();
  press(grid, "ArrowLeft");
  ok(tip().startsWith("unit 0: on with probability "));
  press(grid, "ArrowDown"); // there are three in a row
  ok(tip().startsWith("unit 3:"));
  press(grid, "ArrowRight");
  press(grid, "ArrowRight");
  ok(tip().startsWith("unit 4:"));
  const state = () => [...tab.viewer.forced()];
  const unforce = tab.$("[data-do=unforce]");
  tab.viewer.force(5, 1);
  equal([state(), tab.said()], [[], "There is no hidden unit 5."]);
  equal([state(), unforce.hidden], [[], true]);
  press(grid, " ");
  equal([state(), unforce.hidden, tab.viewer.chains().map(({ hidden }) => hidden[4])], [[[4, 1]], false, [1, 1, 1, 1]]);
  ok(tip().endsWith(", forced on"));
  press(grid, "Enter");
  equal([state(), tab.viewer.chains()[2].hidden[4]], [[[4, 0]], 0]);
  press(grid, " ");
  equal([state(), tab.viewer.touched], [[], true]);
  grid.style.cssText = "width: 300px; height: 200px";
  pointer(grid, "click", [0.5, 0.25]);
  equal(state(), [[1, 1]]);
  pointer(grid, "click", [0.9, 0.9]); // there is no such unit
  equal(state(), [[1, 1]]);
  unforce.click();
  equal([state(), unforce.hidden], [[], true]);
  grid.dispatchEvent(new PointerEvent("pointerleave"));
  equal(tab.$(".rbm-chain-tip").hidden, true);
});

test("the chosen chain is the one whose units and film are shown; more chains begin anew", async () => {
  const tab = await opened(model({ restore: { start: "hidden", seed: 2 } }));
  tab.viewer.step(2);
  const names = () => tab.all(".rbm-chain-name");
  equal([names().length, pressed(names())], [4, [0]]);
  const first = tab.viewer.film();
  await tab.press(names()[3]);
  equal([pressed(names()), tab.$(".rbm-chain-which").textContent.slice(0, 22)], [[3], "The units of chain 4: "]);
  ok(JSON.stringify(Array.from(first[0])) !== JSON.stringify(Array.from(tab.viewer.film()[0])));
  const grid = tab.$(".rbm-chain-units");
  press(grid, "ArrowLeft");
  const probability = tab.viewer.chains()[3].hiddenProbs[0].toFixed(2);
  equal(tab.$(".rbm-chain-tip span").textContent, `unit 0: on with probability ${probability}`);
  await tab.press(counts(tab)[1]);
  equal([names().length, pressed(names()), tab.viewer.steps, tab.link().chains], [2, [1], 0, "2"]);
});

test("a start is chosen, a wrong unit said, and a digit on the pad goes with the next model", async () => {
  const tab = await opened(model({ restore: { start: "hidden" } }));
  const unit = tab.$(".rbm-chain-one input");
  type(unit, "5", "change");
  equal(
    [tab.said(), tab.link().start, unit.max],
    ["The number of a hidden unit must be a whole number from 0 to 4.", "hidden", "4"],
  );
  type(unit, "4", "change");
  equal([tab.said(), tab.link().start, starts(tab)], ["", "unit-4", ["unit"]]);
  equal(Array.from(tab.viewer.chains()[0].hiddenProbs), [0, 0, 0, 0, 1]);
  enter(tab.$(".zoo-pad-test input"), "2");
  await tab.settle();
  equal([tab.link().start, starts(tab)], ["test-2", []]);
  await tab.choose(model({ name: "next" }));
  equal([tab.link().start, tab.link().model], ["test-2", "next"]);
  await tab.press(tab.$("[data-do=upper]"));
  equal(tab.held(3).length, 392); // the digit is still there
  press(tab.$(".zoo-pad"), "Delete");
  await tab.press(tab.$("[data-do=upper]"));
  ok(tab.said().startsWith("There is no digit yet"));
  equal(tab.$("[data-start=chains]").hidden, true);
});

test("what is saved: a link that says what it loses, the energies, and everything", async () => {
  const tab = await opened(model({ restore: { start: "hidden", chains: 2, steps: 5 } }));
  await tab.clock.pass(50);
  const lines = energies(tab.viewer).split("\n");
  equal(
    [lines.length, lines[0], lines[1].split(",")[0], lines[6].split(",")[0]],
    [8, "step,free_energy_of_chain_1,free_energy_of_chain_2", "0", "5"],
  );
  near(Number(lines[6].split(",")[2]), tab.viewer.chains()[1].freeEnergy, 0.01);
  tab.viewer.force(2, 1);
  tab.viewer.clamp(1, [[30, 0]]);
  const all = everything(tab.viewer);
  equal(
    [all.forced, all.changed_by_hand, all.steps, all.chains[1].held, all.chains[0].held],
    [{ 2: 1 }, true, 5, [[30, 0]], []],
  );
  equal([all.chains[0].sample.length, all.chains[0].hidden.length, all.link], [784, 5, tab.$(".zoo-link").value]);
  const saved = [];
  put(HTMLAnchorElement.prototype, "click", function () {
    saved.push(this.download);
  });
  await tab.press(tab.button("Save GIF"));
  ok(tab.said().startsWith("Run the chain for a moment first"));
  tab.viewer.step();
  tab.viewer.step();
  await tab.press(tab.button("Save GIF"));
  equal(
    [tab.last("gif").count, tab.last("gif").milliseconds, tab.last("gif").frames.length, saved],
    [2, 80, 2092, ["rbm-chain.gif"]],
  );
  await tab.press(tab.button("CSV"));
  equal([saved.at(-1), tab.said()], ["rbm-chain.csv", "Saved rbm-chain.csv."]);
});

test("under each picture is its free energy and, where log Z is known, its likelihood", async () => {
  const tab = await opened(model({ restore: { start: "hidden", seed: 5 } }));
  await tab.clock.pass(50);
  const [sample] = tab.all(".rbm-chain-picture")[1].querySelectorAll("figcaption canvas");
  equal(
    levels(sample),
    Array.from(tab.viewer.chains()[1].sample, (is) => 255 * is),
  );
  const [energy, likely] = tab.all(".rbm-chain-picture figcaption > span")[1].textContent.split("\n");
  const number = (text) => Number(text.split(" ").at(-1).replace("−", "-"));
  near(number(energy), tab.viewer.chains()[1].freeEnergy, 0.051);
  near(number(likely), -tab.viewer.chains()[1].freeEnergy - 10, 0.051);
  await tab.choose(model(DEEP));
  await tab.clock.pass(50);
  ok(!tab.$(".rbm-chain-picture figcaption > span").textContent.includes("log p"));
  equal([tab.$(".rbm-chain-brushes").hidden, tab.canvas(0).tabIndex], [true, -1]);
  const grids = tab.all(".rbm-chain-layer");
  equal(
    grids.map((grid) => grid.querySelector("h4").textContent),
    ["Hidden layer 2, the top: 6 units", "Hidden layer 1: 4 units"],
  );
  press(grids[1].querySelector("canvas"), " "); // a unit that the chain's machine sees is held in every chain
  equal([tab.held(3), tab.$("[data-do=unforce]").hidden], [[[0, 1]], false]);
  tab.$("[data-do=unforce]").click();
  equal(tab.held(3), []);
});

test("what was asked for the last model is not said of the next, and an error is", async () => {
  const tab = await opened(model({ restore: { start: "hidden" } }));
  tab.served.state.broken = ["digit"];
  enter(tab.$(".zoo-pad-test input"), "2");
  await tab.settle();
  equal([tab.said(), tab.link().start, tab.$(".zoo-pad-failed").hidden], ["It broke.", "hidden", false]);
  const answer = tab.served.server.digit;
  let free;
  tab.served.server.digit = async (request) => {
    await new Promise((done) => {
      free = done;
    });
    return answer(request);
  };
  enter(tab.$(".zoo-pad-test input"), "3");
  await tab.choose(model({ name: "next" }));
  free();
  await tab.settle();
  equal([tab.said(), tab.link().start], ["", "hidden"]);
  await tab.choose(model());
  await tab.choose(model({ weights: "weights:none", name: "none", title: "None" }));
  const failed = () => tab.all(".zoo-failure:not([hidden]) span").map((each) => each.textContent);
  equal(failed(), ["None could not be shown: the weights could not be fetched, so this is still Machine."]);
  equal([tab.link().model, tab.said()], ["rbm", ""]);
  await tab.choose({ error: "It is damaged." });
  equal(failed(), ["It is damaged."]);
  await tab.choose(model({ name: "slow", weights: "slow weights:many" }));
  await tab.choose(model({ name: "quick" }));
  await tab.clock.pass(300); // the first one's weights arrive last
  equal([tab.link().model, tab.viewer.machine.hidden], ["quick", 5]);
  equal(
    places(tab.all("[data-start]"), (each) => each.hidden),
    [3],
  );
});

test("a link's tempering, temperature and number of chains are those of the run and of its fields", async () => {
  const tab = await opened(model({ restore: { start: "hidden", seed: 5, tempered: 1, temperature: 2, chains: 4 } }));
  await tab.clock.pass(50);
  equal([tab.field("tempered").checked, tab.viewer.tempered, tab.viewer.chains().length], [true, true, 4]);
  equal([tab.field("temperature").value, tab.viewer.temperature, tab.field("seed").value], ["2", 2, "5"]);
  equal(new URL(tab.$(".zoo-link").value).searchParams.get("tempered"), "1");
  await tab.choose(model({ name: "other", restore: { start: "hidden", seed: 5 } }));
  await tab.clock.pass(50);
  equal([tab.field("tempered").checked, tab.viewer.tempered, tab.field("temperature").value], [false, false, "1"]);
});
