// The sentence mode: tokens, and what each head of a network that has learned nothing would look at.
window.zooAttention = window.zooAttention || {};
window.zooAttention.sentence = function sentence(root, { ask, openHead, say }) {
  const { format } = window.zooAttention;
  const $ = (selector) => root.querySelector(selector);
  const field = (name) => $(`[name=attention-${name}]`);
  let shown = null; // {tokens, weights: head -> query -> key}
  let head = 0;
  let pick = { i: 0, j: 0 };
  const strongest = (weights) => weights.indexOf(Math.max(...weights));
  const percent = (x) => `${Math.round(100 * x)} %`;
  const show = (x) => format.number(x, 3);

  const grid = window.zooAttention.grid($(".attention-sentence-heat"), {
    fill(cell, row, column) {
      const weight = shown.weights[head][row][column];
      const hidden = shown.causal && column > row;
      cell.textContent = show(weight);
      cell.style.setProperty("--p", Math.min(1, weight).toFixed(3));
      cell.classList.toggle("is-hidden", hidden);
      cell.classList.toggle("is-followed", row === pick.i);
      cell.classList.toggle("is-picked", row === pick.i && column === pick.j);
      cell.setAttribute("aria-label", `${shown.tokens[row]} looks at ${shown.tokens[column]}: ${hidden ? "hidden, " : ""}${show(weight)}`);
    },
    onFocus: (i, j) => choose(i, j),
  });
  const lines = window.zooAttention.lines($(".attention-sentence-lines"), (i, j) => choose(i, j));

  function choose(i, j) {
    pick = { i, j };
    draw();
  }

  function buttons() {
    const size = shown.tokens.length;
    const made = shown.weights.map((weights, index) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "attention-head" });
      const picture = Object.assign(document.createElement("canvas"), { width: size, height: size });
      const text = Object.assign(document.createElement("span"), { textContent: `Head ${index + 1}` });
      window.zoo.paint(picture, weights.flat().map((x) => Math.sqrt(x)));
      picture.className = "zoo-screen";
      button.append(picture, text);
      button.addEventListener("click", () => {
        head = index;
        draw();
      });
      return button;
    });
    $(".attention-heads").replaceChildren(...made);
  }

  function draw() {
    const { tokens } = shown;
    head = Math.min(head, shown.weights.length - 1);
    pick = { i: Math.min(pick.i, tokens.length - 1), j: Math.min(pick.j, tokens.length - 1) };
    const longest = Math.max(...tokens.map((token) => token.length));
    root.querySelectorAll(".attention-head").forEach((button, index) => button.setAttribute("aria-pressed", String(index === head)));
    grid.resize({
      rows: tokens.length, columns: tokens.length, width: 66, height: 34, labelWidth: Math.min(120, 28 + 8 * longest),
      rowLabel: (i) => tokens[i], columnLabel: (j) => tokens[j],
    });
    lines({ weights: shown.weights[head], row: pick.i, column: pick.j, queryLabel: (i) => tokens[i], keyLabel: (j) => tokens[j], format: show });
    $(".attention-head-name").textContent = `Head ${head + 1}: what each token looks at`;
    const weights = shown.weights[head][pick.i];
    const best = strongest(weights);
    $(".attention-sentence-note").textContent =
      `In this head “${tokens[pick.i]}” gives the largest share of its attention, ${percent(weights[best])}, to “${tokens[best]}”` +
      `${pick.j === best ? "" : `, and ${percent(weights[pick.j])} to “${tokens[pick.j]}”`}. Each row adds up to 100 %.`;
    $("[data-do=open-head]").textContent = `See the numbers of head ${head + 1}`;
  }

  const request = () => ({
    text: field("text").value, heads: Number(field("heads").value), seed: field("seed").value === "" ? null : Number(field("seed").value),
    positions: field("positions").checked, causal: field("sentence-causal").checked,
  });
  // The last heads stay, paler; the number of tokens would belong to another sentence.
  function fail(text) {
    root.classList.add("is-stale");
    $(".attention-token-count").textContent = "";
    say(text, { isError: true });
  }
  const update = window.zoo.newestOnly(async () => {
    const asked = request();
    const answer = await ask(asked);
    if (!answer) return fail("The server did not answer; change the sentence to try again.");
    if (answer.error) return fail(answer.error);
    root.classList.remove("is-stale");
    say("");
    if (shown?.tokens.join(" ") !== answer.tokens.join(" ")) pick = { i: 0, j: strongest(answer.weights[0][0]) };
    shown = { ...answer, causal: asked.causal };
    $(".attention-token-count").textContent = `${shown.tokens.length} token${shown.tokens.length === 1 ? "" : "s"}: ${shown.tokens.join(" · ")}`;
    buttons();
    draw();
  });

  root.addEventListener("input", () => {
    $(".attention-heads-value").textContent = field("heads").value;
    update(null);
  });
  $("[data-do=open-head]").addEventListener("click", async () => {
    const answer = await ask({ ...request(), head });
    if (answer?.tables) openHead(answer.tables, `Head ${head + 1} of the sentence, its numbers rounded to three decimals`);
    else say(answer?.error ?? "The server did not answer; try again.", { isError: true });
  });

  return {
    start(sentences) {
      const made = sentences.map((text) => {
        const button = Object.assign(document.createElement("button"), { type: "button", className: "attention-chip", textContent: text, dir: "auto" });
        button.addEventListener("click", () => {
          field("text").value = text;
          update(null);
        });
        return button;
      });
      $(".attention-sentences").replaceChildren(...made);
      field("text").value = sentences[0];
    },
    update: () => update(null),
  };
};
