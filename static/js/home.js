// The ask box: with JavaScript the question goes to the chat page inside the browser, not in the address.

import { ask } from "./handover.js";

const form = document.querySelector("form.ask");
form?.addEventListener("submit", (event) => {
  const question = String(new FormData(/** @type {HTMLFormElement} */ (form)).get("ask") ?? "").trim();
  if (question && ask(question)) {
    event.preventDefault();
    location.assign(/** @type {HTMLFormElement} */ (form).action);
  }
});
