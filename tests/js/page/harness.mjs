// What the tests of this folder stand on. They run in an empty page of a real browser, which has no test runner of its
// own; see tests/test_javascript_in_page.py.
const tests = [];
const undone = []; // what puts the page's own functions back after a test

export const test = (name, body) => void tests.push([name, body]);

// How many tests there are, and why each that failed did, by its name.
export async function run() {
  const failed = {};
  for (const [name, body] of tests) {
    document.body.replaceChildren();
    try {
      await body();
      const found = unsound();
      ok(!found.length, found.join("; "));
    } catch (error) {
      failed[name] = String(error?.stack ?? error);
    }
    for (const undo of undone.splice(0).reverse()) undo();
  }
  return { count: tests.length, failed };
}

// What is wrong with whatever a test leaves in the page: groups and pictures without a name, names and texts with what is
// no word, states that are neither true nor false, and what leads to a part that is not there.
function unsound() {
  const found = [];
  const all = (selector) => document.body.querySelectorAll(selector);
  const named = (each) => each.getAttribute("aria-label")?.trim() || each.getAttribute("aria-labelledby");
  for (const each of all("[role=group], [role=radiogroup], [role=tablist], [role=img]"))
    if (!named(each) && !each.closest("[hidden]")) found.push(`no name: ${each.outerHTML.slice(0, 120)}`);
  for (const each of all(":is(div, span, p)[aria-label]:not(:empty), canvas.zoo-screen[aria-label]"))
    if (!each.matches("[role], [tabindex]")) found.push(`no role: ${each.outerHTML.slice(0, 120)}`);
  for (const state of ["pressed", "invalid", "expanded", "selected"])
    for (const each of all(`[aria-${state}]`))
      if (!["true", "false"].includes(each.getAttribute(`aria-${state}`))) found.push(each.outerHTML.slice(0, 120));
  for (const each of all("[aria-label], [title]"))
    for (const name of ["aria-label", "title"])
      if (NO_WORD.test(each.getAttribute(name) ?? "")) found.push(`${name}: ${each.getAttribute(name)}`);
  found.push(...new Set(astray.splice(0)));
  const shown = NO_WORD.test(document.body.textContent) ? document.body.innerText : ""; // of what is not hidden
  const at = shown.search(NO_WORD);
  if (at >= 0) found.push(shown.slice(Math.max(0, at - 60), at + 60));
  return found;
}

// What was drawn where no canvas is: places that are no numbers, and texts that begin or end beyond its edge.
const astray = [];
const EDGE = 4; // pixels beside a canvas that are as good as in it
const { prototype } = CanvasRenderingContext2D;
const COORDINATES = { moveTo: 2, lineTo: 2, fillRect: 4, strokeRect: 4, rect: 4, arc: 5, ellipse: 7 };
for (const [name, count] of Object.entries(COORDINATES)) {
  const drawn = prototype[name];
  prototype[name] = function (...given) {
    if (!given.slice(0, count).every(Number.isFinite)) astray.push(`${name}(${given.join()})`);
    if (name === "lineTo" && this.canvas.series?.length && outside(this, given))
      astray.push(`a line of a chart to ${given}`);
    return drawn.apply(this, given);
  };
}
const outside = (context, [x, y]) => {
  const { width, height } = context.canvas;
  const at = context.getTransform().transformPoint({ x, y });
  return Math.min(at.x, at.y, width - at.x, height - at.y) < -EDGE;
};
const written = prototype.fillText;
prototype.fillText = function (text, x, y, ...more) {
  if (![x, y].every(Number.isFinite) || NO_WORD.test(text) || outside(this, [x, y]))
    astray.push(`“${text}” at ${x}, ${y}`);
  return written.call(this, text, x, y, ...more);
};
const NO_WORD = /\bundefined\b|\bNaN\b|\[object /;

// ---- assertions
const plain = (value) =>
  JSON.stringify(value, (_, each) =>
    ArrayBuffer.isView(each) ? Array.from(each) : each === undefined ? "undefined" : each,
  );
export function equal(found, wanted, about = "") {
  if (plain(found) !== plain(wanted)) throw new Error(`${about} ${plain(found)} is not ${plain(wanted)}`.trim());
}
export function ok(is, about) {
  if (!is) throw new Error(about ?? "it is not so");
}
export function near(found, wanted, within = 1e-6) {
  ok(Math.abs(found - wanted) <= within, `${found} is not within ${within} of ${wanted}`);
}

// ---- the page
export function put(owner, name, value) {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  undone.push(() => (before ? Object.defineProperty(owner, name, before) : delete owner[name]));
}

// Everything that asks whether it can be seen is told that it can; the list of those who asked.
export function inSight() {
  const sights = [];
  put(
    window,
    "IntersectionObserver",
    class {
      constructor(call) {
        this.call = call;
        sights.push(this);
      }
      observe() {
        this.call([{ isIntersecting: false }, { isIntersecting: true }]); // a busy page tells several at once
      }
    },
  );
  return sights;
}

// An element with this markup, which is in the page.
export function element(html, style = "") {
  const made = document.createElement("div");
  made.innerHTML = html;
  made.style.cssText = style;
  document.body.append(made);
  return made;
}
// A tab's own markup.
export const markupOf = async (tab) => element(await (await fetch(`/assets/${tab}/index.html`)).text());

// Time that passes only when the test says so, for timers, animation frames and the clock; rest() lets promises go on.
export function stopped() {
  let [now, next] = [1000, 1];
  const due = new Map();
  const later = (call, wait, every = null) => {
    due.set(next, { call, at: now + wait, every });
    return next++;
  };
  put(window, "setTimeout", (call, wait = 0, ...values) => later(() => call(...values), wait));
  put(window, "setInterval", (call, wait) => later(call, wait, wait));
  put(window, "requestAnimationFrame", (call) => later(() => call(now), 16));
  for (const name of ["clearTimeout", "clearInterval", "cancelAnimationFrame"])
    put(window, name, (id) => due.delete(id));
  put(performance, "now", () => now);
  return {
    get waiting() {
      return due.size;
    },
    async pass(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        await rest();
        const [id, first] = [...due].reduce((best, each) => (!best[1] || each[1].at < best[1].at ? each : best), []);
        if (!first || first.at > end) break;
        now = Math.max(now, first.at);
        if (first.every === null) due.delete(id);
        else first.at += first.every;
        first.call();
      }
      now = end;
      await rest();
    },
  };
}
const channel = new MessageChannel(); // no timer, so that it goes on while time is stopped
export const rest = () =>
  new Promise((done) => {
    channel.port1.onmessage = () => done();
    channel.port2.postMessage(null);
  });

// ---- a tab over a fake server
// A server that has an answer to each of its functions by name, and notes what it was asked. `state.broken` is true, or
// has the names of functions, if they answer with an error.
export function serving(answers, state = { broken: [] }) {
  const asked = [];
  const isBroken = (name) => state.broken === true || (Array.isArray(state.broken) && state.broken.includes(name));
  const server = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      async (request) => {
        asked.push([name, request]);
        return isBroken(name) ? { error: "It broke." } : answer(request, state);
      },
    ]),
  );
  return { server, asked, state, of: (name) => asked.filter(([which]) => which === name).map(([, each]) => each) };
}

// Mounts a tab with its first value; the function that is returned gives it another one.
export function mounted(mount, element, first, server) {
  const props = { value: first };
  let changed;
  const { digitsCame } = mount({
    element,
    props,
    server,
    watch: (_, callback) => {
      changed = callback;
    },
  });
  const change = (next) => {
    props.value = next;
    changed();
  };
  return Object.assign(change, { digitsCame });
}

// ---- the visitor
export const press = (target, key, more = {}) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
};
export const release = (target, key) => target.dispatchEvent(new KeyboardEvent("keyup", { key, bubbles: true }));
// A pointer's event at a place of an element, as shares of its width and height.
export const pointer = (target, kind, [right, down], more = {}) => {
  const box = target.getBoundingClientRect();
  const [clientX, clientY] = [box.left + right * box.width, box.top + down * box.height];
  const about = { pointerId: 1, pointerType: "mouse", button: 0, buttons: 1, bubbles: true, cancelable: true };
  put(Element.prototype, "setPointerCapture", () => {}); // a made-up pointer cannot be captured
  target.dispatchEvent(new PointerEvent(kind, { ...about, clientX, clientY, ...more }));
};
export const type = (field, value, kind = "input") => {
  field.value = value;
  field.dispatchEvent(new Event(kind, { bubbles: true }));
};
// The same, and then the field is left.
export const enter = (field, value) => {
  type(field, value);
  type(field, value, "change");
};

// ---- what is seen
// The grey levels of a canvas, row by row.
export function levels(canvas) {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: data.length / 4 }, (_, at) => data[4 * at]);
}
export const firstOf = (canvas) => levels(canvas)[0];
// What is drawn on a canvas from now on: [what, colour, ...what it was given], numbers to two places.
const DRAWS = ["moveTo", "lineTo", "ellipse", "arc", "fillRect", "strokeRect", "fillText", "strokeText"];
export function traced(canvas) {
  const [context, calls] = [canvas.getContext("2d"), []];
  for (const name of DRAWS) {
    const own = context[name];
    context[name] = (...given) => {
      const color = name.startsWith("fill") ? context.fillStyle : context.strokeStyle;
      calls.push([name, color, ...given.map((each) => (Number.isFinite(each) ? Number(each.toFixed(2)) : each))]);
      return own.apply(context, given);
    };
  }
  return calls;
}
export const texts = (elements) => Array.from(elements, (each) => each.textContent);
// The places in a list for which something is so.
export const places = (list, is) => Array.from(list, (each, at) => (is(each) ? at : -1)).filter((at) => at >= 0);
export const pressed = (buttons) => places(buttons, (each) => each.getAttribute("aria-pressed") === "true");
