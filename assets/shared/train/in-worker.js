// What makes a worker of a training, so that the page stays at its frames.

// `training` is a class of them. Timers would wait; a channel goes on after the messages that are there.
export function serve(training) {
  const scope = /** @type {*} */ (self);
  const channel = new MessageChannel();
  let next = null; // the latest call that waits; it is made once
  channel.port1.onmessage = () => {
    const call = next;
    next = null;
    call();
  };
  const made = new training({
    post: (message, transferred = []) => scope.postMessage(message, transferred),
    later: (call) => {
      if (!next) channel.port2.postMessage(null);
      next = call;
    },
  });
  scope.onmessage = ({ data }) => made.receive(data);
}
