// Walks of the GAN tab from sample to sample, in order and along a path.
import { Plane } from "../../../assets/gan/plane.js";
import { ganModel, hold, opened, serverOf, settled, small } from "./gan.mjs";
import { equal, ok, places, pointer, press, pressed, put, test, texts, type } from "./harness.mjs";

// ---- walk
const PINS = [1, 2, 3].map((index) => ({ seed: 20 * index, index, digit: null, truncation: null }));
async function walking(restore = { seed: 10, count: 25, pins: PINS }, more) {
  put(window, "matchMedia", () => ({ matches: true, addEventListener() {} })); // no motion
  const tab = await opened("walk", ganModel({ restore, ...more }));
  return {
    ...tab,
    thumbs: () => tab.all("#gan-panel-walk .gan-thumb"),
    screen: tab.box.querySelector(".gan-large"),
    strip: tab.box.querySelector(".gan-strip"),
  };
}
const way = (link) => new URLSearchParams(link.split("?")[1]);

test("a way leads through the pins in order, and every place says where it is", async () => {
  const { box, thumbs, screen, strip } = await walking();
  equal(texts(thumbs()), ["1", "2", "3"]);
  const slider = box.querySelector("[type=range]");
  equal([slider.max, box.querySelector(".gan-reading").textContent, small(screen)], ["24", "Sample 1.", [20, 1, 250]]);
  type(slider, 12);
  equal([box.querySelector(".gan-reading").textContent, small(screen)], ["Sample 2.", [40, 2, 250]]);
  type(slider, 15);
  equal(box.querySelector(".gan-reading").textContent, "25 % of the way from sample 2 to sample 3.");
  equal(
    [strip.children.length, places(strip.children, (each) => each.className.includes("is-sample"))],
    [25, [0, 12, 24]],
  );
  equal(
    places(strip.children, (each) => each.classList.contains("is-here")),
    [15],
  );
  strip.children[24].click();
  equal(
    [slider.value, small(screen), strip.children[24].getAttribute("aria-label")],
    ["24", [60, 3, 250], "Sample 3 of the way"],
  );
});

test("a way leads only through what the model that is shown has drawn", async () => {
  const served = serverOf();
  const tab = await opened("walk", ganModel({ restore: { seed: 10, count: 25, pins: PINS } }), served);
  const thumbs = () => tab.all("#gan-panel-walk .gan-thumb").length;
  const late = hold(served, "generate");
  tab.choose(ganModel({ name: "gan-b", title: "The gan-b" }));
  await settled();
  equal([tab.viewer.pins().length, thumbs()], [0, 0]);
  late.stop();
  await settled();
  equal([tab.viewer.pins().length, thumbs()], [3, 3]);
});

test("a pressed sample leaves the way or comes last, and nine are the most", async () => {
  const { box, button, thumbs, viewer, $ } = await walking();
  thumbs()[0].focus();
  thumbs()[0].click();
  await settled();
  equal([texts(thumbs()), document.activeElement === thumbs()[0]], [["", "1", "2"], true]);
  thumbs()[0].click();
  await settled();
  equal(
    [texts(thumbs()), pressed(thumbs())],
    [
      ["3", "1", "2"],
      [0, 1, 2],
    ],
  );
  const link = way(box.querySelector(".gan-link").value);
  equal(
    [link.get("walk"), link.get("tool"), link.get("at"), link.get("model")],
    ["40_2-60_3-20_1", "walk", "tool", "gan-a"],
  );
  button("Start over", box).click();
  await settled();
  equal([texts(thumbs()), box.querySelector(".gan-walk").hidden], [["", "", ""], true]);
  button("All pinned samples", box).click();
  await settled();
  equal(texts(thumbs()), ["1", "2", "3"]);
  ok(viewer && $(".gan-status").textContent === "");
});

test("a pin that is taken off leaves the way, and a way is kept for the next model", async () => {
  const { all, choose, thumbs, box } = await walking();
  thumbs()[0].click(); // 2, 3
  await settled();
  all(".gan-pin-remove")[1].click();
  await settled();
  equal(texts(thumbs()), ["", "1"]);
  thumbs()[0].click();
  await settled();
  choose(ganModel({ name: "gan-b" }));
  await settled();
  equal([texts(thumbs()), way(box.querySelector(".gan-link").value).get("walk")], [["2", "1"], "60_3-20_1"]);
});

test("a way through samples of two digits changes the digit half-way, and says so", async () => {
  const pins = [3, 8].map((digit) => ({ seed: digit, index: 1, digit, truncation: 0.5 }));
  const { box, screen } = await walking({ seed: 1, pins }, { classes: 10 });
  const slider = box.querySelector("[type=range]");
  type(slider, 5);
  equal(small(screen)[2], 3);
  type(slider, 6);
  equal(
    [small(screen)[2], box.querySelector(".gan-reading").textContent],
    [
      8,
      "50 % of the way from sample 1 to sample 2. The digit asked for is 8: it changes half-way, since there is none between two digits.",
    ],
  );
  equal(way(box.querySelector(".gan-link").value).get("walk"), "3_1_3_0.5-8_1_8_0.5");
});

test("along a path the samples are mixed, no link is offered, and the record has the path", async () => {
  const { box, button, screen } = await walking();
  button("Along a path that I draw", box).click();
  await settled();
  const plane = box.querySelector(".gan-plane");
  equal(
    [
      plane.hidden,
      plane.querySelectorAll("button").length,
      box.querySelector(".gan-link").hidden,
      button("Copy link", box).hidden,
    ],
    [false, 3, true, true],
  );
  equal([box.querySelector(".gan-reading").textContent, small(screen)], ["Here it is sample 1.", [20, 1, 250]]);
  const places = (selector) => [...plane.querySelectorAll(selector)].map(({ style }) => `${style.left} ${style.top}`);
  equal([places(".gan-plane-here"), plane.querySelector(".gan-plane-here").hidden], [[places("button")[0]], false]);
  let saved = "";
  put(URL, "createObjectURL", (blob) => {
    saved = blob.text();
    return "blob:1";
  });
  put(HTMLAnchorElement.prototype, "click", () => {});
  button("Save as JSON", box).click();
  const record = JSON.parse(await saved);
  equal(
    [record.places.length, record.frames[0].place, record.frames.at(-1).place],
    [3, record.places[0], record.places[2]],
  );
  equal(
    [record.way, record.frames.at(-1).latents, record.samples.length],
    ["inverse squared distance, at the mean length", [60, 3, 0], 3],
  );
  button("In order", box).click();
  await settled();
  button("Save as JSON", box).click();
  const ordered = JSON.parse(await saved);
  equal([ordered.frames_between, ordered.way, ordered.link.includes("walk=20_1-40_2-60_3")], [12, "slerp", true]);
});

test("a plane's samples move by keys and pointer, and a path of one's own stays while they do", () => {
  const calls = [];
  const plane = new Plane({
    at: (place) => calls.push(["at", place]),
    drawn: () => calls.push(["drawn"]),
    pressed: () => calls.push(["pressed"]),
  });
  document.body.append(plane.element);
  plane.element.style.cssText = "position: relative; width: 400px; height: 200px";
  const image = { image: Uint8Array.of(0), size: 1 };
  plane.show(
    ["a", "b"].map((key) => ({ key, ...image })),
    ({ key }) => key,
  );
  const at = (place) => [place.x, place.y].map((value) => Math.round(100 * value) / 100);
  equal(plane.places.map(at), [
    [0.14, 0.5],
    [0.86, 0.5],
  ]);
  for (const key of ["ArrowRight", "ArrowUp"]) press(plane.points.children[1], key);
  equal(
    [at(plane.places[1]), calls.splice(0)],
    [
      [0.91, 0.45],
      [["drawn"], ["drawn"]],
    ],
  );
  for (let i = 0; i < 5; i++) press(plane.points.children[1], "ArrowRight");
  equal(
    [at(plane.places[1]), plane.path.map(at)[1]],
    [
      [1, 0.45],
      [1, 0.45],
    ],
  );
  calls.length = 0;
  pointer(plane.element, "pointerdown", [0.5, 0.5], { button: 2 });
  pointer(plane.element, "pointermove", [0.9, 0.9]);
  pointer(plane.element, "pointerup", [0.9, 0.9]);
  equal(calls, []); // only the main button draws
  pointer(plane.element, "pointerdown", [0.5, 0.5]);
  pointer(plane.element, "pointerup", [0.5, 0.5]);
  equal([calls.splice(0).map(([name]) => name), plane.own], [["at", "pressed"], false]);
  pointer(plane.element, "pointerdown", [0.25, 0.75]);
  pointer(plane.element, "pointermove", [0.5, 0.25]);
  pointer(plane.element, "pointermove", [0.501, 0.25]); // too near to the last place
  pointer(plane.element, "pointerup", [0.5, 0.25]);
  equal(
    [plane.path.map(at), plane.own, calls.splice(0).map(([name]) => name)],
    [
      [
        [0.25, 0.75],
        [0.5, 0.25],
      ],
      true,
      ["at", "at", "drawn"],
    ],
  );
  plane.show(
    ["a", "b"].map((key) => ({ key, ...image })),
    ({ key }) => key,
  );
  equal(
    [plane.path.map(at), at(plane.places[1])],
    [
      [
        [0.25, 0.75],
        [0.5, 0.25],
      ],
      [1, 0.45],
    ],
  );
  plane.show(
    ["a", "c"].map((key) => ({ key, ...image })),
    ({ key }) => key,
  );
  equal(
    [plane.own, plane.path.map(at)],
    [
      false,
      [
        [0.14, 0.5],
        [0.86, 0.5],
      ],
    ],
  );
  equal(plane.points.children[1].title, "2: c");
});

test("the hint says what is missing, and where the pins are", async () => {
  const { box, button } = await walking();
  const hint = () => box.querySelector(".gan-thumbs + .gan-small").textContent;
  const order = "The numbers are the order of the way; press a sample to take it off or to put it at the end.";
  equal(hint(), order);
  button("Two at random", box).click();
  await settled();
  equal(hint(), `${order} To walk between your pins, press All pinned samples.`);
  button("Start over", box).click();
  await settled();
  equal(hint(), "Choose at least two samples, in the order of the walk.");
  button("Along a path that I draw", box).click();
  await settled();
  ok(hint().startsWith("Choose at least two samples: they are laid out on a plane"));
  button("All pinned samples", box).click();
  await settled();
  equal(hint(), "Press a sample to take it off the plane or to lay it there, up to nine.");
  const none = await walking({ seed: 1, count: 25 });
  equal(
    none.box.querySelector(".gan-thumbs + .gan-small").textContent,
    "You can also choose samples that you pinned in the grid above.",
  );
  equal(none.button("All pinned samples", none.box).disabled, true);
});
