// The lab report: what a student predicted and found, beside the measured answers, as Markdown. No DOM.

// Characters that Markdown would take for markup, in what a person wrote.
const plain = (text) =>
  text
    .replace(/[\\`*_{}[\]<>#|~]/g, "\\$&")
    .replace(/^[-+=]/gm, "\\$&")
    .replace(/^(\d+)\./gm, "$1\\.");
const quoted = (text) =>
  plain(text.trim())
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");
const said = (text) => (text?.trim() ? quoted(text) : "> (nothing written)");

// `sheets` are {title, cards}, a card {number, title, question, ask, link, command, predicted, found, opened, done,
// charts: [{title, rows: [[label, value, noise]], said}], texts: [{code, text}], pictures: [{file, caption}]}.
export function report(sheets, date) {
  const parts = ["# Lab report: generative models", `${date}, made with The Generative Zoo.`];
  for (const { title, cards } of sheets) {
    if (!cards.length) continue;
    parts.push(`## ${title}`, ...cards.flatMap(section));
  }
  return `${parts.join("\n\n")}\n`;
}

function section(card) {
  const parts = [
    `### ${card.number} ${card.title}${card.done ? " ✓" : ""}`,
    card.question,
    `**Predicted** (${card.ask})`,
    said(card.predicted),
  ];
  if (card.opened) parts.push("**Measured**", ...card.charts.flatMap(table), ...card.texts.map(block));
  parts.push(...(card.opened ? card.pictures.map(({ file, caption }) => `![${caption}](${file})`) : []));
  parts.push("**Found**", said(card.found), `The tool: <${card.link}>\n\nTo do it again: \`${card.command}\``);
  return parts;
}

const cell = (text) => text.replaceAll("|", "\\|");

function table({ title, rows, said: sentence }) {
  const lines = rows.map((row) => `| ${row.map(cell).join(" | ")} |`);
  return [`${title}\n\n| | measured | noise |\n|---|---:|---|\n${lines.join("\n")}`, ...(sentence ? [sentence] : [])];
}

const block = ({ code, text }) => (code ? `\`\`\`\n${text}\n\`\`\`` : text);
