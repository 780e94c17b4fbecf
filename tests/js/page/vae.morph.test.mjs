// The VAE tab's ways between codes, and sums of them.
import { toBase64 } from "../../../assets/shared/bytes.js";
import { arithmetic, morph } from "../../../assets/vae/morph.js";
import { equal, near, ok, places, put, rest, stopped, test, type } from "./harness.mjs";
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
