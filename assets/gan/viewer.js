// What the tools and the link see of the sampler.
import { movesOf } from "./moves.js";

export function makeViewer(page) {
  return {
    home: page.home,
    get model() {
      return page.model;
    },
    get seed() {
      return page.controls.seed;
    },
    get truncation() {
      return page.controls.truncation;
    },
    get digit() {
      return page.controls.digit;
    },
    get count() {
      return page.controls.count;
    },
    get tool() {
      return page.strip.open === page.strip.shown[0]?.id ? null : page.strip.open;
    }, // the first one is the default of a link
    get at() {
      return page.place.at;
    },
    pins: () => page.pins.there().map((pin) => ({ ...pin })), // that this model has drawn
    kept: () => page.pins.list.map((pin) => ({ ...pin })), // all, drawn or not
    pinsDrawn: () => page.pins.ready,
    pinned: () => page.pins.list.indexOf(page.shown.pin) + 1, // which one is shown large, from 1; 0 for none
    sampled: () => page.grid.samples.filter((sample) => page.controls.isOf(sample)),
    selected: () => (page.shown.pin ? null : (page.grid.samples[page.shown.index] ?? null)),
    get large() {
      return page.detail.sample;
    }, // the sample shown large: one of the grid, a pin, or a moved one
    // The pairs [index, value] of the numbers that were moved, of the sample that is shown large.
    moves() {
      const { pin } = page.shown;
      const { sample } = page.detail;
      // a pin that was taken off has no place
      return sample && (!pin || page.pins.list.includes(pin)) ? movesOf(sample) : [];
    },
    move: (latents) => page.move(latents),
    columns: () => page.grid.columns,
    linkChanged: () => page.refreshLink(), // a tool has changed what the link holds
    ask: (name, request) => page.ask(name, request),
    own: (taken) => page.own.add(taken),
    owned: () => page.own.listed(),
    say: page.say,
  };
}
