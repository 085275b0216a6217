// The words of a transcript: a click, or Enter on the one that has the focus, plays from there; the one that is heard
// is marked. The words are one stop for the Tab key; arrow keys go from word to word.

const STEPS = new Map([
  ["ArrowRight", 1],
  ["ArrowDown", 1],
  ["ArrowLeft", -1],
  ["ArrowUp", -1],
]);

export class Transcript {
  /**
   * @param {HTMLElement} root
   * @param {import("./player.js").Player} player
   */
  constructor(root, player) {
    this.root = root;
    this.player = player;
    this.bind();
    player.onMove = (time) => this.#mark(time);
    root.addEventListener("click", ({ target }) => {
      const element = target instanceof Element ? target : null;
      const word = /** @type {HTMLElement | null} */ (element?.closest(".words > span"));
      const segment = /** @type {HTMLElement | null} */ (element?.closest("button.time")?.closest(".segment"));
      if (word) this.#focus(word);
      const from = word ?? segment;
      if (from) player.play(Number(from.dataset.start));
    });
    root.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Takes note of the words that there are now. */
  bind() {
    /** @type {HTMLElement[]} */
    this.words = [...this.root.querySelectorAll(".words > span")].map((word) => /** @type {HTMLElement} */ (word));
    this.starts = this.words.map((word) => Number(word.dataset.start));
    for (const word of this.words) word.tabIndex = -1;
    if (this.player.audio && this.words.length) this.words[0].tabIndex = 0;
    this.now = -1;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const word = event.target instanceof HTMLElement && event.target.matches(".words > span") ? event.target : null;
    if (!word || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = this.words.indexOf(word);
    const rtl = getComputedStyle(word).direction === "rtl" && event.key.match(/Left|Right/) ? -1 : 1;
    const step = STEPS.get(event.key);
    if (event.key === "Enter" || event.key === " ") this.player.play(this.starts[at]);
    else if (event.key === "Home") this.#focus(this.words[0]);
    else if (event.key === "End") this.#focus(this.words.at(-1));
    else if (step) this.#focus(this.words[at + step * rtl]);
    else return;
    event.preventDefault();
  }

  /** @param {HTMLElement | undefined} word */
  #focus(word) {
    if (!word) return;
    for (const other of this.root.querySelectorAll('.words > span[tabindex="0"]')) /** @type {HTMLElement} */ (other).tabIndex = -1;
    word.tabIndex = 0;
    word.focus();
  }

  /** @param {number} time */
  #mark(time) {
    let [low, high] = [0, this.starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= time + 0.01) low = middle + 1;
      else high = middle;
    }
    if (low - 1 === this.now) return;
    this.words[this.now]?.classList.remove("now");
    this.now = low - 1;
    this.words[this.now]?.classList.add("now");
  }
}
