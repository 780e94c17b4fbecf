// The lab's questions, each with a short answer from the measured runs and the command that prints or recomputes them.
import { copyText, el, makeAgain, makeButton } from "../shared/dom.js";
import { compareThese } from "./compare.js";

// The rows of a table, each with one value per model: {title, values} in the order of `models`.
function table({ rows, models }, titles) {
  if (!rows?.length) return [];
  const head = (name) =>
    el(
      "th",
      { scope: "col" },
      titles.get(name) ?? name,
      ...(titles.has(name) ? [el("small", { textContent: name })] : []),
    );
  const heads = [el("th"), ...models.map(head)];
  const line = ({ title, unit, values }) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, title, ...(unit ? [el("small", { textContent: unit })] : [])),
      ...values.map((value) => el("td", { textContent: value ?? "–" })),
    );
  const made = el(
    "table",
    { className: "zoo-metrics rbm-question-table" },
    el("thead", {}, el("tr", {}, ...heads)),
    el("tbody", {}, ...rows.map(line)),
  );
  return [el("div", { className: "zoo-scroll" }, made)];
}

// A text with its commands, between backticks, as code.
const marked = (text) => text.split("`").map((part, i) => (i % 2 ? el("code", { textContent: part }) : part));

class Questions {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.list = el("div", { className: "rbm-questions" });
    box.append(this.list);
  }

  async model() {
    if (this.list.childElementCount && !this.failed) return; // the answers are the same for every model of the family
    this.list.replaceChildren(el("p", { className: "rbm-small", textContent: "Reading the measured runs …" }));
    const answer = await this.viewer.ask("questions", {});
    this.failed = !answer;
    const cards = (answer?.questions ?? []).map((question) => this.card(question));
    this.list.replaceChildren(...(cards.length ? cards : [this.none(answer)]));
  }

  none(answer) {
    const said = answer
      ? ["None of the runs that answer them is here."]
      : ["The answers could not be fetched. ", makeAgain(() => this.model())];
    return el("p", { className: "rbm-small" }, ...said);
  }

  card(question) {
    const { title, answer, why, models, command } = question;
    const titles = new Map(this.viewer.model.models.map((model) => [model.name, model.title]));
    const there = models.filter((name) => titles.has(name));
    const others = there.length > 1 ? there.slice(1) : [];
    const label = (name) => (others.length === 1 ? "Compare these two" : `Compare with ${titles.get(name)}`);
    const buttons = others.map((name) => makeButton(label(name), () => compareThese(there[0], name)));
    return el(
      "article",
      { className: "rbm-question" },
      el("h4", { textContent: title }),
      el("p", { className: "rbm-text" }, ...marked(answer)),
      ...(why ? [el("p", { className: "rbm-text", textContent: why })] : []),
      ...table(question, titles),
      el("div", { className: "rbm-row" }, ...buttons),
      el(
        "p",
        { className: "rbm-command" },
        el("span", { textContent: "prints these stored figures:" }),
        el("code", { textContent: command }),
        this.copy(command),
      ),
      el(
        "p",
        { className: "rbm-small" },
        "With ",
        el("code", { textContent: "--evaluate" }),
        " after it, it first recomputes every figure from the checkpoints.",
      ),
    );
  }

  copy(command) {
    return makeButton(
      "Copy",
      async () => {
        if (await copyText(command)) this.viewer.say("Command copied.");
        else this.viewer.say("This page cannot use the clipboard; select the command and copy it by hand.", true);
      },
      "rbm-copy",
    );
  }
}

export const tool = {
  id: "questions",
  title: "The lab’s questions",
  lead:
    "Is it better to binarise the digits? Do more steps of CD help? What does the learning rate do, and the number of hidden units? " +
    "The answers come from the stored figures of the trained models, and every figure can be recomputed.",
  make: (box, viewer) => new Questions(box, viewer),
};
