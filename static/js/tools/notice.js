// The one place of a tool's page where it says what stands in the way.

export class Notice {
  /** @param {HTMLElement} element  hidden while nothing is wrong; its data-pricing leads to the packs, where there are some */
  constructor(element) {
    this.element = element;
  }

  /**
   * @param {string} code  by which it can be taken away again
   * @param {{title: string, text: string}} words
   */
  show(code, { title, text }) {
    const heading = document.createElement("h3");
    const paragraph = document.createElement("p");
    heading.textContent = title;
    paragraph.textContent = text;
    this.element.replaceChildren(heading, paragraph);
    const { pricing } = this.element.dataset;
    if (pricing && code === "insufficient_tokens") this.element.append(wayToBuy(pricing));
    this.element.dataset.code = code;
    this.element.hidden = false;
  }

  /** Takes away what stood in the way; with a code, only if it was that. @param {string} [code] */
  clear(code) {
    if (code && this.element.dataset.code !== code) return;
    this.element.hidden = true;
    this.element.replaceChildren();
  }
}

/** @param {string} address  of the packs */
function wayToBuy(address) {
  const link = Object.assign(document.createElement("a"), { href: address, textContent: "buy more tokens" });
  const way = document.createElement("p");
  way.append("Or ", link, ".");
  return way;
}
