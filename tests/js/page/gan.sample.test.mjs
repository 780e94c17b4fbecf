// The sample of the GAN tab that is shown large: its numbers as bars, and what critic and judge say.
import { toBase64 } from "../../../assets/shared/bytes.js";
import { ganModel, opened, serverOf, settled, small } from "./gan.mjs";
import { equal, levels, ok, pointer, press, test, texts, type } from "./harness.mjs";

// ---- one sample
const bars = (tab) => ({
  svg: tab.$(".gan-bars"),
  field: tab.$(".gan-bars-field"),
  now: () => tab.$(".gan-bars").getAttribute("aria-valuetext"),
  moves: () => tab.viewer.moves(),
});

test("keys choose a bar and move it, with Shift by one, Home sets it back, and nothing goes over the ends", async () => {
  const tab = await opened("game", ganModel({ restore: { seed: 2, count: 25, pin: 1 } }));
  const { svg, now, moves } = bars(tab);
  equal([now(), svg.getAttribute("aria-valuenow")], ["z0 is 2.00", "2"]);
  press(svg, "ArrowLeft");
  equal(now(), "z0 is 2.00");
  press(svg, "ArrowRight");
  press(svg, "ArrowUp");
  equal([now(), tab.$(".gan-bars-field").value], ["z1 is 1.10, drawn as 1.00", "1.10"]);
  press(svg, "ArrowDown", { shiftKey: true });
  await settled();
  equal([now(), moves()], ["z1 is 0.10, drawn as 1.00", [[1, 0.1]]]);
  for (let i = 0; i < 7; i++) press(svg, "ArrowDown", { shiftKey: true });
  equal(now(), "z1 is −6.00, drawn as 1.00");
  press(svg, "ArrowRight");
  press(svg, "ArrowRight");
  equal([now(), svg.getAttribute("aria-valuenow")], ["z2 is 0.00", "0"]);
  press(svg, "ArrowLeft");
  press(svg, "Home");
  await settled();
  equal([now(), moves(), tab.$(".gan-one-name").textContent], ["z1 is 1.00", [], "Sample 1 of seed 2"]);
  press(svg, "ArrowUp", { ctrlKey: true });
  equal(now(), "z1 is 1.00");
});

test("each number is a bar from 0 to its value, beside the one that it was drawn as, with lines at the truncation", async () => {
  const tab = await opened("game", ganModel({ restore: { seed: 2, count: 25, pin: 1, truncation: 0.5 } }));
  const { svg } = bars(tab);
  const path = (name) => svg.querySelector(`.gan-bars-${name}`).getAttribute("d");
  const bar = (at, height) => `M${at}.12 0h.76v${height}h-.76z`; // up is negative
  equal([svg.getAttribute("viewBox"), path("edge")], ["0 -3.2 3 6.4", "M0 0h3M0 0.5h3M0 -0.5h3"]);
  equal([path("ink"), path("moved"), path("ghost")], [bar(0, -2) + bar(1, -1) + bar(2, -0.5), "", ""]);
  for (let i = 0; i < 5; i++) press(svg, "ArrowDown", { shiftKey: true });
  equal([path("ink"), path("moved"), path("ghost")], [bar(1, -1) + bar(2, -0.5), bar(0, 3), bar(0, -2)]);
  ok(!tab.button("Back to the drawn numbers").disabled);
  for (let i = 0; i < 2; i++) press(svg, "ArrowDown", { shiftKey: true });
  const high = 5 * 1.06; // the axis has room for the longest bar
  equal(svg.getAttribute("viewBox"), `0 ${-high} 3 ${2 * high}`);
  const chosen = svg.querySelector(".gan-bars-chosen");
  equal(["x", "y", "height"].map((name) => Number(chosen.getAttribute(name))), [0, -high, 2 * high]); // biome-ignore format: short
  tab.button("Back to the drawn numbers").click();
  equal([path("moved"), path("ghost"), tab.button("Back to the drawn numbers").disabled], ["", "", true]);
  await settled();
});

test("a drag keeps to its bar until it goes to the side, a tremble moves nothing, another button neither", async () => {
  const tab = await opened("game", ganModel({ restore: { seed: 2, count: 25, pin: 1 } }));
  const { svg, now, moves } = bars(tab);
  svg.style.cssText = "display: block; width: 300px; height: 64px"; // 10 pixels are 1
  const at = (x, y) => [x / 300, y / 64];
  pointer(svg, "pointerdown", at(150, 22), { button: 2 });
  pointer(svg, "pointermove", at(150, 0));
  equal(now(), "z0 is 2.00");
  pointer(svg, "pointerdown", at(150, 22)); // the second bar
  pointer(svg, "pointermove", at(152, 24));
  equal(now(), "z1 is 1.00");
  pointer(svg, "pointermove", at(160, 12));
  equal(now(), "z1 is 2.00, drawn as 1.00");
  pointer(svg, "pointermove", at(141, 52));
  equal(now(), "z1 is −2.00, drawn as 1.00");
  pointer(svg, "pointermove", at(290, 32)); // far to the side: it paints
  equal(now(), "z2 is 0.00");
  pointer(svg, "pointermove", at(290, 42));
  pointer(svg, "pointerup", at(290, 42));
  pointer(svg, "pointermove", at(10, 10));
  equal(now(), "z2 is −1.00, drawn as 0.00");
  await settled();
  equal(moves(), [
    [1, -2],
    [2, -1],
  ]);
  equal(tab.$(".gan-bars-ghost").getAttribute("d"), "M1.12 0h.76v-1h-.76zM2.12 0h.76v0h-.76z");
  tab.button("Back to the drawn numbers").click();
  await settled();
  equal([moves(), tab.$(".gan-bars-moved").getAttribute("d")], [[], ""]);
});

test("a drag that drifts over the next bar still moves its own, and the axis grows when it is done", async () => {
  const tab = await opened("game", ganModel({ restore: { seed: 2, count: 25, pin: 1, truncation: 0.5 } }));
  const { svg, now } = bars(tab);
  svg.style.cssText = "display: block; width: 300px; height: 64px";
  const high = () => Number(svg.getAttribute("viewBox").split(" ")[3]) / 2;
  equal([high(), tab.$(".gan-bars-edge").getAttribute("d")], [3.2, "M0 0h3M0 0.5h3M0 -0.5h3"]);
  pointer(svg, "pointerdown", [190 / 300, 22 / 64]);
  pointer(svg, "pointermove", [203 / 300, -10 / 64]);
  equal([now(), high()], ["z1 is 4.20, drawn as 1.00", 3.2]);
  pointer(svg, "pointerup", [203 / 300, -10 / 64]);
  equal(Number(high().toFixed(4)), Number((1.06 * Math.fround(4.2)).toFixed(4)));
});

test("a typed number is used as soon as it is one, and put in order when it is done", async () => {
  const tab = await opened("game", ganModel());
  const { field, now } = bars(tab);
  Object.assign(field, { type: "text" });
  type(field, "-");
  equal([now(), tab.$(".gan-bars-controls .gan-problem").textContent], ["z0 is 1.00", ""]);
  type(field, "−0,5");
  equal(now(), "z0 is −0.50, drawn as 1.00");
  type(field, "9");
  equal(
    [now(), tab.$(".gan-bars-controls .gan-problem").textContent],
    ["z0 is 6.00, drawn as 1.00", "The numbers go from −6 to 6, so this one is now 6."],
  );
  type(field, "9", "change");
  equal(field.value, "6.00");
  type(field, "x", "change");
  equal([field.value, tab.$(".gan-bars-controls .gan-problem").textContent], ["6.00", "Type a number from −6 to 6."]);
  equal(field.getAttribute("aria-invalid"), "false"); // it holds the number in use again
  press(bars(tab).svg, "ArrowDown");
  equal([now(), tab.$(".gan-bars-controls .gan-problem").textContent], ["z0 is 5.90, drawn as 1.00", ""]);
  type(field, "x", "change");
  press(bars(tab).svg, "ArrowRight"); // what was wrong was another number's
  equal([tab.$(".gan-bars-controls .gan-problem").textContent, now().startsWith("z1 ")], ["", true]);
});

for (const [what, answer, said, meters, note] of [
  [
    "ranks",
    {},
    "The discriminator (the critic) finds it more convincing than 60\u00a0% of the generated digits and 20\u00a0% of the real ones.",
    ["60", "20"],
    "Its output for this image alone: 0.80; it learned on whole batches, so this is no calibrated probability.",
  ],
  [
    "a probability alone",
    { rank: null },
    "The discriminator (the critic) gives it a chance of 80\u00a0% of being a real digit.",
    ["80"],
    "",
  ],
  [
    "a score alone",
    { rank: null, probability: null },
    "The critic’s score is 1.50: the higher, the more real it looks to it. It is no probability.",
    [],
    "",
  ],
  [
    "a score and ranks",
    { probability: null },
    "The discriminator (the critic) finds it more convincing than 60\u00a0% of the generated digits and 20\u00a0% of the real ones.",
    ["60", "20"],
    "Its score for this image alone: 1.50; that is no probability.",
  ],
])
  test(`what the critic says: ${what}`, async () => {
    const served = serverOf({
      look: () => ({
        score: 1.5,
        probability: 0.8,
        rank: { real: 0.2, generated: 0.6 },
        judged: null,
        nearest: null,
        ...answer,
      }),
    });
    const tab = await opened("game", ganModel(), served);
    const critic = tab.all(".gan-part")[1];
    equal(critic.querySelector(".gan-said").textContent, said);
    equal(
      Array.from(critic.querySelectorAll("[role=meter]"), (each) => each.getAttribute("aria-valuenow")),
      meters,
    );
    equal(critic.querySelector(".gan-caption").textContent, note);
  });

test("the nearest training image is shown with how far it is, and an old answer is dimmed beside another sample", async () => {
  const nearest = {
    image: toBase64(new Uint8Array(784).fill(9)),
    label: 8,
    index: 4321,
    distance: 3.14,
    typical: 6.28,
  };
  const served = serverOf({
    look: () => ({
      score: null,
      probability: null,
      rank: null,
      judged: { digit: 3, confidence: 0.97, no_digit: 0 },
      nearest,
    }),
  });
  const tab = await opened("game", ganModel(), served);
  const [, critic, near_] = tab.all(".gan-part");
  equal(
    near_.querySelector(".gan-said").textContent,
    "The most similar training image is number 4321, an 8, at a distance of 3.1. A copy would be at 0; real digits that were never trained on are at 6.3 from theirs on average.",
  );
  equal(
    [small(near_.querySelectorAll("canvas")[0]), levels(near_.querySelectorAll("canvas")[1])[0], critic.hidden],
    [[1, 0, 250], 9, true],
  );
  equal(
    tab.$(".gan-one-side .gan-said").textContent,
    "The judge, another network that reads digits, sees a 3 (97\u00a0% sure).",
  );
  const said = () => [tab.$(".gan-one-side .gan-said"), near_.querySelector(".gan-said")];
  equal(
    said().map((line) => line.closest(".is-stale") === null),
    [true, true],
  );
  tab.served.state.broken = true;
  tab.all(".gan-cell")[4].click();
  await settled();
  ok(near_.classList.contains("is-stale") && tab.$(".gan-one-side .gan-said").classList.contains("is-stale"));
  tab.all(".gan-cell")[0].click();
  ok(!near_.classList.contains("is-stale")); // the answer is about this one
  tab.choose(ganModel({ name: "gan-b", title: "The gan-b" }));
  equal(texts(said()), ["", ""]); // and none of it about another model
  ok(near_.querySelector(".gan-pair").hidden);
});
