// The way from one code to another, a step a frame.

// `put(values)` takes each step. A way that begins ends the one before where it is.
export class Glide {
  constructor(put) {
    this.put = put;
    this.turn = 0;
    this.goal = null; // goal: where it is on its way to
  }

  start(from, target, duration) {
    const begin = performance.now();
    const mine = ++this.turn;
    this.goal = target;
    const frame = (now) => {
      if (mine !== this.turn) return;
      const part = duration ? Math.min(1, Math.max(0, (now - begin) / duration)) : 1;
      const eased = 1 - (1 - part) ** 3;
      this.put(part === 1 ? target : from.map((value, i) => value + (target[i] - value) * eased));
      if (part < 1) requestAnimationFrame(frame);
      else this.goal = null;
    };
    requestAnimationFrame(frame);
  }

  stop() {
    this.turn += 1;
    this.goal = null;
  }

  // At once where it was going.
  arrive() {
    const { goal } = this;
    this.stop();
    if (goal) this.put(goal);
  }
}
