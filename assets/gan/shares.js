// A bar for each digit, as high as its share, and a dashed line at an even tenth.
import { el } from "../shared/dom.js";

// Shows the `shares` of the ten digits in a box; null for none yet, which `absent` says to those who cannot see it.
export function showShares(box, shares, absent) {
  const values = shares ?? Array(10).fill(0);
  const most = Math.max(0.2, ...values);
  box.setAttribute(
    "aria-label",
    shares ? shares.map((value, digit) => `${digit}: ${Math.round(100 * value)} %`).join(", ") : absent,
  );
  box.replaceChildren(
    ...values.map((value, digit) => {
      const bar = el("i");
      bar.style.height = `${(82 * value) / most}%`; // the rest is for the number above
      const even = el("s"); // the height at which all ten digits would be drawn equally often
      even.style.bottom = `${8.2 / most}%`;
      const text = shares ? `${Math.round(100 * value)}` : "";
      return el(
        "span",
        { title: `${digit}: ${(100 * value).toFixed(1)} %` },
        el("u", {}, el("em", { textContent: text }), bar, even),
        el("b", { textContent: digit }),
      );
    }),
  );
}
