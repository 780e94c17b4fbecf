// The Shakespeare tab: the two ways of the twist, the tip, what is copied by hand, and what did not come.
import { setText, Tip } from "../../../assets/shakespeare/marks.js";
import { makeWaker } from "../../../assets/shakespeare/telling.js";
import { element, equal, ok, places, pressed, put, stopped, test, texts, type } from "./harness.mjs";
import { LONG, letters, model, opened, serverOf, settled } from "./shakespeare.mjs";

const SHORT = { restore: { seed: 2, length: 10 } };

// ---- the twist
test("each way of the twist has its titles and its own parts", async () => {
  const tab = await opened(model(SHORT));
  const hidden = () =>
    [
      ".is-first .shakespeare-paper",
      ".shakespeare-told",
      ".shakespeare-progress",
      ".shakespeare-dial-modern",
      ".shakespeare-dial-slang",
      ".shakespeare-own",
      ".shakespeare-own-hint",
      ".shakespeare-dial-old",
    ].map((part) => tab.$(part).hidden);
  const titles = () => ["first", "second"].map((part) => tab.$(`#shakespeare-${part}`).textContent);
  equal(
    [titles(), hidden()],
    [
      ["As written", "With a modern twist"],
      [false, false, false, false, false, true, true, true],
    ],
  );
  equal([tab.dial("modern").value, tab.dial("slang").value, tab.dial("old").value], ["1", "0.5", "1"]);
  equal([tab.link().modern, tab.link().slang], ["1", "0.5"]);
  await tab.press(tab.button("Your English → Shakespeare"));
  equal(titles(), ["Your modern English", "As Shakespeare might have put it"]);
  equal(
    [hidden(), pressed(tab.$(".shakespeare-ways").children)],
    [[true, true, true, true, true, false, false, false], [2]],
  );
  ok(
    tab.$("[name=own]").value.startsWith("Hello, how are you?") &&
      tab.$(".shakespeare-read").classList.contains("is-own"),
  );
  await tab.press(tab.button("Your Shakespeare → today"));
  equal(
    [titles(), hidden()],
    [
      ["Your Shakespeare", "In the English of today"],
      [true, true, true, false, false, false, true, true],
    ],
  );
  tab.served.state.broken = ["twist"];
  await tab.press(tab.button("What the model wrote → today"));
  equal(
    [tab.written(), tab.$(".is-twisted").textContent, tab.$(".shakespeare-failed").hidden],
    [letters(2, 10), "", false],
  );
});

test("removed words are named on their mark, and are no part of the text", () => {
  const box = element("<p></p>");
  setText(box, [{ text: "love you" }, { text: "", edit: 1, gone: "not" }, { text: ".", edit: 2 }]);
  const [mark, other] = box.querySelectorAll("mark");
  equal(
    [box.textContent, mark.dataset.gone, mark.getAttribute("aria-label"), other.hasAttribute("data-gone")],
    ["love you.", "not", "left out: not", false],
  );
});

test("what was left out is said, and the tip stays within the window", async () => {
  const marks = element(
    "<div><mark data-edit='0'>ye</mark></div><div></div><div id='tip' style='position: fixed; width: 200px; height: 100px' hidden></div>",
  );
  const [first, second, box] = marks.children;
  const tip = new Tip([first, second], second, box, () => [
    { text: "", before: "ye", rules: ["pronoun", "pronoun", "unheard of"] },
  ]);
  tip.show(first.firstChild);
  equal(
    [texts(box.querySelectorAll("s, i, b")), box.children.length, box.lastChild.textContent],
    [["ye", "left out"], 3, "unheard of"],
  );
  const at = (left, bottom) => {
    tip.place({ left, top: bottom - 20, bottom });
    return [Number.parseFloat(box.style.left), Number.parseFloat(box.style.top)];
  };
  const wide = document.documentElement.clientWidth;
  equal(
    [at(300, 100), at(-50, 100), at(wide, 100)],
    [
      [300, 106],
      [8, 106],
      [wide - 208, 106],
    ],
  );
  equal(at(300, innerHeight - 50), [300, innerHeight - 50 - 20 - 106]); // above it
  equal(at(300, innerHeight - 106), [300, innerHeight - 100]); // it just fits
  first.firstChild.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" }));
  equal(box.hidden, false);
  first.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" })); // beside the mark
  equal([box.hidden, first.querySelectorAll(".is-pointed").length], [true, 0]);
  first.firstChild.click();
  marks.firstChild.dispatchEvent(new Event("scroll")); // of any part of the page
  equal(box.hidden, true);
});

test("a selection is copied as the text itself", async () => {
  const tab = await opened(model(SHORT));
  const paper = tab.$(".shakespeare-text.is-written");
  getSelection().selectAllChildren(paper);
  const event = new ClipboardEvent("copy", { clipboardData: new DataTransfer(), bubbles: true, cancelable: true });
  paper.dispatchEvent(event);
  equal([event.clipboardData.getData("text/plain"), event.defaultPrevented], [letters(2, 10), true]);
});

// ---- what did not come
test("a first text that did not come leaves nothing, one with other dials the old one", async () => {
  const served = serverOf();
  served.state.broken = ["write"];
  const tab = await opened(model(SHORT), served);
  const still = tab.$(".shakespeare-still");
  equal([still.textContent, still.hidden, tab.written()], ["The server did not give the text. Try again", false, ""]);
  tab.served.state.broken = [];
  await tab.press(tab.button("Try again", still));
  equal([still.hidden, tab.written()], [true, letters(2, 10)]);
  tab.served.state.broken = ["write"];
  type(tab.dial("temperature"), "1.5");
  tab.dial("temperature").dispatchEvent(new Event("change", { bubbles: true }));
  await settled();
  equal(still.textContent, "This is still the text of seed 2; the server did not give the new one. Try again");
  equal([tab.dial("temperature").value, tab.link().temperature], ["0.8", "0.8"]);
});

test("an answer without a text ends the writing with one sentence", async () => {
  put(console, "error", () => {});
  const tab = await opened(model(SHORT), serverOf({ write: () => ({ text: "abc" }) }));
  ok(tab.said().startsWith("Something in this page went wrong"), tab.said());
  equal([tab.viewer.writing, tab.$("[data-do=stop]").hidden], [false, true]);
  equal(tab.served.of("write").length, 1);
});

test("a passage drawn again says which draw it is of, and marks what is in it", async () => {
  const tab = await opened(
    model(SHORT),
    serverOf({ texts: ({ latents }) => ({ texts: latents.map(() => "But hard night") }) }),
  );
  const box = await tab.tool("passage");
  const sheets = [...box.querySelectorAll(".shakespeare-sheet")];
  equal(texts(sheets.map((each) => each.querySelector("h4"))), [
    "Your passage",
    "Reconstruction",
    ...[1, 2, 3].map((at) => `Draw ${at} from its posterior`),
  ]);
  equal(
    [sheets[0].querySelector(".shakespeare-sheet-text").textContent, texts(sheets[2].querySelectorAll(".is-kept"))],
    [LONG, ["But"]],
  );
  equal(
    places(sheets, (each) => each.classList.contains("is-stale")),
    [],
  );
  equal(tab.last("texts").seed, 1);
});

test("a server that wakes up is excused each time that it is late, until it has written once", async () => {
  const clock = stopped();
  const box = element("");
  const waker = makeWaker(box);
  const late = async () => {
    await clock.pass(1500);
    return box.textContent !== "";
  };
  waker.asked();
  await clock.pass(1000);
  waker.asked(); // another wish while the first is under way: the time goes on
  await clock.pass(499);
  equal(box.textContent, "");
  ok(await late());
  waker.answered(false); // it failed
  equal([box.textContent, await late()], ["", false]);
  waker.asked();
  ok(await late());
  waker.answered(true);
  waker.asked();
  equal([box.textContent, await late()], ["", false]);
});

test("a server that failed and is asked again may be waking up still", async () => {
  const clock = stopped();
  const served = serverOf();
  served.state.broken = ["write"];
  const tab = await opened(model(SHORT), served, clock);
  const [waking, { write }] = [tab.$(".shakespeare-waking"), served.server];
  let free;
  served.server.write = async (request) => {
    await new Promise((done) => {
      free = done;
    });
    return write(request);
  };
  served.state.broken = [];
  tab.button("Try again", tab.$(".shakespeare-still")).click();
  await clock.pass(1600);
  ok(waking.textContent.includes("the server is waking up"));
  free();
  await settled(clock);
  equal([waking.textContent, tab.written()], ["", letters(2, 10)]);
});
