// Train one on digits, in the GAN tab: two players learn in the page, and what they learned is a model of the tab.

import { fromBase64 } from "../../../assets/shared/bytes.js";
import { all } from "../../../assets/shared/shelf.js";
import { written } from "../safetensors.mjs";
import { ganModel, openGan, serverOf, settled } from "./gan.mjs";
import { equal, ok, put, rest, stopped, test } from "./harness.mjs";

const FEW = "hidden:9,latents:3,batch:20,epochs:2,seed:1";
const wait = window.setTimeout.bind(window);
const bars = (count) => ["U8", Uint8Array.from({ length: 784 * count }, (_, at) => (at % 784 < 300 ? 255 : 0))];
const address = URL.createObjectURL(
  new Blob([written({ train: bars(60), held: bars(25), labels: ["U8", new Uint8Array(25)] })]),
);
const SERVED = {
  to_train: () => ({ url: address, kind: "mnist", others: [] }),
  look_at: () => ({ judged: { digit: 3, confidence: 0.8, no_digit: 0.1 }, nearest: null }),
  tally_of: ({ pixels }) => ({
    samples: fromBase64(pixels).length / 784,
    digits: Array(10).fill(10),
    sure: 50,
    none: 9,
  }),
};
const emptied = () =>
  new Promise((done) => {
    const asked = indexedDB.deleteDatabase("zoo");
    asked.onsuccess = asked.onerror = asked.onblocked = () => done(null);
  });

// The tool without a worker, so that time can stand still.
async function training(restore = { seed: 1, train: FEW }) {
  put(window, "Worker", undefined);
  const clock = stopped();
  const served = serverOf(SERVED);
  const tab = await openGan(ganModel({ restore }), served);
  await settled(clock);
  const box = () => tab.$(".gan-train-digits");
  const text = (selector) => box()?.querySelector(selector)?.textContent ?? "";
  const until = async (is, what) => {
    for (let i = 0; i < 400 && !is(); i++) {
      await new Promise((done) => wait(done, 5)); // modules and the browser's store have a clock of their own
      await clock.pass(20);
    }
    ok(is(), what);
  };
  if (restore?.train) await until(() => text(".zoo-train-moment").startsWith("Neither"), "the digits came");
  const act = async (name) => {
    tab.button(name, box()).click();
    await rest();
    await clock.pass(300);
  };
  const own = () => [...tab.$(".zoo-own").querySelectorAll("button")].map((each) => each.textContent);
  const said = () => tab.$(".gan-status").textContent;
  return { ...tab, clock, box, text, until, act, own, said, where: () => text(".zoo-train-where") };
}

test("the link of the tab has the stage that is open, and leads there", async () => {
  const tab = await training({ seed: 1, tool: "plane", stage: "digits" });
  await tab.until(() => tab.text(".zoo-train-moment").startsWith("Neither"), "the digits came");
  equal([tab.box().hidden, tab.link().get("tool"), tab.link().get("stage")], [false, "plane", "digits"]);
  tab.button("In the plane", tab.$("#gan-panel-plane")).click();
  await tab.until(() => tab.box().hidden, "the other stage is open");
  equal(tab.link().get("stage"), "plane");
});

test("a link opens the stage; it takes turns, trains, and what was trained draws, is scored and counted as any model", async () => {
  await emptied();
  const tab = await training();
  equal([tab.box().hidden, tab.where()], [false, "epoch 0.00, 0 turns"]);
  await tab.act("One turn");
  equal(tab.where(), "epoch 0.33, 1 turns");
  await tab.act("▶ Train");
  ok(tab.where().startsWith("epoch 2.00"), tab.where());
  await tab.act("Play with it");
  await tab.until(() => tab.viewer.model.own && tab.viewer.sampled().length === 64, "it draws");
  equal(tab.own(), ["3 random numbers, 9 hidden units, 2 epochs", "×", "Back to The gan-a"]);
  equal(tab.viewer.sampled()[0].image.length, 784);
  equal(tab.served.of("samples").filter(({ seed }) => seed === 1).length, 4); // those of the model before
  await tab.until(() => tab.$(".gan-one").textContent.includes("The judge"), "it is looked at");
  equal(tab.link().get("train"), FEW);
  const open = async (id) => {
    tab.$(`#gan-tab-${id}`).click();
    await tab.clock.pass(300);
    return tab.$(`#gan-panel-${id}`);
  };
  const timeline = await open("timeline");
  await tab.until(() => timeline.querySelector(".gan-frame").width === 298, "the pictures of its training are there");
  const count = await open("tally");
  count.querySelector(".zoo-primary").click();
  await tab.until(() => tab.served.of("tally_of").length > 0, "its digits are counted");
  const fool = await open("fool");
  await tab.until(
    () => fool.textContent.includes("digits that it was not trained on"),
    "the game has digits of both kinds",
  );
  await open("walk");
  await tab.until(() => tab.$("#gan-panel-walk .gan-large")?.width === 28, "one walks through it");
  await open("plane");
  await tab.until(() => !tab.$("#gan-panel-plane").hidden, "training goes on");
});

test("one's own is here again after a reload, and is deleted; a zip brings it back, and a cat does not", async () => {
  const tab = await training();
  await tab.until(() => tab.own().length > 1, "it survived");
  tab.all(".zoo-own [data-own]")[0].click();
  await tab.until(() => tab.viewer.model.own && tab.viewer.sampled().length === 64, "it is shown again");
  tab.all(".zoo-own .zoo-own-drop")[0].click();
  await tab.until(() => !tab.viewer.model.own, "it is deleted, the other one is back");
  let kept = null;
  all("gan").then((found) => {
    kept = found.length;
  });
  await tab.until(() => kept !== null, "the browser answers");
  equal(kept, 0); // nor is it here after the next reload
  const saved = [];
  put(HTMLAnchorElement.prototype, "click", function () {
    saved.push([this.download, this.href]);
  });
  await tab.act("One epoch");
  await tab.act("Save as a checkpoint");
  await tab.until(() => saved.length === 1, "it is saved");
  const content = await (await fetch(saved[0][1])).blob();
  const drop = (name, parts) => {
    const data = new DataTransfer();
    data.items.add(new File(parts, name));
    tab.box().dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
  };
  drop("cat.zip", ["miau"]);
  await tab.until(() => tab.said().startsWith("cat.zip is no checkpoint"), "a cat is refused");
  drop(saved[0][0], [content]);
  await tab.until(() => tab.viewer.model.own, "it is shown");
  ok(tab.viewer.model.lead.startsWith("You loaded this GAN"), tab.viewer.model.lead);
  equal(tab.viewer.model.timeline.places.slice(0, 2), [0, 0.333333]);
  tab.$("#gan-tab-timeline").click();
  await tab.until(() => tab.$("#gan-panel-timeline .gan-frame")?.width === 298, "so are the pictures of its training");
  await emptied(); // the other tests have none
});

test("a second run draws beside the first from fewer random numbers, the verdict tells both, and B is played with", async () => {
  const tab = await training({ seed: 1, train: `${FEW},b.latents:2` });
  const runs = () => [...tab.box().querySelectorAll(".zoo-train-run")].filter((run) => !run.hidden);
  const names = () => runs().map((run) => run.querySelector(".zoo-train-name").textContent);
  equal(names(), ["A: random numbers, z 3", "B: random numbers, z 2"]);
  equal(tab.box().querySelector(".zoo-train-presets select").selectedOptions[0].textContent, "settings of your own");
  await tab.act("▶ Train");
  await tab.until(() => /^After 2 epochs, the critic is right/.test(tab.text(".zoo-train-verdict")), "both are told");
  equal(tab.where(), "A: epoch 2.00, B: epoch 2.00");
  equal(runs()[1].querySelector("[aria-label^='What the generator']").width, 8 * 29 - 1);
  runs()[1].style.width = "150px"; // as on a phone
  await tab.act("Start again");
  equal(runs()[1].querySelector("[aria-label^='What the generator']").width, 4 * 29 - 1);
  await tab.act("One epoch");
  await tab.act("Play with B");
  await tab.until(() => tab.viewer.model.own && tab.viewer.sampled().length === 64, "it draws");
  equal([tab.own()[0], tab.viewer.model.latent_dim], ["2 random numbers, 9 hidden units, 1 epoch", 2]);
  await emptied();
});
