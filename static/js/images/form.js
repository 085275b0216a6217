// What is to be drawn: the fields, what they cost, and what is wrong with them.

import { Notice } from "../tools/notice.js";
import { common, count } from "../tools/problems.js";

const NUMBERS = new Set(["n", "seed", "steps", "guidance", "strength"]);
const NAMES = ["prompt", "file", "strength", "size", "n", "seed", "steps", "guidance", "model"];

/**
 * What the server says of a model (tools/pages/images/page.py): (default, least, most), and for each size the price of
 * one, two, three and four pictures.
 * @typedef {{steps: number[], guidance: number[] | null, longest: number, prices: Record<string, number[]>}} Model
 */

export class Form {
  /**
   * @param {HTMLFormElement} element
   * @param {{models: Record<string, Model>, missing: Record<string, string>}} page
   */
  constructor(element, page) {
    this.element = element;
    this.models = page.models;
    this.missing = page.missing; // what to say beside a field that must be filled in
    this.prompt = /** @type {HTMLTextAreaElement} */ (this.#field("prompt"));
    this.button = /** @type {HTMLButtonElement} */ (element.querySelector("#go"));
    this.price = /** @type {HTMLElement} */ (element.querySelector("#price"));
    this.problem = new Notice(/** @type {HTMLElement} */ (element.querySelector("#problem")));
    this.available = Infinity; // tokens
    element.addEventListener("input", () => this.changed());
  }

  /** The inputs as the API takes them; what is empty is left to the tool. */
  inputs() {
    /** @type {Record<string, string | number>} */
    const inputs = { prompt: this.prompt.value.trim() };
    for (const name of NAMES) {
      const value = this.#field(name)?.value.trim();
      if (value && !this.#field(name)?.disabled) inputs[name] = NUMBERS.has(name) ? Number(value) : value;
    }
    return inputs;
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  fill(name, value) {
    const field = this.#field(name);
    if (field) field.value = value;
    this.changed();
  }

  /** After anything was chosen: the sizes and settings of the model, and the price. */
  changed() {
    const model = this.models[this.#field("model")?.value ?? ""];
    if (!model) return;
    this.#keepTo(model);
    const pictures = Number(this.#field("n")?.value ?? 1);
    const price = model.prices[this.#field("size")?.value ?? ""]?.[pictures - 1];
    if (price === undefined) return;
    const amount = document.createElement("b");
    amount.textContent = `${count(price)} tokens`;
    const what = pictures === 1 ? " for one picture" : ` for ${pictures} pictures`;
    this.price.replaceChildren(amount, price > this.available ? `${what}; you have ${count(this.available)}` : what);
  }

  /** @param {boolean} running  one run at a time */
  running(running) {
    this.button.disabled = running;
    this.button.textContent = running ? "Drawing…" : "Draw";
  }

  /**
   * Says what went wrong: beside the field that it is about, or above all of them.
   * @param {import("../tools/api.js").Problem} problem
   */
  failed(problem) {
    const name = problem.facts.field === "file" ? "upload" : problem.facts.field;
    const place = name && this.element.querySelector(`[data-field="${CSS.escape(name)}"]`);
    const missing = problem.code === "required" ? this.missing[name ?? ""] : null;
    if (place instanceof HTMLElement) this.#wrong(place, missing ?? problem.message);
    else this.problem.show(problem.code, common(problem, { smaller: "fewer or smaller pictures", again: "draw again" }));
  }

  /** Takes away what was wrong; with a code, only if it was that. @param {string} [code] */
  solved(code) {
    this.problem.clear(code);
    if (code) return;
    for (const list of this.element.querySelectorAll(".errorlist")) list.remove();
    for (const field of this.element.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  }

  /** Drawing has begun, so the model isn't away any more. */
  modelIsHere() {
    const away = document.getElementById("away");
    if (away) away.hidden = true;
  }

  /**
   * @param {HTMLElement} place
   * @param {string} message
   */
  #wrong(place, message) {
    const settings = place.closest("details");
    if (settings) settings.open = true;
    const field = /** @type {HTMLElement} */ (place.querySelector("input:not([type=hidden]), select, textarea"));
    const list = document.createElement("ul");
    const item = document.createElement("li");
    item.textContent = message.slice(0, 1).toUpperCase() + message.slice(1);
    list.className = "errorlist";
    list.id = `${field.id}_error`;
    list.append(item);
    place.querySelector(".errorlist")?.remove();
    field.after(list);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", [list.id, ...this.#described(field)].join(" "));
    field.focus();
  }

  /** @param {HTMLElement} field */
  #described(field) {
    const ids = (field.getAttribute("aria-describedby") ?? "").split(" ");
    return ids.filter((id) => id && id !== `${field.id}_error`);
  }

  /** @param {Model} model */
  #keepTo(model) {
    const size = this.#field("size");
    if (size instanceof HTMLSelectElement) {
      for (const option of size.options) option.disabled = option.hidden = !(option.value in model.prices);
      if (size.selectedOptions[0]?.disabled) size.value = Object.keys(model.prices)[0];
    }
    this.prompt.maxLength = model.longest;
    this.#limit("steps", model.steps);
    this.#limit("guidance", model.guidance);
  }

  /**
   * @param {string} name
   * @param {number[] | null} limits
   */
  #limit(name, limits) {
    const field = this.#field(name);
    if (!(field instanceof HTMLInputElement)) return;
    field.disabled = !limits;
    const place = field.closest(".field");
    if (place instanceof HTMLElement) place.hidden = !limits;
    if (limits) [field.placeholder, field.min, field.max] = limits.map(String);
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement | null} */ (this.element.querySelector(`[name="${name}"]`));
  }
}
