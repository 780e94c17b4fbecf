import { enter, equal, ok, pressed, put, test, type } from "./harness.mjs";
import { model, opened, serverOf } from "./rbm.mjs";

const counts = (tab) => [...tab.$(".rbm-chain-transport .rbm-chain-segments").querySelectorAll("button")];
const starts = (tab) => tab.all("[data-start][aria-pressed=true]").map(({ dataset }) => dataset.start);

test("every part of a link is restored, rests at its last step, and is in the link that leads here again", async () => {
  const restore = { start: "unit-3", seed: 7, steps: 120, temperature: 2, chains: 2 };
  const tab = await opened(model({ restore }));
  await tab.clock.pass(50);
  const parts = {
    tab: "rbm",
    model: "rbm",
    revision: "01234567",
    seed: "7",
    start: "unit-3",
    steps: "120",
    temperature: "2",
    chains: "2",
  };
  equal([tab.link(), tab.viewer.playing, tab.lost()], [parts, false, ""]);
  equal(tab.said(), "This is step 120 of the link's run. Press Play to go on from here.");
  equal(
    [
      tab.field("seed").value,
      tab.field("temperature").value,
      tab.field("heat").value,
      tab.$(".rbm-chain-one input").value,
    ],
    ["7", "2", "1", "3"],
  );
  equal([pressed(counts(tab)), starts(tab), tab.$(".rbm-chain-steps").textContent], [[1], ["unit"], "120 steps"]);
  const again = tab.viewer.chains().map(({ freeEnergy }) => freeEnergy);
  const other = await opened(model({ restore: { ...restore, steps: 119 } }));
  await other.clock.pass(50);
  equal(other.$(".rbm-chain-steps").textContent, "119 steps");
  await other.press(other.$("[data-do=step]"));
  equal(
    other.viewer.chains().map(({ freeEnergy }) => freeEnergy),
    again,
  );
  equal([other.viewer.steps, other.link().steps], [120, "120"]);
});

test("a half that was drawn is what is held again, and is in the link that leads here again", async () => {
  const tab = await opened(model({ restore: { start: "example-8", seed: 3, chains: 2 } }));
  await tab.press(tab.$("[data-do=clear]"));
  const pad = tab.$(".zoo-pad");
  for (const [type, key] of [
    ["keydown", " "],
    ["keydown", "ArrowRight"],
    ["keyup", " "],
  ])
    pad.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true })); // a stroke in the upper half
  await tab.press(tab.$("[data-do=complete]"));
  tab.viewer.pause();
  await tab.clock.pass(50);
  const held = tab.held(0);
  ok(held.length === 392 && held.some(([, value]) => value) && held.at(-1)[0] === 391);
  const { start, drawing, half, steps } = tab.link();
  equal([start, drawing, half, tab.lost(), tab.viewer.touched], ["drawing", "140.60-148.60", "upper", "", false]);
  await tab.press(tab.$("[data-do=free]"));
  ok(tab.lost().startsWith("The link repeats the run without"));
  const went = tab.viewer.chains().map(({ freeEnergy }) => freeEnergy);
  await tab.press(tab.$("[data-do=upper]"));
  equal(tab.held(3), held);

  const restore = { start, drawing, seed: 3, chains: 4, steps: Number(steps) };
  const other = await opened(model({ restore: { ...restore, half } }));
  await other.clock.pass(50);
  equal([other.held(3), other.viewer.chains().map(({ freeEnergy }) => freeEnergy)], [held, went]);
  equal([other.link(), other.served.of("digit")], [tab.link(), []]);
  const older = await opened(model({ restore }));
  equal([older.held(0), older.link().half, older.served.of("digit").length], [[], undefined, 1]);
  const lower = await opened(model({ restore: { ...restore, half: "lower" } }));
  await lower.press(lower.$("[data-do=upper]"));
  equal([lower.held(0)[0][0], lower.held(0).length], [392, 392]);
  ok(lower.said().startsWith("Only another half was drawn"));
});

test("a link to a digit asks for it, and one that cannot be begins without it, but with the rest", async () => {
  const tab = await opened(model({ restore: { start: "test-5", seed: 9 } }));
  equal([tab.last("digit").digit, tab.$(".zoo-pad-test input").value], [{ test: 5 }, "5"]);
  equal([tab.link().start, tab.link().seed, starts(tab)], ["test-5", "9", []]);
  equal(tab.viewer.chains()[0].sample.slice(166, 170), [1, 1, 0, 0]);
  await tab.choose(model({ restore: { start: "example-8" } }));
  equal([tab.link().start, tab.link().seed, "ink" in tab.last("digit").digit], ["example-8", "1", true]);
  await tab.choose(model({ name: "other", restore: { start: "unit-5", seed: 4, temperature: 0.5, chains: 9 } }));
  equal([tab.link().seed, tab.link().temperature, tab.link().chains, tab.viewer.steps], ["4", "0.5", "9", 0]);
  equal(tab.said(), "The link's start, unit-5, is not available for this model now, so the run starts without it.");
});

test("the chains that training kept are where a run starts, the seed says which first", async () => {
  const tab = await opened(
    model({ weights: "weights:kept", chains: true, restore: { start: "chains", seed: 4, chains: 4 } }),
  );
  const rows = tab.viewer.chains().map(({ sample }) => sample.reduce((sum, is) => sum + is, 0) / 28);
  equal([rows, tab.link().start, tab.$("[data-start=chains]").hidden], [[2, 3, 1, 2], "chains", false]);
  await tab.choose(model({ name: "without" }));
  equal([tab.link().start, tab.$("[data-start=chains]").hidden], ["hidden", true]);
});

test("the mean free energy of the checkpoint's test digits is beside the run's, where they can be fetched", async () => {
  const tab = await opened(model({ shown: "shown:rbm", restore: { start: "hidden" } }));
  const caption = () => tab.$(".rbm-chain-plots .rbm-chain-caption").textContent;
  const { machine } = tab.viewer;
  // the first of the two pictures is white, of the second the first 216 pixels
  const energies = [784, 216].map((on) =>
    machine.freeEnergy(Uint8Array.from({ length: 784 }, (_, at) => Number(at < on))),
  );
  const mean = (energies[0] + energies[1]) / 2;
  equal(
    Number(/20 test digits, (\S+)\. A/.exec(caption())[1].replace("−", "-").replace(",", "")),
    Number(mean.toFixed(1)),
  );
  const quiet = [];
  put(console, "error", (error) => quiet.push(error.message));
  await tab.choose(model({ name: "other", shown: "shown:none" }));
  ok(!caption().includes("Dashed") && quiet.some((text) => text.startsWith("the test images could not be fetched")));
});

test("a link is dropped once the visitor starts something else", async () => {
  const served = serverOf();
  const answer = served.server.digit;
  let free;
  served.server.digit = async (request) => {
    await new Promise((done) => {
      free = done;
    });
    return answer(request);
  };
  const tab = await opened(model({ restore: { start: "test-5", steps: 50 } }), served);
  await tab.press(tab.$("[data-start=pixels]"));
  free();
  await tab.settle();
  equal([tab.link().start, tab.viewer.steps, starts(tab)], ["pixels", 0, ["pixels"]]);
});

test("each setting is checked, said, and used", async () => {
  const tab = await opened(model({ restore: { start: "hidden", seed: 3, steps: 10 } }));
  await tab.clock.pass(50);
  enter(tab.field("seed"), "12");
  equal([tab.link().seed, tab.viewer.steps, tab.viewer.seed], ["12", 0, 12]);
  enter(tab.field("seed"), "0");
  equal(tab.viewer.seed, 0);
  enter(tab.field("seed"), "12");
  enter(tab.field("seed"), "-1");
  equal([tab.viewer.seed, tab.field("seed").getAttribute("aria-invalid")], [12, "true"]);
  type(tab.field("temperature"), "4.5", "change");
  equal([tab.viewer.temperature, tab.said()], [1, "The temperature must be a number from 0.25 to 4."]);
  type(tab.field("temperature"), "0.25", "change");
  equal(
    [tab.viewer.temperature, tab.field("heat").value, tab.said(), tab.link().temperature],
    [0.25, "-2", "", "0.25"],
  );
  type(tab.field("heat"), "0.5");
  equal([tab.viewer.temperature, tab.field("temperature").value, tab.viewer.touched], [1.41, "1.41", false]);
  tab.viewer.step(3);
  type(tab.field("heat"), "1");
  equal([tab.viewer.temperature, tab.viewer.steps, tab.viewer.touched], [2, 3, true]);
  ok(tab.lost().startsWith("The link repeats the run without what you painted"));
  enter(tab.field("pace"), "101");
  equal(tab.said(), "The steps per frame must be a whole number from 1 to 100.");
  enter(tab.field("pace"), "1.5");
  equal([tab.said() !== "", tab.field("pace").getAttribute("aria-invalid")], [true, "true"]);
  enter(tab.field("pace"), "7");
  tab.viewer.play();
  await tab.clock.pass(20);
  equal(tab.viewer.steps, 10);
  type(tab.field("speed"), "10");
  equal(tab.$(".rbm-chain-settings output").textContent, "10 a second");
  await tab.clock.pass(1000);
  equal(tab.viewer.steps, 10 + 7 * 8); // a screen has a frame every 16 milliseconds, of which every seventh is used
  tab.sight(false);
  await tab.clock.pass(1000);
  equal(tab.viewer.steps, 66);
  tab.sight(true);
  await tab.clock.pass(150);
  ok(tab.viewer.steps > 66);
  const play = tab.$("[data-do=play]");
  equal(play.textContent, "❚❚ Pause");
  play.click();
  const { steps } = tab.viewer;
  equal([play.textContent, tab.link().steps], ["▶ Play", String(steps)]);
  await tab.clock.pass(500);
  equal(tab.viewer.steps, steps);
  await tab.press(tab.$("[data-do=restart]"));
  equal([tab.viewer.steps, tab.viewer.seed], [0, 12]);
  tab.viewer.play();
  await tab.press(tab.$("[data-do=step]"));
  equal(tab.viewer.playing, false);
  tab.viewer.play();
  await tab.choose(model({ name: "next", restore: { start: "hidden", seed: 2 } }));
  equal([tab.viewer.playing, tab.link().seed], [false, "2"]);
});

test("the note on noise is there only where the run starts that draws it", async () => {
  const tab = await opened(model({ start: "usage", noise_at_first: "Why it draws grey noise at first: so." }));
  const note = () => tab.$(".rbm-chain-noise").hidden;
  equal([starts(tab), note(), tab.link().start], [["usage"], true, "usage"]);
  await tab.press(tab.$("[data-start=hidden]"));
  equal([note(), tab.$(".rbm-chain-noise").textContent], [false, "Why it draws grey noise at first: so."]);
  await tab.press(tab.$("[data-start=pixels]"));
  equal(note(), true);
});

test("the link of a run that plays has the step at which its field is chosen", async () => {
  const tab = await opened();
  tab.viewer.play();
  await tab.clock.pass(400);
  tab.$(".zoo-link").focus();
  equal(tab.link().steps, String(tab.viewer.steps));
  ok(tab.viewer.steps > 5);
});
