// What the tools, the link, tests and the browser's console see of the tab.

/** @param {*} page the tab's Desk */
export function makeViewer(page) {
  const { code, text, listeners } = page;
  return {
    get model() {
      return page.model;
    },
    get seed() {
      return page.seed;
    },
    get opening() {
      return page.opening;
    },
    get whose() {
      return page.whose;
    },
    get length() {
      return page.settings().length;
    },
    get moved() {
      return Boolean(code.byHand);
    },
    get own() {
      return page.twist.isOwn;
    },
    get writing() {
      return Boolean(text.busy);
    },
    get twist() {
      const { modern, slang } = page.twist.dials;
      return { modern: modern.value, slang: slang.value };
    },
    get tool() {
      const { shown, open } = page.strip;
      return shown.slice(1).some(({ id }) => id === open) ? open : null;
    }, // the first one is the default of a link
    compared: null, // the seed of the codes and the number of texts of each side, {codes, texts}
    compare(compared) {
      this.compared = compared;
      page.refreshLink();
    },
    manner: () => page.settings().manner,
    latents: () => code.now(),
    text: () => text.full(),
    whole: () => text.whole(),
    twisted: () => page.twist.twisted(),
    onText: (callback) => listeners.text.push(callback),
    onLatents: (callback) => listeners.latents.push(callback),
    setLatents: (z, why) => page.setLatents(z, why),
    ask: page.ask,
    say: page.say,
  };
}
