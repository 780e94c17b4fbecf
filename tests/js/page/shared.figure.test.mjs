// What is shown as a figure to take along, and what each file says it is of.
import { commented } from "../../../assets/shared/bytes.js";
import { withNumbers } from "../../../assets/shared/dom.js";
import { csvOf, pngOf, rowsOf, svgOf } from "../../../assets/shared/figure.js";
import { kindOf, videoOf } from "../../../assets/shared/video.js";
import { element, equal, ok, put, test, texts } from "./harness.mjs";

const about = { title: "Traverse", model: "vae-2", revision: "01234567", seed: 7, link: "https://zoo.test/?seed=7" };
const HTML = `<div style="width: 200px; font: 14px sans-serif"><p>One line of text that is long enough to be two lines</p>
  <div style="background: #123456; width: 50px; height: 10px"></div><button>Press</button><input value="3">
  <canvas width="2" height="1" aria-label="dots"></canvas><p hidden>unseen</p>
  <svg width="20" height="20"><style>.a { fill: rgb(1, 2, 3) }</style><circle class="a" r="5"/></svg>
  <table><tr><th>a, b</th><td>1</td></tr></table></div>`;
const made = () => {
  const box = element(HTML).firstElementChild;
  const context = box.querySelector("canvas").getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(1, 0, 1, 1);
  return box;
};
const bytes = async (blob) => new TextDecoder("latin1").decode(await blob.arrayBuffer());

test("an SVG has the texts, boxes, pictures and drawings, and no controls", () => {
  const { text } = svgOf(made(), about);
  const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  equal(JSON.parse(root.querySelector("desc").textContent), about);
  const lines = texts(root.querySelectorAll("text"));
  equal(lines.at(-1), "Traverse · vae-2 · revision 01234567 · seed 7");
  equal(lines.slice(0, -1).join(" "), "One line of text that is long enough to be two lines a, b 1");
  ok(lines.length === 5 && root.querySelector("rect[fill='#123456']").getAttribute("width") === "50");
  ok(root.querySelector("image").getAttribute("href").startsWith("data:image/png"));
  equal(root.querySelector("svg circle").getAttribute("fill"), "rgb(1, 2, 3)");
  const [height, parts] = [Number(root.getAttribute("height")), root.querySelector("g")];
  const down = Number(/translate\(0 (.+)\)/.exec(parts.getAttribute("transform"))[1]);
  const ends = [...parts.children].map(
    (each) => Number(each.getAttribute("y")) + Number(each.getAttribute("height") ?? 4) + down,
  );
  equal(height, Math.ceil(Math.max(...ends) + 16 + 18)); // a margin and the line below it
  equal([Number(root.lastChild.getAttribute("y")), Number(root.getAttribute("width"))], [height - 9, 200 + 2 * 16]);
});

test("a PNG is twice as large and says what it is of, as does a GIF", async () => {
  const drawn = svgOf(made(), about);
  const png = await pngOf(drawn, about);
  const picture = await createImageBitmap(png);
  equal([picture.width, picture.height], [2 * drawn.width, 2 * drawn.height]);
  const seen = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
  const context = seen.getContext("2d");
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, seen.width, seen.height);
  let box = 0;
  for (let at = 0; at < data.length; at += 4)
    box += Number(data[at] === 0x12 && data[at + 1] === 0x34 && data[at + 2] === 0x56);
  equal(box, 4 * 50 * 10); // the box in its colour, twice as wide and high
  ok((await bytes(png)).includes(`iTXtSource\0\0\0\0\0${about.link}`));
  const gif = await bytes(commented(Uint8Array.of(1, 2, 0x3b), about));
  ok(gif.includes(JSON.stringify(about)) && gif.endsWith("\0;"));
  const long = { note: "0123456789".repeat(70) }; // in blocks of 255 bytes, each after its length
  const told = (await bytes(commented(Uint8Array.of(1, 2, 0x3b), long))).slice(4, -2);
  const blocks = [];
  for (let at = 0; at < told.length; at += 1 + told.charCodeAt(at))
    blocks.push(told.slice(at + 1, at + 1 + told.charCodeAt(at)));
  equal(blocks.join(""), JSON.stringify(long));
  equal(blocks[0].length, 255);
});

test("the numbers are those of tables, lines of charts and small pictures", () => {
  const box = made();
  equal(rowsOf(box), [
    ["a, b", "1"],
    ["dots", "row 1", 0, 255],
  ]);
  withNumbers(box.querySelector("p"), () => [["x", 3]]);
  equal(rowsOf(box)[1], ["x", 3]);
  box.querySelector("p").hidden = true;
  box.querySelector("canvas").series = [[1, 2.5]];
  equal(
    csvOf(rowsOf(box), about),
    '# title: Traverse\n# model: vae-2\n# revision: 01234567\n# seed: 7\n# link: https://zoo.test/?seed=7\n"a, b",1\ndots,line 1,1,2.5\n',
  );
});

test("a film becomes a video where the browser makes any", async () => {
  const film = await videoOf(
    Array.from({ length: 6 }, (_, i) => new Uint8Array(4).fill(40 * i)),
    60,
    about,
  );
  equal(film === null, kindOf() === null);
  ok(film === null || film.blob.size > 100);
  put(window, "MediaRecorder", { isTypeSupported: () => false });
  equal([kindOf(), await videoOf([new Uint8Array(4)], 60, about)], [null, null]);
  put(window, "MediaRecorder", { isTypeSupported: (kind) => kind.startsWith("video/webm") });
  equal(kindOf(), "video/webm");
  put(window, "MediaRecorder", undefined);
  equal([kindOf(), await videoOf([new Uint8Array(4)], 60, about)], [null, null]);
});
