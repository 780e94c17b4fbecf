// The examples to start from.
import { el } from "../shared/dom.js";

export function showPresets(box, presets, choose) {
  const made = presets.map((preset) => {
    const button = el("button", { type: "button", className: "attention-chip", textContent: preset.name });
    button.addEventListener("click", () => choose(preset));
    return button;
  });
  box.replaceChildren(...made);
}
