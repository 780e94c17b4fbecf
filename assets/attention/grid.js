// "columns 1 to 9 of 12", or "" if all are in view.
/** @param {string} what @param {number} from @param {number} space @param {number} each pixels @param {number} count */
export function inView(what, from, space, each, count) {
  const [first, last] = [Math.floor((from + each / 2) / each) + 1, Math.floor((from + space + each / 4) / each)];
  if (first === 1 && last >= count) return "";
  return `${what} ${Math.min(first, count)} to ${Math.min(Math.max(first, last), count)} of ${count}`;
}

// A grid of cells in a scrolling box. Only the visible cells exist, so 64 × 128 costs no more than 16 × 16.
// Arrow keys, Home, End and the Page keys move between cells; the whole grid is one stop of the Tab key.
export function makeGrid(box, options) {
  const {
    cellClass = "",
    fill,
    onFocus = () => {},
    onHover = () => {},
    onPress = () => {},
    tabThrough = false,
  } = options;
  let size = { rows: 0, columns: 0, width: 64, height: 34, labelWidth: 36, rowLabel: String, columnLabel: String };
  let current = [0, 0]; // the cell that the Tab key reaches
  const rowsShown = new Map(); // row -> {element, from, to, cells: Map(column -> element)}
  const make = (className, role) => {
    const made = document.createElement("div");
    made.className = className;
    made.setAttribute("role", role);
    return made;
  };
  box.classList.add("attention-grid");
  box.setAttribute("role", "grid");
  const body = make("attention-grid-body", "rowgroup");
  const head = make("attention-grid-head", "row");
  box.replaceChildren(body);
  const more = make("attention-grid-more", "note"); // says what is out of view
  more.setAttribute("aria-hidden", "true");
  box.after(more);

  function sight() {
    const spare = 3;
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = box;
    const chunk = (value, step) => Math.max(0, Math.floor(value / step) * step);
    const from = chunk(Math.floor(scrollLeft / size.width) - spare, 4);
    const top = chunk(Math.floor(scrollTop / size.height) - spare, 4);
    return {
      top,
      bottom: Math.min(size.rows, top + Math.ceil(clientHeight / size.height) + 2 * spare + 4),
      from,
      to: Math.min(size.columns, from + Math.ceil(clientWidth / size.width) + 2 * spare + 4),
    };
  }

  function makeCell(row, column) {
    const cell = make(`attention-cell ${cellClass}`, "gridcell");
    cell.dataset.row = row;
    cell.dataset.column = column;
    cell.setAttribute("aria-colindex", column + 2);
    options.make?.(cell, row, column);
    return cell;
  }

  function makeRow(row) {
    const element = make("attention-grid-row", "row");
    element.setAttribute("aria-rowindex", row + 2);
    return { element, from: -1, to: -1, cells: new Map(), label: make("attention-grid-label", "rowheader") };
  }

  function drawLabels(view) {
    const corner = make("attention-grid-corner", "columnheader");
    const labels = [];
    for (let column = view.from; column < view.to; column++) {
      const label = make("attention-grid-column", "columnheader");
      label.textContent = label.title = size.columnLabel(column);
      label.dir = "auto";
      labels.push(label);
    }
    head.style.setProperty("--skip", `${view.from * size.width}px`);
    head.replaceChildren(corner, ...labels);
  }

  function drawRow(row, view) {
    const shown = rowsShown.get(row) ?? makeRow(row);
    rowsShown.set(row, shown);
    shown.element.style.top = `calc(var(--head) + ${row * size.height}px)`;
    shown.label.textContent = shown.label.title = size.rowLabel(row);
    shown.label.dir = "auto";
    if (shown.from !== view.from || shown.to !== view.to) {
      for (const column of shown.cells.keys()) if (column < view.from || column >= view.to) shown.cells.delete(column);
      for (let column = view.from; column < view.to; column++) {
        if (!shown.cells.has(column)) shown.cells.set(column, makeCell(row, column));
      }
      shown.element.style.setProperty("--skip", `${view.from * size.width}px`);
      const focused = /** @type {HTMLElement | null} */ (document.activeElement);
      const cells = Array.from({ length: view.to - view.from }, (_, i) => shown.cells.get(view.from + i));
      shown.element.replaceChildren(shown.label, ...cells);
      if (focused !== document.activeElement && shown.element.contains(focused)) focused.focus({ preventScroll: true });
      [shown.from, shown.to] = [view.from, view.to];
    }
    for (const [column, cell] of shown.cells) {
      fill(cell, row, column);
      if (!tabThrough) cell.tabIndex = row === current[0] && column === current[1] ? 0 : -1;
    }
    return shown.element;
  }

  function draw() {
    if (!box.clientWidth) return; // not visible yet: the observer below calls again
    const view = sight();
    drawLabels(view);
    for (const [row, { element }] of rowsShown) {
      if (row < view.top || row >= view.bottom) {
        element.remove();
        rowsShown.delete(row);
      }
    }
    if (head.parentNode !== body) body.prepend(head);
    for (let row = view.top, before = head; row < view.bottom; row++) {
      const element = drawRow(row, view);
      if (before.nextSibling !== element) before.after(element); // in order, without moving the focused element
      before = element;
    }
    drawMore();
  }

  // Says which rows and columns are in view if not all are, and fades the edges behind which there are more.
  function drawMore() {
    const { scrollLeft, scrollTop, clientWidth, clientHeight, scrollWidth, scrollHeight } = box;
    box.classList.toggle("is-cut-right", scrollLeft + clientWidth < scrollWidth - 2);
    box.classList.toggle("is-cut-below", scrollTop + clientHeight < scrollHeight - 2);
    const parts = [
      inView("rows", scrollTop, clientHeight - head.offsetHeight, size.height, size.rows),
      inView("columns", scrollLeft, clientWidth - size.labelWidth, size.width, size.columns),
    ].filter(Boolean);
    more.textContent = parts.length ? `In view: ${parts.join(", ")}. Scroll for the others.` : "";
  }

  function resize(next) {
    const before = size;
    size = { ...size, ...next };
    current = [Math.min(current[0], size.rows - 1), Math.min(current[1], size.columns - 1)].map((at) =>
      Math.max(0, at),
    );
    if (["rows", "columns", "width", "height", "labelWidth"].some((key) => before[key] !== size[key])) {
      box.setAttribute("aria-rowcount", size.rows + 1);
      box.setAttribute("aria-colcount", size.columns + 1);
      for (const [key, value] of Object.entries({ cell: size.width, line: size.height, label: size.labelWidth })) {
        body.style.setProperty(`--${key}`, `${value}px`);
      }
      body.style.width = `${size.labelWidth + size.columns * size.width}px`;
      body.style.height = `calc(var(--head) + ${size.rows * size.height}px)`;
      rowsShown.forEach((shown) => {
        shown.from = shown.to = -1;
      });
    }
    draw();
  }

  // A cell's width in pixels, so that `columns` of them fill the box, within limits.
  const fitting = (columns, labelWidth, least, most) =>
    Math.max(least, Math.min(most, Math.floor((box.clientWidth - labelWidth) / columns)));

  const cellAt = (row, column) => rowsShown.get(row)?.cells.get(column);

  // Scrolls a cell into view, creates it if necessary, and focuses it.
  function focus(row, column) {
    [row, column] = [Math.min(size.rows - 1, Math.max(0, row)), Math.min(size.columns - 1, Math.max(0, column))];
    const [left, top] = [column * size.width, row * size.height];
    const [wide, high] = [box.clientWidth - size.labelWidth, box.clientHeight - head.offsetHeight];
    if (left < box.scrollLeft) box.scrollLeft = left;
    else if (left + size.width > box.scrollLeft + wide) box.scrollLeft = left + size.width - wide;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + size.height > box.scrollTop + high) box.scrollTop = top + size.height - high;
    current = [row, column];
    draw();
    const cell = cellAt(row, column);
    (cell?.querySelector("input") ?? cell)?.focus({ preventScroll: true });
  }

  const place = (event) => {
    const cell = event.target.closest?.(".attention-cell");
    return cell && [Number(cell.dataset.row), Number(cell.dataset.column)];
  };

  /** @param {KeyboardEvent} event @param {number[]} place row and column */
  function move(event, [row, column]) {
    const page = Math.max(1, Math.floor(box.clientHeight / size.height) - 1);
    const target = {
      ArrowRight: [row, column + 1],
      ArrowLeft: [row, column - 1],
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      Home: [event.ctrlKey ? 0 : row, 0],
      End: [event.ctrlKey ? size.rows - 1 : row, size.columns - 1],
      PageDown: [row + page, column],
      PageUp: [row - page, column],
    }[event.key];
    if (!target) return false;
    event.preventDefault();
    focus(...target);
    return true;
  }

  box.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
  box.addEventListener("focusin", (event) => {
    const at = place(event);
    if (!at) return;
    if (at[0] !== current[0] || at[1] !== current[1]) {
      current = at;
      if (!tabThrough)
        for (const { cells } of rowsShown.values())
          cells.forEach((cell) => {
            cell.tabIndex = cell === event.target ? 0 : -1;
          });
    }
    onFocus(...at);
  });
  box.addEventListener("pointerover", (event) => {
    const at = place(event);
    if (at) onHover(...at);
  });
  box.addEventListener("pointerleave", () => onHover(null));
  box.addEventListener("click", (event) => {
    const at = place(event);
    if (at) onPress(...at);
  });
  box.addEventListener("keydown", (event) => {
    const at = place(event);
    if (!at || event.defaultPrevented || tabThrough) return;
    if (move(event, at)) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      onPress(...at);
    }
  });
  let seen = 0;
  new ResizeObserver(() => {
    if (box.clientWidth !== seen) options.onWidth?.();
    seen = box.clientWidth;
    draw();
  }).observe(box);
  return { resize, draw, focus, fitting, more };
}
