// Orders of the rows and columns of a matrix in which its structure can be seen. Pure functions.

const ROUNDS = 60; // of the power iteration; the leading pattern settles long before

const scaled = (values) => {
  const length = Math.hypot(...values) || 1;
  return values.map((value) => value / length);
};

// What each row, and each column, has to do with the strongest pattern of a matrix (`rows` x `columns`, row by row),
// its leading singular vectors; and the share of its squares that this pattern holds.
export function strongest(weight, rows, columns) {
  let across = scaled(new Float64Array(columns).fill(1).map((_, column) => 1 + (column % 7))); // no special direction
  let down = new Float64Array(rows);
  let strength = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Float64Array(rows);
    for (let row = 0, at = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) sums[row] += weight[at++] * across[column];
    down = scaled(sums);
    const back = new Float64Array(columns);
    for (let row = 0, at = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) back[column] += weight[at++] * down[row];
    strength = Math.hypot(...back);
    across = scaled(back);
  }
  const squares = weight.reduce((sum, value) => sum + value * value, 0) || 1;
  return { rows: down, columns: across, share: strength ** 2 / squares };
}

// Euclidean lengths of the rows and of the columns.
export function lengths(weight, rows, columns) {
  const found = { rows: new Float64Array(rows), columns: new Float64Array(columns) };
  for (let row = 0, at = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, at++) {
      found.rows[row] += weight[at] ** 2;
      found.columns[column] += weight[at] ** 2;
    }
  return { rows: found.rows.map(Math.sqrt), columns: found.columns.map(Math.sqrt) };
}

// Places 0, 1, 2, ... ordered by these values, the largest first.
export const byValue = (values) => Array.from(values, (_, at) => at).sort((a, b) => values[b] - values[a] || a - b);

// The matrix with its rows and columns in these orders.
export function rearranged(weight, order) {
  const made = new Float32Array(weight.length);
  const { length: columns } = order.columns;
  order.rows.forEach((row, y) => {
    order.columns.forEach((column, x) => {
      made[y * columns + x] = weight[row * columns + column];
    });
  });
  return made;
}

// The size below which this share of the weights lies.
export function sizeAt(weight, share) {
  const sizes = Float32Array.from(weight, Math.abs).sort();
  return sizes[Math.min(sizes.length - 1, Math.floor(share * sizes.length))];
}
