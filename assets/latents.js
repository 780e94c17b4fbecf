// The latent explorer: draw -> code -> digit. The decoder runs here, in the page; only a drawing goes to the server.
const zoo = window.zoo;
const $ = (selector) => element.querySelector(selector);
const pad = $(".latents-pad");
const ink = pad.getContext("2d", { willReadFrequently: true });
const output = $(".latents-output");
const seed = $(".latents-seed input");

let model = null; // what the server sent: name, latents, weights, ...
let network = null;
let latents = new Float32Array(0); // the code, by latent index
let sliders = []; // {latent, input, number}, most informative first
let wanted = 0; // counts what the visitor asked for, so that a late answer to an earlier wish is dropped

const say = (text, isError = false) => {
  $(".latents-status").textContent = text;
  $(".latents-status").classList.toggle("is-error", isError);
};

// ---- the digit
const render = zoo.oncePerFrame(() => {
  if (!network) return;
  zoo.paint(output, network.run(latents));
});

function setLatent(index, value) {
  latents[index] = value;
  render();
}

// A code beyond the slider's range widens it: the thumb never stands where the value is not.
const show = ({ latent, input, number }) => {
  const value = latents[latent.index];
  input.min = Math.min(latent.low, value);
  input.max = Math.max(latent.high, value);
  input.value = value;
  number.textContent = value.toFixed(2).replace(/^-(0\.00)$/, "$1");
  input.setAttribute("aria-valuetext", number.textContent);
};

let tween = 0;
let goal = null; // where the sliders are on their way to
function moveTo(target) {
  const start = Float32Array.from(latents);
  const begin = performance.now();
  const mine = ++tween;
  goal = target;
  const duration = zoo.calm() ? 0 : 260;
  const frame = (now) => {
    if (mine !== tween) return;
    const part = duration ? Math.min(1, Math.max(0, (now - begin) / duration)) : 1;
    const eased = 1 - (1 - part) ** 3;
    for (let i = 0; i < latents.length; i++) latents[i] = part === 1 ? target[i] : start[i] + (target[i] - start[i]) * eased;
    sliders.forEach(show);
    render();
    if (part < 1) requestAnimationFrame(frame);
    else goal = null;
  };
  requestAnimationFrame(frame);
}

// A hand on a slider ends the way there: the other latents are at once where they were going.
function arrive() {
  tween++;
  if (!goal) return;
  latents.set(goal);
  goal = null;
  sliders.forEach(show);
}

// ---- the sliders
const clamp = ({ low, high }, value) => Math.min(high, Math.max(low, value));

function buildSliders() {
  const ordered = [...model.latents].sort((a, b) => b.information - a.information);
  const most = Math.max(1e-9, ordered[0]?.information ?? 0);
  const rows = ordered.map((latent) => {
    const row = document.createElement("label");
    row.className = "latents-slider";
    row.classList.toggle("is-unused", latent.information < 0.01);
    const name = Object.assign(document.createElement("span"), { className: "latents-name", textContent: `z${latent.index}` });
    const share = Object.assign(document.createElement("span"), { className: "latents-share" });
    const bar = document.createElement("i");
    bar.style.width = `${(100 * latent.information) / most}%`;
    share.append(bar, Object.assign(document.createElement("em"), { textContent: latent.information.toFixed(2) }));
    const input = Object.assign(document.createElement("input"), {
      type: "range", min: latent.low, max: latent.high, step: "any", value: latents[latent.index],
    });
    const unit = model.information === "kl" ? "nats of KL" : "variance";
    input.setAttribute("aria-label", `Latent ${latent.index}, ${latent.information.toFixed(2)} ${unit}`);
    const number = Object.assign(document.createElement("output"), { className: "latents-value" });
    input.addEventListener("keydown", (event) => arrowKeys(event, latent, input));
    const slider = { latent, input, number, row };
    input.addEventListener("input", () => {
      const value = Number(input.value);
      wanted++;
      arrive();
      setLatent(latent.index, value);
      show(slider);
    });
    row.append(name, share, input, number);
    return slider;
  });
  sliders = rows;
  $(".latents-sliders").replaceChildren(...rows.map(({ row }) => row));
  sliders.forEach(show);
}

// A continuous slider steps unevenly from browser to browser: a fiftieth of the range, a five-hundredth with Shift.
function arrowKeys(event, latent, input) {
  const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
  if (!direction) return;
  event.preventDefault();
  const step = (latent.high - latent.low) / (event.shiftKey ? 500 : 50);
  input.value = clamp(latent, Number(input.value) + direction * step);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

const home = () => model.latents.map((latent) => latent.mean);

function drawFromSeed() {
  const value = Number(seed.value);
  const valid = seed.value.trim() !== "" && Number.isInteger(value) && value >= 0 && value <= 4294967295;
  seed.setAttribute("aria-invalid", !valid);
  if (!valid) return say("The seed is a whole number from 0 to 4294967295.", true);
  say("");
  wanted++;
  moveTo(randomCode(value));
}

function randomCode(number) {
  const noise = zoo.normals(number, model.latents.length);
  return model.latents.map((latent) => latent.mean + latent.sd * noise[latent.index]); // in order of their index
}

// ---- the drawing
let pen = null; // where the pen is, while it draws
let isExample = false; // an example on the pad gives way to the first stroke of one's own
let pointer = null; // the finger or mouse that holds it; a second finger draws nothing
const place = (event) => {
  const box = pad.getBoundingClientRect();
  return [((event.clientX - box.left) * pad.width) / box.width, ((event.clientY - box.top) * pad.height) / box.height];
};

function clearPad() {
  ink.fillStyle = "#000";
  ink.fillRect(0, 0, pad.width, pad.height);
  Object.assign(ink, { strokeStyle: "#fff", lineWidth: 22, lineCap: "round", lineJoin: "round" });
  zoo.paint($(".latents-seen canvas"), new Float32Array(784));
  $(".latents-sheet").classList.add("is-empty");
  isExample = false;
}

function line(from, to) {
  if (isExample) clearPad();
  ink.beginPath();
  ink.moveTo(...from);
  ink.lineTo(to[0] + 0.01, to[1]); // never of length 0, so that a lone touch leaves a dot
  ink.stroke();
  sendDrawing();
}

function drawing() {
  const pixels = ink.getImageData(0, 0, pad.width, pad.height).data;
  const bytes = new Uint8Array((pad.width * pad.height) / 4);
  for (let y = 0, at = 0; y < pad.height; y += 2) {
    for (let x = 0; x < pad.width; x += 2, at++) bytes[at] = pixels[4 * (y * pad.width + x)];
  }
  return { model: model.name, revision: model.revision, size: pad.width / 2, ink: zoo.toBase64(bytes) };
}

const isEmpty = () => $(".latents-sheet").classList.contains("is-empty");

const encode = zoo.newestOnly(async (asked) => {
  const answer = await server.encode(drawing());
  if (asked !== wanted) return;
  if (!answer) return say("The server did not answer; the sliders still work.", true);
  if (answer.error) return say(answer.error, true);
  say("");
  zoo.paint($(".latents-seen canvas"), Array.from(zoo.fromBase64(answer.seen), (level) => level / 255));
  moveTo(answer.code);
});
function sendDrawing() {
  $(".latents-sheet").classList.remove("is-empty");
  if (model && network) encode(++wanted);
}

pad.addEventListener("pointerdown", (event) => {
  if (pen || event.button !== 0) return;
  pad.setPointerCapture(event.pointerId);
  pointer = event.pointerId;
  pen = place(event);
  line(pen, pen);
});
pad.addEventListener("pointermove", (event) => {
  if (!pen || event.pointerId !== pointer) return;
  const next = place(event);
  line(pen, next);
  pen = next;
});
for (const end of ["pointerup", "pointercancel"]) {
  pad.addEventListener(end, (event) => { if (event.pointerId === pointer) pen = null; });
}

// With the keyboard: a pen at `spot`; arrows move it, and it draws while Space is held.
let spot = [140, 60];
let penDown = false;
pad.addEventListener("keydown", (event) => {
  const move = { ArrowRight: [8, 0], ArrowLeft: [-8, 0], ArrowDown: [0, 8], ArrowUp: [0, -8] }[event.key];
  if (event.key === "Delete") press.clear();
  else if (event.key === " ") { penDown = true; line(spot, spot); }
  else if (move) {
    const next = spot.map((at, axis) => Math.min(270, Math.max(10, at + move[axis])));
    if (penDown) line(spot, next);
    spot = next;
    Object.assign($(".latents-cursor").style, { left: `${spot[0] / 2.8}%`, top: `${spot[1] / 2.8}%` });
  } else return;
  event.preventDefault();
});
pad.addEventListener("keyup", (event) => { if (event.key === " ") penDown = false; });
pad.addEventListener("blur", () => { penDown = false; });

function buildExamples(examples) {
  const buttons = Object.entries(examples).map(([digit, path]) => {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.setAttribute("aria-label", `Example drawing of a ${digit}`);
    const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    picture.setAttribute("viewBox", "0 0 280 280");
    const stroke = document.createElementNS("http://www.w3.org/2000/svg", "path");
    stroke.setAttribute("d", path);
    picture.append(stroke);
    button.append(picture);
    button.addEventListener("click", () => drawExample(path));
    return button;
  });
  $(".latents-examples").replaceChildren(...buttons);
}

function drawExample(path) {
  clearPad();
  ink.stroke(new Path2D(path));
  isExample = true;
  sendDrawing();
}

// ---- buttons
const press = {
  clear: () => { wanted++; clearPad(); say(""); },
  reset: () => { wanted++; moveTo(home()); },
  drawing: () => (isEmpty() ? say("There is no drawing yet; draw a digit or take an example.") : sendDrawing()),
  random: () => {
    seed.value = 1 + Math.floor(Math.random() * 9999);
    drawFromSeed();
  },
};
element.addEventListener("click", (event) => {
  const action = event.target.closest("[data-do]")?.dataset.do;
  if (action && model && network) press[action]();
});
seed.addEventListener("input", () => { if (model && network) drawFromSeed(); });

// ---- a model arrives
async function choose(next) {
  const mine = ++wanted;
  tween++;
  goal = null;
  if (!next) return;
  if (next.error) return say(next.error, true);
  say(model ? `Loading ${next.name} …` : "");
  try {
    const fetched = await zoo.fetchNetwork(next.decoder);
    if (mine !== wanted) return;
    [model, network] = [next, fetched];
  } catch (error) {
    return say(`${next.name} could not be shown: ${error.message}. Choose it again to retry.`, true);
  }
  say("");
  latents = Float32Array.from(home());
  $(".latents-lead").textContent = model.lead;
  $(".latents-hint").textContent = model.hint;
  $(".latents-note").textContent = model.note;
  $(".latents-code-title").textContent = `Move its code: ${model.latents.length} numbers`;
  buildSliders();
  render();
  if (!$(".latents-examples").childElementCount) {
    buildExamples(model.examples);
    drawExample(model.examples[3]); // something to look at, and the way it works, at first sight
  } else if (!isEmpty()) sendDrawing();
}

clearPad();
choose(props.value);
watch("value", () => choose(props.value));
// For tests and for the curious, in the browser's console: what the page holds.
$(".latents").explorer = { home: () => Array.from(Float32Array.from(home())), code: () => Array.from(latents), pixels: () => Array.from(network.run(latents)), name: () => model?.name };
