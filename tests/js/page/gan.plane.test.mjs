// Train one in the GAN tab: two players learn in the plane.
import { drawField } from "../../../assets/gan/train/plane/field.js";
import { Pictures } from "../../../assets/gan/train/plane/pictures.js";
import { DEFAULTS } from "../../../assets/gan/train/plane/settings.js";
import { MESH, REACH, SIDE } from "../../../assets/gan/train/plane/training.js";
import { ganModel, openGan, settled } from "./gan.mjs";
import { element, equal, near, ok, pointer, put, stopped, test, texts, traced, type } from "./harness.mjs";

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
  ok(!tab.button("Play with it", tab.find("")), "it is no model of the tab");
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
  pointer(field, "pointermove", [0.2, 0.2]); // no button is down
  pointer(field, "pointerdown", [0.3, 0.3], { button: 2 });
  pointer(field, "pointerdown", [0.5, 0.5]);
  for (const share of [0.501, 0.6]) pointer(field, "pointermove", [share, 0.5]);
  pointer(field, "pointerup", [0.6, 0.5]);
  pointer(field, "pointermove", [0.8, 0.8]);
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

// What is seen of the game, of 300 by 300 pixels; the critic's score goes from -2 on the left to 2 on the right.
const frameOf = (more) => ({
  ...{ settings: DEFAULTS, scores: { real: [1], fake: [-1] }, mesh: new Float32Array(2 * MESH * MESH) },
  land: Float32Array.from({ length: SIDE * SIDE }, (_, at) => (4 * (at % SIDE)) / (SIDE - 1) - 2),
  ...{ real: [0.5, 0.25], fake: [0, -1], pulls: [0, 0], curve: [{ epoch: 0, right: 75, near: 50, covered: 25 }] },
  ...{
    before: [],
    marks: [],
    place: 0,
    steps: 0,
    clusters: 0,
    reached: 0,
    told: {},
    turn: { last: null, next: "critic" },
    broken: null,
  },
  ...more,
});
function pictured() {
  const dots = [];
  const made = new Pictures((dot) => dots.push(dot));
  document.body.append(made.element);
  made.field.style.cssText = "width: 300px; height: 300px";
  return { made, dots, drawn: traced(made.field) };
}

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
  equal(
    others
      .map(({ at }) => Math.round(((300 - 2 * at) * (SIDE - 1)) / 300))
      .sort((a, b) => a - b)
      .map(Math.sign),
    [-1, -1, -1, -1, 1, 1, 1, 1],
  );
  ok(others.every((each) => each.width < balance.width && each.alpha < balance.alpha / 2));
  equal([new Set(others.map(({ alpha }) => alpha)).size, new Set(others.map(({ width }) => width)).size], [1, 1]);
  const tint = (x, y) => {
    const [red, , blue] = canvas.getContext("2d").getImageData(x, y, 1, 1).data;
    return red - blue;
  };
  ok(tint(20, 150) > 100 && tint(canvas.width - 20, 150) < -100, "the real side has the colour of the real ones");
  equal([drawn({ mesh: true }).length, drawn({ pulls: true }).length, drawn({ real: true }).length], [1, 1, 0]);
});

test("under the pointer the plane says what the critic thinks there; its layers come and go, and its shares are told", () => {
  const { made, drawn } = pictured();
  const field = made.field;
  const read = (at) => {
    pointer(field, "pointermove", at);
    return made.here.textContent;
  };
  made.show(frameOf());
  const sure = (at) => Number(/(\d+)\u00a0%\.$/.exec(read(at))[1]);
  near(sure([0.75, 0.5]), 73, 1); // 1 / (1 + 1 / e)
  ok(read([1, 0.25]).endsWith("with a probability of 88\u00a0%."), made.here.textContent); // 1 / (1 + e^−2)
  ok(read([0, 0.75]).endsWith("with a probability of 12\u00a0%."), made.here.textContent);
  field.dispatchEvent(new PointerEvent("pointerleave"));
  ok(made.here.textContent.startsWith("Green ground"));
  made.show(frameOf({ settings: { ...DEFAULTS, objective: "wasserstein" } }));
  equal(read([1, 0.5]), "The critic’s score here is 2.00; only differences count.");
  equal(texts(Object.values(made.tiles)), ["75\u00a0%", "50\u00a0%", "25\u00a0%"]);
  equal(made.covered.textContent, "of the data has a generated point near");
  made.show(frameOf({ clusters: 8, reached: 3 }));
  ok(made.covered.textContent.endsWith("3 of 8 clusters get a quarter of their share or more"));
  const [land, , , real, fake] = made.under.querySelectorAll("input");
  const seen = (box) => {
    drawn.length = 0;
    box.click();
    return drawn.filter(([what]) => what === "arc").map(([, , x, y, radius]) => [x, y, radius]);
  };
  const dots = [[[150 + 150 * (0.5 / REACH), 150 - 150 * (0.25 / REACH), 2.1]], [[150, 150 + 150 * (1 / REACH), 2.5]]];
  const rounded = (list) => list.map((each) => each.map((value) => Number(value.toFixed(2))));
  equal(seen(land), rounded([...dots[0], ...dots[1]])); // still there, anew
  equal(seen(real), rounded(dots[1]));
  equal(seen(fake), []);
  equal([seen(real), seen(fake)], [rounded(dots[0]), rounded([...dots[0], ...dots[1]])]);
});

test("a hand may draw on the plane only while it may, within its edges, and then nothing is read there", () => {
  const { made, dots } = pictured();
  const draw = (to) => {
    pointer(made.field, "pointerdown", [0.5, 0.5]);
    pointer(made.field, "pointermove", to);
    pointer(made.field, "pointerup", to);
  };
  draw([0.6, 0.6]);
  equal(dots, []);
  made.draws([]);
  ok(made.field.classList.contains("is-drawn-on"));
  draw([1, 0]);
  equal(dots.splice(0), [[0, 0], [1, 1]]); // biome-ignore format: short
  pointer(made.field, "pointermove", [0.2, 0.2]);
  made.draws(null);
  draw([0.6, 0.6]);
  equal([dots, made.field.classList.contains("is-drawn-on")], [[], false]);
});
