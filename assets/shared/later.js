// A tool whose modules are fetched when it is first opened; until then it costs a visitor nothing.

const LOST = "This tool could not be fetched; reload the page to try again. The others work.";

// `fetch()` promises a module whose make(box, viewer) makes the tool. Gives the tool's hook for another model.
export function later(fetch, box, viewer) {
  const made = fetch().then(({ make }) => make(box, viewer));
  made.catch((error) => {
    console.error(error);
    viewer.say(LOST, true);
  });
  return { model: () => made.then((tool) => tool.model()).catch(() => {}) };
}
