// Colours of the map of what the discriminator looks at: one for what should be brighter, one for what should be
// darker.

export const BRIGHTER = [255, 150, 40];
export const DARKER = [70, 150, 255];
const PEAK = 0.99; // the share of pixels whose values the colours tell apart; those above have the full colour

// The size of a value that gets the full colour; 0 if there is nothing but zeros.
export function peakOf(map) {
  const sizes = Float64Array.from(map, Math.abs).sort();
  return sizes[Math.floor(PEAK * (sizes.length - 1))] || sizes.at(-1) || 0;
}

// RGBA bytes of grey `levels` (0 to 255), dimmed, with a map of as many values laid over them.
export function overlay(levels, map, peak = peakOf(map)) {
  const rgba = new Uint8ClampedArray(4 * levels.length);
  levels.forEach((level, i) => {
    const share = peak ? Math.min(1, Math.abs(map[i]) / peak) : 0;
    const color = map[i] > 0 ? BRIGHTER : DARKER;
    for (let part = 0; part < 3; part++) rgba[4 * i + part] = (1 - share) * 0.7 * level + share * color[part];
    rgba[4 * i + 3] = 255;
  });
  return rgba;
}

// Of all that the map could raise the score by, the share by getting brighter; null if it is nothing.
export function brighterShare(map) {
  let [up, all] = [0, 0];
  for (const value of map) {
    up += Math.max(0, value);
    all += Math.abs(value);
  }
  return all ? up / all : null;
}
