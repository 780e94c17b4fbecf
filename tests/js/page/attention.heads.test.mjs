// The heads of a sentence by themselves: what their cells, their pictures and the sentence's own letters show.
import { showOverview } from "../../../assets/attention/overview.js";
import { makeSentence } from "../../../assets/attention/sentence.js";
import { element, equal, markupOf, places, rest, test, texts, type } from "./harness.mjs";

async function sentence(answer = {}) {
  const root = (await markupOf("attention")).querySelector(".attention-sentence");
  root.hidden = false;
  const [asked, said, heads] = [[], [], []];
  const weights = [
    [
      [0.7, 0.3, 0],
      [0.2, 0.3, 0.5],
      [0.1, 0.1, 0.8],
    ],
    [
      [1, 0, 0],
      [0, 1, 0],
      [0.36, 0.64, 0],
    ],
  ];
  const made = makeSentence(root, {
    ask: async (name, request) => {
      asked.push([name, request]);
      return { tokens: ["the", "cat", "sat"], weights, ...answer };
    },
    openHead: (...head) => heads.push(head),
    say: (text, how) => said.push([text, how]),
  });
  made.start({
    sentences: ["the cat sat", "b"],
    lines: ["My lord", "No"],
    models: [{ name: "lm", title: "Writer", heads: 2, layers: { decoder: 2 } }],
  });
  const $ = (selector) => root.querySelector(selector);
  $("[data-source=random]").click(); // it opens on the model's
  await rest();
  const cell = (row, column) => $(`.attention-sentence-heat [data-row="${row}"][data-column="${column}"]`);
  return { root, $, asked, said, heads, cell, all: (selector) => [...root.querySelectorAll(selector)] };
}

test("a sentence's weights are percentages with a decimal, and each head is a small picture of them", async () => {
  const { $, cell, all } = await sentence();
  equal([cell(0, 0).textContent, cell(1, 2).textContent, cell(0, 2).textContent], ["70", "50", "0"]);
  equal([cell(0, 1).style.getPropertyValue("--p"), cell(0, 1).ariaLabel], ["0.300", "the looks at cat: 30\u00a0%"]);
  equal(texts(all(".attention-sentence-heat .attention-grid-label")), ["the", "cat", "sat"]);
  const [picture] = all(".attention-head canvas");
  const { data } = picture.getContext("2d").getImageData(0, 0, 3, 3);
  equal(
    [picture.width, picture.height, data[0], data[4], data[8], data[4 * 8]],
    [3, 3, Math.round(255 * Math.sqrt(0.7)), Math.round(255 * Math.sqrt(0.3)), 0, Math.round(255 * Math.sqrt(0.8))],
  );
  equal([texts(all(".attention-head span")), all(".attention-head small").length], [["Head 1", "Head 2"], 0]);
  equal(texts(all(".attention-sentences button")), ["the cat sat", "b"]);
  equal(texts($(".attention-sentence-lines").querySelectorAll("text.is-share")), [
    "70\u00a0%",
    "30\u00a0%",
    "0\u00a0%",
  ]);
});

test("a model's weights are whole percentages, nothing where they are less than half of one, hidden where it looks ahead", async () => {
  const weights = [
    [
      [0.996, 0.004, 0],
      [0.005, 0.995, 0],
      [0.36, 0.64, 0],
    ],
  ];
  const read = { replaced: [], dropped: [] };
  const { $, cell, all, root, asked } = await sentence({
    weights,
    causal: true,
    unit: "character",
    side: "decoder",
    read,
  });
  $("[data-source=real]").click();
  await rest();
  equal(asked.at(-1), ["heads", { text: "My lord", model: "lm", side: "decoder", layer: 1 }]);
  equal(
    [cell(0, 0).textContent, cell(0, 1).textContent, cell(1, 0).textContent, cell(2, 1).textContent],
    ["100", "", "1", "64"],
  );
  equal(
    [cell(0, 1).classList.contains("is-hidden"), cell(1, 1).classList.contains("is-hidden"), cell(0, 1).ariaLabel],
    [true, false, "the looks at cat: hidden, 0.4\u00a0%"],
  );
  all(".attention-strip button")[2].click();
  const strip = all(".attention-strip button");
  equal(
    [strip[1].title, strip[1].ariaLabel, strip[1].style.getPropertyValue("--p")],
    ["64\u00a0% of the attention of “sat”", "2: cat, 64\u00a0%", "0.800"],
  );
  equal(all(".attention-head small").length, 1);
  equal(
    [
      $(".attention-sentence-heat .attention-grid-body").style.getPropertyValue("--cell"),
      texts(all(".attention-sentences button")),
    ],
    ["30px", ["My lord", "No"]],
  );
  equal(
    places(all("[data-of]"), (part) => !part.hidden).map((at) => all("[data-of]")[at].dataset.of),
    ["real", "real"],
  );
  equal(
    all("[data-source]").map((each) => each.getAttribute("aria-pressed")),
    ["false", "true"],
  );
  type($("[name=attention-text]"), "something else");
  await rest();
  $("[data-source=random]").click();
  equal(
    [$("[name=attention-text]").value, root.classList.contains("is-stale"), $(".attention-token-count").textContent],
    ["something else", true, ""],
  ); // not one of the examples
  await rest();
  equal([root.classList.contains("is-stale"), asked.at(-1)[0]], [false, "sentence"]);
});

test("words have wider cells than characters, and a server that fails is said with a way to ask again", async () => {
  const read = { replaced: [], dropped: [] };
  const answer = { unit: "subword", side: "decoder", causal: true, read };
  const { $, said, asked } = await sentence(answer);
  $("[data-source=real]").click();
  await rest();
  equal($(".attention-sentence-heat .attention-grid-body").style.getPropertyValue("--cell"), "48px");
  equal(said.at(-1), ["", undefined]);
  const before = asked.length;
  $("[data-do=ask-again]").click();
  await rest();
  equal(asked.length, before + 1);
  $("[data-source=real]").click(); // it is that one already
  await rest();
  equal(asked.length, before + 1);
});

test("a head's numbers that do not come are said", async () => {
  const { $, said, heads, asked } = await sentence();
  $("[data-do=open-head]").click();
  await rest();
  equal([said.at(-1), heads.length], [["The server did not answer; try again.", { isError: true }], 0]);
  equal(asked.at(-1), [
    "sentence",
    { text: "the cat sat", heads: 4, seed: 1, positions: true, causal: false, head: 0 },
  ]);
});

test("the whole of attention stands in one formula", () => {
  const box = element("");
  showOverview(box);
  const [math] = box.children;
  equal([math.textContent, math.querySelectorAll("mfrac > msqrt").length], ["Attention(Q,K,V)=softmax(QK⊤dk)V", 1]);
  equal(texts(math.querySelectorAll(".is-q, .is-k, .is-v")), ["Q", "K", "V", "Q", "K", "V"]);
});
