// The Attention tab: the calculator and the other modes beside it.
import { Calculator } from "./calculator.js";
import { makeLink } from "./link.js";
import { exampleOf, numbersLink } from "./numbers-link.js";
import { showOverview } from "./overview.js";
import { makePositions } from "./positions.js";
import { showPresets } from "./presets.js";
import { makeReaders } from "./readers.js";
import { makeSentence } from "./sentence.js";
import { makeSeveral } from "./several.js";

export default function mount({ element, props, server }) {
  const calculator = new Calculator(element, server);
  const part = (name) => element.querySelector(`.attention-${name}`);
  const ask = (name, question) => calculator.ask(name, question);
  const saying =
    (status) =>
    (text, { isError = false, isSilent = false } = {}) => {
      status.querySelector("span").textContent = text;
      status.classList.toggle("is-error", isError);
      status.querySelector("button").hidden = !isSilent;
    };
  const openHead = (...head) => calculator.openHead(...head);
  calculator.sentence = makeSentence(part("sentence"), {
    ...{ ask, say: saying(part("sentence-status")), openHead },
    changed: () => calculator.linked(),
  });
  calculator.modes.numbers = numbersLink(calculator, exampleOf(calculator, props.value.presets));
  calculator.modes.sentence = calculator.sentence;
  const modes = { several: makeSeveral, positions: makePositions, readers: makeReaders };
  for (const [name, make] of Object.entries(modes))
    calculator.modes[name] = make(part(name), {
      ask,
      say: saying(part(`${name}-status`)),
      changed: () => calculator.linked(),
    });
  showPresets(part("presets"), props.value.presets, (one) => calculator.choosePreset(one));
  showOverview(part("overview"));
  calculator.sentence.start(props.value);
  calculator.modes.readers.start(props.value.reading);
  calculator.say("Starting the calculator …");
  calculator.choosePreset(props.value.presets[0]);
  const address = makeLink(calculator, part("link"));
  address.follow();
  // The page's state, for tests and the browser's console.
  element.calculator = { shown: () => calculator.shown, state: () => ({ ...calculator.state, pick: calculator.pick }) };
  return address;
}
