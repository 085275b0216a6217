// The chat page with JavaScript: the same form, but the answer comes while it is made and the page stays.

import { asked } from "../handover.js";
import { Problem } from "../tools/api.js";
import { refreshBalance } from "../tools/balance.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";

const page = JSON.parse(document.getElementById("page-data")?.textContent ?? "{}");
const form = /** @type {HTMLFormElement} */ (document.getElementById("composer"));
const composer = new Composer(form, page);
const chat = new Chat(page, composer);

composer.restore(page.conversation, !chat.turns.length);
balance();
chat.resume();
if (!chat.turns.length && matchMedia("(hover: hover)").matches) composer.box.focus({ preventScroll: true });

const question = asked();
if (question && !chat.turns.length) chat.ask(question);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = /** @type {SubmitEvent} */ (event).submitter;
  if (button?.dataset.action === "retry") chat.again();
  else if (button?.id === "stop") chat.stop();
  else chat.ask(composer.box.value);
});
composer.stopButton.addEventListener("click", (event) => {
  event.preventDefault();
  chat.stop();
});
document.getElementById("turns")?.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("button[type=button][data-action=retry]");
  if (button) chat.again();
});
document.getElementById("starters")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = /** @type {HTMLButtonElement} */ (/** @type {SubmitEvent} */ (event).submitter);
  chat.ask(button.value);
});
composer.box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  chat.ask(composer.box.value);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chat.isRunning) chat.stop();
});
addEventListener("offline", () => composer.failed(new Problem("offline", "This device is offline."), !chat.turns.length));
addEventListener("online", () => composer.solved("offline"));
chat.onEnd = balance;

/** Shows what is left, lets the prices keep to it, and tells it; null where the server doesn't answer. */
async function balance() {
  const available = await refreshBalance(page.balance_url);
  if (available === null) return null; // the price then stands without what is left; sending will tell
  composer.available = available;
  composer.showPrice();
  return available;
}
