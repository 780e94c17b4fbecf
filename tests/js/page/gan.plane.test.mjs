// Train one in the GAN tab: two players learn in the plane.
import { drawField } from "../../../assets/gan/train/plane/field.js";
import { MESH, SIDE } from "../../../assets/gan/train/plane/training.js";
import { ganModel, openGan, settled } from "./gan.mjs";
import { element, equal, ok, pointer, put, stopped, test, type } from "./harness.mjs";

const wait = window.setTimeout.bind(window);
// The tool with an experiment, without a worker, so that time can stand still.
async function playing(plane) {
  put(window, "Worker", undefined);
  const clock = stopped();
  const tab = await openGan(ganModel({ restore: { seed: 1, plane } }));
  await settled(clock);
  const find = (selector) => tab.$(`#gan-panel-plane ${selector}`.trim());
  const text = (selector) => find(selector)?.textContent ?? "";
  for (let i = 0; i < 400 && !text(".zoo-train-moment"); i++) {
    await new Promise((done) => wait(done, 5)); // modules have a clock of their own
    await clock.pass(20);
  }
  const act = async (name) => {
    tab.button(name, tab.$("#gan-panel-plane")).click();
    await clock.pass(400);
  };
  return {
    ...tab,
    clock,
    find,
    text,
    act,
    where: () => text(".zoo-train-where"),
    link: () => new URL(find(".zoo-link").value).searchParams,
  };
}
const FEW = "cunits:4,gunits:4,batch:1000,epochs:1,seed:1";

test("a link opens the tool; a turn is one player's, told in words; it goes back; a setting is in the link", async () => {
  const tab = await playing(FEW);
  equal(tab.where(), "epoch 0.00, 0 turns");
  const cards = () =>
    ["critic", "generator"].map((who) => tab.find(`.gan-turn.is-${who}`).className.match(/last|next/)?.[0]);
  equal(cards(), ["next", undefined]);
  await tab.act("One turn");
  equal([tab.where(), ...cards()], ["epoch 0.10, 1 turns", "last", "next"]);
  ok(/It paid 1\.\d\d this time/.test(tab.text(".gan-turn.is-critic")), tab.text(".gan-turn.is-critic"));
  await tab.act("One turn");
  equal(cards(), ["next", "last"]);
  await tab.act("▶ Train");
  ok(tab.where().startsWith("epoch 1.00, 19 turns"), tab.where());
  const field = tab.find("[name=critic]");
  field.value = "1000";
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name));
  equal(tab.link().get("plane"), "critic:1000,cunits:4,gunits:4,batch:1000,epochs:1,seed:1");
  await tab.act("▶ Train");
  ok(tab.text(".zoo-train-moment").startsWith("A weight of the critic’s"), tab.text(".zoo-train-moment"));
  await tab.act("Back to epoch 1");
  ok(tab.where().startsWith("epoch 1.00, 19 turns"), tab.where());
});

test("without a drawing it asks for one; what is drawn is learned, is in the link, and can be cleared", async () => {
  const tab = await playing(`data:3,${FEW}`);
  const asked = "Draw some points on the plane first: press and drag.";
  equal(tab.text(".zoo-train-moment"), asked);
  await tab.act("▶ Train");
  equal(tab.$(".gan-status").textContent, asked);
  const field = tab.find(".gan-field");
  pointer(field, "pointerdown", [0.5, 0.5]);
  for (const share of [0.501, 0.6]) pointer(field, "pointermove", [share, 0.5]);
  pointer(field, "pointerup", [0.6, 0.5]);
  await tab.clock.pass(400);
  equal(tab.link().get("plane"), `data:3,${FEW},drawing:50.50-62.50`);
  await tab.act("One turn");
  equal(tab.where(), "epoch 0.10, 1 turns");
  await tab.act("Clear the drawing");
  equal([tab.text(".zoo-train-moment"), tab.where()], [asked, ""]);
});

test("two games with one difference run side by side, are told together, and one of them can be left", async () => {
  const tab = await playing(`${FEW},b.turns:4`);
  const runs = () => tab.all("#gan-panel-plane .zoo-train-run").filter((run) => !run.hidden);
  const names = () => runs().map((run) => run.querySelector(".zoo-train-name").textContent);
  equal(names(), ["A: turns, critic to generator: 1 to 1", "B: turns, critic to generator: 1 to 5"]);
  ok(
    runs().every((run) => run.querySelector(".zoo-train-name ~ .zoo-row").hidden),
    "neither can be taken along",
  );
  await tab.act("▶ Train");
  equal(tab.where(), "A: epoch 1.00, B: epoch 1.00");
  ok(
    /^After 1 epoch, \d+\s% of the generated points of A/.test(tab.text(".zoo-train-verdict")),
    tab.text(".zoo-train-verdict"),
  );
  equal(tab.link().get("plane"), `${FEW},b.turns:4`);
  type(tab.find(".zoo-train-beside select"), "", "change");
  await tab.clock.pass(300);
  equal([names(), tab.link().get("plane")], [[""], FEW]);
  ok(tab.find(".gan-plane-parts .zoo-train-curves"), "the curves are where they were");
  const choice = tab.find(".zoo-train-beside select"); // what was trained is not lost without being asked
  type(choice, "turns", "change");
  equal([names(), tab.where().slice(0, 10), tab.link().get("plane")], [[""], "epoch 1.00", FEW]);
  await tab.act("Keep the training");
  equal([choice.value, names(), tab.text(".zoo-train-other")], ["", [""], ""]);
  type(choice, "turns", "change");
  await tab.act("Begin both anew");
  equal([choice.value, names().length, tab.where()], ["turns", 2, "A: epoch 0.00, B: epoch 0.00"]);
});

test("two games learn what is drawn on either plane", async () => {
  const tab = await playing(`data:3,${FEW},b.turns:4`);
  const asked = "Draw some points on the plane first: press and drag.";
  equal([tab.text(".zoo-train-verdict"), tab.$(".gan-status").textContent], [asked, ""]);
  const field = tab.all("#gan-panel-plane .gan-field")[1];
  pointer(field, "pointerdown", [0.5, 0.5]);
  pointer(field, "pointerup", [0.5, 0.5]);
  await tab.clock.pass(400);
  await tab.act("One epoch");
  equal(tab.where(), "A: epoch 1.00, B: epoch 1.00");
  await tab.act("▶ Train");
  await tab.act("Clear the drawing");
  equal([tab.text(".zoo-train-verdict"), tab.where(), tab.text(".zoo-primary")], [asked, "", "▶ Train"]);
});

test("a page that nobody sees does not train", async () => {
  const tab = await playing(FEW);
  const speed = [...tab.find("").querySelectorAll("select")].find(({ labels }) =>
    labels[0].textContent.startsWith("speed"),
  );
  type(speed, "1", "change");
  await tab.act("▶ Train");
  const turn = async (hidden) => {
    put(document, "hidden", hidden);
    document.dispatchEvent(new Event("visibilitychange"));
    await tab.clock.pass(2000);
  };
  await turn(true);
  equal(tab.where(), "epoch 0.10, 1 turns");
  await turn(false);
  ok(tab.where().startsWith("epoch 0.20, 3 turns"), tab.where());
});

test("of the lines of equal height that of the balance is the strongest and the others are alike", () => {
  const canvas = element("<canvas></canvas>").firstChild;
  canvas.style.cssText = "width: 300px; height: 300px; --zoo-panel: #ffffff; --zoo-real: #0000ff; --zoo-fake: #ff0000";
  const knots = Float32Array.from({ length: 2 * MESH * MESH }, (_, at) =>
    at % 2 ? Math.floor(at / 2 / MESH) / MESH : ((at >> 1) % MESH) / MESH,
  );
  const frame = {
    ...{ settings: { objective: "logistic" }, scores: { real: [1], fake: [-1] }, mesh: knots },
    land: Float32Array.from({ length: SIDE * SIDE }, (_, at) => (at % SIDE) - (SIDE - 1) / 2), // real on the right
    ...{ real: [0.5, 0.5], fake: [-0.5, 0.5, 0, 0], pulls: [1, 0, 0, 0] },
  };
  let lines = [];
  const { prototype } = CanvasRenderingContext2D;
  const [lineTo, stroke] = [prototype.lineTo, prototype.stroke];
  let furthest = [];
  put(prototype, "lineTo", function (x, y) {
    furthest.push(x);
    return lineTo.call(this, x, y);
  });
  put(prototype, "stroke", function () {
    if (furthest.length) lines.push({ alpha: this.globalAlpha, width: this.lineWidth, at: furthest[0] });
    furthest = [];
    return stroke.call(this);
  });
  const drawn = (layers) => {
    [lines, furthest] = [[], []];
    drawField(canvas, frame, layers);
    equal(canvas.getContext("2d").globalAlpha, 1); // for what comes next
    return lines;
  };
  const all = drawn({ land: true });
  const balance = all.reduce((best, line) => (line.alpha > best.alpha ? line : best));
  const others = all.filter((line) => line !== balance);
  ok(Math.abs(balance.at - 150) < 1, `it is at ${balance.at}, in the middle`);
  ok(others.length > 4 && others.every((each) => each.width < balance.width && each.alpha < balance.alpha / 2));
  equal([new Set(others.map(({ alpha }) => alpha)).size, new Set(others.map(({ width }) => width)).size], [1, 1]);
  const tint = (x, y) => {
    const [red, , blue] = canvas.getContext("2d").getImageData(x, y, 1, 1).data;
    return red - blue;
  };
  ok(tint(20, 150) > 100 && tint(canvas.width - 20, 150) < -100, "the real side has the colour of the real ones");
  equal([drawn({ mesh: true }).length, drawn({ pulls: true }).length, drawn({ real: true }).length], [1, 1, 0]);
});
