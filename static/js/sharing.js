// Links and shared results: copying them, handing them to the device's own way of sending.

import { addCodeButtons, copy } from "./copy.js";

/** @type {Record<string, string>} */
const answers = JSON.parse(document.getElementById("answers")?.textContent ?? "{}");

/**
 * Shows the buttons with that data attribute and lets them act.
 * @param {string} name
 * @param {(value: string, button: HTMLButtonElement) => void} action
 */
function offer(name, action) {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll(`button[data-${name}]`))) {
    button.hidden = false;
    button.addEventListener("click", () => action(button.getAttribute(`data-${name}`) ?? "", button));
  }
}

offer("copies", (index, button) => copy(answers[index] ?? "", button));
offer("copies-link", copy);
if (typeof navigator.share === "function") {
  offer("shares", (url, button) => navigator.share({ title: button.dataset.title ?? "", url }).catch(() => {}));
}
for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(".link-row input"))) {
  field.addEventListener("focus", () => field.select());
}
addCodeButtons(document);
