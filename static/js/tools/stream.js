// The events of one run. The browser itself comes back with Last-Event-ID after a break; when the server refuses,
// we come back ourselves, later and later, until the run is over or turns out not to exist.

import { get } from "./api.js";

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15000;

/**
 * What the events are told to; each may be left out.
 * @typedef {object} Handlers
 * @property {() => void} [started]    the answer begins (anew): what came before is void
 * @property {(text: string) => void} [delta]    a piece of the first choice's text
 * @property {(html: string) => void} [html]    the whole first choice so far; only where HTML was asked for
 * @property {(data: {index: number, done: number, total: number}) => void} [progress]
 * @property {(data: {index: number, image: string}) => void} [preview]
 * @property {(data: {index: number, id: number, start: number, end: number, text: string, words: any[]}) => void} [segment]
 * @property {(data: {index: number, finish_reason: string}) => void} [choice]    a choice is complete
 * @property {(data: {state: string, usage: Usage, receipt: Receipt, finish_reasons: string[]}) => void} [done]
 * @property {(data: {code: string, message: string}) => void} [failed]
 * @property {(connected: boolean) => void} [connection]
 *
 * @typedef {{prompt_tokens: number, completion_tokens: number, total_tokens: number}} Usage
 * @typedef {{held: number, charged: number, free: number, bought: number}} Receipt
 */

/**
 * Follows a run to its end.
 * @param {string} runUrl  the run's own address, such as /api/generations/…/
 * @param {Handlers} handlers
 * @param {{html?: boolean}} [options]  whether the text is wanted as HTML too
 */
export function follow(runUrl, handlers, { html = false } = {}) {
  let pause = FIRST_PAUSE;
  open();

  function open() {
    const source = new EventSource(`${runUrl}events${html ? "?render=html" : ""}`);
    const end = (/** @type {() => void} */ last) => {
      source.close();
      last();
    };
    source.onopen = () => {
      pause = FIRST_PAUSE;
      handlers.connection?.(true);
    };
    on(source, "started", () => handlers.started?.());
    on(source, "delta", (data) => data.index === 0 && handlers.delta?.(data.text));
    on(source, "html", (data) => data.index === 0 && handlers.html?.(data.html));
    on(source, "progress", (data) => handlers.progress?.(data));
    on(source, "preview", (data) => handlers.preview?.(data));
    on(source, "segment", (data) => handlers.segment?.(data));
    on(source, "choice", (data) => handlers.choice?.(data));
    on(source, "done", (data) => end(() => handlers.done?.(data)));
    source.addEventListener("error", (event) => {
      // The run's own "error" event comes by the same name as the connection's; only the first has data.
      if (event instanceof MessageEvent) {
        end(() => handlers.failed?.(JSON.parse(event.data)));
        return;
      }
      handlers.connection?.(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(comeBack, pause);
    });
  }

  async function comeBack() {
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    try {
      await get(runUrl);
    } catch (problem) {
      if (problem instanceof Error && "code" in problem && problem.code === "not_found") {
        handlers.failed?.({ code: "not_found", message: "This result isn't there any more." });
        return;
      }
    }
    open();
  }
}

/**
 * @param {EventSource} source
 * @param {string} type
 * @param {(data: any) => void} handler
 */
function on(source, type, handler) {
  source.addEventListener(type, (event) => handler(JSON.parse(/** @type {MessageEvent} */ (event).data)));
}
