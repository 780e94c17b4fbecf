// Moments of a GAN's training: what was seen then.

const DARK = 32; // the grey level, of 255, that nothing in a nearly black picture is above

// Why pictures are nearly black, from the level of their brightest pixel; "" if they are not.
export function darkText(brightest, place) {
  if (brightest > DARK) return "";
  if (place > 0) return "Nothing is missing here: at this moment the generator draws hardly anything but black.";
  return "Nothing is missing here: an untrained generator’s outputs are near 0, and 0 stands for black in this model. So it draws nearly black pictures.";
}

// The warning of the epoch that a place lies in.
export const warningAt = (collapse, place) => collapse.find(({ epoch }) => epoch === Math.floor(place + 1e-6));

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
