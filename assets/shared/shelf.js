// The visitor's own machines, kept by the browser (IndexedDB) until they are deleted.

const [DATABASE, STORE] = ["zoo", "models"];
export const MOST = 6; // machines of a family; the oldest gives way

const done = (request) =>
  new Promise((fulfil, reject) => {
    request.onsuccess = () => fulfil(request.result);
    request.onerror = () => reject(request.error);
  });

async function opened(mode) {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "id" });
  const database = await done(opening);
  const change = database.transaction(STORE, mode);
  change.oncomplete = change.onabort = () => database.close();
  return change;
}

// The machines of a family, the newest first; none if the browser keeps nothing for this page.
export async function all(family) {
  try {
    const found = await done((await opened("readonly")).objectStore(STORE).getAll());
    return found.filter((model) => model.family === family).sort((a, b) => b.id - a.id);
  } catch (error) {
    console.warn("The browser keeps no models for this page.", error);
    return [];
  }
}

// Keeps a machine; its `id` is the time it was made. Gives those that gave way. Throws if the browser has no room for it.
export async function keep(model) {
  const old = (await all(model.family)).slice(MOST - 1);
  const change = await opened("readwrite");
  const store = change.objectStore(STORE);
  for (const { id } of old) store.delete(id);
  store.put(model);
  await new Promise((fulfil, reject) => {
    change.addEventListener("complete", fulfil);
    change.addEventListener("abort", () => reject(change.error));
  });
  return old;
}

export async function remove(id) {
  await done((await opened("readwrite")).objectStore(STORE).delete(id));
}
