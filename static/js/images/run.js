// One run: its tiles, how far it is, and what is said of it.

import { offer } from "../tools/actions.js";
import { post } from "../tools/api.js";
import { count } from "../tools/problems.js";
import { follow } from "../tools/stream.js";
import { PATIENCE, isReady } from "../tools/worker.js";
import { refreshGallery } from "./gallery.js";
import { Tile } from "./tile.js";

export class Run {
  /**
   * @param {HTMLElement} element
   * @param {any} page  what the server says about this page (tools/pages/images/page.py)
   * @param {import("./form.js").Form} form
   */
  constructor(element, page, form) {
    this.element = element;
    this.page = page;
    this.form = form;
    this.id = "";
    this.isRunning = false;
    /** @type {Tile[]} */
    this.tiles = [];
    /** @type {() => Promise<number | null>} what to do when a run is over; gives the tokens that are left */
    this.onEnd = async () => null;
    this.title = part("run-title");
    this.news = part("run-progress");
    this.problem = part("run-error");
    this.receipt = part("receipt");
    this.actions = part("run-actions");
    this.stopForm = part("stop-form");
    this.stopButton = /** @type {HTMLButtonElement} */ (part("stop"));
    this.live = part("live");
  }

  /** Draws what the form says. */
  async start() {
    if (this.isRunning) return;
    this.form.solved();
    this.form.running((this.isRunning = true));
    const inputs = this.form.inputs();
    try {
      const run = await post(this.page.runs_url, inputs);
      history.replaceState(null, "", `${this.page.tool_url}${run.id}/`);
      this.#show(run);
      refreshGallery();
      this.#follow(run.id);
    } catch (problem) {
      this.form.running((this.isRunning = false));
      this.form.failed(/** @type {any} */ (problem));
    }
  }

  /** Goes on with a run that the page found going on. @param {string} id */
  resume(id) {
    this.tiles = [...document.querySelectorAll("#tiles > .tile")].map((tile, index) => this.#tile(index, tile));
    this.isRunning = true;
    this.form.running(true);
    this.#follow(id);
  }

  async stop() {
    if (!this.isRunning || !this.id) return;
    this.#stopping(true);
    try {
      await post(`${this.page.generations_url}${this.id}/cancel/`);
    } catch (problem) {
      this.#stopping(false);
      this.form.failed(/** @type {any} */ (problem));
    }
  }

  /** @param {{id: string, inputs: {prompt: string, size: string, n: number}}} run  that has just been accepted */
  #show({ inputs }) {
    part("run-empty").hidden = true;
    part("run-shown").hidden = false;
    this.title.textContent = inputs.prompt || "Variations of your picture";
    this.problem.hidden = true;
    this.receipt.textContent = "";
    this.actions.hidden = true;
    const isSmall = inputs.size.split("x").every((side) => Number(side) <= this.page.small);
    this.tiles = Array.from({ length: inputs.n }, (_, index) => this.#tile(index));
    for (const tile of this.tiles) tile.frame.classList.toggle("small", isSmall);
    part("tiles").replaceChildren(...this.tiles.map((tile) => tile.element));
    if (this.element.getBoundingClientRect().top > innerHeight / 2) this.element.scrollIntoView({ block: "start" });
  }

  /** @param {string} id */
  #follow(id) {
    this.id = id;
    this.element.dataset.state = "queued";
    this.stopForm.hidden = false;
    this.#stopping(false);
    this.#tell("Waiting for the model…");
    const impatience = setTimeout(() => this.#explainWait(), PATIENCE);
    const begin = () => {
      clearTimeout(impatience);
      this.element.dataset.state = "running";
      for (const tile of this.tiles) tile.wait();
      this.form.modelIsHere();
      this.#tell("Drawing…");
      this.#say("Drawing has begun.");
    };
    follow(`${this.page.generations_url}${id}/`, {
      started: begin,
      progress: ({ index, done, total }) => this.tiles[index]?.progress(done, total),
      preview: ({ index, image }) => this.tiles[index]?.preview(image),
      choice: (choice) => this.tiles[choice.index]?.finish(choice),
      done: ({ state, receipt }) => {
        clearTimeout(impatience);
        this.#finish(state, receipt.charged);
      },
      failed: ({ message }) => {
        clearTimeout(impatience);
        this.#end("failed");
        this.problem.textContent = message.includes("charged") ? message : `${message} Nothing was charged.`;
        this.problem.hidden = false;
        this.onEnd();
        this.#say(`Drawing failed. ${message}`);
      },
      connection: (connected) => {
        const going = this.element.dataset.state === "running" ? "Drawing…" : "Waiting for the model…";
        this.#tell(connected ? going : "The connection is lost. The drawing goes on, and is shown as soon as it is back.");
      },
    });
  }

  /**
   * @param {string} state  "succeeded" or "cancelled"
   * @param {number} charged
   */
  #finish(state, charged) {
    this.#end(state);
    const made = this.tiles.length;
    const what = made === 1 ? "one picture" : `${made} pictures`;
    const used = charged ? `Used ${count(charged)} tokens for ${what}.` : "Nothing was charged.";
    this.receipt.textContent = state === "cancelled" ? `Stopped. ${used}` : used;
    if (made) offer(this.actions, this.id);
    this.#say(`${state === "cancelled" ? "Stopped." : "Finished."} ${used}`);
    this.onEnd().then((left) => left !== null && this.receipt.append(` ${count(left)} left.`));
  }

  /** @param {string} state */
  #end(state) {
    this.element.dataset.state = state;
    if (document.activeElement === this.stopButton) this.form.prompt.focus({ preventScroll: true });
    this.isRunning = false;
    this.id = state === "failed" ? "" : this.id;
    this.stopForm.hidden = true;
    this.form.running(false);
    this.#tell("");
    for (const tile of this.tiles) if (!tile.isFinished) tile.element.remove();
    this.tiles = this.tiles.filter((tile) => tile.isFinished);
  }

  /** Nobody has taken the run yet: say why, if it can be known. */
  async #explainWait() {
    const ready = await isReady(this.page.kind);
    if (ready === null || this.element.dataset.state !== "queued") return;
    this.#tell(
      ready
        ? "Others are being drawn for first. Yours is in the queue."
        : "The model is away at the moment. Yours waits and starts by itself; nothing is charged until it is drawn.",
    );
  }

  /**
   * @param {number} index
   * @param {Element} [element]
   */
  #tile(index, element) {
    return new Tile(index, () => this.title.textContent ?? "", this.page, () => this.id, element);
  }

  /** @param {boolean} stopping  whether the Stop button was pressed and hasn't taken effect yet */
  #stopping(stopping) {
    this.stopButton.disabled = stopping;
    this.stopButton.textContent = stopping ? "Stopping…" : "Stop";
  }

  /** @param {string} message  what is going on; empty for nothing */
  #tell(message) {
    this.news.textContent = message;
    this.news.hidden = !message;
  }

  /** @param {string} words  for screen readers */
  #say(words) {
    this.live.textContent = words;
  }
}

/** @param {string} id */
function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
