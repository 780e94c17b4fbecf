// Keeps Gradio from loading the page anew, with all that was on it, when the server cannot be reached.
//
// A call of Gradio's own that never arrives ("Connection Lost") ends all further ones: Gradio then asks every two seconds
// whether the server is there again, and loads the page anew when it is. A call that the server answers with an error
// does not. So for these calls a failure of the network is made such an answer: the tab says that the server failed, and
// its button tries again.

const CALLS = /\/gradio_api\/(run|call|queue\/join)\b/;

// `fetch` with an answer for calls of Gradio's that do not reach the server; other requests fail as before.
export function answering(fetch) {
  return async (input, options) => {
    try {
      return await fetch(input, options);
    } catch (error) {
      if (options?.signal?.aborted || !CALLS.test(input?.url ?? String(input))) throw error;
      return Response.json({ detail: "The server cannot be reached." }, { status: 502 });
    }
  };
}

let isThere = false;

export function withstand() {
  if (isThere) return;
  isThere = true;
  window.fetch = answering(window.fetch.bind(window));
}
