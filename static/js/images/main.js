// An image tool's page with JavaScript: the same form, but the page stays, and one sees the pictures come.

import { Problem } from "../tools/api.js";
import { refreshBalance } from "../tools/balance.js";
import { Form } from "./form.js";
import { Run } from "./run.js";
import { Source } from "./source.js";

const page = JSON.parse(document.getElementById("page-data")?.textContent ?? "{}");
const form = new Form(/** @type {HTMLFormElement} */ (document.getElementById("draw")), page);
const run = new Run(/** @type {HTMLElement} */ (document.getElementById("run")), page, form);
const zone = document.getElementById("source");
if (zone) new Source(zone, page, form);

run.onEnd = balance;
balance();
if (page.run) run.resume(page.run);

form.element.addEventListener("submit", (event) => {
  event.preventDefault();
  const { submitter } = /** @type {SubmitEvent} */ (event);
  if (submitter instanceof HTMLButtonElement && submitter.name === "prompt") form.fill("prompt", submitter.value);
  run.start();
});
form.prompt.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  run.start();
});
document.getElementById("stop-form")?.addEventListener("submit", (event) => {
  event.preventDefault();
  run.stop();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && run.isRunning) run.stop();
});
addEventListener("offline", () => form.failed(new Problem("offline", "This device is offline.")));
addEventListener("online", () => form.solved("offline"));

/** Shows what is left, lets the price keep to it, and tells it; null where the server doesn't answer. */
async function balance() {
  const available = await refreshBalance(page.balance_url);
  if (available !== null) form.available = available;
  form.changed();
  return available;
}
