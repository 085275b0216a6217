// One picture of a run: first its steps, then itself and what can be done with it.

/**
 * What the events say of a finished picture.
 * @typedef {{index: number, file?: string, seed: number, width: number, height: number, steps: number, guidance: number | null}} Choice
 */

export class Tile {
  /**
   * @param {number} index
   * @param {() => string} title  what it shows, in words
   * @param {{small: number, tool_url: string, vary_url: string}} page
   * @param {() => string} run  the id of its run
   * @param {Element} [element]  where the page has it already
   */
  constructor(index, title, page, run, element) {
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById("tile-template"));
    this.element = /** @type {HTMLElement} */ (element ?? template.content.firstElementChild?.cloneNode(true));
    this.element.id = `picture-${index + 1}`;
    this.title = title;
    this.page = page;
    this.run = run;
    this.isFinished = false;
    this.frame = this.#part(".frame");
    this.bar = /** @type {HTMLProgressElement} */ (this.#part("progress"));
    this.bar.setAttribute("aria-label", `Picture ${index + 1}`);
    this.step = this.#part(".tile-step");
  }

  /** Its turn hasn't come yet. */
  wait() {
    this.bar.value = 0;
    this.step.textContent = "Not begun yet";
  }

  /**
   * @param {number} done  steps
   * @param {number} total
   */
  progress(done, total) {
    this.bar.max = total;
    this.bar.value = done;
    this.step.textContent = done < total ? `Step ${done} of ${total}` : "Almost there";
  }

  /** @param {string} image  a data: address */
  preview(image) {
    const shown = this.#image();
    shown.className = "unfinished";
    shown.alt = "";
    shown.src = image;
  }

  /** @param {Choice} choice */
  finish(choice) {
    if (!choice.file) return;
    this.isFinished = true;
    this.element.dataset.state = "finished";
    const isSmall = Math.max(choice.width, choice.height) <= this.page.small;
    const image = this.#image();
    image.className = "";
    [image.width, image.height] = [choice.width, choice.height];
    image.alt = this.title();
    image.src = `/files/${choice.file}/`;
    this.frame.classList.toggle("small", isSmall);
    this.#part(".tile-progress").hidden = true;
    this.#part(".tile-facts").replaceChildren(...facts(choice, isSmall));
    this.#offer(choice, image.src);
  }

  /**
   * @param {Choice} choice
   * @param {string} address
   */
  #offer({ file, seed }, address) {
    this.#action("download").href = address;
    this.#action("again").href = `${this.page.tool_url}?from=${this.run()}&seed=${seed}`;
    this.#action("vary").href = `${this.page.vary_url}?file=${file}`;
    this.#part(".tile-actions").hidden = false;
  }

  #image() {
    const there = this.frame.querySelector("img");
    if (there) return there;
    const image = document.createElement("img");
    this.frame.replaceChildren(image);
    return image;
  }

  /** @param {string} name */
  #action(name) {
    return /** @type {HTMLAnchorElement} */ (this.#part(`[data-action="${name}"]`));
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.element.querySelector(selector));
  }
}

/**
 * What is known of a picture, as the server's own template puts it.
 * @param {Choice} choice
 * @param {boolean} isSmall
 */
function facts({ seed, width, height, steps, guidance }, isSmall) {
  const bold = document.createElement("b");
  bold.textContent = String(seed);
  const parts = [["Seed ", bold], [`${width} × ${height} pixels${isSmall ? ", shown enlarged" : ""}`]];
  if (steps) parts.push([`${steps} step${steps === 1 ? "" : "s"}`]);
  if (guidance !== null && guidance !== undefined) parts.push([`guidance ${guidance.toFixed(1)}`]);
  return parts.flatMap((content) => {
    const span = document.createElement("span");
    span.append(...content);
    return [span, " "];
  });
}
