// After the payment page: asks again until the payment has come or failed.

import { refreshMeter } from "./meter.js";

const FIRST = 1500; // ms
const LONGEST = 15_000;
const GIVE_UP = 10 * 60_000; // after that a reload asks again

const arrival = document.getElementById("arrival");
if (arrival) wait(arrival);

/** @param {HTMLElement} shown */
async function wait(shown) {
  const began = Date.now();
  for (let pause = FIRST; Date.now() - began < GIVE_UP; pause = Math.min(pause * 1.4, LONGEST)) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const now = await look();
    if (!now || "waiting" in now.dataset) continue;
    shown.innerHTML = now.innerHTML;
    refreshMeter();
    return;
  }
}

/** What the page says now, or null when there is no answer. */
async function look() {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!response.ok) return null;
    return new DOMParser().parseFromString(await response.text(), "text/html").getElementById("arrival");
  } catch {
    return null;
  }
}
