// MNIST, which a server without it fetches when the first visitor comes: what the page says meanwhile, and how it hears
// that the digits are there.

const EVERY = 2000; // milliseconds between two questions

// What stands in place of the test digits, by the `mnist` of a model's data; a data set of one's own has none.
export const WITHOUT = {
  coming: "MNIST’s test digits are on their way to this server; they can be chosen here once they have come.",
  absent: "MNIST’s test digits are not on this server, which could not fetch them; all else works.",
};

// The same for the training images.
export const NO_NEAREST = {
  coming: "MNIST’s training images are on their way to this server; the nearest one is shown here once they have come.",
  absent: "MNIST’s training images are not on this server, so the nearest one cannot be shown.",
};

// While the model of a component waits for MNIST, asks the server; `arrived({mnist, test_digits, nearest})` once it is
// there or not to be had.
export function awaitMnist({ props, server, watch }, arrived, every = EVERY) {
  let timer = 0;
  const later = () => {
    timer = setTimeout(ask, every);
  };
  async function ask() {
    const mine = timer;
    const found = await server.mnist({});
    if (mine !== timer) return; // another model has come
    if (found && !found.error && found.mnist !== "coming") arrived(found);
    else later();
  }
  const look = () => {
    clearTimeout(timer);
    timer = 0;
    if (props.value?.mnist === "coming") later();
  };
  look();
  watch("value", look);
}
