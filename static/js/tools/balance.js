// What is left of the tokens: in the header, and for the page that asks.

import { refreshMeter } from "../meter.js";
import { get } from "./api.js";

/**
 * Shows what is left in the header and gives it; null where the server doesn't answer.
 * @param {string} url  of the balance
 * @returns {Promise<number | null>}
 */
export async function refreshBalance(url) {
  refreshMeter();
  try {
    return (await get(url)).available;
  } catch {
    return null;
  }
}
