// A conversation: its turns, the one run that may be going on, and what is said of it.

import { offer } from "../tools/actions.js";
import { post } from "../tools/api.js";
import { count } from "../tools/problems.js";
import { follow } from "../tools/stream.js";
import { PATIENCE, isReady } from "../tools/worker.js";
import { Turn } from "./turn.js";

const LONGEST_SPOKEN = 2000; // characters of an answer that are read out

export class Chat {
  /**
   * @param {any} page  what the server says about this page (tools/pages/chat.py)
   * @param {import("./composer.js").Composer} composer
   */
  constructor(page, composer) {
    this.page = page;
    this.composer = composer;
    this.conversation = page.conversation;
    this.whole = /** @type {HTMLElement} */ (document.getElementById("whole"));
    this.live = /** @type {HTMLElement} */ (document.getElementById("live"));
    /** @type {Turn[]} */
    this.turns = [];
    this.isRunning = false;
    this.runUrl = ""; // of the run that can be stopped
    /** @type {() => Promise<number | null>} what to do when a run is over; gives the tokens that are left */
    this.onEnd = async () => null;
    for (const element of document.querySelectorAll("#turns > .turn")) this.#adopt(/** @type {HTMLElement} */ (element));
    composer.history = () => this.messages();
  }

  /** The messages so far; a question that got no answer isn't part of them. @param {Turn[]} [turns] */
  messages(turns = this.turns) {
    return turns
      .filter((turn) => turn.text)
      .flatMap((turn) => [
        { role: "user", content: turn.question },
        { role: "assistant", content: turn.text },
      ]);
  }

  /** Goes on with a run that the page found going on. */
  resume() {
    const turn = this.turns.at(-1);
    if (turn && ["queued", "running"].includes(turn.state)) this.#follow(turn, turn.element.dataset.generation ?? "");
  }

  /** @param {string} question */
  async ask(question) {
    if (this.isRunning) return;
    const messages = [...this.messages(), { role: "user", content: question }];
    const run = await this.#start(messages);
    if (!run) {
      if (!this.composer.box.value) this.composer.box.value = question;
      this.composer.changed();
      return;
    }
    this.#dropUnanswered();
    this.turns.at(-1)?.allowRetry(false);
    const turn = Turn.add(question);
    this.turns.push(turn);
    this.composer.sent(this.conversation, question);
    this.#follow(turn, run.id);
    turn.element.scrollIntoView({ block: "start" });
  }

  /** Asks the last question again. */
  async again() {
    const turn = this.turns.at(-1);
    if (this.isRunning || !turn) return;
    const messages = [...this.messages(this.turns.slice(0, -1)), { role: "user", content: turn.question }];
    const run = await this.#start(messages);
    if (!run) return;
    this.composer.solved();
    this.composer.box.focus({ preventScroll: true });
    this.#follow(turn, run.id);
  }

  async stop() {
    if (!this.runUrl) return;
    this.composer.stopping(true);
    try {
      await post(`${this.runUrl}cancel/`);
    } catch (problem) {
      this.composer.stopping(false);
      this.composer.failed(/** @type {any} */ (problem), false);
    }
  }

  /** @param {{role: string, content: string}[]} messages */
  async #start(messages) {
    this.isRunning = true;
    this.composer.sendButton.disabled = true;
    try {
      const url = `${this.page.runs_url}?conversation=${this.conversation ?? "new"}`;
      const run = await post(url, { messages, ...this.composer.inputs() });
      if (!this.conversation) {
        this.conversation = run.conversation;
        history.replaceState(null, "", `${this.page.tool_url}${run.conversation}/`);
        document.getElementById("starters")?.remove();
      }
      return run;
    } catch (problem) {
      this.isRunning = false;
      this.composer.failed(/** @type {any} */ (problem), !this.turns.length);
      return null;
    } finally {
      this.composer.sendButton.disabled = false;
    }
  }

  /**
   * @param {Turn} turn
   * @param {string} runId
   */
  #follow(turn, runId) {
    this.isRunning = true;
    this.runUrl = `${this.page.generations_url}${runId}/`;
    turn.waiting(runId);
    this.composer.running(true);
    this.#say("Your question was sent.");
    const impatience = setTimeout(() => this.#explainWait(turn), PATIENCE);
    let begun = false;
    const handlers = {
      started: () => {
        clearTimeout(impatience);
        begun = true;
        turn.begin();
        this.composer.modelIsHere();
        this.#say("The answer has begun.");
      },
      delta: (text) => (turn.text += text),
      html: (html) => this.#keepingTheEndInSight(() => turn.show(html)),
      done: ({ state, usage, receipt }) => {
        clearTimeout(impatience);
        turn.finish(state, this.#receipt(state, usage, receipt));
        if (turn.text && this.conversation) offer(this.whole, this.conversation);
        this.#ended(turn).then((left) => turn.addToReceipt(left === null ? "" : ` ${count(left)} left.`));
        this.#say(`${state === "cancelled" ? "Stopped." : "The answer:"} ${turn.answer.textContent?.slice(0, LONGEST_SPOKEN)}`);
      },
      failed: ({ message }) => {
        clearTimeout(impatience);
        turn.fail(message.includes("charged") ? message : `${message} Nothing was charged.`);
        this.#ended(turn);
        this.#say(`The answer failed. ${message}`);
      },
      connection: (connected) => {
        if (connected) turn.tell(begun ? "Writing…" : "Waiting for the model…");
        else turn.tell("The connection is lost. The answer goes on as soon as it is back.");
      },
    };
    follow(this.runUrl, handlers, { html: true });
  }

  /**
   * Gives the tokens that are left, or null where that can't be known.
   * @param {Turn} turn
   */
  #ended(turn) {
    this.isRunning = false;
    this.runUrl = "";
    this.composer.running(false);
    turn.allowRetry(true);
    return this.onEnd();
  }

  /**
   * @param {string} state
   * @param {import("../tools/stream.js").Usage} usage
   * @param {import("../tools/stream.js").Receipt} receipt
   */
  #receipt(state, usage, receipt) {
    const stopped = state === "cancelled" ? "Stopped. " : "";
    if (!receipt.charged) return `${stopped}Nothing was charged.`;
    const least = receipt.charged > usage.total_tokens ? ", the least price" : "";
    const parts = `${count(usage.prompt_tokens)} for the prompt, ${count(usage.completion_tokens)} for the answer`;
    return `${stopped}Used ${count(receipt.charged)} tokens${least}: ${parts}.`;
  }

  /** Nobody has taken the run yet: say why, if it can be known. @param {Turn} turn */
  async #explainWait(turn) {
    const ready = await isReady(this.page.kind);
    if (ready === null || turn.state !== "queued") return;
    turn.tell(
      ready
        ? "Others are being answered first. Yours is in the queue."
        : "The model is away at the moment. Your question waits and starts by itself; nothing is charged until it is answered.",
    );
  }

  /** A failed question makes room for the next one, here as on the server. */
  #dropUnanswered() {
    const last = this.turns.at(-1);
    if (last && !last.text) {
      last.element.remove();
      this.turns.pop();
    }
  }

  /** @param {HTMLElement} element */
  #adopt(element) {
    const turn = new Turn(element);
    const id = element.dataset.generation ?? "";
    turn.question = this.page.questions[id] ?? "";
    turn.text = this.page.answers[id] ?? "";
    this.turns.push(turn);
  }

  /** @param {() => void} change  scrolls along with a growing page if its end was in sight */
  #keepingTheEndInSight(change) {
    const root = document.documentElement;
    const nearEnd = root.scrollHeight - root.scrollTop - root.clientHeight < 80;
    change();
    if (nearEnd) root.scrollTo({ top: root.scrollHeight, behavior: "instant" });
  }

  /** @param {string} words  for screen readers */
  #say(words) {
    this.live.textContent = words;
  }
}

