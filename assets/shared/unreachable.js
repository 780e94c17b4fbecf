// Keeps Gradio from loading the page anew, with all that was on it, when the server cannot be reached.
//
// A call of Gradio's own that never arrives ("Connection Lost") ends all further ones: Gradio then asks every two seconds
// whether the server is there again, and loads the page anew when it is. A call that the server answers with an error
// does not. So for these calls a failure of the network is made such an answer: the tab says that the server failed, and
// its button tries again. Of every request that does not arrive `lost` is told.

import { keeper } from "./lost.js";

const CALLS = /\/gradio_api\/(run|call|queue\/join)\b/;

const AWAY = [502, 503, 504]; // of a proxy whose server is not there

// `fetch` with an answer for calls of Gradio's that do not reach the server; other requests fail as before.
export function answering(fetch, lost = () => {}) {
  return async (input, options) => {
    const url = input?.url ?? String(input);
    try {
      const answer = await fetch(input, options);
      if (AWAY.includes(answer.status)) lost();
      return answer;
    } catch (error) {
      if (options?.signal?.aborted) throw error;
      lost();
      if (!CALLS.test(url)) throw error;
      return Response.json({ detail: "The server cannot be reached." }, { status: 502 });
    }
  };
}

let isThere = false;

export function withstand() {
  if (isThere) return;
  isThere = true;
  const fetch = window.fetch.bind(window);
  window.fetch = answering(fetch, keeper(fetch));
}
