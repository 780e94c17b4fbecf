// The readers in the attention tab: what is asked, what is shown, and the cell of an LSTM.
import { opened, serverOf, settled } from "./attention.mjs";
import { equal, ok, pressed, test, texts, type } from "./harness.mjs";

const WORDS = ["o", "brave", "▢"];
const SAID = { "reader-bag": [{ label: "comedy", share: 0.6 }], "reader-lstm": [{ label: "tragedy", share: 0.9 }] };
const FOLLOWED = {
  "reader-bag": { words: WORDS, labels: ["comedy"], beliefs: [[0.3, 0.5, 0.6]], adds: [0.5, -1, 0] },
  "reader-lstm": {
    words: WORDS,
    labels: ["tragedy", "comedy"],
    beliefs: [
      [0.4, 0.004, 0.9],
      [0.6, 0.996, 0.1],
    ],
    gates: {
      forget: [0.5, 0.1, 1],
      input: [0.2, 0.3, 0.4],
      output: [0.9, 0.8, 0.7],
      candidate: [-1, 0.5, 1],
      cell: [-0.25, 0, 1.5],
    },
    unit: 0,
    units: 6,
  },
};
const STEP = {
  sums: { forget: [5], input: [-5], output: [2], candidate: [-1] },
  gates: { forget: [0.99331], input: [0.0067], output: [0.8808], candidate: [-0.7616] },
  cell: [0.7895],
  hidden: [0.58],
};

// The same of several units, which do alike.
const alike = (count) => (numbers) => Array(count).fill(numbers[0]);
function stepOf(count) {
  const each = (lists) => Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, alike(count)(list)]));
  const [cell, hidden] = [STEP.cell, STEP.hidden].map(alike(count));
  return { sums: each(STEP.sums), gates: each(STEP.gates), cell, hidden };
}

async function readers(more = {}) {
  const served = serverOf({
    read: () => ({ words: WORDS, left_out: 2, known: 3, answers: SAID, unable: {} }),
    follow: ({ model }) => FOLLOWED[model],
    cell: ({ hidden }) => stepOf(hidden.length),
    ...more,
  });
  const tab = await opened(served);
  tab.button("Readers").click();
  await settled();
  return { ...tab, said: () => tab.$(".attention-readers-status span").textContent };
}

test("a speech is read when the mode is opened, and the readers say what they think and how often they are right", async () => {
  const tab = await readers();
  equal([tab.$(".attention-numbers").hidden, tab.$(".attention-readers").hidden], [true, false]);
  equal(tab.served.of("read"), [{ text: "O brave new world", task: "genre" }]);
  equal(tab.$(".attention-read-count").textContent, "3 words are read. 2 more are left out. ▢ stands for a name.");
  equal(texts(tab.all(".attention-answer-who")), ["Bag", "LSTM", "BERT"]);
  equal(texts(tab.all(".attention-answer-what")), ["comedy", "tragedy"]);
  equal(texts(tab.all(".attention-answer-right")), [
    "right in 50\u00a0% of speeches it had not read",
    "right in 60\u00a0% of speeches it had not read",
  ]);
  ok(tab.all(".attention-answer")[2].disabled);
  const widths = tab.all(".attention-answer-bar").map((bar) => bar.style.getPropertyValue("--p"));
  equal(widths, ["60%", "90%"]);
});

test("the reader that is pressed is followed word by word", async () => {
  const tab = await readers();
  equal([tab.$(".attention-reader-name").textContent, tab.last("follow").model], ["LSTM, word by word", "reader-lstm"]);
  equal([tab.$(".attention-of-gates").hidden, tab.$(".attention-reader-words").hidden], [false, true]);
  equal(texts(tab.all(".attention-beliefs .attention-cell")), ["40", "", "90", "60", "100", "10"]);
  equal(texts(tab.all(".attention-gates .attention-cell")), [
    ...["0.50", "0.10", "1.00", "0.20", "0.30", "0.40", "0.90", "0.80", "0.70"],
    ...["−1.00", "0.50", "1.00", "−0.25", "0.00", "1.50"],
  ]);
  type(tab.$("[name=attention-unit]"), "3");
  await settled();
  equal(tab.last("follow").unit, 2);
  tab.all(".attention-answer")[0].click();
  await settled();
  equal(
    [tab.$(".attention-reader-name").textContent, tab.$(".attention-of-gates").hidden],
    ["Bag, word by word", true],
  );
  const words = tab.all(".attention-reader-words > span");
  equal(texts(words), ["o 0.50", "brave −1.00", "▢ 0.00"]);
  equal(texts(tab.all(".attention-reader-words .zoo-unseen")), [" 0.50", " −1.00", " 0.00"]);
  ok(words[1].classList.contains("is-negative"));
});

test("a late answer does not stand under another reader's name, and a reader that can be followed ends an error", async () => {
  const waiting = [];
  let follow = ({ model }) => FOLLOWED[model];
  const tab = await readers({ follow: (request) => follow(request) });
  follow = ({ model }) => new Promise((done) => waiting.push(() => done(FOLLOWED[model])));
  const free = async (at) => {
    waiting.splice(at, 1)[0]();
    await settled();
  };
  const shown = () => [
    tab.$(".attention-reader-name").textContent,
    texts(tab.all(".attention-beliefs .attention-cell")),
  ];
  const [bag, lstm] = [
    ["Bag, word by word", ["30", "50", "60"]],
    ["LSTM, word by word", ["40", "", "90", "60", "100", "10"]],
  ];
  tab.all(".attention-answer")[0].click();
  tab.all(".attention-answer")[1].click(); // while the first is asked
  await settled();
  await free(0);
  equal(shown(), bag);
  await free(0);
  equal(shown(), lstm);
  type(tab.$("[name=attention-speech]"), "O brave"); // asks the LSTM again
  await settled();
  tab.all(".attention-answer")[0].click();
  await settled();
  await free(1);
  await free(0);
  equal([shown(), waiting.length], [bag, 0]);
  follow = () => ({ error: "It broke." });
  tab.all(".attention-answer")[1].click();
  await settled();
  equal(tab.said(), "It broke.");
  follow = ({ model }) => ({ ...FOLLOWED[model], unit: 5 });
  type(tab.$("[name=attention-unit]"), "50");
  await settled();
  equal([tab.said(), tab.$(".attention-readers").classList.contains("is-stale")], ["", false]);
  equal([tab.last("follow").unit, tab.$("[name=attention-unit]").value], [5, "6"]);
  equal(tab.$(".attention-unit-note").textContent, "It has 6 units.");
});

test("another question and another speech are read anew; what went wrong is said and leaves", async () => {
  let answer = { words: WORDS, left_out: 0, known: 3, answers: SAID, unable: { "reader-bert": "No package." } };
  const tab = await readers({ read: () => answer });
  tab.button("Whose English?").click();
  await settled();
  ok(tab.all(".attention-answer")[2].textContent.startsWith("BERTNo package."));
  equal(
    [tab.last("read").task, tab.$(".attention-read-count").textContent],
    ["style", "3 words are read. ▢ stands for a name."],
  );
  answer = { error: "There is no word." };
  type(tab.$("[name=attention-speech]"), "42");
  await settled();
  equal([tab.said(), tab.$(".attention-readers").classList.contains("is-stale")], ["There is no word.", true]);
  equal(tab.$(".attention-read-count").textContent, "");
  answer = null;
  type(tab.$("[name=attention-speech]"), "43");
  await settled();
  equal(tab.said(), "The server did not answer.");
  answer = { words: WORDS, left_out: 0, known: 3, answers: SAID, unable: { "reader-bert": "No package." } };
  tab.$("[data-do=read-again]").click();
  await settled();
  equal([tab.said(), tab.$(".attention-readers").classList.contains("is-stale")], ["", false]);
});

test("the cell asks for its step, shows it with the typed numbers, and grows", async () => {
  const tab = await readers();
  const lines = () => texts(tab.all(".attention-lstm-lines .attention-line")).map((line) => line.replace(/\s/g, ""));
  equal([tab.served.of("cell").length, tab.last("cell").cell], [1, ["0.8"]]);
  ok(lines()[0].startsWith("f1=σ(0·1+0·0+5)=σ(5)≈0.9933"), lines()[0]);
  ok(lines()[4].includes("0.9933·0.8+0.0067·(−0.7616)"), lines()[4]);
  const [first] = tab.all(".attention-lstm-state input");
  type(first, "2");
  await settled();
  equal([tab.last("cell").inputs, tab.$(".attention-lstm-about").textContent], [["2"], ""]);
  tab.$("[data-cell=units-more]").click();
  await settled();
  equal(tab.last("cell").gates.forget.length, 2);
  equal(tab.$("[data-count=units]").textContent, "2");
  const units = () => [...tab.$(".attention-lstm-units").children];
  const one = lines().join();
  units()[1].click();
  equal([pressed(units()), document.activeElement === units()[1], lines().join() !== one], [[1], true, true]);
  const again = tab.$(".attention-lstm-status .zoo-again");
  const known = tab.served.server.cell;
  tab.served.server.cell = () => null;
  tab.$("[data-cell=units-less]").click();
  await settled();
  equal([again.hidden, tab.$(".attention-lstm-status").textContent.includes("did not answer")], [false, true]);
  ok(tab.$(".attention-lstm").classList.contains("is-stale"), "what stands there is of before");
  tab.served.server.cell = known;
  again.click();
  await settled();
  equal([again.hidden, tab.$(".attention-lstm-status span").textContent], [true, ""]);
  ok(!tab.$(".attention-lstm").classList.contains("is-stale"));
});
