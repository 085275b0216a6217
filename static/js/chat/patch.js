// Showing a grown answer without disturbing what hasn't changed: a selection, or how far a code block is scrolled.

/**
 * Makes `element` hold `html`; keeps each child node that is the same as before.
 * @param {HTMLElement} element
 * @param {string} html
 */
export function patch(element, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = [...template.content.childNodes];
  const kept = [...element.childNodes];
  fresh.forEach((node, index) => {
    const old = kept[index];
    if (!old) element.append(node);
    else if (!old.isEqualNode(node)) old.replaceWith(node);
  });
  kept.slice(fresh.length).forEach((node) => node.remove());
}
