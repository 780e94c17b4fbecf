// A page that is translated: what stands in it and what comes, and what is left as it is.
import { watch } from "../../../assets/languages/page.js";
import { translator } from "../../../assets/languages/translation.js";
import { element, equal, test } from "./harness.mjs";

const translate = translator({
  Draw: "Zeichne",
  "Run `{0}` now": "Nimm `{0}`",
  "{0} left": "noch {0}",
  Clear: "Leeren",
});
const soon = () => new Promise((done) => setTimeout(done));
const HTML = `<p title="Draw">Draw</p><p>Run <code>Draw</code> now</p><textarea aria-label="Draw">Draw</textarea>
  <input value="Draw" placeholder="Draw"><pre>Draw</pre><div translate="no"><b>Draw</b></div>
  <i class="shakespeare-line">Draw</i>`;

test("texts and names are translated, not what was typed, code, or what says so", async () => {
  const box = element(HTML);
  watch(box, translate);
  equal(box.querySelector("p").outerHTML, '<p title="Zeichne">Zeichne</p>');
  equal(box.querySelectorAll("p")[1].innerHTML, "Nimm <code>Draw</code>");
  const [area, field] = [box.querySelector("textarea"), box.querySelector("input")];
  equal([area.value, area.ariaLabel, field.value, field.placeholder], ["Draw", "Zeichne", "Draw", "Zeichne"]);
  box.querySelector("p").firstChild.data = "3 left";
  field.setAttribute("aria-label", "Clear");
  area.setAttribute("placeholder", "Clear");
  for (const each of box.querySelectorAll("pre, b")) each.textContent = "Clear";
  box.append(Object.assign(document.createElement("button"), { textContent: "Clear", ariaLabel: "Draw" }));
  await soon();
  equal(box.querySelector("p").textContent, "noch 3");
  equal([field.ariaLabel, area.placeholder, box.lastChild.textContent], ["Leeren", "Leeren", "Leeren"]);
  equal(
    [...box.querySelectorAll("pre, b")].map((each) => each.textContent),
    ["Clear", "Clear"],
  );
  const line = box.querySelector("i");
  equal([line.textContent, line.lang], ["Draw", "en"]);
});

test("numbers have the language's separators, but beside the fields of the Attention tab", async () => {
  const box = element("<output>0.50</output><p>2.5 left</p><div class='attention'><p>2.5 left</p><b>0.50</b></div>");
  watch(box, translator({ "{0} left": "noch {0}" }, [".", ","]));
  equal(box.textContent, "0,50noch 2,5noch 2.50.50");
  box.firstChild.textContent = "1,250";
  await soon();
  equal(box.firstChild.textContent, "1.250");
});
