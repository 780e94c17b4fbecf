// Saving a run: a link that repeats it, the film, the pictures, the energies, and everything as JSON.
import { toBase64 } from "../shared/bytes.js";
import { copyLink, download, el, makeButton, makeScreen, paint } from "../shared/dom.js";
import { short } from "../shared/maths.js";
import { experimentLink } from "../shared/own.js";
import { aboutOf, frameButton, saveGif, videoButton } from "../shared/sharing.js";
import { address } from "../shared/views.js";

const EACH = 80; // milliseconds of a frame
const SIDE = 280; // a saved picture's width
const MOST_STEPS = 20000; // the most steps that a link repeats

export const runLink = (viewer) => {
  const { model, seed, start, steps, temperature } = viewer;
  if (model.own) return experimentLink("rbm", model, model.own.experiment);
  const query = new URLSearchParams({
    tab: "rbm",
    model: model.name,
    revision: model.revision.slice(0, 8),
    seed: String(seed),
    start,
    steps: String(Math.min(steps, MOST_STEPS)),
    temperature: String(short(temperature)),
    chains: String(viewer.chains().length),
  });
  if (viewer.tempered) query.set("tempered", "1");
  if (start === "drawing" && viewer.drawn()) {
    query.set("drawing", viewer.drawn());
    if (viewer.half) query.set("half", viewer.half);
  }
  if (viewer.tool) query.set("tool", viewer.tool);
  return address(query);
};

// Why the link would not repeat exactly this run, or "".
function lost(viewer) {
  if (viewer.model.own) return "The link trains this machine again; the machine itself stays in your browser.";
  if (viewer.start === "drawing" && !viewer.drawn())
    return "Your drawing is not in the link: save the JSON file to keep it.";
  if (viewer.touched || viewer.forced().size) {
    return "The link repeats the run without what you painted, held or forced, and without temperature changes on the way; with tempering, if it is on, from its start.";
  }
  if (viewer.steps > MOST_STEPS)
    return `A link runs ${MOST_STEPS.toLocaleString("en")} steps at most; this run is longer.`;
  return "";
}

// Repeats the run of a link and stops at its last step. `page` is the tab's Dreams. If the visitor does something else
// meanwhile, the link is dropped silently.
export const restore = async (link, page) => {
  const { start, seed = 1, temperature = 1, tempered = 0, steps = 0, chains: count } = link;
  page.set({ seed, temperature, tempered: tempered === 1, count });
  const { run } = page;
  const [asked, before] = [page.model, run.began];
  const began = await page.starter.restore(start, link.drawing, link.half);
  if (page.model !== asked || began === null) return;
  if (!began && run.began === before) {
    page.begin(); // with the link's seed, temperature and chains, as the fields say
    page.say(`The link's start, ${start}, is not available for this model now, so the run starts without it.`, true);
  }
  if (!began || run.began !== before + 1) return;
  await catchUp(Math.min(steps, MOST_STEPS), page);
};

async function catchUp(goal, page) {
  const [asked, chains] = [page.model, page.run.chains];
  const isOurs = () => page.model === asked && page.run.chains === chains && !page.player.playing && !chains.touched;
  while (isOurs() && chains.steps < goal) {
    chains.step(Math.min(50, goal - chains.steps));
    page.redraw();
    if (goal > 500) page.say(`Running the link's ${goal.toLocaleString("en")} steps …`);
    await new Promise((done) => setTimeout(done));
  }
  if (!isOurs()) return;
  page.say(`This is step ${chains.steps.toLocaleString("en")} of the link's run. Press Play to go on from here.`);
  page.rested();
}

export const energies = (viewer) => {
  const traces = viewer.chains().map(({ trace }) => trace);
  const first = viewer.steps - traces[0].length + 1;
  const rows = traces[0].map((_, i) => [first + i, ...traces.map((trace) => short(trace[i]))].join(","));
  return `${["step", ...traces.map((_, i) => `free_energy_of_chain_${i + 1}`)].join(",")}\n${rows.join("\n")}\n`;
};

export const everything = (viewer) => {
  const { model, seed, start, steps, temperature, tempered } = viewer;
  return {
    model: model.name,
    title: model.title,
    revision: model.revision,
    seed,
    start,
    steps,
    temperature,
    tempered,
    link: runLink(viewer),
    changed_by_hand: viewer.touched,
    forced: Object.fromEntries(viewer.forced()),
    chains: viewer.chains().map(({ visible, sample, hidden, freeEnergy, held }) => ({
      free_energy_nats: short(freeEnergy),
      probabilities: Array.from(visible, (p) => Math.round(1000 * p) / 1000),
      sample: Array.from(sample).join(""),
      hidden: Array.from(hidden).join(""),
      held,
    })),
  };
};

function pictures(viewer) {
  const chains = viewer.chains();
  const columns = Math.ceil(Math.sqrt(chains.length));
  const canvas = el("canvas", { width: columns * SIDE, height: Math.ceil(chains.length / columns) * SIDE });
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false; // a pixel is a square
  chains.forEach(({ visible }, i) => {
    const small = makeScreen("");
    paint(small, visible);
    context.drawImage(small, (i % columns) * SIDE, Math.floor(i / columns) * SIDE, SIDE, SIDE);
  });
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

const about = (viewer) => aboutOf("rbm", "A Gibbs chain", viewer);

function filmOf(viewer) {
  const frames = viewer.film();
  if (frames.length > 1) return frames;
  viewer.say("Run the chain for a moment first: the film shows its last 60 frames.", true);
  return null;
}

async function gif(viewer) {
  const frames = filmOf(viewer);
  if (!frames) return;
  const bytes = new Uint8Array(frames.length * 784);
  frames.forEach((frame, i) => bytes.set(frame, i * 784));
  viewer.say("Making the film …");
  const answer = await viewer.ask("gif", { frames: toBase64(bytes), count: frames.length, milliseconds: EACH });
  if (!answer) return;
  saveGif(`${viewer.model.name}-chain.gif`, answer.gif, about(viewer));
  viewer.say(`Saved ${viewer.model.name}-chain.gif, ${frames.length} frames.`);
}

function video(viewer) {
  const frames = filmOf(viewer);
  return frames && { name: `${viewer.model.name}-chain`, frames, milliseconds: EACH, about: about(viewer) };
}

export const exports = (box, viewer) => {
  const save = (suffix, type, content) => async () => {
    const name = `${viewer.model.name}-chain.${suffix}`;
    download(name, await content(viewer), type);
    viewer.say(`Saved ${name}.`);
  };
  const field = el("input", { type: "text", readOnly: true, className: "zoo-link", "aria-label": "Link to this run" });
  field.addEventListener("focus", () => {
    refresh(); // a run that plays has gone on since
    field.select();
  });
  const note = el("p", { className: "rbm-chain-caption rbm-chain-lost" });
  const copy = () => {
    refresh();
    copyLink(field, field.value, (text) => viewer.say(`${text} ${note.textContent}`.trim()));
  };
  function refresh() {
    field.value = runLink(viewer);
    note.textContent = lost(viewer);
  }
  box.append(
    el(
      "div",
      { className: "zoo-row" },
      field,
      makeButton("Copy link", copy, "zoo-primary"),
      frameButton("rbm", () => ({ id: "chain", title: "A machine that dreams" }), viewer.say),
      makeButton("Save GIF", () => gif(viewer)),
      videoButton(() => video(viewer), viewer.say),
      makeButton("PNG", save("png", "image/png", pictures)),
      makeButton("CSV", save("csv", "text/csv", energies)),
      makeButton(
        "JSON",
        save("json", "application/json", (it) => `${JSON.stringify(everything(it), null, 2)}\n`),
      ),
    ),
    note,
    el("p", {
      className: "rbm-chain-caption",
      textContent:
        "The link runs the same chain again: same start, seed, steps and temperature, same " +
        "picture. GIF: the last 60 frames of the chosen chain; PNG: the pictures; CSV: the free energies; JSON: everything.",
    }),
  );
  return refresh;
};
