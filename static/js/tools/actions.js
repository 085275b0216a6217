// The links by which a result is shared and downloaded. The server writes them; here they learn whose they are.

const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

// The files open below the button, which may be where the composer is.
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target instanceof HTMLDetailsElement && target.open && target.matches(".turn .downloads")) target.scrollIntoView({ block: "center" });
  },
  true,
);

/**
 * Shows the links below `element` for the run or conversation of that id.
 * @param {HTMLElement} element
 * @param {string} id
 */
export function offer(element, id) {
  for (const link of element.querySelectorAll("a")) link.href = link.href.replace(ID, id);
  element.hidden = false;
}
