// The way from one code to another, one step per frame.

// `put(values)` gets each step. Starting a new way stops the current one where it is.
export class Glide {
  constructor(put) {
    this.put = put;
    this.turn = 0;
    this.goal = null; // the code at the end of the way
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

  // Jumps to the end.
  arrive() {
    const { goal } = this;
    this.stop();
    if (goal) this.put(goal);
  }
}
