// What people read when a question can't be sent: what happened, and what they can do.

import { common, count } from "../tools/problems.js";

/**
 * The title and the text of a problem with sending a question.
 * @param {import("../tools/api.js").Problem} problem
 * @param {boolean} isFirst  whether the chat has no turns yet
 * @param {boolean} isKept  whether a question is in the box
 * @param {number} context  how many tokens the model can read
 * @returns {{title: string, text: string}}
 */
export function words(problem, isFirst, isKept, context) {
  const kept = isKept ? " Your question is still in the box." : "";
  switch (problem.code) {
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
    case "required":
      return { title: "There is nothing to send yet", text: "Write a question first." };
    default:
      return common(problem, {
        smaller: "a shorter question, or a shorter length in the settings,",
        kept,
        again: "send again",
      });
  }
}
