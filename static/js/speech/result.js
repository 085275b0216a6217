// The last step: the transcript, its words bound to the sound, and its owner's changes.

import { copy } from "../copy.js";
import { Edits } from "./edits.js";
import { Player } from "./player.js";
import { Transcript } from "./transcript.js";

/**
 * @param {HTMLElement} step
 * @param {import("./main.js").Page} page
 */
export function result(step, page) {
  const player = new Player(step);
  const form = /** @type {HTMLFormElement | null} */ (step.querySelector("#transcript"));
  if (!form) return;
  const transcript = new Transcript(form, player);
  const edits = new Edits(step, form, transcript, page.say);
  const button = /** @type {HTMLButtonElement} */ (step.querySelector("#copy"));
  button.addEventListener("click", () => copy(edits.text, button));
}
