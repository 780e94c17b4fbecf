// The address of what the tab shows: its mode, and what the parts say of themselves.
import { copyLink } from "../shared/dom.js";
import { frameButton } from "../shared/sharing.js";
import { address, isShown } from "../shared/views.js";
import { MODES, modeOf } from "./example.js";

// `calculator` has its `mode`, setMode(mode), and by name the `modes` with {link, restore}. Gives {link, follow}, see
// shared/places.js.
export function makeLink(calculator, box) {
  const [field, button, told] = ["input", "button", "p"].map((each) => box.querySelector(each));
  const notice = calculator.element.querySelector(".attention-notice");
  const before = told.textContent;
  const { modes } = calculator;

  function link() {
    const { mode } = calculator;
    const query = new URLSearchParams({ tab: "attention", mode, ...modes[mode]?.link() });
    return address(query);
  }
  const say = (text) => {
    told.textContent = text;
  };
  const refresh = () => {
    field.value = link();
  };

  function follow() {
    const given = Object.fromEntries(new URLSearchParams(location.search));
    const shown = MODES.find((each) => isShown("attention", each)) ?? (isShown("attention", "lstm") ? "readers" : "");
    const mode = (given.tab === "attention" && (given.mode || (!shown && modeOf(given)))) || shown;
    if (!mode) return;
    const isMode = MODES.includes(mode);
    const problem = isMode ? modes[mode]?.restore(given) : `The link’s mode is none of ${MODES.join(", ")}.`;
    if (isMode) calculator.setMode(mode);
    Object.assign(notice, { textContent: problem ?? "", hidden: !problem });
  }

  calculator.linked = () => {
    box.hidden = false;
    if (!box.contains(document.activeElement)) say(before);
    refresh();
  };
  button.after(frameButton("attention", () => ({ id: calculator.mode, title: "Attention" }), say));
  field.addEventListener("focus", () => {
    refresh();
    field.select();
  });
  button.addEventListener("click", () => {
    refresh();
    copyLink(field, field.value, say);
  });
  return { link, follow };
}
