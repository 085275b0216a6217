// One entry of the history: Copy buttons on its answers and their code.

import { addCodeButtons, copy } from "./copy.js";

/** @type {Record<string, string>} the Markdown of each answer */
const answers = JSON.parse(document.getElementById("answers")?.textContent ?? "{}");

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll('.turn [data-action="copy"]'))) {
  const turn = /** @type {HTMLElement | null} */ (button.closest("[data-generation]"));
  button.addEventListener("click", () => copy(answers[turn?.dataset.generation ?? ""] ?? "", button));
}
addCodeButtons(document);
