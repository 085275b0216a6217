// What people read when something can't be done, whatever tool it is: what happened, and what they can do.

import { localClock } from "../times.js";

/**
 * The title and the text of a problem that every tool can meet.
 * @param {import("./api.js").Problem} problem
 * @param {{smaller: string, kept?: string, again?: string}} advice  what may still fit into few tokens; what isn't lost;
 *     what to do once the page is loaded anew
 * @returns {{title: string, text: string}}
 */
export function common({ code, message, facts }, { smaller, kept = "", again = "try again" }) {
  switch (code) {
    case "insufficient_tokens":
      return {
        title: "Not enough tokens left today",
        text:
          `This needs ${count(facts.needed)} and ${count(facts.available)} are left. New ones come at ` +
          `${localClock(facts.resets_at ?? "")} (${until(facts.resets_at ?? "")}). Until then ${smaller} may still fit.${kept}`,
      };
    case "offline":
      return { title: "You are offline", text: `${message}${kept} Go on when the connection is back.` };
    case "unreachable":
      return { title: "No connection to Rewind", text: `${message}${kept} Try again in a moment.` };
    case "csrf_failed":
      return { title: "This page has grown too old", text: `Reload it, then ${again}.${kept}` };
    default:
      return { title: "That didn't work", text: `${message}${kept}` };
  }
}

/** @param {number | undefined} amount */
export function count(amount) {
  return (amount ?? 0).toLocaleString("en");
}

/**
 * How long it is until an instant: "in 5 h 20 min".
 * @param {string} iso
 */
function until(iso) {
  const minutes = Math.max(1, Math.ceil((Date.parse(iso) - Date.now()) / 60000));
  const hours = Math.floor(minutes / 60);
  return hours ? `in ${hours} h ${minutes % 60} min` : `in ${minutes} min`;
}
