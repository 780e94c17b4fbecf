// What does not come: weights, a model, an answer. Each is said in a sentence, with a button that tries again.
import { chooser } from "../../../assets/shared/choosing.js";
import { failureOf } from "../../../assets/shared/failure.js";
import { fetchBuffer } from "../../../assets/shared/fetching.js";
import { sayer } from "../../../assets/shared/status.js";
import { element, equal, put, rest, stopped, test } from "./harness.mjs";

// What is said, or null; and the press of its button.
const lineOf = (root) => {
  const line = root.querySelector(".zoo-failure");
  return {
    said: () => (line.hidden ? null : line.querySelector("span").textContent),
    again: () => line.querySelector("button").click(),
  };
};

// A tab whose models are fetched by `fetch`.
function tab(fetch) {
  const root = element("<section></section>");
  const state = { model: null, said: "", root };
  const choose = chooser(root, {
    say: (text) => {
      state.said = text;
    },
    fetch,
    show: (next, found) => Object.assign(state, { model: next, found, said: "" }),
    shown: () => state.model,
  });
  return { state, choose, line: lineOf(root) };
}

test("a model whose weights do not come is said above the tab, and comes when it is tried again", async () => {
  const lost = new Set(["b"]);
  const { state, choose, line } = tab(async ({ name }) => {
    if (lost.has(name)) throw new Error("the weights could not be fetched");
    return `weights of ${name}`;
  });
  lost.add("a");
  await choose({ name: "a", title: "Model A" });
  equal([line.said(), state.model], ["Model A could not be shown: the weights could not be fetched.", null]);
  line.again(); // still without a network
  await rest();
  equal(line.said(), "Model A could not be shown: the weights could not be fetched.");
  lost.delete("a");
  line.again();
  await rest();
  equal([line.said(), state.found], [null, "weights of a"]);
  await choose({ name: "b" });
  equal(line.said(), "b could not be shown: the weights could not be fetched, so this is still Model A.");
  equal([state.said, state.model.name], ["", "a"]);
  await choose({ name: "c" });
  equal([line.said(), state.model.name], [null, "c"]);
  const text = state.root.appendChild(document.createElement("p"));
  text.textContent = "A digit of MNIST.";
  await choose({ name: "d", data: { name: "KMNIST", noun: "character" } });
  equal(text.textContent, "A character of KMNIST."); // the tab speaks of what the model draws
  await choose({ name: "c" });
  equal(text.textContent, "A digit of MNIST.");
});

test("a model that the server cannot give is asked for again; one that comes late is not shown", async () => {
  const frees = [];
  const { state, choose, line } = tab(() => new Promise((done, failed) => frees.push({ done, failed })));
  let asked = 0;
  failureOf(state.root).ask = () => {
    asked += 1;
  };
  await choose({ error: "It is damaged." });
  equal(line.said(), "It is damaged.");
  line.again();
  equal([asked, line.said()], [1, null]);
  choose({ name: "slow" });
  choose({ name: "quick" });
  frees[1].done("quick's");
  frees[0].failed(new Error("lost"));
  await rest();
  equal([state.found, line.said()], ["quick's", null]);
  choose({ name: "slow" });
  choose({ error: "It is damaged." });
  frees[2].done("slow's");
  await rest();
  equal([state.found, line.said()], ["quick's", "It is damaged."]);
});

for (const [what, answer, said] of [
  ["without a network", () => Promise.reject(new TypeError("Failed to fetch")), "the weights could not be fetched"],
  ["refused", async () => ({ ok: false, status: 503 }), "the weights could not be fetched (503)"],
  [
    "cut off",
    async () => ({ ok: true, arrayBuffer: () => Promise.reject(new TypeError("network error")) }),
    "the weights could not be fetched",
  ],
])
  test(`why a file does not come is said in words: ${what}`, async () => {
    put(window, "fetch", answer);
    equal(await fetchBuffer("/x", "weights").catch(({ message }) => message), said);
  });

test("a message with something to try again stays until it is tried or another comes", async () => {
  const clock = stopped();
  const box = element("");
  const say = sayer(box);
  let tried = 0;
  const retry = () => {
    tried += 1;
  };
  say("The pictures did not come.", true, retry);
  await clock.pass(60000);
  equal(box.textContent, "The pictures did not come. Try again");
  box.querySelector("button").click();
  equal([tried, box.textContent], [1, ""]);
  say("The pictures did not come.", true, retry);
  say("Saved.");
  equal(box.textContent, "Saved.");
});
