// The whole VAE tab: one model after another, answers that come late, decoders on the server, and links.
import { toBase64 } from "../../../assets/shared/bytes.js";
import { normals } from "../../../assets/shared/random.js";
import { enter, equal, firstOf, ok, put, test } from "./harness.mjs";
import { BOOK, bytesOf, FLAT, isAt, LATENTS, late, rounded, serverOf, shownLevels, tab, whole } from "./vae.mjs";

// ---- one model after another
test("another model begins at its average, gets the same drawing, and what the one before was asked is dropped", async () => {
  const { served, free, count } = late("encode", ({ model }) => ({
    code: model === "vae-2" ? [5, 6] : [7, 8, 9],
    sd: null,
    seen: toBase64(bytesOf([90])),
    rebuilt: null,
  }));
  const page = await tab(whole({ notice: "About the link." }), served);
  equal(page.$(".vae-notice").textContent, "About the link.");
  await page.choose(whole(FLAT));
  equal(
    [page.code(), page.viewer.digit(), page.$(".vae-code-title").textContent],
    [[0, 20], null, "Move its code: 2 numbers"],
  );
  equal([page.$(".vae-notice").textContent, count()], ["", 1]);
  free(0); // the first model's
  await page.settle();
  equal([page.code(), page.viewer.digit(), count()], [[0, 20], null, 2]);
  equal([page.last("encode").model, page.last("encode").digit.size], ["vae-2", 140]);
  free(1);
  await page.arrive();
  isAt(page, [5, 6]);
  page.button("Clear").click();
  await page.choose(whole());
  equal([page.code(), count()], [[0, 20, 1], 2]); // nothing to encode
});

test("a code that glides for one model does not reach the next, and its seed is forgotten", async () => {
  const page = await tab(whole(), serverOf(), { glides: true });
  page.button("Clear").click();
  enter(page.$(".vae-seed input"), "7");
  await page.clock.pass(32);
  await page.choose(whole({ name: "other", title: "Other" }));
  await page.arrive();
  equal([page.code(), page.viewer.seed()], [[0, 20, 1], null]);
});

test("an error is said while its model is shown, and not under the next one; quiet requests say nothing", async () => {
  const { served, free } = late("denoise", () => ({ error: "Too late." }));
  const page = await tab(whole(), served);
  served.state.broken = ["gif"];
  equal([await page.viewer.ask("gif", { codes: [] }), page.said()], [null, "It broke."]);
  equal(page.last("gif"), { model: "vae-3", revision: "0123456789", codes: [] });
  const answer = page.viewer.ask("denoise", {});
  await page.choose(whole(FLAT));
  free(0);
  equal([await answer, page.said()], [null, ""]);
  equal([await page.viewer.quietly("gif", {}), page.said()], [null, ""]);
  equal(await page.viewer.quietly("judge", {}), { digit: 4, confidence: 0.9, no_digit: 0 });
  equal(
    [await page.viewer.ask("nothing", {}), page.said()],
    [null, "The server did not answer; try again. What runs in this page goes on."],
  );
});

test("a quiet answer for the model before is none", async () => {
  const { served, free } = late("gif", () => ({ gif: "" }));
  const page = await tab(whole(), served);
  const answer = page.viewer.quietly("gif", {});
  await page.choose(whole(FLAT));
  free(0);
  equal(await answer, null);
});

test("the map stands beside the sliders of two latents only, and follows the code there", async () => {
  const page = await tab();
  ok(page.$(".vae-dock").hidden && page.$(".vae-dock .vae-plot") === null);
  await page.choose(whole(FLAT));
  await page.arrive();
  ok(!page.$(".vae-dock").hidden);
  page.viewer.set([1, 30], { glide: false });
  await page.clock.pass(16);
  equal(page.$(".vae-dock .vae-reading").textContent, "z0 = 1.00, z1 = 30.00");
  equal(firstOf(page.$(".vae-dock .vae-lens")), 28); // (1 + 10) / 100 of 255
  await page.choose(whole());
  ok(page.$(".vae-dock").hidden);
});

test("each model has its tools, in their order, under the names that links use", async () => {
  const models = [
    { name: "vae-3", title: "A VAE" },
    { name: "b", title: "B" },
  ];
  const page = await tab(whole({ models }));
  const ids = () => page.all(".vae-tabs [role=tab]").map(({ id }) => id.replace("vae-tab-", ""));
  equal(ids(), ["map", "traverse", "morph", "train", "arithmetic", "export", "compare", "denoise", "loss", "own"]);
  await page.choose(whole(FLAT));
  equal(ids(), ["traverse", "morph", "train", "arithmetic", "export", "denoise", "loss", "own"]);
  await page.choose(whole({ latents: LATENTS.slice(0, 1), points: null, decoder: { kind: "server" } }));
  equal(ids()[0], "traverse");
  await page.choose(whole(BOOK));
  equal(ids(), ["morph", "train", "export", "denoise", "loss", "own"]);
});

test("digits that come while one's own model is shown come for the one it stands beside, too", async () => {
  const served = whole({ mnist: "coming", test_digits: 0 });
  const page = await tab(served);
  await page.choose(whole({ mnist: "coming", test_digits: 0, served }));
  page.mount.digitsCame({ mnist: "here", test_digits: 9 });
  equal([served.mnist, served.test_digits], ["here", 9]);
});

// ---- decoders on the server
test("the codes of a code book are drawn on the server, the newest last, and no other model's", async () => {
  const { served, free, count } = late("decode_many", ({ codes }) => ({
    images: toBase64(codes.flatMap((code) => [...bytesOf(code)])),
  }));
  const page = await tab(whole({ ...BOOK, restore: { code: [1, 2, 3, 4] } }), served);
  await page.clock.pass(32);
  equal(page.$(".vae-code-title").textContent, "Move its code: 4 entries of a code book");
  equal([page.$("[data-do=reset]").hidden, page.code()], [true, [1, 2, 3, 4]]); // it is there without gliding
  equal([count(), page.last("decode_many").codes], [1, [[0, 0, 0, 0]]]); // where it began
  page.viewer.set([2, 2, 2, 2]);
  await page.clock.pass(32);
  page.viewer.set([3, 3, 3, 3]);
  await page.clock.pass(32);
  equal(count(), 1);
  free(0);
  await page.clock.pass(1);
  equal([page.screen(4), page.last("decode_many").codes], [shownLevels([0, 0, 0, 0]), [[3, 3, 3, 3]]]);
  equal(await page.viewer.decode([[1, 2]]), null);
  await page.choose(whole({ ...BOOK, name: "other book" }));
  free(1);
  await page.clock.pass(1);
  equal([page.screen(4), page.code()], [shownLevels([0, 0, 0, 0]), [0, 0, 0, 0]]);
});

test("a seed of a code book is drawn by the server: the newest, and not over what a hand did since", async () => {
  const { served, free } = late("draw", ({ seed }) => ({ code: [seed, 1, 2, 3] }));
  const page = await tab(whole({ ...BOOK, restore: { seed: 4 } }), served);
  equal(page.served.of("draw"), [{ model: "vq-vae", revision: "0123456789", seed: 4 }]);
  enter(page.$(".vae-seed input"), "3");
  free(1);
  await page.settle();
  free(0);
  await page.settle();
  await page.clock.pass(32);
  equal([page.code(), page.viewer.seed()], [[3, 1, 2, 3], 3]);
  enter(page.$(".vae-seed input"), "2");
  page.viewer.set([4, 4, 4, 4]);
  enter(page.$(".vae-seed input"), "1"); // whose answer does not come
  free(2);
  await page.settle();
  await page.clock.pass(32);
  equal([page.code(), page.viewer.seed()], [[4, 4, 4, 4], null]);
});

// ---- links
test("a link brings back its code or its seed, its drawing and its tool", async () => {
  const page = await tab(whole({ restore: { code: [1, 2, 3], tool: "loss", digit: "test-7" } }));
  await page.arrive();
  isAt(page, [1, 2, 3]);
  equal([page.last("encode").digit, page.viewer.digit().answer.code], [{ test: 7 }, [0.7, 1, 2]]);
  equal(page.$("#vae-tab-loss").getAttribute("aria-selected"), "true");
  const before = page.served.of("encode").length;
  await page.choose(whole({ restore: { seed: 0 } }));
  await page.arrive();
  const noise = normals(0, 3);
  equal(rounded(page.code()), rounded(LATENTS.map(({ mean, sd }, at) => mean + sd * noise[at])));
  equal([page.viewer.seed(), page.viewer.drawn(), page.viewer.digit()], [0, {}, null]); // this link has no drawing
  equal(page.served.of("encode").length, before);
  await page.choose(whole({ restore: { digit: "example-8" } }));
  await page.arrive();
  equal([page.viewer.drawn(), page.served.of("encode").length], [{ digit: "example-8" }, before + 1]);
  equal(page.mount.link(), page.$("#vae-panel-export .zoo-link")?.value ?? page.mount.link());
  equal(new URL(page.mount.link()).searchParams.get("digit"), "example-8");
});

test("a link to a code opens below the sheet on a phone, where that is empty, and at the top elsewhere", async () => {
  const below = async (isPhone) => {
    dispatchEvent(new Event("wheel")); // ends a stay of before
    let moved = 0;
    put(window, "scrollBy", () => {
      moved += 1;
    });
    await tab(whole({ restore: { code: [1, 2, 3] } }), serverOf(), { glides: !isPhone });
    return moved > 0;
  };
  equal([await below(false), await below(true)], [false, true]);
});

test("the address of a tab that has shown no model yet is none", async () => {
  const page = await tab({ error: "There is no such model." });
  equal([page.mount.link(), page.viewer.name() ?? null], ["", null]);
  page.button("Random draw").click(); // nothing there yet
  enter(page.$(".vae-seed input"), "3");
  equal(page.said(), "");
  await page.choose(whole());
  await page.arrive();
  equal([page.viewer.name(), page.served.of("encode").length], ["vae-3", 1]);
});
