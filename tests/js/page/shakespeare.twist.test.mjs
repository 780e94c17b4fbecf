// The Shakespeare tab's twist: its dials, its marks by keys and taps, and what is copied and saved.
import { equal, ok, places, press, put, test, texts, type } from "./harness.mjs";
import { letters, model, opened, serverOf, settled } from "./shakespeare.mjs";

const changes = (tab) => tab.$(".shakespeare-changes").textContent;
const twisted = (tab) => tab.$(".shakespeare-text.is-twisted").textContent;

// ---- the twist
test("the twist follows its dials and the seed, and marks what it changed in both columns", async () => {
  const tab = await opened(model({ restore: { seed: 1, length: 30, opening: "cab " } }));
  const text = `cab ${letters(1, 30)}`;
  equal([tab.written(), twisted(tab), changes(tab)], [text, text.replaceAll("c", "C"), "3 changes"]);
  equal(texts(tab.all(".is-written .is-typed")), ["c", "ab "]); // the visitor's own words
  type(tab.dial("slang"), "0.25");
  await settled();
  const { seed, slang, modernise, shakespearise } = tab.last("twist");
  equal([seed, slang, modernise, shakespearise, tab.link().slang], [1, 0.25, 1, 0, "0.25"]);
  await tab.press(tab.button("Your English → Shakespeare"));
  const own = tab.$("[name=own]");
  type(own, "a cat");
  type(tab.dial("old"), "0.5");
  await settled();
  equal(
    [
      tab.last("twist").text,
      tab.last("twist").shakespearise,
      tab.last("twist").modernise,
      tab.last("twist").slang,
      twisted(tab),
    ],
    ["a cat", 0.5, 0, 0, "a Cat"],
  );
  ok(tab.$(".shakespeare-save p").textContent.includes("your own English is not in it"));
  type(own, "c".repeat(1001));
  await settled();
  ok(
    tab.$(".shakespeare-failed").textContent.startsWith("Your text has 1,001 characters; shorten it to at most 1,000."),
  );
  equal([twisted(tab), changes(tab)], ["", ""]);
  type(own, "c".repeat(1000));
  await settled();
  equal(changes(tab), "1,000 changes");
  type(own, "cc");
  await settled();
  equal([twisted(tab), changes(tab), tab.$(".shakespeare-failed").hidden], ["CC", "2 changes", true]);
  type(own, "");
  await settled();
  equal([twisted(tab), changes(tab)], ["", ""]);
  tab.served.state.broken = ["twist"];
  type(own, "c");
  await settled();
  equal(tab.$(".shakespeare-failed").textContent, "It broke. Try again");
  tab.served.state.broken = [];
  await tab.press(tab.button("Try again", tab.$(".shakespeare-failed")));
  equal(twisted(tab), "C");
  await tab.press(tab.$(".shakespeare-go")); // a new text is brought into sight
  equal([tab.viewer.own, twisted(tab)], [false, text.replaceAll("c", "C")]);
});

test("a line of the visitor's own becomes modern, and each way keeps its text", async () => {
  const tab = await opened(model({ restore: { seed: 1, length: 30 } }));
  await tab.press(tab.button("Your Shakespeare → today"));
  await settled();
  const own = tab.$("[name=own]");
  ok(own.value.startsWith("O Romeo"));
  type(own, "a cat");
  await settled();
  const { text, modernise, shakespearise } = tab.last("twist");
  equal([text, modernise, shakespearise, twisted(tab)], ["a cat", 1, 0, "a Cat"]);
  equal([tab.dial("slang").offsetParent !== null, tab.dial("old").offsetParent], [true, null]);
  await tab.press(tab.button("Your English → Shakespeare"));
  ok(own.value.startsWith("Hello"));
  await tab.press(tab.button("Your Shakespeare → today"));
  equal(own.value, "a cat");
});

test("what was changed is explained by keys, from end to end, and by a tap, which also hides it", async () => {
  const tab = await opened(model({ restore: { seed: 0, length: 60 } }));
  const marks = tab.all(".is-twisted mark");
  const tip = tab.$(".shakespeare-tip");
  equal([marks.length, places(marks, (mark) => mark.tabIndex === 0), tip.hidden], [3, [0], true]);
  marks[0].focus();
  equal([tip.textContent, tip.hidden, marks[0].getAttribute("aria-describedby")], ["c → CSpelling.", false, tip.id]);
  const at = () => marks.indexOf(document.activeElement);
  const go = (key, more) => {
    press(document.activeElement, key, more);
    return at();
  };
  equal([go("ArrowLeft"), go("ArrowRight"), go("ArrowDown"), go("ArrowRight"), go("ArrowUp")], [0, 1, 2, 2, 1]);
  equal(
    [
      places(marks, (mark) => mark.tabIndex === 0),
      places(tab.all(".is-written mark"), (mark) => mark.classList.contains("is-pointed")),
    ],
    [[1], [1]],
  );
  press(document.activeElement, "Escape");
  equal([tip.hidden, tab.all(".is-pointed").length, marks[1].hasAttribute("aria-describedby")], [true, 0, false]);
  press(document.activeElement, "Enter");
  equal(tip.hidden, false);
  press(document.activeElement, " ");
  equal(tip.hidden, true);
  document.activeElement.blur();
  const other = tab.all(".is-written mark")[2];
  other.click();
  equal([tip.hidden, marks[2].classList.contains("is-pointed")], [false, true]);
  other.click();
  equal(tip.hidden, true);
  other.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "touch" }));
  equal(tip.hidden, true); // a finger taps
  other.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" }));
  equal(tip.hidden, false);
  tab.$(".is-written").dispatchEvent(new PointerEvent("pointerleave"));
  equal(tip.hidden, true);
});

test("an answer about another text is dropped, and until the twist is there it cannot be saved", async () => {
  const served = serverOf();
  const answer = served.server.twist;
  const tab = await opened(model({ restore: { seed: 2, length: 10 } }), served);
  await tab.press(tab.button("Your English → Shakespeare"));
  const free = [];
  served.server.twist = async (request) => {
    await new Promise((done) => free.push(done));
    return answer(request);
  };
  type(tab.$("[name=own]"), "cold");
  await settled();
  type(tab.$("[name=own]"), "warm c");
  const before = twisted(tab);
  await tab.press(tab.button("Copy", tab.all(".shakespeare-take")[1]));
  equal(tab.said(), "The twist is not finished yet; wait a moment.");
  free.shift()();
  await settled();
  equal(twisted(tab), before);
  free.shift()();
  await settled();
  equal(twisted(tab), "warm C");
  type(tab.$("[name=own]"), "");
  await tab.press(tab.button("Copy", tab.all(".shakespeare-take")[1]));
  equal(tab.said(), "There is no text yet; press Write.");
});

test("both texts are copied and saved under their own names", async () => {
  const tab = await opened(model({ restore: { seed: 2, length: 10 } }));
  const copied = [];
  put(navigator, "clipboard", { writeText: async (text) => void copied.push(text) });
  const saved = [];
  put(HTMLAnchorElement.prototype, "click", function () {
    saved.push(this.download);
  });
  const [first, second] = tab.all(".shakespeare-take");
  for (const box of [first, second]) {
    await tab.press(tab.button("Copy", box));
    await tab.press(tab.button("Save .txt", box));
  }
  equal(copied, [letters(2, 10), letters(2, 10).replace("c", "C")]);
  equal([saved, tab.said()], [["coded-seed-2.txt", "coded-seed-2-twisted.txt"], "Saved coded-seed-2-twisted.txt."]);
  await tab.press(tab.button("Your English → Shakespeare"));
  await tab.press(tab.button("Save .txt", second));
  equal(saved.at(-1), "my-english-twisted.txt");
});

test("a mark that had the focus has it again when the twist comes anew, or else the first", async () => {
  const tab = await opened(model({ restore: { seed: 0, length: 60 } }));
  const again = async (value) => {
    type(tab.dial("slang"), value);
    await settled();
    return tab.all(".is-twisted mark").indexOf(document.activeElement);
  };
  equal(await again("0.1"), -1); // nothing takes the focus that had none
  tab.all(".is-twisted mark")[1].focus();
  equal(await again("0.2"), 1);
  const { twist } = tab.served.server;
  tab.served.server.twist = async () => ({ pieces: [{ text: "C", before: "c", rules: ["word"] }] });
  equal(await again("0.3"), 0);
  tab.served.server.twist = twist;
});

test("the link to a text is copied as it is now", async () => {
  const tab = await opened(model({ restore: { seed: 2, length: 10 } }));
  const copied = [];
  put(navigator, "clipboard", { writeText: async (text) => void copied.push(text) });
  type(tab.dial("slang"), "0.35");
  await tab.press(tab.button("Copy link", tab.$(".shakespeare-save")));
  equal([new URL(copied[0]).searchParams.get("slang"), tab.said()], ["0.35", "Link copied."]);
});
