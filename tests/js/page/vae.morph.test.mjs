// The VAE tab's ways between codes, and sums of them.
import { toBase64 } from "../../../assets/shared/bytes.js";
import { arithmetic, morph } from "../../../assets/vae/morph.js";
import { equal, near, ok, places, put, rest, stopped, test, texts, type } from "./harness.mjs";
import { firstLevels, model, opened, shownLevels, viewerOf } from "./vae.mjs";

// ---- morph and sums
async function morphing(more) {
  const answers = {
    encode: ({ digit }) => ({
      code: atob(digit.ink).length ? [codes.length, 2 * codes.length, codes.push(digit)] : null,
    }),
    gif: (request) => {
      film.push(request);
      return { gif: toBase64([1, 2]) };
    },
  };
  const [codes, film] = [[], []];
  const viewer = viewerOf(model(more), { answers });
  const { box, made } = opened(morph, viewer);
  await made.model();
  await rest();
  return { viewer, box, made, film };
}

test("a way begins with two examples, and its frames lie evenly between them", async () => {
  const { viewer, box, made } = await morphing();
  equal(
    made.ends.map((end) => end.code()),
    [
      [0, 0, 1],
      [1, 2, 2],
    ],
  );
  equal(viewer.sets, 0); // the sliders stay until the visitor moves
  made.wayField.lastChild.value = "straight";
  made.wayField.lastChild.dispatchEvent(new Event("change"));
  await rest();
  equal(firstLevels(made.frames[5].screen, 3), shownLevels([0.5, 1, 1.5]));
  equal(firstLevels(made.frames[10].screen, 3), shownLevels([1, 2, 2]));
  box.querySelectorAll(".vae-film button")[2].click();
  equal(
    viewer.now.map((value) => Number(value.toFixed(9))),
    [0.2, 0.4, 1.2],
  );
  equal([made.slider.value, places(made.frames, ({ button }) => button.classList.contains("is-here"))], ["0.2", [2]]);
  type(made.slider, 0.96);
  equal(
    places(made.frames, ({ button }) => button.classList.contains("is-here")),
    [10],
  );
});

test("the picture on the way is that of the way, not of what the sliders show later", async () => {
  const { viewer, made } = await morphing();
  made.go(1);
  made.pixels();
  equal(firstLevels(made.screen, 3), shownLevels([1, 2, 2]));
  viewer.now = [5, 5, 5];
  made.pixels();
  equal(firstLevels(made.screen, 3), shownLevels([1, 2, 2]));
});

test("a way plays there and back, a hand ends it, and so does leaving the tool", async () => {
  const clock = stopped();
  const { box, made } = await morphing();
  const at = async (milliseconds) => {
    await clock.pass(milliseconds);
    return Math.round(100 * made.t) / 100;
  };
  made.play.click();
  equal(made.play.textContent, "⏸ Pause");
  near(await at(1500), 0.5, 0.02);
  near(await at(1500), 1, 0.02);
  near(await at(750), 0.75, 0.02); // on the way back
  made.play.click();
  const paused = made.t;
  equal([await at(500), made.play.textContent], [Math.round(100 * paused) / 100, "▶ Play"]);
  made.play.click();
  near(await at(300), paused + 0.1, 0.02); // it goes on from there
  type(made.slider, 0.3);
  equal([await at(200), made.playing], [0.3, 0]);
  made.play.click();
  box.hidden = true;
  await at(100);
  equal([made.playing, made.play.textContent], [0, "▶ Play"]);
});

test("a film goes there and back without showing an end twice", async () => {
  const { made, film } = await morphing();
  put(HTMLAnchorElement.prototype, "click", () => {});
  made.wayField.lastChild.value = "straight";
  made.wayField.lastChild.dispatchEvent(new Event("change"));
  await made.gif();
  const [{ codes, milliseconds }] = film;
  equal(
    [codes.length, milliseconds, codes[0], codes[24], codes[12], codes[36]],
    [48, 70, [0, 0, 1], [1, 2, 2], [0.5, 1, 1.5], [0.5, 1, 1.5]],
  );
  near(codes[47][1], codes[1][1]);
});

test("a code book changes place by place, and an end of another model's length makes no way", async () => {
  const { viewer, made } = await morphing();
  equal(
    Array.from(made.wayField.lastChild.options, ({ value }) => value),
    ["sphere", "straight"],
  );
  viewer.now = [1, 2];
  equal([made.codes(), made.go(0.5)], [null, undefined]);
  viewer.now = [0, 0, 0];
  ok(made.codes());
  viewer.ask = () => new Promise(() => {});
  made.model();
  equal(made.codes(), null); // those of the model before are gone
  viewer.model = model({ codebook: { rows: 2, columns: 2 } });
  made.model();
  equal([Array.from(made.wayField.lastChild.options, ({ value }) => value), made.way], [["places"], "places"]);
});

test("a sum is a − b + c, taken when all three are there", async () => {
  const codes = [
    [1, 2, 3],
    [10, 20, 30],
    [5, 5, 7],
  ];
  const viewer = viewerOf(model(), { answers: { encode: () => ({ code: codes.shift() }) } });
  const { box, made } = opened(arithmetic, viewer);
  made.model();
  await rest();
  await rest();
  equal(made.sum, [-4, -13, -20]);
  equal([viewer.sets, firstLevels(made.screen, 1)], [0, shownLevels([-4])]);
  Array.from(box.querySelectorAll("button"))
    .find((button) => button.textContent === "Move there")
    .click();
  equal(viewer.now, [-4, -13, -20]);
});

test("a picker takes the sliders, the drawing or a random draw, the newest of what was chosen", async () => {
  const digit = { answer: { code: [7, 8, 9] } };
  let free;
  const answers = {
    encode: () =>
      new Promise((done) => {
        free = done;
      }),
  };
  const viewer = viewerOf(model(), { digit, answers });
  const { made } = opened(morph, viewer);
  const [a] = made.ends;
  const take = async (source) => {
    await a.take(source);
    return a.code();
  };
  equal(
    [await take("current"), await take("drawing"), await take("random")],
    [
      [2.3, 30.8, 1],
      [7, 8, 9],
      [1, 2, 3],
    ],
  );
  const late = a.take("example 4");
  await take("current");
  free({ code: [0, 0, 0] });
  await late;
  equal(a.code(), [2.3, 30.8, 1]);
  a.element.querySelector("button").click();
  equal(viewer.now, [2.3, 30.8, 1]);
});

// ---- what is saved and picked
const button = (box, text) => [...box.querySelectorAll("button")].find((each) => each.textContent === text);

const codesFrom = (list) => ({ encode: () => ({ code: list.shift() }) });
test("a film is saved under its model's name, once at a time, and a picked end is drawn beside its name", async () => {
  const frees = [];
  const codes = [
    [0, 0, 0],
    [10, 20, 30],
  ];
  const answers = { ...codesFrom(codes), gif: () => new Promise((done) => frees.push(done)) };
  const viewer = viewerOf(model(), { answers });
  const { box, made } = opened(morph, viewer);
  await made.model();
  let saved = null;
  put(HTMLAnchorElement.prototype, "click", function () {
    saved = this.download;
  });
  equal(
    made.ends.map(({ screen }) => firstLevels(screen, 3)),
    [shownLevels([0, 0, 0]), shownLevels([10, 20, 30])],
  );
  equal(Array.from(box.querySelectorAll(".vae-film button"), ({ ariaLabel }) => ariaLabel).slice(0, 3), [
    "Go to 0 % of the way",
    "Go to 10 % of the way",
    "Go to 20 % of the way",
  ]);
  equal([made.slider.value, places(made.frames, (frame) => frame.button.classList.contains("is-here"))], ["0", [0]]);
  made.go(0.449);
  equal(
    places(made.frames, (frame) => frame.button.classList.contains("is-here")),
    [4],
  );
  button(box, "Save as GIF").click();
  ok(button(box, "Save as GIF").disabled);
  frees.pop()({ gif: toBase64([1]) });
  await rest();
  equal(
    [saved, button(box, "Save as GIF").disabled, viewer.said],
    ["vae-3-morph.gif", false, ["Saved vae-3-morph.gif: 48 frames, there and back."]],
  );
  button(box, "Save as GIF").click();
  saved = null;
  frees.pop()(null); // the server failed, which ask() has said
  await rest();
  equal([saved, button(box, "Save as GIF").disabled], [null, false]);
});

test("an end's menu goes back to its first line, and an end without a code takes the sliders nowhere", async () => {
  const viewer = viewerOf(model(), { answers: { encode: () => null } });
  const { made } = opened(morph, viewer);
  await made.model();
  const [a] = made.ends;
  a.element.querySelector("button").click();
  made.go(0.5);
  made.play.click();
  equal([viewer.sets, made.playing], [0, 0]);
  const menu = a.element.querySelector("select");
  equal([menu.options.length, menu.ariaLabel], [14, "Take code A from"]);
  type(menu, "current", "change");
  await rest();
  equal([menu.value, a.code()], ["", viewer.now]);
  type(menu, "drawing", "change");
  await rest();
  equal([viewer.said, a.code()], [["There is no drawing yet; draw a digit or take an example."], viewer.now]);
});

test("a sum is taken only of three codes of this model, and shown where its own codes are", async () => {
  const codes = [
    [1, 2, 3],
    [10, 20, 30],
  ];
  const viewer = viewerOf(model(), { answers: { encode: () => (codes.length ? { code: codes.shift() } : null) } });
  const { box, made } = opened(arithmetic, viewer);
  made.model();
  await rest();
  await rest();
  equal(made.sum, null); // the third did not come
  button(box, "Move there").click();
  equal(viewer.sets, 0);
  made.terms[0].clear();
  await made.terms[2].take("current");
  equal(made.sum, null); // and now the first is gone
  await made.terms[0].take("current");
  await rest();
  equal(
    made.sum.map((value) => Number(value.toFixed(6))),
    [-5.4, 41.6, -28],
  );
  box.querySelector("[title='Move the sliders there']").click();
  equal(viewer.sets, 1);
  equal(texts(box.querySelectorAll(".vae-sign")), ["−", "+", "="]);
});
