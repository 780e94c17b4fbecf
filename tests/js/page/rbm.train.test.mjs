// Train in the RBM tab: a machine learns in the page, and is then a model of the tab as any other.

import { DEFAULTS } from "../../../assets/rbm/train/settings.js";
import { RBMTraining } from "../../../assets/rbm/train/training.js";
import { Own } from "../../../assets/shared/own.js";
import { keep } from "../../../assets/shared/shelf.js";
import { engine } from "../../../assets/shared/train/engine.js";
import { Taking } from "../../../assets/shared/train/taking.js";
import { equal, ok, put, rest, test } from "./harness.mjs";
import { model, opened, serverOf } from "./rbm.mjs";

const FEW = "hidden:9,batch:20,epochs:2,seed:1";
// Time that goes on while the page's stands still.
const wait = window.setTimeout.bind(window);
const soon = () => new Promise((done) => wait(done, 5));
const emptied = () =>
  new Promise((done) => {
    const asked = indexedDB.deleteDatabase("zoo");
    asked.onsuccess = asked.onerror = asked.onblocked = () => done(null);
  });
// The tool with few digits and units, without a worker, so that time can stand still.
async function training(more = {}, served = serverOf()) {
  put(window, "Worker", undefined);
  await emptied();
  const tab = await opened(model({ restore: { start: "hidden", train: FEW }, ...more }), served);
  const box = tab.$("#rbm-panel-train");
  const text = (selector) => box.querySelector(selector)?.textContent ?? "";
  const until = async (is, what) => {
    for (let i = 0; i < 400 && !is(); i++) {
      await soon(); // modules and the browser's store have a clock of their own
      await tab.clock.pass(20);
    }
    ok(is(), what);
  };
  await until(() => text(".zoo-train-moment").includes("knows nothing"), "the digits came");
  const act = async (name) => {
    await tab.press(tab.button(name, box));
    await tab.clock.pass(200);
  };
  const own = () => [...tab.$(".zoo-own").querySelectorAll("button")].map((each) => each.textContent);
  return { ...tab, box, text, until, act, own, where: () => text(".zoo-train-where") };
}
function typed(field, value) {
  field.value = value;
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name));
}
const image = (canvas) => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.join();

test("a link opens the tool with its experiment, which steps, trains, goes back and starts again", async () => {
  const tab = await training();
  ok(!tab.box.hidden, "the tool is open");
  equal(tab.box.querySelector("[name=hidden]").value, "9");
  const filters = () => image(tab.box.querySelector(".rbm-train-filters"));
  const [fresh, dreamt] = [filters(), image(tab.box.querySelector(".rbm-train-dream"))];
  await tab.act("One step");
  equal(tab.where(), "epoch 0.33, 1 steps");
  ok(filters() !== fresh, "the filters moved");
  await tab.act("▶ Train");
  equal(tab.where(), "epoch 2.00, 6 steps");
  ok(image(tab.box.querySelector(".rbm-train-dream")) !== dreamt, "the dream goes on");
  const epochs = [...tab.box.querySelectorAll("select")].find((each) => each.labels[0].textContent.includes("back"));
  equal(
    [...epochs.options].map(({ value }) => value),
    ["", "0", "1", "2"],
  );
  const choose = (epoch) => {
    epochs.value = epoch;
    epochs.dispatchEvent(new Event("change"));
  };
  for (const epoch of ["1", ""]) {
    choose(epoch);
    await tab.act("One step");
    equal([epochs.value, epochs.options.length], [epoch, 4]); // nothing is lost by choosing
  }
  await tab.act("Go back");
  ok(tab.where().startsWith("epoch 2.67"), "without an epoch it stays where it is");
  for (let i = 0; i < 2; i++) {
    choose("1");
    await tab.act("Go back");
    equal([tab.where(), epochs.value], ["epoch 1.00, 3 steps", ""]);
    await tab.act("One step");
  }
  await tab.act("Start again");
  equal([tab.where(), filters()], ["epoch 0.00, 0 steps", fresh]);
});

test("a second run differs in one setting from the first, has its curves over it, and can be taken or left", async () => {
  const tab = await training({ restore: { start: "hidden", train: `${FEW},b.rate:0` } });
  const runs = () => [...tab.box.querySelectorAll(".zoo-train-run")].filter((run) => !run.hidden);
  const names = () => runs().map((run) => run.querySelector(".zoo-train-name").textContent);
  const link = () => new URL(tab.box.querySelector(".zoo-link").value).searchParams.get("train");
  const filters = () => [...tab.box.querySelectorAll(".rbm-train-filters")].map(image);
  equal([names(), link()], [["A: learning rate 0.1", "B: learning rate 0"], `${FEW},b.rate:0`]);
  const [fresh, same] = filters();
  equal(same, fresh);
  await tab.act("▶ Train");
  await tab.until(() => tab.text(".zoo-train-verdict").startsWith("After 2 epochs"), "both are told together");
  equal(tab.where(), "A: epoch 2.00, B: epoch 2.00");
  const [learned, still] = filters();
  ok(learned !== fresh && still === fresh, "only one learns");
  const field = tab.box.querySelector(".zoo-train-other input");
  typed(field, "0.5");
  await tab.clock.pass(200);
  equal([names()[1], tab.where()], ["B: learning rate 0.5", "A: epoch 0.00, B: epoch 0.00"]);
  await tab.act("One epoch");
  await tab.act("Play with B");
  await tab.until(() => tab.viewer.model.own, "it is shown");
  equal(tab.viewer.model.own.experiment, FEW.replace("hidden:9", "hidden:9,rate:0.5"));
  equal(tab.own()[0], "9 hidden units, 1 epoch, learning rate 0.5");
  const choice = tab.box.querySelector(".zoo-train-beside select");
  choice.value = "";
  choice.dispatchEvent(new Event("change"));
  await tab.clock.pass(200);
  equal([runs().length, names(), tab.where().split(",")[0], link()], [1, [""], "epoch 1.00", FEW]);
});

test("a setting counts at once or at the next start, is refused in a sentence, and is in the link and the command", async () => {
  const tab = await training();
  const field = (name) => tab.box.querySelector(`[name=${name}]`);
  const type = async (name, value) => {
    typed(field(name), value);
    await tab.clock.pass(100);
  };
  const link = () => new URL(tab.box.querySelector(".zoo-link").value).searchParams.get("train");
  await tab.act("One epoch");
  await type("rate", "0.5");
  await type("hidden", "25");
  equal(link(), "hidden:25,rate:0.5,batch:20,epochs:2,seed:1");
  ok(tab.box.textContent.includes("“Start again” brings the new hidden units."), "what waits is said");
  equal(
    tab.text("code"),
    "python -m training sweep rbm --set hidden_dim=25 --set learning_rate=0.5 --set batch_size=20 --seeds 1",
  );
  await type("momentum", "2");
  equal(tab.said(), "The field “momentum” takes a number from 0 to 0.99.");
  equal(field("momentum").getAttribute("aria-invalid"), "true");
  await type("momentum", "0.5");
  equal([field("momentum").getAttribute("aria-invalid"), tab.said()], ["false", ""]);
  ok(tab.box.textContent.includes("Only this page has momentum"), "what the command lacks is said");
  await tab.act("Start again");
  const canvas = tab.box.querySelector(".rbm-train-filters");
  equal([canvas.width, canvas.height], [5 * 29 - 1, 5 * 29 - 1]); // 25 units
});

test("a rate of 1000 stops it, names the number, and the last sound epoch is offered", async () => {
  const tab = await training();
  await tab.act("One epoch");
  const field = tab.box.querySelector("[name=rate]");
  typed(field, "1000");
  await tab.act("▶ Train");
  ok(/^The (weight|bias) .* reached .* or start again\.$/.test(tab.text(".zoo-train-moment")));
  const sound = tab.button("Back to epoch 1", tab.box);
  ok(!sound.hidden, "the way back is offered");
  await tab.act("Play with it");
  ok(tab.said().startsWith("Nothing goes on from here"), "a broken machine is not kept");
  await tab.press(sound);
  await tab.clock.pass(200);
  equal([tab.where(), sound.hidden], ["epoch 1.00, 3 steps", true]);
});

test("what was trained is a model of the tab: it dreams, its filters are shown, it is here again and can be deleted", async () => {
  const tab = await training();
  await tab.act("▶ Train");
  await tab.act("Play with it");
  await tab.until(() => tab.viewer.model.own, "it is shown");
  equal(tab.own(), ["9 hidden units, 2 epochs", "×", "Back to Machine"]);
  equal([tab.viewer.model.config.hidden_dim, tab.viewer.machine.hidden], [9, 9]);
  tab.viewer.step(3);
  equal(tab.viewer.steps, 3);
  const shown = await tab.tool("filters");
  equal(shown.querySelectorAll(".rbm-tile").length, 9);
  await tab.tool("how");
  equal(tab.link(), { tab: "rbm", model: "rbm", train: FEW });
  await tab.press(tab.all(".zoo-pad-examples button")[0]); // the server is asked as for the model before
  equal(tab.last("digit").model, "rbm");
  const weights = tab.viewer.machine.top.weight;
  await tab.press(tab.button("Back to Machine"));
  await tab.until(() => !tab.viewer.model.own, "the other model is back");
  const again = await opened(model());
  await tab.until(() => again.all(".zoo-own button").length === 2, "it survived");
  await again.press(again.all(".zoo-own button")[0]);
  await tab.until(() => again.viewer.model.own, "it is shown again");
  equal(again.viewer.machine.top.weight, weights);
  const revoked = [];
  put(URL, "revokeObjectURL", (address) => revoked.push(address));
  const address = again.viewer.model.weights;
  await again.press(again.all(".zoo-own button")[1]);
  await tab.until(() => !again.viewer.model.own && again.$(".zoo-own").hidden, "it is deleted, the other one is back");
  equal(revoked, [address]);
});

test("one's own is compared with a model of the server, which is asked about that one only", async () => {
  const row = (name, value) => ({
    name,
    title: name,
    meaning: "",
    unit: "",
    real: null,
    better: "left",
    left: value,
    right: value,
  });
  const side = { name: "rbm", title: "Machine", weights: "weights:rbm", units: [{ size: 5, frequency: null }] };
  const compare = ({ left, right }) => ({
    ...{ left: { ...side, name: left, shown: "shown:rbm" }, right: { ...side, name: right, shown: "shown:rbm" } },
    ...{ rows: [row("squared_error", "7.70"), row("frechet", "400")], guide: "the same twice" },
  });
  const tab = await training({}, serverOf({ compare }));
  await tab.act("One epoch");
  await tab.act("Play with it");
  await tab.until(() => tab.viewer.model.own, "it is shown");
  const box = await tab.tool("compare");
  const sheets = () =>
    [...box.querySelectorAll(".rbm-side")].map((one) => one.querySelectorAll(".rbm-sheet canvas").length);
  await tab.until(() => sheets()[1] > 60, "its digits are drawn");
  equal([tab.last("compare").left, tab.last("compare").right], ["rbm", "rbm"]);
  equal(sheets(), [5 + 4 + 2, 9 + 4 + 60]); // filters, digits with what is redrawn of each, generated ones
  const cells = [...box.querySelectorAll("td")].map(({ textContent }) => textContent);
  equal([cells[0], cells.length, /^\d+\.\d\d$/.test(cells[1])], ["7.70", 2, true]); // what both have
  ok(box.querySelector(".zoo-guide").textContent.startsWith("What you trained was measured in this page"));
});

test("a browser that keeps nothing says so, and the machine is there all the same", async () => {
  const tab = await training();
  put(IDBFactory.prototype, "open", () => {
    throw new Error("no room");
  });
  await tab.act("One epoch");
  await tab.act("Play with it");
  await tab.until(() => tab.viewer.model.own, "it is shown");
  equal(tab.viewer.machine.hidden, 9);
  await tab.until(() => tab.said().includes("gone when this page closes"), "it is said, and stays");
});

test("where the browser's storage is full, the machine is there, and what to do is said", async () => {
  const tab = await training();
  put(IDBObjectStore.prototype, "put", function () {
    this.transaction.abort(); // as it does where there is no room
  });
  await tab.act("One step");
  await tab.act("Play with it");
  await tab.until(() => tab.said().includes("Save it as a checkpoint to keep it"), "it is said");
  equal([tab.viewer.machine.hidden, tab.own()[0]], [9, "9 hidden units, 0 epochs"]);
});

test("a model that could not be stored stays beside those that are, until it is deleted", async () => {
  await emptied();
  const own = new Own(document.createElement("div"), {
    ...{ family: "rbm", fetch: async () => ({ describe: () => ({}) }), choose() {}, shown: () => null, say() {} },
  });
  const { put: store } = IDBObjectStore.prototype;
  put(IDBObjectStore.prototype, "put", function () {
    this.transaction.abort();
  });
  ok((await own.add({ title: "lost" })).includes("gone when this page closes"), "it is said");
  put(IDBObjectStore.prototype, "put", store);
  equal(await own.add({ title: "stored" }), "");
  const titles = () => own.kept.map(({ title }) => title);
  equal(titles(), ["stored", "lost"]);
  await own.drop(own.kept[1]);
  await own.add({ title: "another" });
  equal(titles(), ["another", "stored"]);
});

test("what cannot be saved or shown is said", async () => {
  const said = [];
  const missing = async () => {
    throw new Error("CompressionStream is not defined");
  };
  const viewer = { say: (...what) => said.push(what), own: missing };
  const book = { write: () => "" };
  const taking = new Taking(document.body, viewer, { name: "my-rbm", save: missing, titleOf: () => "mine", book });
  await taking.save({});
  await taking.use({ settings: {} }, "");
  equal(said, [
    ["Your model could not be saved: CompressionStream is not defined.", true],
    ["Your model could not be shown: CompressionStream is not defined. Try again.", true],
  ]);
});

test("of seven models the oldest gives way, which is said, and the focus stays on its chip", async () => {
  const tab = await training();
  for (let id = 1; id <= 6; id++) await keep({ id, family: "rbm", title: `number ${id}` });
  await tab.act("Play with it");
  await tab.until(() => tab.said().includes("“number 1” gave way to it"), "it is said, and stays");
  ok(tab.said().startsWith("This machine is yours"), tab.said());
  equal(tab.own().filter((text) => text.startsWith("number")).length, 5);
  const chips = tab.all(".zoo-own [data-own]");
  chips[0].focus();
  await tab.press(tab.button("Back to Machine"));
  await tab.until(() => !tab.viewer.model.own, "the other model is back");
  equal(document.activeElement?.textContent, chips[0].textContent);
});

test("digits that do not come are asked for again", async () => {
  const served = serverOf();
  served.state.broken = ["to_train"];
  put(window, "Worker", undefined);
  const tab = await opened(model({ restore: { start: "hidden", train: FEW } }), served);
  const until = async (is) => {
    for (let i = 0; i < 400 && !is(); i++) {
      await soon();
      await tab.clock.pass(20);
    }
    ok(is(), tab.said());
  };
  await until(() => tab.said().startsWith("There are no digits to train on"));
  served.state.broken = [];
  await tab.press(tab.button("Try again", tab.$(".rbm-status")));
  await until(() => tab.$(".zoo-train-moment").textContent.includes("knows nothing"));
});

test("a machine is saved as a zip, and comes back from it; another file is refused", async () => {
  const tab = await training();
  const saved = [];
  put(HTMLAnchorElement.prototype, "click", function () {
    saved.push([this.download, this.href]);
  });
  await tab.act("▶ Train");
  await tab.act("Save as a checkpoint");
  equal(
    saved.map(([name]) => name),
    ["my-rbm.zip"],
  );
  const content = await (await fetch(saved[0][1])).blob();
  const drop = async (name, parts) => {
    const data = new DataTransfer();
    data.items.add(new File(parts, name));
    tab.box.dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
    await rest();
  };
  await drop("cat.zip", ["miau"]);
  await tab.until(() => tab.said().startsWith("cat.zip is no checkpoint"), "a cat is refused");
  await drop("my-rbm.zip", [content]);
  await tab.until(() => tab.viewer.model.own, "it is shown");
  equal([tab.viewer.machine.hidden, tab.own()[0]], [9, "9 hidden units, 2 epochs"]);
  ok(tab.viewer.model.lead.startsWith("You loaded this machine"), tab.viewer.model.lead);
});

test("a worker trains as the page would", async () => {
  const train = Uint8Array.from({ length: 784 * 40 }, (_, at) => (at * 37) % 256);
  const settings = { ...DEFAULTS, hidden: 16, batch: 20, digits: 40 }; // so many that sums are in WebAssembly
  const script = new URL("/assets/rbm/train/worker.js", location.href);
  const ends = () =>
    new Promise((done) => {
      const send = engine(RBMTraining, script, (message) => {
        if (message.place === 1 && !message.playing) done(message.filters);
        else if (message.steps === 0) send({ act: "epoch" });
      });
      send({ act: "begin", settings, train, held: train });
    });
  const byWorker = await ends();
  put(window, "Worker", undefined);
  equal(await ends(), byWorker);
  put(
    window,
    "Worker",
    class {
      postMessage() {
        this.onerror(new ErrorEvent("error", { cancelable: true })); // it could not be loaded
      }
      terminate() {}
    },
  );
  equal(await ends(), byWorker);
});

test("a fault in a worker that has answered is told, and nothing is begun in its place", () => {
  const heard = [];
  put(
    window,
    "Worker",
    class {
      postMessage({ act }) {
        if (act === "begin") this.onmessage({ data: { kind: "frame" } });
        else this.onerror(new ErrorEvent("error", { cancelable: true, message: "no memory" }));
      }
    },
  );
  const send = engine(RBMTraining, "", (message) => heard.push(message));
  send({ act: "begin" });
  send({ act: "play" });
  equal(heard, [{ kind: "frame" }, { kind: "failed", text: "no memory" }]);
});
