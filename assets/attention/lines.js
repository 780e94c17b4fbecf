// Attention as lines: queries on the left, keys on the right; a larger weight makes a wider line.
export function makeLines(box, onPick) {
  const SVG = "http://www.w3.org/2000/svg";
  const MANY = 400; // above this, only the followed query's lines are drawn
  const DENSE = 60; // above this, they are paler
  const INVISIBLE = 0.005;
  let shown = null;

  const make = (tag, attributes, text) => {
    const made = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const svg = make("svg", { role: "img", class: "attention-lines-picture" });
  box.replaceChildren(svg);

  function path(from, to, weight, kind, dense) {
    const [x1, y1, x2, y2] = [...from, ...to];
    const middle = (x1 + x2) / 2;
    const opacity = kind === "others" ? (dense ? 0.5 * weight : 0.1 + 0.4 * weight) : 0.25 + 0.75 * weight;
    return make("path", {
      d: `M${x1},${y1} C${middle},${y1} ${middle},${y2} ${x2},${y2}`,
      "stroke-width": (1 + 11 * weight).toFixed(2),
      "stroke-opacity": opacity.toFixed(3),
      class: `is-${kind}`,
    });
  }

  // Labels are shortened to fit; the full token is in the title.
  function label(text, x, y, anchor, className) {
    const made = make("text", { x, y: y + 4.5, "text-anchor": anchor, class: className });
    made.textContent = text.length > 12 ? `${text.slice(0, 11)}…` : text;
    made.append(make("title", {}, text));
    return made;
  }

  // The layout: the space for labels, and the positions of query i and key j.
  function layout(width) {
    const { weights, queryLabel, keyLabel } = shown;
    const [queries, keys] = [weights.length, weights[0].length];
    const most = Math.max(queries, keys);
    const step = most > 16 ? 24 : 40;
    const height = most * step + 26;
    const lengths = [...weights.map((_, i) => queryLabel(i)), ...weights[0].map((_, j) => keyLabel(j))].map((text) =>
      Math.min(12, text.length),
    );
    const margin = Math.min(110, Math.max(56, 20 + 8.2 * Math.max(...lengths)));
    const y = (index, count) => 26 + (height - 26) / 2 + (index - (count - 1) / 2) * step;
    return {
      width,
      height,
      margin,
      from: (i) => [margin, y(i, queries)],
      to: (j) => [width - margin - 52, y(j, keys)],
    };
  }

  function curves({ from, to }) {
    const { weights, row, column } = shown;
    const count = weights.length * weights[0].length;
    const [back, front] = [[], []];
    weights.forEach((line, i) =>
      line.forEach((weight, j) => {
        if (weight < INVISIBLE || (count > MANY && i !== row)) return;
        if (i !== row) back.push(path(from(i), to(j), weight, "others", count > DENSE));
        else front.push(path(from(i), to(j), weight, j === column ? "picked" : "followed"));
      }),
    );
    return [...back, ...front];
  }

  function labels({ width, margin, from, to }) {
    const { weights, row, column, queryLabel, keyLabel, format } = shown;
    const end = { x: width - 2, "text-anchor": "end" };
    const queries = weights.flatMap((_, i) => {
      const [x, y] = from(i);
      const text = label(queryLabel(i), x - 10, y, "end", `is-query ${i === row ? "is-followed" : ""}`);
      text.addEventListener("click", () => onPick(i, column));
      return [text, make("circle", { cx: x, cy: y, r: 3.5, class: "is-query" })];
    });
    const keys = weights[0].flatMap((_, j) => {
      const [x, y] = to(j);
      const text = label(keyLabel(j), x + 10, y, "start", `is-key ${j === column ? "is-followed" : ""}`);
      text.addEventListener("click", () => onPick(row, j));
      const share = make("text", { ...end, y: y + 4.5, class: "is-share" }, format(weights[row][j]));
      return [text, share, make("circle", { cx: x, cy: y, r: 3.5, class: "is-key" })];
    });
    const heads = [
      label("query", margin - 10, 8, "end", "is-head"),
      label("key", width - margin - 42, 8, "start", "is-head"),
      make("text", { ...end, y: 12.5, class: "is-head" }, "weight"),
    ];
    return [...heads, ...queries, ...keys];
  }

  function draw() {
    const width = box.clientWidth;
    if (!shown || !width) return;
    const { weights, row, queryLabel, keyLabel, format } = shown;
    const places = layout(width);
    for (const [key, value] of Object.entries({
      viewBox: `0 0 ${width} ${places.height}`,
      width,
      height: places.height,
    }))
      svg.setAttribute(key, value);
    const shares = weights[row].map((weight, j) => `${keyLabel(j)} ${format(weight)}`);
    svg.setAttribute("aria-label", `Lines from ${queryLabel(row)} to every key, by weight: ${shares.join(", ")}`);
    svg.replaceChildren(...curves(places), ...labels(places));
  }

  new ResizeObserver(draw).observe(box);
  return (next) => {
    shown = next;
    draw();
  };
}
