// Playing: one frame after the other, as long as the run is in sight.
export class Player {
  // `advance()` makes a frame, `rested()` follows a pause, `seen()` the moment in which the run comes into sight.
  constructor(run, button, { advance, rested, seen }) {
    this.button = button;
    this.advance = advance;
    this.rested = rested;
    this.playing = false;
    this.inSight = false;
    this.frames = 30; // a second
    this.frame = 0; // the request for the next one, 0 for none
    this.last = 0; // the time of the last one
    this.tick = this.tick.bind(this);
    document.addEventListener("visibilitychange", () => this.wake());
    new IntersectionObserver((entries) => {
      const entry = entries.at(-1); // the latest: where the page is busy, several come at once
      this.inSight = entry.isIntersecting;
      if (!this.inSight) return;
      this.wake();
      seen();
    }).observe(run);
  }

  wake() {
    this.frame ||= requestAnimationFrame(this.tick);
  }

  tick(now) {
    this.frame = 0;
    if (!this.playing || !this.inSight || document.hidden) return;
    this.wake();
    if (now - this.last < 1000 / this.frames - 3) return; // a screen's frames do not come to the millisecond
    this.last = now;
    this.advance();
  }

  set(playing) {
    this.playing = playing;
    this.button.textContent = playing ? "❚❚ Pause" : "▶ Play";
    if (playing) this.wake();
    else this.rested();
  }
}
