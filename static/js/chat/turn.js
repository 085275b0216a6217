// One question and its answer on the page.

import { addCodeButtons, copy } from "../copy.js";
import { offer } from "../tools/actions.js";
import { patch } from "./patch.js";

export class Turn {
  /** @param {HTMLElement} element  an `li.turn` */
  constructor(element) {
    this.element = element;
    this.question = "";
    this.text = ""; // the answer's Markdown
    this.answer = part(element, ".answer");
    this.progress = part(element, ".progress");
    this.problem = part(element, ".turn-error");
    this.receipt = part(element, ".receipt");
    this.copyButton = /** @type {HTMLButtonElement} */ (part(element, "[data-action=copy]"));
    this.copyButton.addEventListener("click", () => copy(this.text, this.copyButton));
    this.files = part(element, ".result-actions");
    addCodeButtons(this.answer);
  }

  /**
   * A new turn at the end of the list.
   * @param {string} question
   */
  static add(question) {
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById("turn-template"));
    const element = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    part(element, ".question").textContent = question;
    document.getElementById("turns")?.append(element);
    const turn = new Turn(element);
    turn.question = question;
    return turn;
  }

  /** Its retry button; only the last turn has one. */
  get retryButton() {
    return /** @type {HTMLButtonElement | null} */ (this.element.querySelector("[data-action=retry]"));
  }

  get state() {
    return this.element.dataset.state ?? "";
  }

  /** @param {string} runId */
  waiting(runId) {
    this.element.dataset.generation = runId;
    this.element.dataset.state = "queued";
    this.text = "";
    this.answer.replaceChildren();
    this.answer.setAttribute("aria-busy", "true");
    this.receipt.textContent = "";
    this.problem.hidden = true;
    this.copyButton.hidden = true;
    this.files.hidden = true;
    this.allowRetry(false);
    this.tell("Waiting for the model…");
  }

  /** @param {string} message  what is going on; empty for nothing */
  tell(message) {
    this.progress.textContent = message;
    this.progress.hidden = !message;
  }

  /** The answer begins, maybe for a second time. */
  begin() {
    this.element.dataset.state = "running";
    this.text = "";
    this.answer.replaceChildren();
    this.tell("Writing…");
  }

  /** @param {string} html  from our own server, which has cleaned it */
  show(html) {
    patch(this.answer, html);
  }

  /**
   * @param {string} state  "succeeded" or "cancelled"
   * @param {string} receipt
   */
  finish(state, receipt) {
    this.#end(state);
    this.receipt.textContent = receipt;
    this.copyButton.hidden = !this.text;
    if (this.text) offer(this.files, this.element.dataset.generation ?? "");
    addCodeButtons(this.answer);
  }

  /** @param {string} words */
  addToReceipt(words) {
    this.receipt.append(words);
  }

  /** @param {string} message */
  fail(message) {
    this.#end("failed");
    this.problem.textContent = message;
    this.problem.hidden = false;
  }

  /** @param {boolean} allowed */
  allowRetry(allowed) {
    if (this.retryButton) this.retryButton.hidden = !allowed;
  }

  /** @param {string} state */
  #end(state) {
    this.element.dataset.state = state;
    this.answer.setAttribute("aria-busy", "false");
    this.tell("");
  }
}

/**
 * @param {HTMLElement} element
 * @param {string} selector
 */
function part(element, selector) {
  return /** @type {HTMLElement} */ (element.querySelector(selector));
}
