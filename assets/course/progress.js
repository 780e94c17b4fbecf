// What a student has written and done, as the browser keeps it. No DOM.
const VERSION = 1;
const LIMITS = { predicted: 2000, found: 4000 }; // characters of what is written

export const KEY = "zoo-course";

// Progress by card from the text that was kept; what is damaged, of a later version or of no card is left out.
export function readProgress(text, cards) {
  const found = {};
  const kept = parsed(text);
  if (kept?.version !== VERSION || !isObject(kept.cards)) return found;
  for (const id of cards) {
    const own = Object.hasOwn(kept.cards, id) ? kept.cards[id] : null;
    if (isObject(own)) found[id] = fitting(own);
  }
  return found;
}

export const writeProgress = (progress) => JSON.stringify({ version: VERSION, cards: progress });

export const isBegun = (own) => Boolean(own && (own.predicted || own.found || own.opened || own.done));

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function parsed(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

function fitting(own) {
  const made = {};
  for (const [field, most] of Object.entries(LIMITS))
    if (typeof own[field] === "string") made[field] = own[field].slice(0, most);
  for (const field of ["opened", "done"]) if (own[field] === true) made[field] = true;
  return made;
}
