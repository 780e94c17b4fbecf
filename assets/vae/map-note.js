// What the map says of itself.
import { listed } from "../shared/words.js";

// `map`: the model, what it is over ("plane" or "pair"), what it shows ("points" or "grid"), how many points there are,
// and the digits that the decoder does not draw at their names.
export function noteOf({ model, chosen, ground, count, strange }) {
  const held = heldText(model, chosen);
  if (ground === "grid") {
    const spread = model.prior === false ? "a normal fitted to the test codes" : "the prior";
    return `Every tile is what the decoder draws there. Between any two neighbouring tiles lies the same share of ${spread}.${held}`;
  }
  return `Each of the ${count.toLocaleString("en")} points is a test digit, placed by the encoder, which was never told ${model.data?.noun === undefined ? "which digit it is" : "what it shows"}.${held}${greyText(strange, model.data?.classes)}`;
}

function heldText({ latents, plane }, chosen) {
  if (latents.length === 2) return "";
  if (chosen === "pair") return " The other latents stay as the sliders have them.";
  const share = Math.round(100 * (plane.explained[0] + plane.explained[1]));
  return ` This plane holds ${share} % of the variance between codes; the rest stays as the sliders have it.`;
}

const greyText = (strange, classes) =>
  strange.length
    ? ` A grey name (now ${listed(strange.map((label) => classes?.[label] ?? label))}) says where that digit's points lie; moved there, with the rest of the code as it is, the decoder draws something else, as the judge reads it.`
    : "";
