// The lab's questions, each with a short answer from the measured runs and the command that prints or recomputes them.
window.zooRbm = window.zooRbm || {};
(() => {
  const ours = window.zooRbm;
  const zoo = window.zoo;

  // Rows of a table: each names what was measured and has one value a model, {title, values} in the order of `models`.
  function table({ rows, models }, titles) {
    if (!rows?.length) return [];
    const head = (name) => zoo.el("th", { scope: "col" }, titles.get(name) ?? name, ...(titles.has(name) ? [zoo.el("small", { textContent: name })] : []));
    const heads = [zoo.el("th"), ...models.map(head)];
    const line = ({ title, unit, values }) => zoo.el("tr", {}, zoo.el("th", { scope: "row" }, title, ...(unit ? [zoo.el("small", { textContent: unit })] : [])),
      ...values.map((value) => zoo.el("td", { textContent: value ?? "–" })));
    const made = zoo.el("table", { className: "zoo-metrics rbm-question-table" }, zoo.el("thead", {}, zoo.el("tr", {}, ...heads)), zoo.el("tbody", {}, ...rows.map(line)));
    return [zoo.el("div", { className: "rbm-scroll" }, made)];
  }

  // A text with its commands, which stand between backticks, as code.
  const marked = (text) => text.split("`").map((part, i) => (i % 2 ? zoo.el("code", { textContent: part }) : part));

  class Questions {
    constructor(box, viewer) {
      this.viewer = viewer;
      this.list = zoo.el("div", { className: "rbm-questions" });
      box.append(this.list);
    }

    async model() {
      if (this.list.childElementCount && !this.failed) return; // the answers are of the family, not of one model
      this.list.replaceChildren(zoo.el("p", { className: "rbm-small", textContent: "Reading the measured runs …" }));
      const answer = await this.viewer.ask("questions", {});
      this.failed = !answer;
      const none = answer ? "None of the runs that answer them is here." : "The answers could not be fetched; choose a model above to try again.";
      const cards = (answer?.questions ?? []).map((question) => this.card(question));
      this.list.replaceChildren(...(cards.length ? cards : [zoo.el("p", { className: "rbm-small", textContent: none })]));
    }

    card(question) {
      const { title, answer, models, command } = question;
      const titles = new Map(this.viewer.model.models.map((model) => [model.name, model.title]));
      const there = models.filter((name) => titles.has(name));
      const others = there.length > 1 ? there.slice(1) : [];
      const label = (name) => (others.length === 1 ? "Compare these two" : `Compare with ${titles.get(name)}`);
      const buttons = others.map((name) => zoo.button(label(name), () => ours.compareThese(there[0], name)));
      return zoo.el("article", { className: "rbm-question" }, zoo.el("h4", { textContent: title }), zoo.el("p", { className: "rbm-text" }, ...marked(answer)),
        ...table(question, titles), zoo.el("div", { className: "rbm-row" }, ...buttons),
        zoo.el("p", { className: "rbm-command" }, zoo.el("span", { textContent: "prints these stored figures:" }), zoo.el("code", { textContent: command }), this.copy(command)),
        zoo.el("p", { className: "rbm-small" }, "With ", zoo.el("code", { textContent: "--evaluate" }), " after it, it first recomputes every figure from the checkpoints."));
    }

    copy(command) {
      return zoo.button("Copy", async () => {
        try {
          await navigator.clipboard.writeText(command);
          this.viewer.say("Command copied.");
        } catch {
          this.viewer.say("The clipboard is closed to this page; select the command and copy it by hand.", true); // no https
        }
      }, "rbm-copy");
    }
  }

  ours.tool("questions", {
    title: "The lab’s questions",
    lead: "Is it better to binarise the digits? Do more steps of CD help? What does the learning rate do, and the number of hidden units? "
      + "The answers here are read off the stored figures of the trained models, and every figure can be recomputed.",
    make: (box, viewer) => new Questions(box, viewer),
  });
})();
