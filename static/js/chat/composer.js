// The place to write: the text, its settings, its price, and what stands in the way of sending it.

import { Notice } from "../tools/notice.js";
import { count } from "../tools/problems.js";
import { draft, keepDraft, keepSettings, settings } from "./memory.js";
import { words } from "./problems.js";
import { estimate } from "./price.js";

const SETTINGS = ["model", "max_tokens", "temperature", "seed"];

export class Composer {
  /**
   * @param {HTMLFormElement} form
   * @param {{models: Record<string, import("./price.js").Model>, least: number, default_length: number}} page
   */
  constructor(form, page) {
    this.form = form;
    this.page = page;
    this.box = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
    this.sendButton = /** @type {HTMLButtonElement} */ (form.querySelector("#send"));
    this.stopButton = /** @type {HTMLButtonElement} */ (form.querySelector("#stop"));
    this.problem = new Notice(/** @type {HTMLElement} */ (form.querySelector("#problem")));
    this.price = /** @type {HTMLElement} */ (form.querySelector("#price"));
    this.temperature = /** @type {HTMLOutputElement} */ (form.querySelector("#temperature-value"));
    this.available = Infinity; // tokens
    /** @type {() => {role: string, content: string}[]} */
    this.history = () => [];
    form.addEventListener("input", () => this.changed());
  }

  /**
   * Brings back what this browser kept.
   * @param {string | null} conversation
   * @param {boolean} isNew  a new chat begins with the settings that were used last
   */
  restore(conversation, isNew) {
    this.conversation = conversation;
    if (!this.box.value) this.box.value = draft(conversation);
    if (isNew) {
      for (const [name, value] of Object.entries(settings())) this.#set(name, value);
    }
    this.changed();
  }

  /** After anything was typed or chosen. */
  changed() {
    keepDraft(this.conversation ?? null, this.box.value);
    this.temperature.textContent = this.#value("temperature");
    this.showPrice();
  }

  /**
   * `question` was accepted as part of `conversation`: the box is free for the next, unless it holds another one.
   * @param {string} conversation
   * @param {string} question
   */
  sent(conversation, question) {
    if (this.box.value === question) this.box.value = "";
    keepDraft(this.conversation ?? null, "");
    this.conversation = conversation;
    keepSettings(Object.fromEntries(SETTINGS.map((name) => [name, this.#value(name)])));
    this.solved();
    this.changed();
  }

  /** The settings as the API takes them. */
  inputs() {
    const number = (/** @type {string} */ name) => (this.#value(name) === "" ? null : Number(this.#value(name)));
    return {
      model: this.#value("model"),
      temperature: number("temperature"),
      max_tokens: number("max_tokens"),
      seed: number("seed"),
    };
  }

  showPrice() {
    const model = this.page.models[this.#value("model")];
    if (!model) return;
    const chosen = Number(this.#value("max_tokens"));
    const messages = [...this.history(), { role: "user", content: this.box.value }];
    const { least, most } = estimate(messages, chosen || this.page.default_length, model, this.page.least);
    // Left to itself the length keeps to what the balance pays for.
    const top = chosen ? most : Math.max(least, Math.min(most, this.available));
    const range = least === top ? `about ${count(least)} tokens` : `about ${count(least)} to ${count(top)} tokens`;
    this.price.textContent =
      least > this.available
        ? `This costs ${range}; you have ${count(this.available)}.`
        : `This costs ${range}, by the length of the answer.`;
  }

  /** @param {boolean} running */
  running(running) {
    if (!running) this.#keepFocus();
    this.sendButton.hidden = running;
    this.stopButton.hidden = !running;
    this.stopping(false);
  }

  /** @param {boolean} stopping  whether the Stop button was pressed and hasn't taken effect yet */
  stopping(stopping) {
    if (stopping) this.#keepFocus();
    this.stopButton.disabled = stopping;
    this.stopButton.textContent = stopping ? "Stopping…" : "Stop";
  }

  /** A button that vanishes or is disabled would take the focus with it. */
  #keepFocus() {
    if (document.activeElement === this.stopButton) this.box.focus({ preventScroll: true });
  }

  /**
   * @param {import("../tools/api.js").Problem} problem
   * @param {boolean} isFirst
   */
  failed(problem, isFirst) {
    const { context } = this.page.models[this.#value("model")] ?? { context: 0 };
    this.problem.show(problem.code, words(problem, isFirst, this.box.value !== "", context));
  }

  /** Takes away what stood in the way; with a code, only if it was that. @param {string} [code] */
  solved(code) {
    this.problem.clear(code);
  }

  /** An answer has begun, so the model isn't away any more. */
  modelIsHere() {
    const away = document.getElementById("away");
    if (away) away.hidden = true;
  }

  /** @param {string} name */
  #value(name) {
    const field = this.form.elements.namedItem(name);
    return field instanceof HTMLInputElement || field instanceof HTMLSelectElement ? field.value : "";
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  #set(name, value) {
    const field = this.form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value;
    if (field instanceof HTMLSelectElement && [...field.options].some((option) => option.value === value)) field.value = value;
  }
}
