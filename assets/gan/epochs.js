// Moments of a training: their names, and which is nearest.

export const epochText = (place) => (place === 0 ? "before training" : `epoch ${Number(place.toFixed(1))}`);

// Which of the places is nearest to an epoch; the last one for one beyond.
export const nearest = (places, epoch) =>
  places.reduce(
    (best, place, i) => (Math.abs(place - epoch) < Math.abs(places[best] - epoch) ? i : best),
    places.length - 1,
  );

// The last of these rows that had been measured at a place.
export const rowAt = (rows, place) => rows.filter(({ epoch }) => epoch <= place + 1e-6).at(-1);

// The warning of the epoch that a place lies in.
export const warningAt = (collapse, place) => collapse.find(({ epoch }) => epoch === Math.floor(place + 1e-6));

// Whether the weights that were kept are not those of the run's end.
export const keptEarlier = ({ kept_epoch: kept, train_epochs: last }) =>
  Number.isFinite(kept) && Number.isFinite(last) && kept < last;

// Warnings of epochs in a row as one {first, last, warning}, with what was said after the last of them.
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
