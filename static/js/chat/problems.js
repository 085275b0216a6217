// What people read when something can't be done: what happened, and what they can do.

import { localClock } from "../times.js";

/**
 * The title and the text of a problem with sending a question.
 * @param {{code: string, message: string, facts: {needed?: number, available?: number, resets_at?: string}}} problem
 * @param {boolean} isFirst  whether the chat has no turns yet
 * @param {boolean} isKept  whether a question is in the box
 * @param {number} context  how many tokens the model can read
 * @returns {{title: string, text: string}}
 */
export function words({ code, message, facts }, isFirst, isKept, context) {
  const kept = isKept ? " Your question is still in the box." : "";
  switch (code) {
    case "insufficient_tokens":
      return {
        title: "Not enough tokens left today",
        text:
          `This needs ${count(facts.needed)} and ${count(facts.available)} are left. New ones come at ` +
          `${localClock(facts.resets_at ?? "")} (${until(facts.resets_at ?? "")}). Until then a shorter question, or a ` +
          `shorter length in the settings, may still fit.${kept}`,
      };
    case "context_length_exceeded":
      return isFirst
        ? {
            title: "This question is too long",
            text: `The model can read ${count(context)} tokens, and this has more. Shorten it.${kept}`,
          }
        : {
            title: "This conversation has become too long",
            text:
              `The model can read ${count(context)} tokens, and with your question the conversation has more. Nothing ` +
              `of it was dropped. Start a new chat to go on, and copy into it what is needed.${kept}`,
          };
    case "offline":
      return { title: "You are offline", text: `${message}${kept} Go on when the connection is back.` };
    case "unreachable":
      return { title: "No connection to Rewind", text: `${message}${kept} Try again in a moment.` };
    case "csrf_failed":
      return { title: "This page has grown too old", text: `Reload it, then send again.${kept}` };
    case "required":
      return { title: "There is nothing to send yet", text: "Write a question first." };
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
