// Guess the model: ten digits, six models, who drew them?
import { el, makeButton } from "../shared/dom.js";

// The models in another order: a round for each. random() gives numbers from 0 to 1.
export function shuffled(models, random = Math.random) {
  const order = [...models];
  for (let last = order.length - 1; last > 0; last--) {
    const at = Math.floor(random() * (last + 1));
    [order[last], order[at]] = [order[at], order[last]];
  }
  return order;
}

// `models` are {name, title}, ask({model, seed}) gives {samples} or {problem}, draw(canvas, samples) shows them.
export function makeGuess(box, { models, ask, draw, random = Math.random }) {
  const canvas = el("canvas", { className: "zoo-screen course-guess-digits", width: 140, height: 56, role: "img" });
  canvas.setAttribute("aria-label", "Ten digits of one of the models");
  const status = el("p", { className: "course-small", role: "status" });
  const choices = el("div", { className: "course-row", role: "group", ariaLabel: "Who drew these digits?" });
  const start = makeButton("Start the game", () => begin(), "zoo-primary");
  let order = []; // of this game
  let at = 0;
  let right = 0;
  box.append(el("div", { className: "course-row" }, start), canvas, choices, status);
  canvas.hidden = true;

  const say = (text) => {
    status.textContent = text;
  };

  function begin() {
    order = shuffled(models, random);
    [at, right] = [0, 0];
    start.textContent = "Start again";
    show();
  }

  async function show() {
    const mine = order;
    choices.replaceChildren();
    say(`Round ${at + 1} of ${order.length}: the digits come …`);
    const answer = await ask({ model: order[at].name, seed: 1 + Math.floor(random() * 9) });
    if (mine !== order) return;
    if (answer.problem) return say(answer.problem);
    draw(canvas, answer.samples);
    canvas.hidden = false;
    choices.replaceChildren(...models.map((model) => makeButton(model.title, () => guess(model))));
    say(`Round ${at + 1} of ${order.length}: who drew these?`);
  }

  function guess({ name }) {
    const drew = order[at];
    const isRight = name === drew.name;
    right += Number(isRight);
    at++;
    const told = isRight ? `Right, it was ${drew.title}.` : `No, it was ${drew.title}.`;
    if (at === order.length) {
      choices.replaceChildren();
      return say(`${told} You were right ${right} of ${order.length} times; by chance it would be once.`);
    }
    choices.replaceChildren(makeButton("Next", show, "zoo-primary"));
    return say(`${told} ${right} of ${at} right so far.`);
  }
}
