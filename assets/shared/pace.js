// Timing: once per frame, newest request only, debouncing, reduced motion.

// Calls `draw` at most once per animation frame, always for the newest state.
export function oncePerFrame(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

// Calls an async `send` with the newest value only: during a call the latest value waits and older ones are dropped.
export function newestOnly(send) {
  let busy = false;
  let waiting = null;
  return async function push(value) {
    waiting = { value };
    if (busy) return;
    busy = true;
    while (waiting) {
      const { value: next } = waiting;
      waiting = null;
      try {
        await send(next);
      } catch (error) {
        console.error(error);
      }
    }
    busy = false;
  };
}

// Calls `call` with the newest values once there has been no request for `wait` milliseconds.
export function afterRest(wait, call) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...values), wait);
  };
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
