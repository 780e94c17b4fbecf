// Masks: which keys a query may see. `keep` is null, for "padding" a flag per key, for "custom" a row of flags per
// query.

export const MASK_NOTES = {
  none: "Nothing is hidden: the scores pass unchanged.",
  causal: "Query i sees keys 1 to i, never a later one, as in a model that writes from left to right.",
  padding: "Some keys are only padding. Click a cell, or press Enter on it, to hide or show its whole column.",
  custom: "Click a cell, or press Enter on it, to hide or show that key for that query.",
};
export const isEditable = (kind) => kind === "padding" || kind === "custom";

// What a mask keeps, made to fit this number of queries and keys; what is new is visible. A padding mask begins with
// the last key hidden, a custom one with what the mask before hid: `shown`, its rows, or null.
/** @param {string} kind @param {*} keep @param {number[]} size of queries and keys @param {*} shown */
export function fitKeep(kind, keep, [queries, keys], shown) {
  const line = (old) => Array.from({ length: keys }, (_, j) => old?.[j] ?? true);
  if (kind === "padding") return line(keep ?? Array.from({ length: keys }, (_, j) => j < Math.max(1, keys - 1)));
  if (kind === "custom") return Array.from({ length: queries }, (_, i) => line(keep?.[i] ?? shown?.[i]));
  return null;
}

// Why a pasted mask does not fit so many queries and keys, or "". One row of flags hides keys from every query.
/** @param {*} mask @param {number} queries @param {number} keys */
export function maskProblem(mask, queries, keys) {
  const isRows = Array.isArray(mask[0]);
  const fits = isRows ? mask.length === queries && mask[0].length === keys : mask.length === keys;
  if (fits) return "";
  const size = isRows ? `${mask.length} × ${mask[0].length}` : `a list of ${mask.length}`;
  return `The mask is ${size}, but these Q and K need ${queries} × ${keys}${isRows ? "" : ` or a list of ${keys}`}.`;
}

// Hides or shows key j, for a custom mask only for query i. Returns whether there is something to hide.
export function toggleKeep(kind, keep, i, j) {
  const row = kind === "padding" ? keep : keep?.[i];
  if (!isEditable(kind) || row?.[j] === undefined) return false;
  row[j] = !row[j];
  return true;
}
