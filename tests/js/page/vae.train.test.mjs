// Train in the VAE tab: a VAE learns in the page, and is then a model of the tab as any other.
import { toBase64 } from "../../../assets/shared/bytes.js";
import { keepDrawings, keptDrawings } from "../../../assets/shared/drawn-set.js";
import { equal, levels, ok, put, test } from "./harness.mjs";
import { serverOf, tab, whole } from "./vae.mjs";

const FEW = "hidden:9,rate:0.01,batch:20,epochs:2,seed:1";
// Time that goes on while the page's stands still.
const wait = window.setTimeout.bind(window);
const soon = () => new Promise((done) => wait(done, 5));
const emptied = () =>
  new Promise((done) => {
    const asked = indexedDB.deleteDatabase("zoo");
    asked.onsuccess = asked.onerror = asked.onblocked = () => done(null);
  });
// The tool with few digits and units, without a worker, so that time can stand still.
async function training(train = FEW, answers = {}) {
  put(window, "Worker", undefined);
  await emptied();
  const served = serverOf(answers);
  const page = await tab(whole({ restore: { train } }), served);
  const box = page.$("#vae-panel-train");
  const text = (selector) => box.querySelector(selector)?.textContent ?? "";
  const until = async (is, what) => {
    for (let i = 0; i < 400 && !is(); i++) {
      await soon(); // modules and the browser's store have a clock of their own
      await page.clock.pass(20);
    }
    ok(is(), what);
  };
  await until(() => text(".zoo-train-moment").includes("knows nothing"), "the digits came");
  const act = async (name) => {
    page.button(name, box).click();
    await page.clock.pass(200);
  };
  return { ...page, served, box, text, until, act };
}

test("digits drift into place on the map, and what is drawn there and the curves follow", async () => {
  const page = await training();
  ok(!page.box.hidden, "the tool is open");
  const seen = () =>
    [".vae-train-plane", ".zoo-train-pairs"].map((name) => levels(page.box.querySelector(name)).join());
  const before = seen();
  await page.act("▶ Train");
  equal(page.text(".zoo-train-where"), "epoch 2.00, 6 steps");
  ok(
    seen().every((picture, at) => picture !== before[at]),
    "both moved",
  );
  ok(/A held-out digit costs [\d.]+ nats/.test(page.text(".zoo-train-moment")), page.text(".zoo-train-moment"));
  await page.act("Start again");
  equal(seen(), before);
});

test("one digit is followed slowly, from x to the loss, while training goes on", async () => {
  const page = await training();
  const numbers = () => [...page.box.querySelectorAll(".vae-flow-numbers")].map(({ textContent }) => textContent);
  const told = () => page.box.querySelector(".vae-flow").nextElementSibling.textContent;
  const later = () => page.box.querySelectorAll(".vae-flow-cell.is-later").length;
  const seenIn = (name) => {
    const cell = [...page.box.querySelectorAll(".vae-flow-cell")].find((each) => each.firstChild.textContent === name);
    return cell.querySelector("canvas");
  };
  equal(
    ["x", "x̂"].map((name) => seenIn(name).ariaLabel),
    ["The digit that goes in", "The digit that comes out"],
  );
  ok(seenIn("μ, σ").ariaLabel.startsWith("The place and width that the encoder gives"));
  equal(page.box.querySelectorAll(".vae-flow canvas").length, 3);
  const before = numbers();
  equal([later(), told().startsWith("What it costs:")], [0, true]);
  await page.act("▶ Slowly, in steps");
  equal([later(), told().startsWith("The digit goes in")], [5, true]);
  await page.act("▶ Train");
  equal(numbers(), before); // these are held
  for (let step = 0; step < 3; step++) await page.clock.pass(3300);
  equal([later(), told().includes("reparameterisation")], [2, true]);
  await page.act("All at once");
  equal(later(), 0);
  const trained = numbers();
  ok(trained[1] !== before[1], "and then those of now");
  const pictures = () => ["x", "x̂"].map((name) => levels(seenIn(name)).join());
  const [digit, redrawn] = pictures();
  await page.act("Another ε");
  equal([numbers()[1] === trained[1], numbers()[2] === trained[2]], [true, false]);
  equal([pictures()[0] === digit, pictures()[1] === redrawn], [true, false]);
});

test("what was trained has sliders and a map, encodes a drawing in the page, and leads back by its link", async () => {
  const page = await training();
  await page.act("▶ Train");
  await page.act("Play with it");
  await page.until(() => page.viewer.model.own, "it is shown");
  equal([page.viewer.model.latents.length, page.sliders().length], [2, 2]);
  ok(!page.$(".vae-dock").hidden, "its map is beside the sliders");
  page.viewer.set([0.5, -0.5], { glide: false });
  await page.arrive();
  const shown = page.screen(784);
  ok(
    shown.some((level) => level > 0),
    "its decoder draws",
  );
  page.all(".zoo-pad-examples button")[0].click();
  await page.until(() => page.viewer.digit()?.answer.code.length === 2, "its encoder reads");
  equal(page.last("encode").model, "vae-3"); // the server scales the drawing, as for the model before
  equal(await page.viewer.ask("gif", {}), null);
  ok(page.said().startsWith("The server does not have your model"), page.said());
  ok(!page.$("#vae-tab-loss"), "the server's own account of a loss is not there");
  const link = new URL(page.mount.link()).searchParams;
  equal([link.get("model"), link.get("train")], ["vae-3", FEW]);
  page.button("Back to A VAE").click();
  await page.until(() => !page.viewer.model.own, "the other model is back");
});

test("a model is saved as a zip and comes back when it is dropped", async () => {
  const page = await training();
  let saved = "";
  put(HTMLAnchorElement.prototype, "click", function () {
    saved = this.href;
  });
  await page.act("One epoch");
  await page.act("Save as a checkpoint");
  const data = new DataTransfer();
  data.items.add(new File([await (await fetch(saved)).blob()], "my-vae.zip"));
  page.box.dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
  await page.until(() => page.viewer.model.own, "it is shown");
  ok(page.viewer.model.lead.startsWith("You loaded this model"), page.viewer.model.lead);
  equal(page.sliders().length, 2);
});

test("more latents than two are drawn from the prior, and a rate of 1000 is told and can be left", async () => {
  const page = await training("latents:5,hidden:9,batch:20,epochs:3,seed:1");
  ok(page.box.textContent.includes("Draws from the prior"));
  for (let epoch = 0; epoch < 2; epoch++) await page.act("One epoch");
  const field = page.box.querySelector("[name=rate]");
  field.value = "1000";
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name));
  await page.act("▶ Train");
  ok(
    /^A (weight|bias) of the .* or start again\.$/.test(page.text(".zoo-train-moment")),
    page.text(".zoo-train-moment"),
  );
  await page.act("Back to epoch 2"); // the last that was sound
  equal(page.text(".zoo-train-where"), "epoch 2.00, 6 steps");
});

test("one's own is compared with a model of the server on the same digit and seed", async () => {
  const grey = (level) => toBase64(new Uint8Array(784).fill(level));
  const side = { title: "A VAE", rebuilt: grey(9), error: 1, samples: Array(16).fill(grey(7)) };
  const row = { name: "elbo", title: "ELBO", meaning: "", unit: "", real: null, better: null, left: "1", right: "1" };
  const compare = () => ({ left: side, right: side, seen: grey(100), rows: [row], differences: [], guide: "" });
  const page = await training(FEW, { compare });
  await page.act("One epoch");
  await page.act("Play with it");
  await page.until(() => page.viewer.model.own, "it is shown");
  page.$("#vae-tab-compare").click();
  const box = page.$("#vae-panel-compare");
  await page.until(() => box.querySelectorAll("td").length === 2, "figures of both are there");
  const { left, right } = page.last("compare");
  equal([left, right], ["vae-3", "vae-3"]);
  const [first, second] = [...box.querySelectorAll(".vae-compare-samples")].map((each) => [...each.children]);
  equal(levels(first[0])[0], 7);
  ok(levels(second[0]).join() !== levels(second[1]).join(), "each from a code of its own");
  ok(/^≥ −\d+\.\d\d$/.test(box.querySelectorAll("td")[1].textContent), "its own bound");
  ok(box.querySelectorAll(".vae-compare-error")[1].textContent.startsWith("redrawn; squared error"));
});

test("one's own drawings can be learned from; without any, that is said and all stays as it was", async () => {
  localStorage.removeItem("zoo-drawings");
  const page = await training();
  const field = [...page.box.querySelectorAll("select")].find((each) => each.labels[0].textContent.includes("data"));
  equal(
    [...field.options].map(({ disabled }) => disabled),
    [false, false, true, true],
  ); // what the server does not have
  const choose = async () => {
    field.value = "1";
    field.dispatchEvent(new Event("change"));
    await page.clock.pass(200);
  };
  await choose();
  await page.until(() => page.said().includes("there are no drawings of yours yet"), "it is said");
  equal(field.value, "0");
  keepDrawings(
    Array.from({ length: 10 }, () => [
      [
        [50, 50],
        [50, 200.04],
      ],
    ]),
  ); // prettier-ignore
  equal(keptDrawings()[9], [
    [
      [50, 50],
      [50, 200],
    ],
  ]); // prettier-ignore
  await choose();
  await page.until(() => page.box.textContent.includes("5,000 pictures of your own drawings"), "it learns from them");
  await page.act("One step");
  equal(page.text(".zoo-train-where"), "epoch 0.00, 1 steps");
  const link = new URL(page.box.querySelector(".zoo-link").value).searchParams.get("train");
  equal(link, "hidden:9,data:1,rate:0.01,batch:20,epochs:2,seed:1");
  ok(page.text("code").includes("sweep vae-2-plain --data my-digits.npz"), page.text("code"));
  localStorage.setItem("zoo-drawings", "[1]");
  equal(keptDrawings().flat(), []);
  localStorage.removeItem("zoo-drawings");
});
