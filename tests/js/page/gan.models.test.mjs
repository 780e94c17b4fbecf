// The GAN tab: a server that fails, other models, and pins that go through them.
import { NO_NEAREST } from "../../../assets/shared/mnist.js";
import { ganModel, openGan, serverOf, settled, shown, small } from "./gan.mjs";
import { equal, ok, press, pressed, rest, stopped, test, texts, type } from "./harness.mjs";

// ---- a server that fails
test("where digits do not come the last ones stay with their settings, and can be asked for again", async () => {
  const tab = await openGan(ganModel());
  await settled();
  tab.served.state.broken = true;
  type(tab.$(".gan-controls [name=seed]"), "9");
  tab.button("25", tab.$(".gan-counts")).click();
  await settled();
  tab.button("Generate").click();
  await settled();
  equal(
    [tab.viewer.count, tab.viewer.seed, tab.$(".gan-still").hidden, tab.all(".gan-cell.is-stale").length],
    [64, 1, false, 0],
  );
  equal(tab.$(".gan-controls [name=count]").value, "64");
  equal(tab.$(".gan-status").textContent, "It broke.");
  ok(tab.$(".gan-still").textContent.startsWith("These are still the digits of seed 1; the server did not give"));
  tab.served.state.broken = false;
  tab.button("Try again", tab.$(".gan-still")).click();
  await settled();
  equal([tab.viewer.count, tab.$(".gan-still").hidden, tab.all(".gan-cell").length], [25, true, 25]);
});

test("answers for a model that is no longer shown are dropped", async () => {
  const frees = [];
  const served = serverOf();
  const { samples } = served.server;
  served.server.samples = async (request) => {
    if (request.model === "gan-a") await new Promise((done) => frees.push(done));
    return samples(request);
  };
  const tab = await openGan(ganModel(), served);
  await rest();
  tab.choose(ganModel({ name: "gan-b", title: "The gan-b", revision: "b".repeat(16) }));
  for (const free of frees) free();
  await settled();
  equal([tab.$(".gan-progress").textContent, tab.$(".gan-status").textContent], ["64 of 64", ""]);
  equal(tab.served.of("samples").filter(({ model }) => model === "gan-a").length, 1);
  equal(tab.link().get("model"), "gan-b");
});

test("the page says when the first digits are late, and not once some have come", async () => {
  const clock = stopped();
  let free;
  const served = serverOf();
  const { samples } = served.server;
  served.server.samples = async (request) => {
    if (!free)
      await new Promise((done) => {
        free = done;
      });
    return samples(request);
  };
  const tab = await openGan(ganModel(), served);
  await clock.pass(1400);
  equal(tab.$(".gan-waking").textContent, "");
  await clock.pass(200);
  ok(tab.$(".gan-waking").textContent.includes("waking up"));
  free();
  await settled(clock);
  equal(tab.$(".gan-waking").textContent, "");
  tab.button("25", tab.$(".gan-counts")).click();
  await clock.pass(2000);
  equal(tab.$(".gan-waking").textContent, "");
});

// ---- another model
test("seed, truncation and the sample shown large stay for the next model, a digit that it has not got does not", async () => {
  const tab = await openGan(
    ganModel({ classes: 10, restore: { seed: 5, truncation: 0.7, digit: 9, count: 40, pin: 3 } }),
  );
  await settled();
  tab.choose(ganModel({ name: "gan-b", classes: 5 }));
  await settled();
  const { seed, truncation, digit } = tab.served.of("samples").at(-1);
  equal(
    [seed, truncation, digit, tab.viewer.count, shown(tab).large],
    [5, 0.7, null, 40, "Sample 3 of seed 5, asked for a 3, truncation 0.70"],
  );
  equal(tab.all(".gan-digits button").filter(({ hidden }) => !hidden).length, 6);
  tab.choose(ganModel({ name: "gan-c" }));
  await settled();
  equal([tab.$(".gan-digits").hidden, tab.viewer.digit], [true, null]);
});

test("a model without weights shows its record, and no digits", async () => {
  const tab = await openGan(ganModel({ drawable: false, lesson: "It learned.", notice: "A notice." }));
  await settled();
  equal(
    [tab.$(".gan-layout").hidden, tab.$(".gan-keep").hidden, tab.$(".gan-record").hidden, tab.served.asked.length],
    [true, true, false, 0],
  );
  equal(
    [tab.$(".gan-record code").textContent, tab.$(".gan-lesson li").textContent, tab.$(".gan-notice").textContent],
    ["python -m training train gan-a", "It learned.", "A notice."],
  );
  tab.choose(ganModel({ name: "gan-b" }));
  await settled();
  equal(
    [
      tab.$(".gan-layout").hidden,
      tab.$(".gan-record").hidden,
      tab.$(".gan-lesson").hidden,
      tab.$(".gan-notice").textContent,
    ],
    [false, true, true, ""],
  );
});

// ---- pins
const pin = (tab, index) => press(tab.all(".gan-cell")[index], "p");

test("pins go through models that cannot draw them, and come back", async () => {
  const tab = await openGan(ganModel());
  await settled();
  tab.all(".gan-cell")[3].focus();
  for (const index of [3, 8]) {
    tab.all(".gan-cell")[index].focus();
    pin(tab, index);
  }
  equal([tab.$(".gan-pin-count").textContent, tab.link().get("pins")], ["2 of 12 pinned", "1.3,1.8"]);
  tab.all(".gan-pin-shown")[1].click();
  equal([shown(tab).large, pressed(tab.all(".gan-cell")), tab.link().get("pinned")], ["Sample 8 of seed 1", [], "2"]);
  tab.choose(ganModel({ name: "gan-b", latent_dim: 2 }));
  await settled();
  equal(texts(tab.all(".gan-pin-card em")), Array(2).fill("does not fit this model"));
  equal([shown(tab).large, pressed(tab.all(".gan-cell"))], ["Sample 0 of seed 1", [0]]);
  tab.all(".gan-pin-shown")[0].click();
  ok(tab.$(".gan-status").textContent.includes("made of 3 random numbers, and this model takes 2"));
  tab.choose(ganModel());
  await settled();
  equal([tab.all(".gan-pin-card em").length, tab.all(".gan-pin-card.is-waiting").length], [0, 0]);
  equal(tab.all(".gan-pin-shown canvas").map(small), [
    [1, 3, 250],
    [1, 8, 250],
  ]);
});

// ---- what a model lacks
test("a model that the server could not give is said above, and the one before stays", async () => {
  const tab = await openGan(ganModel());
  await settled();
  tab.choose({ error: "It is damaged." });
  equal([tab.$(".zoo-failure span").textContent, tab.$(".zoo-failure").hidden], ["It is damaged.", false]);
  equal([tab.viewer.model.name, shown(tab).large, tab.link().get("model")], ["gan-a", "Sample 0 of seed 1", "gan-a"]);
  tab.choose(ganModel({ name: "gan-b" }));
  await settled();
  equal([tab.$(".zoo-failure").hidden, tab.viewer.model.name], [true, "gan-b"]);
});

test("without MNIST on the server the nearest image cannot be shown, nor while it has not been read", async () => {
  const tab = await openGan(ganModel({ nearest: false, mnist: "coming" }));
  const near = () => tab.all(".gan-part")[2];
  const said = () => near().querySelector(".gan-said").textContent;
  equal([said(), near().querySelector(".gan-pair").hidden], [NO_NEAREST.coming, true]);
  await settled();
  tab.all(".gan-cell")[1].click();
  equal(near().classList.contains("is-stale"), false); // it says the same of every sample
  tab.digitsCame({ mnist: "absent", nearest: false, test_digits: 0 });
  equal(said(), NO_NEAREST.absent);
  tab.digitsCame({ mnist: "here", nearest: true, test_digits: 9 });
  await settled();
  equal(said(), "Its nearest training image cannot be shown now; choose the sample again in a moment.");
  equal(tab.viewer.model.test_digits, 9);
  tab.choose(ganModel({ nearest: false, data: { name: "runes", noun: "rune", classes: [] } }));
  ok(said().endsWith("not kept with the model, so the nearest one cannot be shown."));
  tab.digitsCame({ mnist: "absent", nearest: false, test_digits: 0 }); // it is no matter of this model
  ok(said().endsWith("not kept with the model, so the nearest one cannot be shown."));
});

test("a pin that the model did not draw after all gives way to the grid's sample", async () => {
  const served = serverOf();
  const pins = [{ seed: 4, index: 9, digit: null, truncation: null }];
  const { samples } = served.server;
  served.server.samples = async (request) => (request.count === 1 ? { error: "It broke." } : samples(request));
  const tab = await openGan(ganModel({ restore: { seed: 3, count: 25, pin: 2, pins, pinned: 1 } }), served);
  await settled();
  equal([shown(tab).large, pressed(tab.all(".gan-cell")), tab.link().get("pinned")], ["Sample 2 of seed 3", [2], null]);
});

test("two models that draw have a seed of their noise to choose, and so have kept samples; two films have none", async () => {
  const film = { url: "data:,", places: [0], count: 1, columns: 1, gap: 0, size: 1, collapse: [] };
  let [left, right] = [{}, {}];
  const side = (name, more) => ({
    name,
    title: name,
    latent_dim: 3,
    classes: 0,
    trace: [],
    epochs: [],
    timeline: film,
    ...more,
  });
  const served = serverOf({
    compare: (asked) => ({ left: side(asked.left, left), right: side(asked.right, right), rows: [], guide: "" }),
  });
  const tab = await openGan(ganModel(), served);
  await settled();
  tab.$("#gan-tab-compare").click();
  const seed = async (one, other) => {
    [left, right] = [one, other];
    const fields = tab.all("#gan-panel-compare select");
    fields[1].dispatchEvent(new Event("change"));
    await settled();
    return !tab.$("#gan-panel-compare .zoo-seed").closest("span").hidden;
  };
  const record = { drawable: false };
  equal(await seed({}, {}), true);
  equal(await seed({}, record), false);
  equal(await seed({}, { ...record, sheets: { ...film, seeds: [1] } }), true);
  equal(await seed({}, { ...record, timeline: null }), true);
});

test("every tool has a name, and says what it is for", async () => {
  const tab = await openGan(ganModel({ classes: 10 }));
  await settled();
  const tabs = tab.all(".gan-tabs [role=tab]");
  equal(tabs.length, 10);
  for (const each of tabs) each.click();
  const leads = texts(tab.all(".zoo-tool-lead"));
  ok(leads.length === 10 && leads.every((lead) => lead.length > 50) && texts(tabs).every(Boolean), leads.join());
});
