// Changes to a transcript: made in place, kept in this tab, and taken along by Copy and by the files.

/** The time that a changed segment's words have is guessed, by how long each of them is. */
export class Edits {
  /**
   * @param {HTMLElement} step
   * @param {HTMLFormElement} form  each of its segments has the words and a hidden text field
   * @param {import("./transcript.js").Transcript} transcript
   * @param {(words: string) => void} say
   */
  constructor(step, form, transcript, say) {
    this.form = form;
    this.transcript = transcript;
    this.say = say;
    this.key = `rewind.edits.${step.dataset.run}`;
    this.segments = [...form.querySelectorAll(".segment")].map((element) => new Segment(/** @type {HTMLElement} */ (element)));
    this.toggle = /** @type {HTMLElement | null} */ (step.querySelector("#edit"));
    this.undoButton = /** @type {HTMLElement} */ (step.querySelector("#undo"));
    this.note = /** @type {HTMLElement} */ (step.querySelector("#changed"));
    this.how = step.querySelector("#how");
    this.isEditing = this.segments.some((segment) => !segment.field.hidden); // the page may come so
    this.toggle?.setAttribute("role", "button");
    this.#restore();
    this.toggle?.addEventListener("click", (event) => {
      event.preventDefault();
      this.#edit(!this.isEditing);
    });
    this.toggle?.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      this.#edit(!this.isEditing);
    });
    this.undoButton.addEventListener("click", () => this.#undo());
    form.addEventListener("input", () => this.#keep());
    step.querySelector(".downloads")?.addEventListener("click", (event) => this.#download(/** @type {MouseEvent} */ (event)));
  }

  /** All of it, as it stands now. */
  get text() {
    return this.segments.map((segment) => segment.space + segment.text).join("").trim();
  }

  get isChanged() {
    return this.segments.some((segment) => segment.isChanged);
  }

  /** @param {boolean} editing */
  #edit(editing) {
    this.isEditing = editing;
    for (const segment of this.segments) segment.show(editing);
    if (this.toggle) this.toggle.textContent = editing ? "Done" : "Edit the text";
    this.how?.toggleAttribute("hidden", editing);
    this.transcript.bind();
    if (editing) this.segments[0]?.field.focus();
    this.say(editing ? "The text can be changed." : "");
  }

  #keep() {
    const changed = this.isChanged;
    try {
      if (changed) sessionStorage.setItem(this.key, JSON.stringify(this.segments.map((segment) => segment.text)));
      else sessionStorage.removeItem(this.key);
    } catch {
      // Then it is lost with the page.
    }
    this.#tell(changed);
  }

  #restore() {
    let texts;
    try {
      texts = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
    } catch {
      texts = null;
    }
    if (!Array.isArray(texts) || texts.length !== this.segments.length) return;
    this.segments.forEach((segment, index) => {
      segment.field.value = String(texts[index]);
      segment.show(this.isEditing);
    });
    this.transcript.bind();
    this.#tell(this.isChanged);
  }

  #undo() {
    for (const segment of this.segments) {
      segment.field.value = segment.original;
      segment.show(this.isEditing);
    }
    this.transcript.bind();
    this.toggle?.focus();
    this.#keep();
    this.say("The changes are undone.");
  }

  /** @param {boolean} changed */
  #tell(changed) {
    this.undoButton.hidden = this.note.hidden = !changed;
  }

  /** A changed transcript's file comes from the same writers, so it is asked for with the changes. @param {MouseEvent} event */
  #download(event) {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const ending = link?.href.match(/\/([a-z]+)\/$/)?.[1];
    if (!ending || !this.isChanged) return;
    event.preventDefault();
    this.form.action = this.form.action.replace(/[a-z]+\/$/, `${ending}/`);
    this.form.submit();
  }
}

class Segment {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.words = /** @type {HTMLElement} */ (element.querySelector(".words"));
    this.field = /** @type {HTMLTextAreaElement} */ (element.querySelector("textarea"));
    this.original = this.field.defaultValue;
    this.field.value = this.original; // a browser may bring back what was typed before a reload; the tab's own memory counts
    this.heard = [...this.words.childNodes];
    this.space = this.words.textContent?.match(/^\s*/)?.[0] ?? "";
    this.start = Number(element.dataset.start);
    this.end = Number(element.dataset.end);
  }

  get text() {
    return this.field.value.replace(/\s+/g, " ").trim();
  }

  get isChanged() {
    return this.text !== this.original.replace(/\s+/g, " ").trim();
  }

  /** @param {boolean} editing */
  show(editing) {
    this.words.hidden = editing;
    this.field.hidden = !editing;
    this.words.classList.toggle("edited", this.isChanged);
    this.words.replaceChildren(...(this.isChanged ? this.#guessed() : this.heard));
  }

  #guessed() {
    const pieces = this.text.match(/\S+\s*/g) ?? [];
    const second = (this.end - this.start) / Math.max(1, this.text.length);
    let at = this.start;
    return pieces.map((piece) => {
      const word = document.createElement("span");
      word.textContent = piece;
      word.dataset.start = at.toFixed(2);
      at += piece.length * second;
      word.dataset.end = at.toFixed(2);
      return word;
    });
  }
}
