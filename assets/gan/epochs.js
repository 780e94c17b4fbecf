// Moments of a training: their names, and which is nearest.

export const epochText = (place) => (place === 0 ? "before training" : `epoch ${Number(place.toFixed(1))}`);

const DARK = 32; // the grey level, of 255, that nothing in a nearly black picture is above

// Why pictures are nearly black, from the level of their brightest pixel; "" if they are not.
export function darkText(brightest, place) {
  if (brightest > DARK) return "";
  if (place > 0) return "Nothing is missing here: at this moment the generator draws hardly anything but black.";
  return "Nothing is missing here: an untrained generator’s outputs are near 0, and 0 stands for black in this model. So it draws nearly black pictures.";
}

// The index of the place nearest to an epoch; the last one for an epoch beyond it.
export const nearest = (places, epoch) =>
  places.reduce(
    (best, place, i) => (Math.abs(place - epoch) < Math.abs(places[best] - epoch) ? i : best),
    places.length - 1,
  );

// The last of these rows that was measured before a place.
export const rowAt = (rows, place) => rows.filter(({ epoch }) => epoch <= place + 1e-6).at(-1);

// The warning of the epoch that a place lies in.
export const warningAt = (collapse, place) => collapse.find(({ epoch }) => epoch === Math.floor(place + 1e-6));

// Whether the weights that were kept are from before the end of the run.
export const keptEarlier = ({ kept_epoch: kept, train_epochs: last }) =>
  Number.isFinite(kept) && Number.isFinite(last) && kept < last;

// The number of a frame in a picture of sheets, which has one for each of its seeds after each place.
export const frameOf = ({ seeds }, place, seed) => place * seeds.length + seed;

// Warnings of consecutive epochs as one {first, last, warning}, with the text of the last.
export function spells(collapse) {
  const found = [];
  for (const { epoch, warning } of collapse) {
    if (found.at(-1)?.last === epoch - 1) Object.assign(found.at(-1), { last: epoch, warning });
    else found.push({ first: epoch, last: epoch, warning });
  }
  return found;
}
export const spellText = ({ first, last }) => (first === last ? `${first}` : `${first}–${last}`);

// Epochs as ranges: 1–4, 7.
export const ranges = (epochs) =>
  spells(epochs.map((epoch) => ({ epoch })))
    .map(spellText)
    .join(", ");
