// The GAN tab in the visitor's hands: pins, nudged numbers, a path over the plane, a written number, a game.
import { ganModel, opened, openGan, serverOf, settled, shown, small } from "./gan.mjs";
import { equal, levels, near, ok, places, pointer, put, stopped, test, texts, type } from "./harness.mjs";

const said = (tab) => tab.$(".gan-status").textContent;

// ---- pins
test("a pin's card says what it is, twelve are the most, and the focus goes to the next when one is taken off", async () => {
  const tab = await openGan(ganModel({ restore: { seed: 1, count: 25, truncation: 0.5 } }));
  await settled();
  const cards = () => tab.all(".gan-pin-card");
  equal([tab.$(".gan-pins").hidden, tab.$(".gan-pin-count").textContent], [true, ""]);
  ok(tab.$(".gan-pin-hint").textContent.startsWith("Pin samples that you like, up to 12. They stay"));
  for (let at = 0; at < 13; at++) {
    tab.all(".gan-cell")[at].click();
    tab.$(".gan-pin").click();
  }
  equal([cards().length, said(tab)], [12, "There is room for 12 pinned samples; unpin one first."]);
  equal(
    [tab.$(".gan-pin-count").textContent, tab.$(".gan-pins").hidden, tab.$(".gan-pin").textContent],
    ["12 of 12 pinned", false, "Pin"],
  );
  ok(tab.$(".gan-pin-hint").textContent.startsWith("They stay"));
  equal(texts(cards()[3].querySelectorAll("span > span, b")), ["seed 1", "#3 · 0.50"]);
  const show = cards()[3].querySelector(".gan-pin-shown");
  equal(
    [show.ariaLabel, show.title, small(show.firstChild)],
    ["Show Sample 3 of seed 1, truncation 0.50", "Sample 3 of seed 1, truncation 0.50", [1, 3, 250]],
  );
  const remove = cards()[3].querySelector(".gan-pin-remove");
  equal([remove.ariaLabel, remove.title], ["Unpin Sample 3 of seed 1, truncation 0.50", "Unpin"]);
  remove.focus();
  remove.click();
  equal([cards().length, document.activeElement.ariaLabel], [11, "Show Sample 4 of seed 1, truncation 0.50"]);
  cards()[10].querySelector(".gan-pin-remove").focus();
  document.activeElement.click();
  equal(document.activeElement.ariaLabel, "Show Sample 10 of seed 1, truncation 0.50"); // the last one there is
  cards()[0].querySelector(".gan-pin-shown").click();
  equal(
    [shown(tab).large, tab.$(".gan-pin").textContent, tab.$(".gan-pin").classList.contains("is-on")],
    ["Sample 0 of seed 1, truncation 0.50", "Unpin", true],
  );
  tab.$(".gan-pin").click();
  equal([cards().length, tab.$(".gan-pin").textContent], [9, "Pin"]);
});

test("a pin that a model cannot draw says why, one that did not come is asked for when it is pressed", async () => {
  const pins = [
    { seed: 4, index: 9, digit: 7, truncation: null },
    { seed: 5, index: 2, digit: null, truncation: null },
  ];
  const served = serverOf();
  served.state.broken = ["samples"];
  const tab = await openGan(ganModel({ classes: 5, restore: { seed: 1, count: 25, pins } }), served);
  await settled();
  const cards = () => tab.all(".gan-pin-card");
  equal(
    places(cards(), (each) => each.classList.contains("is-waiting")),
    [0, 1],
  );
  equal(
    [texts(tab.all(".gan-pin-card em")), cards()[0].querySelector("button").title],
    [["does not fit this model"], "Sample 9 of seed 4, asked for a 7: does not fit this model"],
  );
  cards()[0].querySelector("button").click();
  equal(
    said(tab),
    "Sample 9 of seed 4, asked for a 7 does not fit this model: it shows the digit 7, which this model was never told. It comes back with its model.",
  );
  served.state.broken = [];
  cards()[1].querySelector("button").click();
  await settled();
  equal(
    places(cards(), (each) => each.classList.contains("is-waiting")),
    [0],
  );
  equal(small(cards()[1].querySelector("canvas")), [5, 2, 2]);
});

// ---- the numbers
test("nudged numbers are others of about the same length, and the chosen bar is marked", async () => {
  const tab = await openGan(ganModel({ restore: { seed: 3, count: 25, pin: 1 }, directions: null }));
  await settled();
  const svg = tab.$(".gan-bars");
  equal(
    [svg.getAttribute("aria-valuemin"), svg.getAttribute("aria-valuemax"), tab.$(".gan-bars-field").min],
    ["-6", "6", "-6"],
  );
  equal(tab.all(".gan-part h4")[0].textContent, "The 3 random numbers it was made from");
  ok(svg.ariaLabel.startsWith("3 numbers from 0.00 to 3.00: left and right choose one"));
  equal(tab.$(".gan-bars-field").ariaLabel, "z0, a number from −6 to 6");
  put(Math, "random", () => 0.25);
  tab.button("Nudge all a little").click();
  await settled();
  const moved = tab.viewer.moves();
  equal(
    moved.map(([at]) => at),
    [0, 1, 2],
  );
  near(Math.hypot(...moved.map(([, value]) => value)), Math.hypot(3, 1), 0.02);
  ok(moved.every(([at, value]) => Math.abs(value - [3, 1, 0][at]) < 2));
  const chosen = tab.$(".gan-bars-chosen");
  const placed = () => ["x", "y", "height"].map((name) => Number(chosen.getAttribute(name)).toFixed(2));
  equal(placed()[0], "0.00");
  svg.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
  equal([placed()[0], Number(placed()[2])], ["1.00", -2 * Number(placed()[1])]);
});

// ---- a walk
test("a walk plays ten frames a second until another speed is set", async () => {
  put(window, "matchMedia", () => ({ matches: true, addEventListener() {} })); // no motion
  const clock = stopped();
  const pins = [1, 2].map((index) => ({ seed: index, index, digit: null, truncation: null }));
  const tab = await opened("walk", ganModel({ restore: { seed: 1, count: 25, pins } }), serverOf(), clock);
  const [slider, speed] = tab.box.querySelectorAll("[type=range]");
  equal([speed.value, tab.box.querySelector(".gan-speed output").textContent], ["10", "10 a second"]);
  const made = tab.box.querySelector(".zoo-play");
  equal(made.textContent, "▶ Play"); // not by itself where motion is unwelcome
  type(speed, "5");
  equal(tab.box.querySelector(".gan-speed output").textContent, "5 a second");
  const asked = [];
  tab.served.server.gif = async (request) => asked.push(request) && { gif: "AQ==" };
  put(HTMLAnchorElement.prototype, "click", () => {});
  tab.button("Save as GIF", tab.box).click();
  await settled(clock);
  equal([asked[0].milliseconds, asked[0].count, slider.max], [200, 24, "12"]);
  type(slider, 3);
  equal(made.textContent, "▶ Play");
  put(window, "matchMedia", () => ({ matches: false, addEventListener() {} }));
  const other = await opened("walk", ganModel({ restore: { seed: 1, count: 25, pins } }), tab.served, clock);
  equal(other.box.querySelector(".zoo-play").textContent, "❚❚ Pause");
  other.button("Save as GIF", other.box).click();
  await settled(clock);
  equal(asked[1].milliseconds, 100);
});

test("a path that is drawn shows the digit at each place, a mere press is said to be none", async () => {
  put(window, "matchMedia", () => ({ matches: true, addEventListener() {} }));
  const pins = [1, 2].map((index) => ({ seed: 20 * index, index, digit: null, truncation: null }));
  const tab = await opened("walk", ganModel({ restore: { seed: 1, count: 25, pins } }));
  tab.button("Along a path that I draw", tab.box).click();
  await settled();
  const plane = tab.box.querySelector(".gan-plane");
  const reading = () => tab.box.querySelector(".gan-reading").textContent;
  plane.style.cssText = "position: relative; width: 200px; height: 200px";
  pointer(plane, "pointerdown", [0.5, 0.5]);
  await settled();
  equal(reading(), "Sample 1 counts most (50\u00a0%), then sample 2 (50\u00a0%).");
  near(small(tab.box.querySelector(".gan-large"))[0], 30, 1); // half of both
  pointer(plane, "pointermove", [0.7, 0.5]);
  await settled();
  ok(reading().startsWith("Sample 2 counts most"), reading());
  pointer(plane, "pointerup", [0.7, 0.5]);
  await settled();
  ok(reading().startsWith("Sample 1 counts most"), reading()); // its film begins
  equal(said(tab), "");
  pointer(plane, "pointerdown", [0.5, 0.5]);
  pointer(plane, "pointerup", [0.5, 0.5]);
  equal(said(tab), "Hold and draw: a single press is a place, not a path.");
  ok(tab.box.querySelector(".gan-text").textContent.startsWith("Draw a path over the plane"));
  tab.button("In order", tab.box).click();
  ok(tab.box.querySelector(".gan-text").textContent.startsWith("Between two samples the way follows"));
});

test("a way of a link that cannot be read is said, and two random samples are walked between", async () => {
  put(window, "matchMedia", () => ({ matches: true, addEventListener() {} }));
  history.replaceState(null, "", "/?model=gan-a&walk=nonsense");
  try {
    const tab = await opened("walk", ganModel());
    ok(said(tab).startsWith("The way in the link cannot be read, so two random samples are shown"));
    equal([tab.box.querySelectorAll(".gan-thumb").length, tab.box.querySelector("[type=range]").max], [2, "12"]);
    const other = await opened("walk", ganModel({ name: "gan-b" }));
    equal(said(other), ""); // it is of another model
  } finally {
    history.replaceState(null, "", "/");
  }
});

// ---- a number
test("a written number is saved in one row, each pixel a square", async () => {
  const tab = await opened("numbers", ganModel({ classes: 10 }));
  type(tab.box.querySelector(".gan-number"), "407");
  await settled();
  const line = tab.box.querySelector(".gan-line");
  equal(
    [
      line.children.length,
      line.ariaLabel,
      line.style.getPropertyValue("--wide"),
      line.style.getPropertyValue("--narrow"),
    ],
    [3, "407 in generated handwriting", "3", "3"],
  );
  const saved = [];
  put(URL, "createObjectURL", (blob) => saved.push(blob) && "blob:1");
  put(HTMLAnchorElement.prototype, "click", function () {
    saved.push(this.download);
  });
  tab.button("Save as PNG", tab.box).click();
  for (let i = 0; i < 100 && saved.length < 2; i++) await new Promise((done) => setTimeout(done, 5));
  equal([saved[1], said(tab)], ["gan-a-407-seed-1.png", "Saved gan-a-407-seed-1.png."]);
  const bitmap = await createImageBitmap(saved[0]);
  equal([bitmap.width, bitmap.height], [3 * 128, 128]);
  const canvas = Object.assign(document.createElement("canvas"), { width: 384, height: 128 });
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  const all = levels(canvas);
  equal(
    [0, 63, 64, 128, 256].map((x) => all[x]),
    [1, 1, 0, 1, 1],
  );
  equal(
    [0, 128, 256].map((x) => all[384 * 64 + x]),
    [4, 0, 7],
  ); // the digit that was asked for is the third pixel
  type(tab.box.querySelector(".gan-number"), "1234567890123");
  await settled();
  equal([line.style.getPropertyValue("--wide"), line.style.getPropertyValue("--narrow")], ["10", "5"]);
  type(tab.box.querySelector(".gan-number"), "x");
  ok(
    line.classList.contains("is-waiting") &&
      tab.box.querySelector(".gan-number").getAttribute("aria-invalid") === "true",
  );
});

// ---- a game
test("the link to a game is copied with the game's number", async () => {
  const served = serverOf({ fool_question: () => ({ pictures: btoa("\x01\x02"), size: 1, source: "drawings" }) });
  const tab = await opened("fool", ganModel({ restore: { seed: 1, fool: 77 } }), served);
  const copied = [];
  put(navigator, "clipboard", { writeText: async (text) => void copied.push(text) });
  tab.button("Copy the link to this game", tab.box).click();
  await settled();
  equal(
    [new URL(copied[0]).searchParams.get("fool"), said(tab)],
    ["77", "Link copied: whoever opens it plays the same ten rounds."],
  );
  put(navigator, "clipboard", { writeText: () => Promise.reject(new Error("no")) });
  put(document, "execCommand", () => false);
  tab.button("Copy the link to this game", tab.box).click();
  await settled();
  equal(said(tab), "The link could not be copied.");
  ok(
    tab.box.textContent.includes(
      "MNIST’s images are not on this server, so the real ones are the ten example drawings",
    ),
  );
});
