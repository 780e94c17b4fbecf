// The Shakespeare tab: what its tools say of a latent, of a passage and of a model, and how large their bars are.
import { equal, ok, places, stopped, test, texts, type } from "./harness.mjs";
import { model, opened, serverOf } from "./shakespeare.mjs";

const verse = { property: "verse", means: [0.2, 0.5, 0.9], bands: [0.1, 0.1, 0.12], size: 1.5, clear: true };
const EFFECTS = {
  values: [-2, 0, 2],
  samples: 50,
  comparisons: 108,
  held_out: 812,
  read: 2000,
  latents: [
    { index: 0, names: ["verse"], effects: [verse], correlations: [{ property: "verse", r: 0.5, band: 0.04 }] },
  ],
};
const SHORT = { restore: { seed: 4, length: 20 } };
const rowsOf = (box) => [...box.querySelectorAll(".shakespeare-slider")];
const widths = (bars, side = "width") => Array.from(bars, (bar) => Number.parseFloat(bar.style[side]).toFixed(1));

// ---- sliders
test("a latent with a name comes first, is named at both ends and explained; one without says what was measured", async () => {
  const tab = await opened(model({ ...SHORT, effects: EFFECTS }));
  const box = await tab.tool("sliders");
  equal(texts(box.querySelectorAll(".shakespeare-latent")), ["z0", "z2", "z1"]);
  equal([places(rowsOf(box), (row) => !row.hidden), tab.button("All 3 latents", box).hidden], [[0], false]);
  equal(texts(rowsOf(box)[0].querySelectorAll(".shakespeare-ends span")), ["prose", "verse"]);
  const inputs = box.querySelectorAll("input[type=range]");
  equal(
    Array.from(inputs, (each) => each.ariaLabel),
    ["Latent 0, from prose to verse, 0.50 nats", "Latent 2, 1.50 nats", "Latent 1, 0.25 nats"],
  );
  const head = box.querySelector(".shakespeare-small").textContent;
  ok(head.startsWith("A name at the two ends of a slider") && head.includes("The number beside each latent is its KL"));
  const doing = box.querySelector(".shakespeare-doing");
  const [how, rule] = doing.querySelectorAll(".shakespeare-part:first-child > .shakespeare-small");
  equal(doing.querySelector("h4").textContent, "What it does: z0: prose … verse");
  ok(how.textContent.startsWith("50 random texts were each written three times"), how.textContent);
  ok(rule.textContent.includes("all 108 changes"), rule.textContent);
  ok(doing.querySelector(".shakespeare-plain").textContent.includes("verse (0.50 ± 0.04)"));
  equal(doing.querySelectorAll(".zoo-effect").length, 1);
  tab.button("All 3 latents", box).click();
  inputs[1].focus();
  equal(
    [doing.querySelector("h4").textContent, how.textContent, doing.querySelectorAll(".zoo-effect").length],
    ["What it does: z2", "Only the latent with the largest KL was measured.", 0],
  );
  equal(doing.querySelector(".shakespeare-plain").textContent, "");
  await tab.choose(model({ name: "bare" }));
  equal(how.textContent, "");
  ok(rule.textContent.includes("python -m training measure bare --beside"), rule.textContent);
});

test("a slider shows every value on its track, with a tick where it was", async () => {
  const clock = stopped();
  const tab = await opened(model(SHORT), serverOf(), clock); // the seed's code is 4, 2, -4, the range of each -2 to 2
  const box = await tab.tool("sliders");
  const [third, first] = box.querySelectorAll("input[type=range]");
  equal([third.min, third.max, first.min, first.max, third.step], ["-4", "2", "-2", "4", "0.05"]);
  const [row] = rowsOf(box);
  const tick = () => row.querySelector(".shakespeare-track").style.getPropertyValue("--base");
  equal([row.querySelector("output").textContent, tick()], ["−4.00", "0"]);
  type(third, "0.5");
  await clock.pass(400);
  equal([third.min, tick(), third.getAttribute("aria-valuetext")], ["-4", "0", "0.50"]);
  type(first, "-1");
  const track = first.closest(".shakespeare-track");
  equal([track.style.getPropertyValue("--base"), first.max], ["1", "4"]);
  first.dispatchEvent(new MouseEvent("dblclick"));
  equal([first.value, third.value], ["4", "0.5"]);
});

test("what a moved slider changed is told in its words", async () => {
  const clock = stopped();
  let written = ["abc def", "abc def"];
  const served = serverOf({
    texts: ({ latents }) => ({ texts: latents.map(([, , third]) => written[Number(third !== -4)]) }),
  });
  const tab = await opened(model(SHORT), served, clock);
  const box = await tab.tool("sliders");
  const said = () => box.querySelector(".shakespeare-reading").textContent;
  equal(said(), "Move a slider to see what changes; the changes are marked.");
  const move = async (value, text) => {
    written = ["abc def", text];
    type(box.querySelector("input[type=range]"), value);
    await clock.pass(400);
    return said();
  };
  equal(await move("0", "abc def"), "No character changed: move the slider further, or move another one.");
  ok((await move("0.5", "axx def")).startsWith("The first 1 character is the same; 50\u00a0% of the words stayed."));
  ok((await move("1", "xbc def")).startsWith("Even the first character differs; 50\u00a0% of the words stayed."));
  equal(texts(box.querySelectorAll(".is-main .is-new")), ["xbc"]);
});

// ---- dials, chips and the lead
test("each dial says in plain words what it does for this model", async () => {
  const tab = await opened(model({ tokens: 5000, unit: "subword" }));
  const plain = (name) => tab.$(`#shakespeare-${name}-plain`).textContent;
  ok(plain("top_k").includes("likeliest pieces of words:") && plain("top_p").includes("pieces of words that together"));
  equal(
    [tab.dial("top_k").max, tab.dial("top_k").value, plain("length")],
    ["200", "200", "Characters to write after the opening."],
  );
  equal([tab.dial("temperature").max, tab.dial("length").max, tab.dial("top_p").max], ["2", "2000", "1"]);
  const names = ["temperature", "top_p", "length", "top_k", "modern", "slang"];
  ok(names.every((name) => tab.dial(name).labels.length === 1)); // a slider without one is read as a bare number
  type(tab.dial("top_p"), "0.95");
  const said = (name) => tab.dial(name).closest("label").querySelector("output").textContent;
  equal(
    [said("top_p"), said("top_k"), said("temperature"), tab.$(".shakespeare-rarer").open],
    ["0.95", "all", "0.80", false],
  );
  type(tab.dial("top_p"), "1");
  type(tab.dial("top_k"), "199");
  equal([said("top_p"), said("top_k")], ["all", "199"]);
  await tab.choose(model({ name: "speeches", speeches: true }));
  equal(
    [plain("length"), tab.dial("top_k").max, said("top_k")],
    ["Characters at most; the speech may end before.", "65", "all"],
  );
  await tab.choose(model({ name: "words", context: false, coded: false, unit: "word", latents: [], tokens: 100 }));
  equal([plain("length"), tab.dial("top_k").max], ["Words and marks to write.", "100"]);
  await tab.press(tab.$(".shakespeare-go"));
  equal(tab.viewer.whose, { speaker: "", play: "", genre: "" });
  equal([tab.field("speaker").value, tab.said().startsWith("Same seed")], ["", true]);
});

test("openings to try come by length, and a long description is cut after a sentence", async () => {
  const first = `${"It writes. ".repeat(18)}`.trim(); // 197 characters
  const tab = await opened(model({ lead: `${first} ${"x".repeat(99)}. The end.` }));
  equal(texts(tab.all(".shakespeare-opening .shakespeare-chips button")), ["O,", "ROMEO:"]);
  const lead = tab.$(".shakespeare-lead");
  equal([lead.firstChild.textContent, lead.querySelector("span").hidden], [first, true]);
  await tab.press(tab.button("More", lead));
  equal([lead.querySelector("span").hidden, lead.textContent.trim()], [false, `${first} ${"x".repeat(99)}. The end.`]);
  equal(tab.button("More", lead), undefined);
  await tab.choose(model({ name: "short", lead: `${"y".repeat(100)}. ${"z".repeat(100)}.` }));
  equal(lead.children.length, 0);
});

// ---- a passage
test("a passage's bars have their heights, sides and names, and little is said to be little", async () => {
  const clock = stopped();
  let found = { mean: [1, -4, 2], sd: [0.5, 0.25, 1], kl: [0.1, 0.2, 0.15] };
  let nats = { own: 2, prior: 2 };
  const tab = await opened(
    model({ ...SHORT, blind: 4.17 }),
    serverOf({ read: ({ text }) => ({ text, replaced: [], dropped: [], latents: found, nats }) }),
    clock,
  );
  const box = await tab.tool("passage");
  equal(box.querySelector(".shakespeare-found").hidden, false);
  const bars = [...box.querySelectorAll(".shakespeare-code i")]; // z2, z0, z1
  equal(
    [widths(bars, "height"), bars.map((bar) => bar.className)],
    [
      ["25.0", "12.5", "50.0"],
      ["", "", "is-below"],
    ],
  );
  equal(bars[0].parentNode.title, "z2 = 2.00 ± 1.00, 0.15 nats");
  ok(bars.every((bar) => bar.parentNode.classList.contains("is-far")));
  const [traits, saved] = [
    box.querySelector(".shakespeare-plain"),
    box.querySelectorAll(".shakespeare-found .shakespeare-plain")[1],
  ];
  equal(
    traits.textContent,
    "All its latents are near 0: the code says next to nothing about this passage (0.45 nats).",
  );
  equal(box.querySelector(".shakespeare-code").ariaLabel, `Its code. ${traits.textContent}`);
  ok(saved.textContent.includes("guessing blindly among 65 characters costs 4.17. "), saved.textContent);
  ok(saved.textContent.endsWith("Its own code hardly helps with this passage."));
  equal(widths(box.querySelectorAll(".shakespeare-nats i")), ["95.2", "95.2"]);
  [found, nats] = [
    { ...found, kl: [0.25, 0.15, 0.1] },
    { own: 1, prior: 1 + Math.LN2 },
  ];
  type(box.querySelector("textarea"), "another");
  await clock.pass(500);
  ok(traits.textContent.startsWith("Farthest from 0"), traits.textContent);
  ok(
    saved.textContent.endsWith("it finds each character 2.00 times as likely, on average, as when told a random code."),
  );
  equal(box.querySelector("[role=status]").textContent, "7 characters, of at most 100.");
  tab.served.state.broken = ["read"];
  type(box.querySelector("textarea"), "broken");
  await clock.pass(500);
  equal(
    [box.querySelector("[role=status]").textContent, tab.said()],
    ["It could not be read; the message at the bottom of the page says why.", "It broke."],
  );
  ok(box.querySelector(".shakespeare-found").classList.contains("is-stale"));
  tab.served.state.broken = [];
  tab.button("Take what is written above", box).click();
  await clock.pass(500);
  equal([box.querySelector("textarea").value, tab.said()], [tab.written(), ""]);
  ok(!box.querySelector(".shakespeare-found").classList.contains("is-stale"));
});

test("of many latents the five farthest from 0 are named, and bars are scaled to 1 at least", async () => {
  const mean = [0.1, -0.6, 0.5, 0.4, -0.3, 0.2];
  const latents = mean.map((_, index) => ({ index, information: 1, low: -2, high: 2 }));
  const tab = await opened(
    model({ ...SHORT, latents, latent_dim: 6 }),
    serverOf({
      code: () => ({ latents: mean }),
      read: ({ text }) => ({
        text,
        latents: { mean, sd: mean.map(() => 1), kl: mean.map(() => 1) },
        nats: { own: 1, prior: 1 },
      }),
    }),
  );
  const box = await tab.tool("passage");
  equal(
    places(box.querySelectorAll(".shakespeare-code span"), (slot) => slot.classList.contains("is-far")),
    [1, 2, 3, 4, 5],
  );
  equal(widths(box.querySelectorAll(".shakespeare-code i"), "height"), ["5.0", "30.0", "25.0", "20.0", "15.0", "10.0"]);
  ok(
    box
      .querySelector(".shakespeare-plain")
      .textContent.includes("z1 = −0.60, z2 = 0.50, z3 = 0.40, z4 = −0.30, z5 = 0.20. All 6 together"),
  );
});

// ---- the figures
const FIGURES = {
  active_units: { value: 2 },
  kl_per_passage: { value: 7.514, bound: ">=" },
  mutual_information: { value: 6.9, bound: ">=" },
  same_z_overlap: { value: 0.2, noise: 0.002 },
  other_z_overlap: { value: 0.1, noise: 0.002 },
  character_accuracy: { value: 0.55 },
  character_accuracy_other: { value: 0.5 },
  nats_per_character: { value: 1.9, bound: "<=" },
  nats_per_character_iw: { value: 1.85, bound: "<=" },
};
test("the measured figures have their units and bounds, and the bars the heights of the KL", async () => {
  const tab = await opened(model({ ...SHORT, metrics: FIGURES, latents: model().latents, active: [2, 1] }));
  const box = await tab.tool("use");
  equal(texts(box.querySelectorAll("table td")), [
    "2 of 3",
    "≥ 7.51 nats",
    "≥ 6.90 nats",
    "20.0\u00a0%",
    "55\u00a0%",
    "≤ 1.900",
    "≤ 1.850",
  ]);
  const about = texts(box.querySelectorAll("table small"));
  ok(about[3].endsWith("From two different codes: 10.0\u00a0%."), about[3]);
  ok(about[4].endsWith("Given another passage's code: 50\u00a0%."), about[4]);
  const slots = [...box.querySelectorAll(".shakespeare-kl > span")];
  equal(
    [
      widths(
        slots.map((slot) => slot.firstChild),
        "height",
      ),
      texts(slots),
    ],
    [
      ["100.0", "33.3", "16.7"],
      ["2", "0", "1"],
    ],
  );
  equal(
    slots.map((slot) => slot.title),
    ["z2: 1.500 nats, active", "z0: 0.500 nats, not active", "z1: 0.250 nats, active"],
  );
  ok(box.querySelector(".shakespeare-kl + p").textContent.includes("the tallest is 1.50. Coloured: active, 2 of them"));
  equal(
    box.querySelector(".shakespeare-kl").ariaLabel,
    "The KL of each of 3 latents, the largest first: z2 1.50, z0 0.50, z1 0.25 nats. 2 of them are active.",
  );
  await tab.choose(model({ name: "unmeasured", active: null, metrics: { same_z_overlap: { value: 0.1 } } }));
  equal([slots[0].isConnected, box.querySelectorAll(".is-active").length], [false, 0]);
  equal(box.querySelector(".shakespeare-kl > span").title, "z2: 1.500 nats");
  ok(box.querySelector(".shakespeare-kl + p").textContent.endsWith("Which of them are active was not measured."));
  ok(box.querySelector("table small").textContent.endsWith("From two different codes: not measured."));
  await tab.choose(model({ name: "empty", latents: [], active: null }));
  equal(
    Array.from(box.querySelectorAll("section"), (part) => part.hidden),
    [true, false, true],
  );
});
