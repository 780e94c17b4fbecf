// What the tools, tests and the browser's console see of the tab.

/** @param {*} page the tab's Dreams */
export function makeViewer(page) {
  const { run, player } = page;
  return {
    get model() {
      return page.model;
    },
    get machine() {
      return run.machine;
    },
    get playing() {
      return player.playing;
    },
    get seed() {
      return run.seed;
    },
    get start() {
      return run.start;
    },
    get half() {
      return run.half?.half ?? "";
    }, // that is held from the start
    get temperature() {
      return run.temperature;
    },
    get tempered() {
      return run.tempered;
    },
    get steps() {
      return run.chains.steps;
    },
    get tool() {
      const { shown, open } = page.strip;
      return open === shown[0]?.id ? null : open;
    }, // the first one is the default of a link
    drawn: () => page.starter.pad.described().drawing ?? "", // the strokes on the pad, if a link can hold them
    get touched() {
      return run.chains.touched;
    },
    chains: () => (run.chains?.list ?? []).map((chain) => run.describe(chain)),
    held: (index) => Array.from(run.chains.list[index].clamp),
    forced: () => run.forced,
    film: () => run.film.map((shown) => shown[page.stage.picked]).filter(Boolean),
    ...hands(page),
    play: () => player.set(true),
    pause: () => player.set(false),
    step: (count = 1) => page.step(count),
    own: (taken) => page.own.add(taken),
    owned: () => page.own.listed(),
    ask: (name, request) => page.ask(name, request),
    say: page.say,
  };
}

// What changes a run from outside.
function hands(page) {
  const { run } = page;
  return {
    set(index, pixels) {
      run.chains.put(run.chains.list[index], pixels);
      page.rested();
    },
    clamp(index, units) {
      run.chains.hold(run.chains.list[index], new Map(units));
      page.rested();
    },
    force: (unit, value) => page.force(unit, value),
  };
}
