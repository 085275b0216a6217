// The button that copies a new API key; without scripts one selects the field.

import { copy } from "./copy.js";

const field = /** @type {HTMLInputElement | null} */ (document.getElementById("secret"));
const button = /** @type {HTMLButtonElement | null} */ (document.getElementById("copy"));
if (field && button) {
  button.hidden = false;
  button.addEventListener("click", () => copy(field.value, button));
  field.addEventListener("focus", () => field.select());
}
