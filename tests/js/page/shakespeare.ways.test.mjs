// The Shakespeare tab: the next piece by hand, and the way between two codes.
import { equal, ok, places, pressed, put, stopped, test, texts, type } from "./harness.mjs";
import { LONG, model, opened, serverOf, settled } from "./shakespeare.mjs";

const SHORT = { restore: { seed: 2, length: 10 } };
const frames = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)));

// ---- the next piece
test("a model without codes has its next pieces chosen, one of words after a word of its own", async () => {
  const plain = { ...SHORT, coded: false, latents: [], why: "It has no code." };
  const tab = await opened(model(plain));
  const box = await tab.tool("next");
  box.scrollIntoView();
  await frames();
  await settled();
  const field = box.querySelector("input");
  const heads = () => texts(box.querySelectorAll("thead th"));
  const asked = () => tab.served.of("following").at(-1);
  equal([field.value, field.maxLength, asked().opening, asked().count], ["O, ", 50, "O, ", 10]);
  equal(
    [heads(), texts(box.querySelectorAll("td"))],
    [
      ["next", "probability"],
      ["10.0\u00a0%", "90.0\u00a0%"],
    ],
  );
  equal(
    [box.querySelector("label span").textContent, box.querySelector(".shakespeare-plain").textContent],
    ["it begins with", "It has no code."],
  );
  ok(
    box
      .querySelector(".shakespeare-row + .shakespeare-small")
      .textContent.startsWith("Each bar is the probability that the model gives"),
  );
  equal([widthOf(box), box.querySelectorAll("tbody tr.is-others i").length], [100, 0]);
  box.querySelector("tbody button").click();
  await settled();
  equal([asked().so_far, tab.button("From the beginning", box).disabled], [[7], false]);
  tab.button("From the beginning", box).click();
  await settled();
  equal(
    [asked().so_far, tab.button("Take one back", box).disabled, document.activeElement.tagName],
    [[], true, "BODY"],
  );
  type(field, "Hark");
  const { length } = tab.served.of("following");
  await new Promise((done) => setTimeout(done, 150));
  equal(tab.served.of("following").length, length);
  await new Promise((done) => setTimeout(done, 200));
  equal([tab.served.of("following").length, asked().opening], [length + 1, "Hark"]);
  await tab.choose(model({ ...plain, name: "second" }));
  equal(field.value, "Hark"); // the next of the same kind goes on from it
  const two = serverOf({
    following: ({ opening }) => ({
      text: opening,
      pieces: [{ text: "is", token: 1, shares: [0.5, 0.25] }],
      rest: [0.5, 0.75],
    }),
  });
  tab.served.server.following = two.server.following;
  await tab.choose(
    model({
      ...plain,
      name: "words",
      context: false,
      unit: "word",
      opening_longest: 0,
      restore: { seed: 2, length: 10 },
    }),
  );
  await settled();
  equal([field.value, field.maxLength, two.of("following").length], ["king", 40, 1]);
  equal(heads(), ["next word", "after the last word", "after no word"]);
  equal(box.querySelector("label span").textContent, "seed word");
  equal(texts(box.querySelectorAll("tbody tr:first-child td")), ["50.0\u00a0%", "25.0\u00a0%"]);
  equal(
    Array.from(box.querySelectorAll("td i"), (bar) => bar.style.width),
    ["100%", "50%"],
  );
});
const widthOf = (box) => Number.parseFloat(box.querySelector("td i").style.width);

// ---- ends and steps of a way
test("an end is of words or of a seed, and says what it lacks", async () => {
  const clock = stopped();
  const tab = await opened(model(SHORT), serverOf(), clock);
  const box = await tab.tool("morph");
  const [first, second] = box.querySelectorAll(".shakespeare-end");
  const note = (end) => end.querySelector("[role=status]").textContent;
  equal(
    [first, second].map((end) => end.querySelector("textarea").value),
    [
      "But soft! what light through yonder window breaks? It is the east, and Juliet is the sun.",
      "O Romeo, Romeo! wherefore art thou Romeo? Deny thy father and refuse thy name.",
    ],
  );
  ok(LONG.includes(first.querySelector("textarea").value));
  const parts = (end) => [
    pressed(end.querySelectorAll("[role=group] button")),
    end.querySelector("textarea").hidden,
    end.querySelector("input").closest(".shakespeare-row").hidden,
  ];
  equal(parts(second), [[0], false, true]);
  tab.button("from a seed", second).click();
  await settled(clock);
  equal(
    [parts(second), note(second), second.querySelector("input").value],
    [[[1], true, false], "Drawn at random from the prior.", "2"],
  );
  type(first.querySelector("textarea"), " ");
  await clock.pass(399);
  equal(note(first), "");
  await clock.pass(10);
  const asked = tab.served.of("texts").length;
  equal(
    [note(first), box.querySelector(".shakespeare-way").classList.contains("is-stale")],
    ["Type a line for A.", true],
  );
  type(first.querySelector("textarea"), "x".repeat(100));
  await clock.pass(450);
  equal([note(first), tab.last("read").text.length, tab.served.of("texts").length], ["", 100, asked + 1]);
  type(first.querySelector("textarea"), "👍".repeat(101));
  await clock.pass(450);
  equal([note(first), tab.last("read").text], ["The first 100 characters are read.", "👍".repeat(100)]);
  tab.served.state.broken = ["read", "code"];
  type(first.querySelector("textarea"), "y");
  type(second.querySelector("input"), "8");
  await clock.pass(450);
  equal(
    [note(first), note(second), tab.said()],
    [
      "It could not be read; the message at the bottom of the page says why.",
      "It could not be drawn; the message at the bottom of the page says why.",
      "It broke.",
    ],
  );
});

test("steps that say the same as the one before are pale, the rest is marked, and all of it is saved", async () => {
  const clock = stopped();
  const served = serverOf({
    texts: ({ latents }) => ({
      texts: latents.map(
        (_, at) => `${at < 2 ? "A line that is long enough" : "One line that is long enough"}\nmore\n`,
      ),
    }),
  });
  const tab = await opened(model(SHORT), served, clock);
  const box = await tab.tool("morph");
  const steps = [...box.querySelectorAll(".shakespeare-step")];
  equal([tab.last("texts").top_k, tab.last("texts").top_p], [0, 1]); // the code decides
  equal(
    places(steps, (step) => step.classList.contains("is-same")),
    [1, 3, 4, 5, 6],
  );
  equal(texts(box.querySelectorAll(".shakespeare-step .is-new")), ["One"]);
  equal(steps[0].querySelector(".shakespeare-sheet-text").textContent, "A line that is long enough");
  equal([tab.last("texts").seed, box.querySelector(".shakespeare-along input").max], [1, "6"]);
  tab.button("a few lines", box).click();
  await settled(clock);
  const lines = box.querySelector(".shakespeare-step .shakespeare-sheet-text");
  equal(lines.textContent, "A line that is long enough\nmore"); // without the line's end behind it
  tab.button("one line", box).click();
  await settled(clock);
  put(Math, "random", () => 0.00003);
  tab.button("Other luck", box).click();
  await settled(clock);
  equal(tab.last("texts").seed, 30);
  const saved = [];
  put(URL, "createObjectURL", (blob) => saved.push(blob) && "blob:1");
  put(HTMLAnchorElement.prototype, "click", function () {
    saved.push(this.download);
  });
  tab.button("Save as text", box).click();
  equal(
    [saved[1], tab.said(), saved[0].type],
    ["coded-morph.txt", "Saved coded-morph.txt.", "text/plain;charset=utf-8"],
  );
  ok((await saved[0].text()).startsWith("A\nA line that is long enough\n\n17 %\nA line"));
  box.querySelectorAll(".shakespeare-step")[6].click();
  tab.button("5", box).click();
  await settled(clock);
  equal(
    places(box.querySelectorAll(".shakespeare-step"), (step) => step.classList.contains("is-here")),
    [4],
  ); // the last of five
  box.querySelector(".shakespeare-along button").click();
  box.hidden = true;
  await clock.pass(1400);
  equal(box.querySelector(".shakespeare-along button").textContent, "▶ Play"); // nobody sees it
});

// ---- a passage
test("neighbours of a passage that gave way to another are not shown, and stay pale while none come", async () => {
  const clock = stopped();
  const free = [];
  const served = serverOf({
    neighbours: async ({ latents: [size] }) => {
      await new Promise((done) => free.push(done));
      return { lines: [{ text: `Near to ${size}.`, distance: 0.5 }] };
    },
  });
  const tab = await opened(model(SHORT), served, clock);
  const box = await tab.tool("passage");
  const lines = box.querySelector(".shakespeare-lines");
  const read = async (text) => {
    type(box.querySelector("textarea"), text);
    await clock.pass(450);
    await settled(clock);
  };
  await read("four");
  free.shift()(); // of the passage that the tool began with
  await settled(clock);
  equal([lines.textContent, lines.classList.contains("is-stale")], ["", true]);
  free.shift()();
  await settled(clock);
  equal([lines.textContent, lines.classList.contains("is-stale")], ["Near to 4.0.50 away", false]);
  served.state.broken = ["neighbours"];
  await read("eleven, now");
  equal(
    [lines.textContent, lines.classList.contains("is-stale"), tab.said()],
    ["Near to 4.0.50 away", true, "It broke."],
  );
});

test("what comes next is of the model that is shown: nothing stands there before its code has come", async () => {
  const clock = stopped();
  const tab = await opened(model(SHORT), serverOf(), clock);
  const box = await tab.tool("sliders");
  await clock.pass(400);
  const table = box.querySelector(".shakespeare-following");
  equal(texts(table.querySelectorAll("thead th")).slice(0, 2), ["z2", "at −2"]);
  tab.button("a", table).click();
  await clock.pass(200);
  equal(tab.button("Take one back", box).disabled, false);
  const { code } = tab.served.server;
  let free;
  tab.served.server.code = async (request) => {
    await new Promise((done) => {
      free = done;
    });
    return code(request);
  };
  const asked = tab.served.of("following").length;
  await tab.choose(model({ name: "other", restore: { seed: 3, length: 10 } }));
  await clock.pass(400);
  equal(
    [table.textContent, tab.served.of("following").length - asked, tab.button("Take one back", box).disabled],
    ["", 0, true],
  );
  free();
  await settled(clock);
  await clock.pass(400);
  equal([texts(table.querySelectorAll("thead th"))[0], tab.served.of("following").at(-1).so_far], ["z2", []]);
});
