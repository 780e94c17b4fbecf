// The Shakespeare tab's tool that tells whether the code is used: texts of one code beside texts of as many codes.
import { equal, ok, places, pressed, put, stopped, test, texts, type } from "./harness.mjs";
import { model, opened, serverOf, settled } from "./shakespeare.mjs";

const LARGEST_SEED = 4294967295;
// The texts of the code that the seed 1 draws differ in the last word of the first; those of other codes share one word.
const server = () =>
  serverOf({
    texts: ({ latents }) => ({
      texts: latents.map(([first], at) =>
        first === 1 ? `one two, one three four five ${at ? "a" : "b"}` : `one ${first} x${first}`,
      ),
    }),
  });
const MEASURED = { restore: { seed: 1, length: 10 }, metrics: { read_back: { value: 0.25 } } };
const sheetsOf = (box) => [...box.querySelectorAll(".shakespeare-two .shakespeare-sheet-text")];
const told = (box) => box.querySelector("section [role=status]").textContent;

test("one code four times beside four codes, asked for together and kept", async () => {
  const clock = stopped();
  const tab = await opened(model(MEASURED), server(), clock);
  const box = await tab.tool("use");
  const { latents, luck, seed, count } = tab.last("texts");
  equal([latents.map(([first]) => first), luck, seed, count], [[1, 1, 1, 1, 2, 3, 4, 5], "own", 1, 100]);
  ok(
    told(box).startsWith(
      "Two texts of one z have 85.7\u00a0% of their words in common, two texts of different z’s 20.0\u00a0%",
    ),
  );
  ok(told(box).includes("4.3 times as many: on average over 6 pairs each. If the same texts are dealt"), told(box));
  equal(
    places(box.querySelectorAll(".shakespeare-kl > span"), (slot) => slot.classList.contains("is-active")),
    [0],
  );
  const bars = box.querySelector(".shakespeare-kl");
  equal(
    [bars.getAttribute("role"), bars.ariaLabel],
    ["img", "The KL of each of 3 latents, the largest first: z2 1.50, z0 0.50, z1 0.25 nats. 1 of them are active."],
  );
  equal(texts(box.querySelectorAll("td")), ["25\u00a0%"]);
  const field = box.querySelector("input[type=number]");
  type(field, `${LARGEST_SEED}`);
  await clock.pass(450);
  equal(
    tab.served
      .of("code")
      .slice(-5)
      .map((asked) => asked.seed),
    [LARGEST_SEED, 0, 1, 2, 3],
  );
  const before = tab.served.of("texts").length;
  type(field, "1");
  await clock.pass(450);
  equal(tab.served.of("texts").length, before); // it was written before
  await tab.choose(model({ name: "other", latents: [] }));
  equal([tab.last("texts").model, tab.last("texts").seed], ["other", 1]);
  type(field, "x");
  await clock.pass(450);
  ok(tab.said().startsWith("The seed is a whole number"));
});

test("ten texts of one code beside ten codes come in two requests, with luck that goes on", async () => {
  const clock = stopped();
  const tab = await opened(model(MEASURED), server(), clock);
  const box = await tab.tool("use");
  equal(sheetsOf(box).length, 8);
  tab.button("10", box).click();
  await settled(clock);
  const [first, second] = tab.served.of("texts").slice(-2);
  equal([first.latents.length, first.seed, second.latents.length, second.seed], [12, 1, 8, 13]);
  equal(
    [...first.latents, ...second.latents].map(([number]) => number),
    [...Array(10).fill(1), 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  );
  const shown = texts(sheetsOf(box));
  equal(
    [shown.length, shown[9], shown[10], shown[19]],
    [20, "one two, one three four five a", "one 2 x2", "one 11 x11"],
  );
  ok(told(box).includes("over 45 pairs each"), told(box));
  equal(pressed(box.querySelectorAll("[aria-label='Texts of each side'] button")), [1]);
  const before = tab.served.of("texts").length;
  tab.button("4", box).click();
  await settled(clock);
  equal([sheetsOf(box).length, tab.served.of("texts").length], [8, before]); // it was written before
});

test("the words that come back on one side only are marked and named", async () => {
  const clock = stopped();
  const tab = await opened(model(MEASURED), server(), clock);
  const box = await tab.tool("use");
  equal(
    texts(box.querySelectorAll(".is-kept")).join(" "),
    ["two three four five", ...Array(3).fill("two three four five a")].join(" "),
  );
  const words = box.querySelector("section [role=status] + .shakespeare-small").textContent;
  equal(
    words,
    "Marked: words in at least 2 texts of one side, and in none of the other. One z: “five” in 4, “four” in 4, “three” in 4, “two” in 4, “a” in 3. Different z’s: none.",
  );
});

test("texts that share no more words than by chance are said to", async () => {
  const served = serverOf({
    texts: ({ latents }) => ({ texts: latents.map((_, at) => `a b ${"cde"[at % 3]} ${at % 2}`) }),
  });
  const tab = await opened(model(MEASURED), served);
  const box = await tab.tool("use");
  ok(told(box).endsWith("deals, so it may be chance."), told(box));
});

test("the link keeps the seed of the codes and how many texts there are, while the tool is open", async () => {
  const clock = stopped();
  const tab = await opened(
    model({ restore: { seed: 1, length: 10, tool: "use", codes: 30, texts: 10 } }),
    server(),
    clock,
  );
  const box = tab.$("#shakespeare-panel-use");
  equal([sheetsOf(box).length, box.querySelector("input[type=number]").value], [20, "30"]);
  equal([tab.link().tool, tab.link().codes, tab.link().texts], ["use", "30", "10"]);
  tab.button("4", box).click();
  type(box.querySelector("input[type=number]"), "31");
  await clock.pass(450);
  equal([tab.link().codes, tab.link().texts], ["31", "4"]);
  await tab.tool("morph");
  equal([tab.link().tool, tab.link().codes, tab.link().texts], ["morph", undefined, undefined]);
});

test("an answer for another number of texts that comes too late is kept and not shown", async () => {
  const clock = stopped();
  const served = server();
  const answer = served.server.texts;
  const tab = await opened(model(MEASURED), served, clock);
  const box = await tab.tool("use");
  const free = [];
  served.server.texts = async (request) => {
    await new Promise((done) => free.push(done));
    return answer(request);
  };
  tab.button("10", box).click();
  await settled(clock);
  tab.button("4", box).click();
  free[0]();
  await settled(clock);
  free[1]();
  await settled(clock);
  equal([sheetsOf(box).length, free.length, box.querySelectorAll(".is-stale").length], [8, 2, 0]);
  tab.button("10", box).click();
  await settled(clock);
  equal([texts(sheetsOf(box))[19], free.length], ["one 11 x11", 2]);
});

test("other codes are drawn by the dice", async () => {
  const clock = stopped();
  const tab = await opened(model(MEASURED), server(), clock);
  const box = await tab.tool("use");
  put(Math, "random", () => 0.00005);
  tab.button("Again with other codes", box).click();
  await settled(clock);
  equal([box.querySelector("input[type=number]").value, tab.last("texts").seed], ["50", 50]);
});
