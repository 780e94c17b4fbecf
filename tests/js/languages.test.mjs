// Texts found in a table: whole, by their holes, sentence by sentence; terms of the glossary in a translated text.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { numbersWith } from "../../assets/languages/numbers.js";
import { piecesBy } from "../../assets/languages/terms.js";
import { translator } from "../../assets/languages/translation.js";

const translate = translator({
  "": { name: "Deutsch" },
  "Draw a digit": "Zeichne eine Ziffer",
  "Draw it.": "Zeichne sie.",
  "Then look. And look again.": "Dann schau und schau noch mal.",
  "{0} of {1} clusters": "{1} Gruppen, davon {0}",
  "{0} of {1}": "{0} von {1}",
  "none yet": "noch keine",
  "Saved {0}.{1}": "{0} ist gespeichert.{1}",
  "Without {0} pictures.": "Ohne {0} Bilder.",
  "Run `{0}` now": "Starte jetzt `{0}`",
  "VAE, {0} latents": "VAE, {0} latente Variablen",
  "Not yet translated": "",
});

test("a text is found whole, whatever the white space in it and around it", () => {
  assert.equal(translate(" Draw\n a digit "), " Zeichne eine Ziffer ");
  for (const same of ["", "3.14", "Draw", "Not yet translated", "constructor"]) assert.equal(translate(same), same);
});

test("what varies is put where the translation wants it, and is itself translated", () => {
  assert.equal(translate("3 of 8 clusters"), "8 Gruppen, davon 3");
  assert.equal(translate("none yet of 8 clusters"), "8 Gruppen, davon noch keine");
  assert.equal(translate("Saved a.zip. Without 2 pictures."), "a.zip ist gespeichert. Ohne 2 Bilder.");
  assert.equal(translate("Saved a.zip."), "a.zip ist gespeichert.");
  assert.equal(translate("Run `pip` now"), "Starte jetzt `pip`");
});

test("a short pattern leaves sentences alone that only happen to fit", () => {
  assert.equal(translate("1 of 2"), "1 von 2");
  for (const line of ["What is the meaning of all this business", "O, for a muse of fire, that would ascend"])
    assert.equal(translate(line), line);
});

test("words between numbers, commas and signs are found one by one; names among them stay", () => {
  const said = translator({
    wider: "breiter",
    "leans left": "links",
    pixels: "Pixel",
    Train: "Trainieren",
    nats: "Nats",
  });
  assert.equal(said("wider, from −3 pixels"), "wider, from −3 pixels");
  assert.equal(said("z1: leans left, wider … −3 ± 0.2 pixels"), "z1: links, breiter … −3 ± 0.2 Pixel");
  assert.equal(said("▶ Train"), "▶ Trainieren");
  assert.equal(said("vae-2, 7.15 nats"), "vae-2, 7.15 Nats");
});

test("sentences that were put together are found one by one, those of one text together", () => {
  assert.equal(translate("Draw it. Then look. And look again."), "Zeichne sie. Dann schau und schau noch mal.");
  assert.equal(translate("Draw it. Nobody knows this."), "Zeichne sie. Nobody knows this.");
});

test("terms are those of the language, with their endings; in Chinese they stand between other signs", () => {
  const german = piecesBy({ latent: ["latente Variable", "latenten Variable"], kl: ["KL-Divergenz"] }, translate);
  assert.deepEqual(german("VAE, 2 latents"), ["VAE, 2 ", { id: "latent", form: "latente Variablen" }]);
  assert.deepEqual(german("Draw a digit"), ["Zeichne eine Ziffer"]);
  const short = piecesBy({ kl: ["KL"] }, (text) => text);
  assert.deepEqual(short("ein Klick auf KL-Werte"), ["ein Klick auf ", { id: "kl", form: "KL" }, "-Werte"]);
  const chinese = piecesBy({ latent: ["潜变量"] }, () => "每个潜变量是一个数，潜变量");
  assert.deepEqual(chinese(""), ["每个", { id: "latent", form: "潜变量" }, "是一个数，潜变量"]);
  assert.deepEqual(piecesBy({}, (text) => text)("none"), ["none"]);
});

test("a long text with many numbers and sentences costs little, whatever the patterns", { timeout: 20000 }, () => {
  const table = JSON.parse(readFileSync(new URL("../../assets/languages/de.json", import.meta.url), "utf-8"));
  const text = "A run, of 3 to 4, is at 5: seed 1 of 2 and 6 in 7. It is 8, to 9 of 10; more, and less. ".repeat(30);
  assert.equal(typeof translator(table)(text), "string");
});

test("numbers get the language's separators where they vary, alone and in tables' files back", () => {
  const said = translator({ "{0} of {1} steps": "{0} von {1} Schritten", nats: "Nats", "Run `{0}`": "Starte `{0}`" }, [
    ".",
    ",",
  ]);
  assert.equal(said("1,234 of 60,000.5 steps"), "1.234 von 60.000,5 Schritten");
  assert.equal(said("−0.52 … 1,000 nats"), "−0,52 … 1.000 Nats");
  assert.deepEqual(
    ["12,345", "0.532", "7"].map((text) => said(text)),
    ["12.345", "0,532", "7"],
  );
  assert.equal(said("0.5 of 2 steps", { isTyped: true }), "0.5 von 2 Schritten");
  assert.equal(said("Run `lr 0.5`"), "Starte `lr 0.5`");
  const { there, back } = numbersWith([".", ","]);
  for (const text of [
    "v2.1.0",
    "127.0.0.1:80",
    "rate:0.1",
    "lr=0.5",
    "vae-2.5",
    "[0.8, 0.5, 0.21]",
    "2.5x",
    "1, 2",
    "a.1",
  ])
    assert.equal(there(text), text);
  for (const text of ["1,234.5 (0.25 to 4)", "−0.5 ± 1.25", "-3.5 %", "12,345,678"])
    assert.equal(back(there(text)), text);
  assert.equal(there("1,234.5 (0.25 to 4), -3.5 %."), "1.234,5 (0,25 to 4), -3,5 %.");
  assert.equal(translator({ "{0} steps": "{0} 步" })("1,234 steps"), "1,234 步");
});
