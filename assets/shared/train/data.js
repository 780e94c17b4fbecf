// The pictures that a training can learn from, and what is said of them.
import { fetchTensors } from "../fetching.js";

const OWN = { train: 5000, held: 500 }; // pictures made of the visitor's own drawings
const NO_DRAWINGS = "there are no drawings of yours yet: draw some digits in the VAE tab, under “Your own data”";
const GARMENTS = ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"];
const CHARACTERS = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"];

// By kind: what it learns from, in a sentence about it, and what the command that trains in full is given; and for
// pictures that are no digits what they are, as tabs/shared/parts.py has it.
export const KINDS = {
  mnist: { learns: "real digits of MNIST", short: "digits of MNIST", given: "" },
  drawn: {
    learns: "drawings: the ten examples above, moved, turned and thickened. MNIST is not on this server",
    ...{ short: "drawn digits", given: "" },
  },
  own: {
    learns: "pictures of your own drawings, each moved, turned and bent a little",
    ...{ short: "pictures of somebody’s own drawings", given: " --data my-digits.npz" },
  },
  fashion: {
    ...{ learns: "garments of Fashion-MNIST", short: "garments of Fashion-MNIST" },
    given: " --data torchvision:FashionMNIST",
    data: { name: "Fashion-MNIST", noun: "garment", classes: GARMENTS },
  },
  kmnist: {
    ...{ learns: "characters of KMNIST", short: "characters of KMNIST", given: " --data torchvision:KMNIST" },
    data: { name: "KMNIST", noun: "character", classes: CHARACTERS },
  },
};

// The setting of it; its choices are of every tab.
export const SETTING = {
  text: "training data",
  start: "mnist",
  anew: true,
  choices: [
    ["mnist", "MNIST"],
    ["own", "my own drawings"],
    ["fashion", "Fashion-MNIST"],
    ["kmnist", "KMNIST"],
  ],
};

// {kind, train, held, labels (of the latter), others: what else the server has}. `ask(request)` asks the server. Throws a
// sentence.
export async function fetchData(name, ask) {
  if (name === "own") return drawn();
  const answer = await ask(name === "mnist" ? {} : { data: name });
  if (!answer) throw new Error(name === "mnist" ? "the server did not answer" : "the server did not give any");
  const { train, held, labels } = await fetchTensors(answer.url, "digits");
  return { kind: answer.kind, train, held, labels, others: answer.others ?? [] };
}

async function drawn() {
  const { keptDrawings, manyPictures } = await import("../drawn-set.js");
  const drawings = keptDrawings();
  if (!drawings.some((strokes) => strokes.length)) throw new Error(NO_DRAWINGS);
  const { images, labels } = await manyPictures(drawings, OWN.train + OWN.held);
  const cut = 784 * OWN.train;
  const rest = { labels: Uint8Array.from(labels.subarray(OWN.train)), others: null };
  return { kind: "own", train: images.slice(0, cut), held: images.slice(cut), ...rest };
}
