// Back and Forward: what each entry of the browser's history leads to. The tests go on from one another, as a visit does.
import { failed, join, went } from "../../../assets/shared/places.js";
import { equal, ok, put, test } from "./harness.mjs";

const calls = []; // of the tabs' parts and buttons
const links = { vae: "http://zoo/?tab=vae&model=a&seed=1", gan: "http://zoo/?tab=gan&model=g&z=1:2,3:4" };
const take = () => calls.splice(0).join();

// The tabs as Gradio has them: a button each (one of them in the menu of further tabs), a panel, a list of models.
function lay() {
  const models = (name) => `<div class="zoo-models"><input type="radio" value="${name}" checked></div>`;
  document.body.innerHTML = `<button role="tab" data-tab-id="vae"></button><button role="tab" data-tab-id="gan"></button>
    <div class="overflow-dropdown"><button>Other</button><button> RBM </button></div>
    ${[
      ["vae", "a"],
      ["gan", "g"],
      ["rbm", ""],
    ]
      .map(
        ([tab, name]) => `<div role="tabpanel" id="tab-${tab}">${name && models(name)}<div class="part"></div></div>`,
      )
      .join("")}`;
  for (const [at, tab] of ["vae", "gan", "other", "rbm"].entries())
    document.querySelectorAll("button")[at].addEventListener("click", () => calls.push(`press ${tab}`));
}
const enter = (tab) =>
  join(document.querySelector(`#tab-${tab} .part`), {
    link: () => links[tab] ?? "",
    follow: () => calls.push(`follow ${tab}`),
    failed: () => calls.push(`failed ${tab}`),
  });
const go = (steps) =>
  new Promise((done) => {
    addEventListener("popstate", () => setTimeout(done), { once: true });
    history.go(steps);
  });
const here = () => [history.state?.zoo, location.search + location.hash];

test("a server that failed at a model is said by its tab, once that is there", () => {
  history.replaceState(null, "", "/?__theme=dark#x");
  lay();
  failed("vae");
  equal(take(), "");
  enter("vae");
  equal(take(), "failed vae");
  enter("gan");
  equal(take(), "");
  failed("gan");
  equal(take(), "failed gan");
  join(document.createElement("div"), {}); // a component without tabs around it
});

test("only what a hand opens is an entry, which names the tab and its model; the one before keeps what it showed", async () => {
  lay();
  const before = history.length;
  put(window, "zooTouched", false);
  went("vae");
  equal([history.length - before, here()], [0, [undefined, "?__theme=dark#x"]]);
  put(window, "zooTouched", true);
  went("vae"); // it is open already
  equal(history.length - before, 0);
  went("gan");
  equal([history.length - before, here()], [1, [1, "?tab=gan&model=g&__theme=dark#x"]]);
  await go(-1);
  equal([here(), take()], [[0, "?tab=vae&model=a&seed=1&__theme=dark#x"], "press vae"]); // it is as it was left
  await go(1);
  equal([here(), take()], [[1, "?tab=gan&model=g&z=1:2,3:4&__theme=dark#x"], "press gan"]);
});

test("another model of a tab is an entry, too, and Back asks for the one before", async () => {
  lay();
  put(window, "zooTouched", true);
  document.querySelector("#tab-gan input").dispatchEvent(new Event("click", { bubbles: true }));
  document.querySelector("#tab-gan input").value = "h";
  links.gan = "http://zoo/?tab=gan&model=h"; // it is there before Gradio tells of it
  went("gan", true);
  equal(here(), [2, "?tab=gan&model=h&__theme=dark#x"]);
  await go(-1);
  equal([here(), take()], [[1, "?tab=gan&model=g&z=1:2,3:4&__theme=dark#x"], "follow gan"]);
  await go(1); // before the model g arrived: the link of this tab is still h's, and not that of the entry that was left
  equal([here(), take()], [[2, "?tab=gan&model=h&__theme=dark#x"], "follow gan"]);
  await go(-1);
  links.gan = "http://zoo/?tab=gan&model=g&seed=9";
  take();
  await go(-1);
  equal(take(), "press vae");
  await go(1);
  equal([here(), take()], [[1, "?tab=gan&model=g&seed=9&__theme=dark#x"], "press gan"]);
});

test("a new entry takes the place of those that Back led away from", async () => {
  lay();
  put(window, "zooTouched", true);
  await go(-1);
  take();
  went("rbm"); // its part is not there yet, and it has no model
  equal(here(), [1, "?tab=rbm&__theme=dark#x"]);
  await go(-1);
  equal([here(), take()], [[0, "?tab=vae&model=a&seed=1&__theme=dark#x"], "press vae"]);
  await go(1);
  equal([here(), take()], [[1, "?tab=rbm&__theme=dark#x"], "press rbm"]); // by the menu; not the link of the entry before
  history.pushState({ other: 1 }, "", "/?other");
  await go(-1);
  ok(here()[0] === 1);
  take();
  await go(1);
  equal(take(), ""); // an entry of somebody else's
});

test("what Back opened is no entry, also where Gradio tells of it once Back has led on", async () => {
  lay();
  put(window, "zooTouched", false);
  for (let i = 0; i < 9; i++) for (const tab of ["gan", "rbm", "vae"]) went(tab); // nothing is left to be told
  put(window, "zooTouched", true);
  for (const tab of ["gan", "rbm"]) went(tab);
  const [length, entry] = [history.length, here()];
  take();
  await go(-1);
  await go(1);
  equal(take(), "press gan,press rbm");
  for (const tab of ["gan", "rbm"]) went(tab);
  equal([history.length, here()], [length, entry]);
  went("gan"); // by a hand
  equal(history.length, length + 1);
});
