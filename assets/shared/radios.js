// The list of a tab's models is Gradio's: a row of radio buttons, each with a name of its own. By a common name they
// are one group: Tab reaches the chosen one, and the arrow keys lead from one to the next.

const FRAMES = 100; // to wait for a list that appears after the tab's component
let lists = 0;

export function joinModels(root) {
  const name = `zoo-models-${++lists}`;

  function join(frames) {
    const panel = root.closest("[role=tabpanel]") ?? document;
    const list = root.isConnected && panel.querySelector(".zoo-models");
    if (!list) return void (frames && requestAnimationFrame(() => join(frames - 1)));
    const rename = () => {
      for (const radio of list.querySelectorAll("input[type=radio]")) if (radio.name !== name) radio.name = name;
    };
    rename();
    // Gradio rebuilds the list, and gives a button its own name again when it is chosen.
    new MutationObserver(rename).observe(list, { childList: true, subtree: true, attributeFilter: ["name"] });
  }

  join(FRAMES);
}
