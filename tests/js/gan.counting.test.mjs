// What the judge read in many samples: sums, and what is said of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { added, chanceSpan, countText, sharesOf } from "../../assets/gan/counting.js";

const EVEN = { samples: 2000, digits: Array(10).fill(200), sure: 1900, none: 20, asked: null };

test("counts add up, and what one model does not know stays unknown", () => {
  const more = { samples: 100, digits: [100, ...Array(9).fill(0)], sure: 50, none: 3, asked: null };
  assert.equal(added(null, more), more);
  assert.deepEqual(added(EVEN, more), {
    samples: 2100,
    digits: [300, ...Array(9).fill(200)],
    sure: 1950,
    none: 23,
    asked: null,
  });
  assert.equal(added({ ...EVEN, none: null, asked: 7 }, { ...more, none: null, asked: 5 }).asked, 12);
  assert.equal(added({ ...EVEN, none: null }, { ...more, none: null }).none, null);
});

test("chance keeps shares closer to a tenth the more are counted", () => {
  const near = (found, wanted) => found.forEach((value, at) => assert.ok(Math.abs(value - wanted[at]) < 1e-4));
  near(chanceSpan(2000), [0.0869, 0.1131]); // 0.1 ± 1.96 sqrt(0.09 / 2000)
  near(chanceSpan(200_000), [0.0987, 0.1013]);
  near(chanceSpan(4), [0, 0.394]);
});

test("what is said names the extremes, what chance would do, and what lies outside", () => {
  assert.equal(
    countText({ ...EVEN, digits: [300, 100, ...Array(8).fill(200)] }, 0.8),
    "Of 2,000 digits (truncation 0.8) the judge is more than 90\u00a0% sure of 1,900 (95\u00a0%); another judge sees no digit in 20 (1\u00a0%). " +
      "It reads 0 most often (15.0\u00a0%) and 1 least often (5.0\u00a0%). If all ten were drawn equally often, chance would keep nearly every " +
      "share between 8.7\u00a0% and 11.3\u00a0%: 0, 1 are outside.",
  );
  assert.ok(countText({ ...EVEN, digits: [250, ...Array(9).fill(200)] }, 0.8).endsWith(": 0 is outside."));
  const conditional = countText({ ...EVEN, none: null, asked: 1500 }, null);
  assert.ok(
    conditional.startsWith(
      "Of 2,000 digits (truncation off) the judge is more than 90\u00a0% sure of 1,900 (95\u00a0%). It",
    ),
  );
  assert.ok(
    conditional.endsWith("11.3\u00a0%: all are. The judge reads the digit that was asked for in 1,500 (75\u00a0%)."),
  );
  assert.deepEqual(sharesOf(EVEN), Array(10).fill(0.1));
});
