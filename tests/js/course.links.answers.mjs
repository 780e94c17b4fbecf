// What the page makes of the links of the course that the server does not read: see test_course.py.
import { readFileSync } from "node:fs";
import { MODES, readExample } from "../../assets/attention/example.js";
import { book as digits } from "../../assets/gan/train/digits/settings.js";
import { book as plane } from "../../assets/gan/train/plane/settings.js";
import { book as rbm } from "../../assets/rbm/train/settings.js";
import { book as vae } from "../../assets/vae/train/settings.js";

const BOOKS = { gan: digits, rbm, vae };
const { trainings, others, presets } = JSON.parse(readFileSync(0, "utf8"));

// Each training as the page would write it; of each link to the attention tab, its mode, its example, and what is wrong.
console.log(
  JSON.stringify({
    trainings: trainings.map(({ tab, train, plane: points }) => {
      const book = points ? plane : BOOKS[tab];
      return book.write(book.parse(points ?? train));
    }),
    others: others.map((given) => {
      const { preset, problem } = readExample(given, presets);
      return { mode: MODES.find((mode) => mode === given.mode), name: preset?.name ?? "", problem };
    }),
  }),
);
