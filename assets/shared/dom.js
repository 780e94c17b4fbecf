// Building blocks of the page's components: elements, fields, canvases, downloads.

// An element with its properties (or attributes) and children; text is inserted as text, never as markup.
export const el = (tag, properties = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
};

export const makeButton = (text, press, className = "") => {
  const made = el("button", { type: "button", className: `zoo-button ${className}`, textContent: text });
  made.addEventListener("click", press);
  return made;
};

// A button that does again what failed; pressed by itself when a server that was lost is there again.
export const makeAgain = (press) => makeButton("Try again", press, "zoo-again");

// A small screen for one digit.
export const makeScreen = (label, className = "") => {
  const named = label ? { role: "img", "aria-label": label } : {};
  return el("canvas", { width: 28, height: 28, className: `zoo-screen ${className}`, ...named });
};

// A labelled choice: options are [value, text] pairs.
export const makeSelect = (label, options, change) => {
  const box = el("select", { className: "zoo-select" });
  fillOptions(box, options);
  box.addEventListener("change", () => change(box.value));
  return el("label", { className: "zoo-field" }, label, box);
};
export const fillOptions = (box, options) => {
  box.replaceChildren(...options.map(([value, text]) => el("option", { value, textContent: text })));
};

// A row of buttons of which one is pressed, from [value, text] pairs. Returns show(value).
export const segments = (box, choices, press) => {
  const buttons = choices.map(([value, text]) =>
    Object.assign(
      makeButton(text, () => press(value)),
      { choice: value },
    ),
  );
  box.append(...buttons);
  return (value) => {
    for (const button of buttons) button.setAttribute("aria-pressed", button.choice === value);
  };
};

// On a phone the models are in one scrolling row: scroll the chosen one of this tab into view.
export const showChoice = (root) =>
  requestAnimationFrame(() => {
    const chosen = (root.closest("[role=tabpanel]") ?? document).querySelector(".zoo-models label.selected");
    if (!chosen) return;
    const [chip, row] = [chosen, chosen.parentElement].map((each) => each.getBoundingClientRect());
    if (chip.left >= row.left && chip.right <= row.right) return; // the heading before it stays in view, too
    chosen.parentElement.scrollLeft += chip.left + chip.width / 2 - row.left - row.width / 2;
  });

// Downloads bytes as a file.
export const download = (name, content, type) => {
  const url = URL.createObjectURL(new Blob([content], { type }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
};

// Text to the clipboard: whether it is there. The clipboard is closed to pages without https; then the text is copied
// from a field: `field`, which holds it and is left selected for the visitor's own keys, or one that is gone again.
export async function copyText(text, field = null) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return field ? copyFrom(field) : copyUnseen(text);
  }
}
function copyFrom(field) {
  field.select();
  return document.execCommand("copy");
}
function copyUnseen(text) {
  const field = el("textarea", { className: "zoo-unseen", value: text, readOnly: true });
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  document.body.append(field);
  const done = copyFrom(field);
  field.remove();
  before?.focus();
  return done;
}

export const copyLink = async (field, link, say) => {
  field.value = link;
  field.select();
  const done = await copyText(link, field);
  say(done ? "Link copied." : "The link is selected: copy it with Ctrl+C or ⌘C.");
};

// Grey levels 0 to 255, row by row, as an image of this width.
export function greyImage(levels, width) {
  const image = new ImageData(width, levels.length / width);
  for (let i = 0; i < levels.length; i++) {
    image.data[4 * i] = image.data[4 * i + 1] = image.data[4 * i + 2] = levels[i];
    image.data[4 * i + 3] = 255;
  }
  return image;
}

// Draws grey values in [0, 1] on a canvas with exactly as many pixels, or at a place in a larger one; 1 is white.
export function paint(canvas, values, x = 0, y = 0, width = canvas.width) {
  const levels = Uint8ClampedArray.from(values, (value) => Math.round(255 * value));
  canvas.getContext("2d").putImageData(greyImage(levels, width), x, y);
}

// Draws a square picture of levels 0 to 255 on a canvas, which gets its width and height.
export function paintLevels(canvas, levels, size = Math.sqrt(levels.length)) {
  if (canvas.width !== size || canvas.height !== size) canvas.width = canvas.height = size;
  canvas.getContext("2d").putImageData(greyImage(levels, size), 0, 0);
}

// An element that says which numbers it shows, as rows of a CSV; see figure.js.
export function withNumbers(element, numbers) {
  element.classList.add("zoo-numbers");
  return Object.assign(element, { numbers });
}
