// The inputs Q, K and V: three editors that grow and shrink together where their sizes must match.
import { makeEditor } from "./editor.js";

const MATRICES = {
  Q: { title: "queries", about: "What each token looks for." },
  K: { title: "keys", about: "What each token can be found by." },
  V: { title: "values", about: "What each token hands over." },
};
// Q and K share their width, K and V their number of rows. While these match, they change together.
const PARTNERS = { columns: { Q: "K", K: "Q" }, rows: { K: "V", V: "K" } };

export const sizeText = ({ cells, list }) =>
  list ? `a list of ${cells[0].length}` : `${cells.length} × ${cells[0].length}`;

export class Tables {
  // `change(note)` is called after a number or a size was changed, paste(name, text) to read a text as a matrix.
  constructor(root, { change, paste }) {
    const resize = (name, axis, by) => {
      this.resize(name, axis, by);
      change("");
    };
    this.editors = Object.fromEntries(
      Object.entries(MATRICES).map(([name, about]) => [
        name,
        makeEditor(root.querySelector(`[data-matrix=${name}]`), { name, ...about }, { change, paste, resize }),
      ]),
    );
  }

  all() {
    return Object.fromEntries(Object.entries(this.editors).map(([name, { table }]) => [name, table]));
  }

  set(tables) {
    for (const [name, table] of Object.entries(tables)) this.editors[name].set(table);
  }

  fill(name, cell, text) {
    this.editors[name].fill(cell, text);
  }

  // Marks the cell [name, row, column] that could not be read, or none.
  mark(cell) {
    for (const [name, editor] of Object.entries(this.editors)) editor.mark(cell?.[0] === name ? cell.slice(1) : null);
  }

  // The number of queries and of keys, with plain lists read in this way.
  shape(reading) {
    const size = ({ table: { cells, list } }) =>
      list ? (reading === "many_tokens" ? cells[0].length : 1) : cells.length;
    return [size(this.editors.Q), size(this.editors.K)];
  }

  resize(name, axis, by) {
    const [one, other] = [this.editors[name], this.editors[PARTNERS[axis][name]]];
    const count = ({ table: { cells } }) => (axis === "rows" ? cells.length : cells[0].length);
    const both = other && !one.table.list && !other.table.list && count(one) === count(other);
    for (const each of both ? [one, other] : [one]) each.resize(axis, by);
  }
}

// The words of queries and keys; the rows of K and V belong to the same tokens.
export function labelsOf(tables) {
  const { Q, K, V } = tables;
  return { q: Q.labels ?? [], k: K.labels?.length ? K.labels : (V.labels ?? []) };
}
