// The speech pages with JavaScript. Each step is a piece of a page of the server's, fetched and put in place: the
// recording is chosen, it is ready and has a price, it is listened to, there is a transcript.

import { localTimes } from "../times.js";
import { refreshBalance } from "../tools/balance.js";
import { choose } from "./choose.js";
import { ready } from "./ready.js";
import { result } from "./result.js";
import { running } from "./running.js";

const STEPS = { choose, ready, running, result };

/**
 * What the steps need of the page.
 * @typedef {object} Page
 * @property {any} data  what the server says about it (tools/pages/speech/page.py)
 * @property {(url: string) => Promise<void>} go  shows the step that is at this address of the page
 * @property {(words: string) => void} say  for screen readers
 */

const work = /** @type {HTMLElement} */ (document.getElementById("work"));
const live = /** @type {HTMLElement} */ (document.getElementById("live"));

/** @type {Page} */
const page = {
  data: JSON.parse(document.getElementById("page-data")?.textContent ?? "{}"),
  say: (words) => (live.textContent = words),
  async go(url) {
    let fresh;
    try {
      const response = await fetch(url, { headers: { Accept: "text/html" } });
      if (!response.ok) throw new Error(String(response.status));
      fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("work");
    } catch {
      location.assign(url); // the browser itself then says what is wrong
      return;
    }
    if (!fresh) return;
    const mine = work.contains(document.activeElement) || document.activeElement === document.body;
    history.replaceState(null, "", url);
    work.replaceChildren(...fresh.childNodes);
    localTimes(work);
    refreshBalance(page.data.balance_url);
    enter();
    if (mine) /** @type {HTMLElement | null} */ (work.querySelector("[data-focus]"))?.focus({ preventScroll: true });
    work.scrollIntoView({ block: "nearest" });
  },
};

/** The step that the page now shows begins to act. */
function enter() {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (work.querySelectorAll(".unscripted"))) element.hidden = true;
  const step = /** @type {HTMLElement | null} */ (work.querySelector("[data-state]"));
  if (step) STEPS[/** @type {keyof typeof STEPS} */ (step.dataset.state)]?.(step, page);
}

enter();
