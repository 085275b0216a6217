// The day's meter in the header: fetched, so that the pages themselves can be cached for everybody.

import { localTimes } from "./times.js";

/**
 * Asks the server what is left and shows it; keeps what is shown when there is no answer.
 * @param {{onlyIfEmpty?: boolean}} [options]
 */
export async function refreshMeter({ onlyIfEmpty = false } = {}) {
  const meter = document.getElementById("meter");
  if (!meter || (onlyIfEmpty && meter.childElementCount)) return;
  try {
    const response = await fetch(/** @type {string} */ (meter.dataset.url), { headers: { Accept: "text/html" } });
    if (!response.ok) return;
    meter.innerHTML = await response.text();
    localTimes(meter);
  } catch {
    // No network: the number stays as it was.
  }
}
