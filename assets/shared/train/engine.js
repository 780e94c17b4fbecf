// Where a training runs: in a worker, or in the page if the browser has none for us.

const SLICE = 12; // milliseconds in the page, so that it can draw between them

// `training` is a class of them, and `script` the address of the worker that runs it. `heard(message)` gets what the
// training says, and {kind: "failed", text} after a fault. Gives send(message).
export function engine(training, script, heard) {
  const here = () => {
    const made = new training({ post: heard, later: (call) => setTimeout(call), slice: SLICE });
    return (message) => made.receive(message);
  };
  if (typeof Worker === "undefined") return here();
  try {
    return inWorker(script, heard, here);
  } catch {
    return here();
  }
}

function inWorker(script, heard, here) {
  const worker = new Worker(script, { type: "module" });
  const sent = []; // until the worker answers
  let answered = false;
  let send = (message) => {
    if (!answered) sent.push(message);
    worker.postMessage(message);
  };
  worker.onmessage = ({ data }) => {
    answered = true;
    sent.length = 0;
    heard(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    if (answered) return heard({ kind: "failed", text: event.message });
    worker.terminate(); // it could not be loaded
    send = here();
    for (const message of sent.splice(0)) send(message);
  };
  return (message) => send(message);
}
