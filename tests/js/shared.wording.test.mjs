// Texts about digits as those about other data. tests/zoo/test_wording.py has the same for Python.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { speak } from "../../assets/shared/say.js";
import { worded } from "../../assets/shared/wording.js";

const cases = JSON.parse(readFileSync(new URL("../support/wording.json", import.meta.url), "utf-8"));

test("a text says what the pictures of the data show, and what the data is called", () => {
  assert.ok(cases.length > 5);
  for (const { text, name, noun, said } of cases) assert.equal(worded(text, name && { name, noun }), said);
});

test("in another language the words for a digit become its word for a picture, and MNIST the name of the data", () => {
  for (const [code, text, said] of [
    [
      "de",
      "Zeichne eine Ziffer: skaliert und zentriert wie MNIST. 20 Testziffern von MNIST",
      "Zeichne eine Abbildung: das ganze Blatt, verkleinert. 20 Testabbildungen von runes",
    ],
    ["zh", "画一个数字：像 MNIST 那样缩放并居中", "画一个图案：整张图缩小"],
  ]) {
    const table = JSON.parse(readFileSync(new URL(`../../assets/languages/${code}.json`, import.meta.url), "utf-8"));
    speak({ digits: table[""].digits });
    assert.equal(worded(text, { name: "runes", noun: "rune" }), said);
    assert.equal(worded("Ziffer 数字", null), "Ziffer 数字");
  }
  speak(null);
});
