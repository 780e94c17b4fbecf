// What a link asks of the page's look.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const at = (search) => {
  globalThis.location = { origin: "https://zoo.test", pathname: "/", search };
};
at("");
const views = await import("../../assets/shared/views.js");
const parts = JSON.parse(readFileSync(new URL("../../assets/shared/parts.json", import.meta.url), "utf-8"));
const tools = [{ id: "map" }, { id: "compare" }, { id: "export" }];
const ids = (list) => list.map(({ id }) => id);

test("parts are named alone or with their tab, and what means nothing is found", () => {
  const asked = views.asked("?hide=Figures,gan.walk,nonsense, gan&show=map,vae.walk&embed=1");
  assert.deepEqual(asked, {
    ...{ embed: true, present: false },
    ...{ show: ["map", "vae.walk"], hide: ["figures", "gan.walk", "nonsense", "gan"] },
  });
  assert.deepEqual(views.unknown(asked, parts), { show: ["vae.walk"], hide: ["nonsense"] });
});

test("a strip has the tools that are left, and in a frame only those that are shown", () => {
  at("?hide=vae.map,exports");
  assert.deepEqual([ids(views.left("vae", tools)), ids(views.left("gan", tools))], [["compare"], ["map", "compare"]]);
  at("?embed=1&show=map");
  assert.deepEqual(ids(views.left("vae", tools)), ["map"]);
  assert.ok(views.isLacking(null, true) && !views.isLacking(null, false));
});

test("links keep what is left out; the text of a frame is markup that shows one tool", () => {
  at("?hide=figures,gan&present=1");
  const link = views.address(new URLSearchParams({ model: "vae-2", code: "1,2" }));
  assert.equal(link, "https://zoo.test/?model=vae-2&code=1,2&hide=figures,gan");
  const frame = views.frameOf(link, "map", 'a "map"');
  assert.match(
    frame,
    /^<iframe src="https:..zoo.test.[?]model=vae-2&amp;code=1,2&amp;embed=1&amp;show=map" title="a &quot;map&quot;" /,
  );
});

test("a teacher's link has what is left out, a presentation, or a frame with one part", async () => {
  globalThis.history = { state: null };
  globalThis.addEventListener ??= () => {};
  const { classLink } = await import("../../assets/shared/teach.js");
  const link = "https://zoo.test/?tab=gan&seed=7&hide=old&show=x";
  const made = (way, hide = []) => classLink({ link, way, hide, show: "walk" }, "GAN: Walk");
  assert.equal(made("page"), "https://zoo.test/?tab=gan&seed=7");
  assert.equal(made("page", ["figures", "gan.walk"]), "https://zoo.test/?tab=gan&seed=7&hide=figures,gan.walk");
  assert.equal(made("present"), "https://zoo.test/?tab=gan&seed=7&present=1");
  assert.match(made("embed"), /src="https:..zoo.test.[?]tab=gan&amp;seed=7&amp;embed=1&amp;show=walk"/);
});
