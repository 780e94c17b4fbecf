// Numbers that are equal but for rounding.
import assert from "node:assert/strict";

export const near = (value, expected, within = 1e-6) =>
  assert.ok(Math.abs(value - expected) <= within, `${value} is not within ${within} of ${expected}`);

export function allNear(values, expected, within) {
  assert.equal(values.length, expected.length);
  expected.forEach((each, i) => {
    near(values[i], each, within);
  });
}
