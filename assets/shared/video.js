// Films of digits as a video, recorded from a canvas of 512 pixels: MP4 where the browser can record it (H.264, which
// every program plays), else WebM.
import { el, greyImage } from "./dom.js";
import { captionOf } from "./figure.js";

const SIDE = 512;
const CAPTION = 28; // pixels below, with what it is of: a recording has no other place for it
const KINDS = ["video/mp4;codecs=avc1.42E01E", "video/webm", "video/mp4"];

export const kindOf = () => {
  const Recorder = /** @type {*} */ (window).MediaRecorder;
  return Recorder ? (KINDS.find((each) => Recorder.isTypeSupported(each)) ?? null) : null;
};

// frames of levels 0 to 255 (bytes, square); gives {blob, suffix}, null where no video can be made.
export async function videoOf(frames, milliseconds, about) {
  const kind = kindOf();
  if (!kind) return null;
  const size = Math.sqrt(frames[0].length);
  const small = el("canvas", { width: size, height: size });
  const canvas = el("canvas", { width: SIDE, height: SIDE + CAPTION });
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false;
  const show = (frame) => {
    small.getContext("2d").putImageData(greyImage(frame, size), 0, 0);
    context.fillStyle = "#000";
    context.fillRect(0, 0, SIDE, SIDE + CAPTION);
    context.drawImage(small, 0, 0, SIDE, SIDE);
    context.fillStyle = "#bbb";
    context.font = "14px sans-serif";
    context.fillText(captionOf(about), 8, SIDE + 19, SIDE - 16);
  };
  show(frames[0]);
  const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: kind, videoBitsPerSecond: 4_000_000 });
  const parts = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const ended = new Promise((done) => recorder.addEventListener("stop", done, { once: true }));
  recorder.start();
  for (const frame of frames) {
    show(frame);
    await new Promise((done) => setTimeout(done, milliseconds));
  }
  recorder.stop();
  await ended;
  const blob = new Blob(parts, { type: kind });
  return blob.size ? { blob, suffix: kind.split(/[/;]/)[1] } : null;
}
