// The digits' names on the map, each at the middle of its points, and whether the decoder draws that digit there: the
// judge reads what it draws. A plane shows only a part of a code, so a name may stand where the decoder draws something
// else.

const REST = 300; // milliseconds without a new code before the judge is asked

const middle = (values) => values.sort((a, b) => a - b)[values.length >> 1];

// The middle of each digit's points, [x, y] in the plane, or null for a digit without points.
export const middles = ({ x, y, labels }) =>
  Array.from({ length: 10 }, (_, digit) => {
    const mine = [...labels.keys()].filter((i) => labels[i] === digit);
    return mine.length ? [middle(mine.map((i) => x[i])), middle(mine.map((i) => y[i]))] : null;
  });

export class Names {
  // `changed()` is called when the judge has answered.
  constructor(viewer, changed) {
    this.viewer = viewer;
    this.changed = changed;
    this.resting = 0;
    this.place(null);
  }

  // Other points, or other axes; null without points.
  place(spots) {
    this.middles = spots ? middles(spots) : [];
    this.strange = []; // digits that the decoder does not draw at their names
    this.asked = "";
    clearTimeout(this.resting);
  }

  // `at(x, y)` is the code with this place in the plane.
  ask(at) {
    const digits = [...this.middles.keys()].filter((digit) => this.middles[digit]);
    const codes = digits.map((digit) => at(...this.middles[digit]));
    const asked = JSON.stringify(codes.map((code) => code.map((value) => value.toFixed(3))));
    if (!codes.length || asked === this.asked) return;
    this.asked = asked;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.fetch({ asked, digits, codes }), REST);
  }

  async fetch({ asked, digits, codes }) {
    const answer = await this.viewer.quietly("judge_codes", { codes });
    if (!answer || asked !== this.asked) return;
    this.strange = answer.judged ? digits.filter((digit, i) => answer.digits[i] !== digit) : [];
    this.changed();
  }
}
