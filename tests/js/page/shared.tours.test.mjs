// What leads a newcomer and a teacher: the first sentences of a model, terms and the glossary, a tour, the panel for a
// class, and a presentation.
import { guide } from "../../../assets/shared/guide.js";
import { showLead } from "../../../assets/shared/lead.js";
import { present } from "../../../assets/shared/present.js";
import { frameButton } from "../../../assets/shared/sharing.js";
import { teach } from "../../../assets/shared/teach.js";
import { run } from "../../../assets/shared/tour.js";
import { element, equal, ok, press, put, rest, stopped, test, texts } from "./harness.mjs";

const button = (text, within = document.body) =>
  [...within.querySelectorAll("button")].find((each) => each.textContent === text);
const wait = window.setTimeout.bind(window);
async function until(is) {
  for (let tries = 0; tries < 300 && !is(); tries++) await new Promise((done) => wait(done, 5));
  ok(is(), String(is));
}

test("a short text of a model is there whole, of a long one the first sentences, and the rest when asked for", () => {
  const box = element("");
  showLead(box, "It draws. It reads.");
  equal([box.textContent, box.querySelector("button")], ["It draws. It reads.", null]);
  const [first, second] = ["a ".repeat(120).trim(), "b ".repeat(60).trim()];
  showLead(box, `${first}. ${second}.`);
  const more = box.querySelector("button");
  equal([more.textContent, box.querySelector("[hidden]").textContent.trim()], ["More", `${second}.`]);
  equal(box.firstChild.textContent, `${first}.`);
  more.focus();
  more.click();
  equal([box.querySelector("[hidden], button"), document.activeElement.textContent.trim()], [null, `${second}.`]);
  showLead(box, `${"c ".repeat(200)}.`); // one long sentence has no shorter beginning
  equal(box.querySelector("button"), null);
});

test("a term is explained where it stands, in the words of the glossary, from where all of them are one press away", async () => {
  const term = element('<button class="zoo-term" data-term="latent">latent</button>').firstChild;
  const html =
    "<article id='latent'><h3>Latent</h3><p>A number of the code.</p></article><article id='prior'><p>P.</p></article>";
  const fetched = window.fetch;
  let asked = 0;
  put(window, "fetch", async (url, ...more) => {
    if (!String(url).endsWith("glossary.html")) return fetched(url, ...more);
    asked += 1;
    return asked === 1 ? new Response("", { status: 500 }) : new Response(html);
  });
  put(console, "warn", () => {});
  term.click();
  await until(() => asked === 1);
  await rest();
  await rest();
  equal(document.querySelector(".zoo-term-card"), null); // it did not come, and is asked for again
  term.click();
  await until(() => document.querySelector(".zoo-term-card p"));
  const card = document.querySelector(".zoo-term-card");
  equal([texts(card.children), card.matches(":popover-open")], [["LatentA number of the code.", "All terms"], true]);
  equal(document.querySelectorAll("#latent").length, 0); // a copy has no address of its own
  button("All terms").click();
  const dialog = document.querySelector("dialog");
  equal(
    [texts(dialog.querySelectorAll("article")), card.matches(":popover-open")],
    [["LatentA number of the code.", "P."], false],
  );
  button("Close", dialog).click();
  await until(() => !document.querySelector("dialog"));
  equal(asked, 2);
});

test("a tour leads from part to part that is there, its ring around each, and gives the focus back", async () => {
  const clock = stopped();
  const root = element(
    '<div role="tabpanel"><button class="before">b</button><p class="one">1</p><p class="two">2</p></div>',
  ).firstChild;
  root.querySelector(".before").focus();
  const place = (name, left) => {
    root.querySelector(name).style.cssText =
      `position: fixed; margin: 0; left: ${left}px; top: 50px; width: 80px; height: 20px`;
  };
  place(".one", 100);
  place(".two", 300);
  const steps = ["one", "gone", "two"].map((name) => ({
    at: `.${name}`,
    title: name.toUpperCase(),
    text: `Of ${name}.`,
  }));
  run(root, steps);
  const [ring, card] = [document.querySelector(".zoo-tour-ring"), document.querySelector(".zoo-tour")];
  const seen = async () => {
    await clock.pass(20);
    const { left, top, width, height } = ring.style;
    return [card.ariaLabel, card.querySelector("h3").textContent, ring.hidden, left, top, width, height];
  };
  const buttons = () =>
    [...card.querySelectorAll("button")].filter(({ hidden }) => !hidden).map((each) => each.textContent);
  equal(await seen(), ["Tour, step 1 of 2", "ONE", false, "94px", "44px", "92px", "32px"]);
  equal([buttons(), document.activeElement === card], [["Skip", "Next"], true]);
  place(".one", 120);
  equal((await seen())[3], "114px"); // it follows
  root.querySelector(".one").hidden = true;
  root.querySelector(".one").style.display = "none";
  equal((await seen())[2], true);
  button("Next", card).click();
  equal((await seen()).slice(0, 4), ["Tour, step 2 of 2", "TWO", false, "294px"]);
  equal(buttons(), ["Back", "Done"]);
  button("Done", card).click();
  equal([document.querySelector(".zoo-tour"), document.activeElement.className, clock.waiting], [null, "before", 0]);
  run(root, steps);
  press(window, "Escape");
  equal(document.querySelector(".zoo-tour, .zoo-tour-ring"), null);
  run(root, [{ at: ".gone", title: "", text: "" }]);
  equal(document.querySelector(".zoo-tour"), null);
});

test("a tab's tour is begun by the button for it, whose mark as new is gone then", async () => {
  localStorage.removeItem("zoo-tour");
  const page = element(
    '<div role="tabpanel" id="tab-vae"><section><p class="part">P</p></section></div><button data-guide="tour">T</button>',
  );
  const steps = [{ at: ".part", title: "Part", text: "It is." }];
  guide(page.querySelector("section"), async () => ({ default: steps }));
  const tour = page.querySelector("[data-guide]");
  ok(tour.classList.contains("is-new"));
  tour.click();
  await until(() => document.querySelector(".zoo-tour h3"));
  await until(() => !tour.classList.contains("is-new"));
  equal(localStorage.getItem("zoo-tour"), "seen");
  button("Done").click();
});

test("the panel for a class begins with the tab in view, else the first, and its link leaves out what is not ticked", async () => {
  await teach();
  const [field] = document.querySelectorAll("dialog textarea");
  const query = () => new URL(field.value).searchParams;
  equal([query().get("tab"), query().get("hide")], ["vae", null]);
  document.querySelector("dialog").close();
  await until(() => !document.querySelector("dialog"));
  element('<div role="tabpanel" id="tab-gan">x</div>');
  await teach();
  const dialog = document.querySelector("dialog");
  const now = () => new URL(dialog.querySelector("textarea").value).searchParams;
  equal([now().get("tab"), now().get("present")], ["gan", null]);
  for (const name of ["gan.walk", "rbm"]) dialog.querySelector(`[name="${name}"]`).click();
  equal(
    now().get("hide"),
    "rbm,gan.walk"
      .split(",")
      .sort((a, b) => now().get("hide").indexOf(a) - now().get("hide").indexOf(b))
      .join(),
  );
  ok(dialog.querySelector('[name="rbm"]').closest("fieldset").querySelector(".zoo-teach-parts").hidden);
  const [way, part] = [...dialog.querySelectorAll("select")];
  ok(part.closest("label").hidden);
  way.value = "present";
  way.dispatchEvent(new Event("change"));
  equal(now().get("present"), "1");
  way.value = "embed";
  way.dispatchEvent(new Event("change"));
  ok(!part.closest("label").hidden && dialog.querySelector(".zoo-teach-groups").hidden);
  ok(
    dialog.querySelector("textarea").value.startsWith("<iframe ") &&
      dialog.querySelector("textarea").value.includes(`show=${part.value}`),
  );
  dialog.close();
});

test("a frame's text is copied, or it is said that it was not", async () => {
  const said = [];
  const copied = [];
  const make = frameButton(
    "vae",
    () => ({ id: "map", title: "The map" }),
    (...words) => said.push(words),
  );
  put(navigator, "clipboard", { writeText: async (text) => void copied.push(text) });
  make.click();
  await until(() => said.length === 1);
  ok(
    copied[0].includes("tab=vae") && copied[0].includes("show=map") && copied[0].includes('title="The map"'),
    copied[0],
  );
  equal([said[0][0].slice(0, 6), said[0][1]], ["Copied", false]);
  put(navigator, "clipboard", { writeText: () => Promise.reject(new Error("closed")) });
  put(document, "execCommand", () => false);
  make.click();
  await until(() => said.length === 2);
  equal(said[1], ["Your browser did not let it be copied.", true]);
});

test("a presentation says which part is shown of how many, and leads to the next and back", async () => {
  const before = location.href;
  history.replaceState(history.state, "", "/?present=1");
  put(window, "scrollTo", () => {});
  const page = element(
    '<div role="tabpanel" id="tab-vae"><div><section><p data-part="map">M</p></section></div>' +
      '<div class="zoo-tools"><div class="zoo-tabs"><button id="vae-tab-morph" aria-selected="false">W</button></div><div>x</div></div></div>',
  );
  let opened = 0;
  page.querySelector("#vae-tab-morph").addEventListener("click", () => {
    opened += 1;
  });
  present(page);
  const bar = document.querySelector(".zoo-present-bar");
  const [back, on] = [...bar.querySelectorAll("button")];
  const at = () => [bar.querySelector("[role=status]").textContent.replace(/^.*: /, ""), back.disabled, on.disabled];
  await until(() => at()[0]);
  const all = Number(at()[0].split(" of ")[1]);
  equal(at(), [`1 of ${all}`, true, false]);
  for (let part = 2; part <= all; part++) {
    on.click();
    await until(() => at()[0].startsWith(`${part} `));
    equal(
      [at(), new URLSearchParams(location.search).get("show")?.slice(0, 4)],
      [[`${part} of ${all}`, false, part === all], "vae."],
    );
  }
  equal(opened, 1); // the last part is the tool
  press(document.body, "PageUp");
  await until(() => at()[0].startsWith(`${all - 1} `));
  history.replaceState(history.state, "", before);
});
