// A term's page: share it, copy its code.

import { addCodeButtons, copy } from "./copy.js";

const share = /** @type {HTMLElement | null} */ (document.querySelector(".share"));
if (share) {
  const { title = "", url = "" } = share.dataset;
  const buttons = document.createElement("div");
  buttons.className = "share-buttons";
  if (typeof navigator.share === "function") {
    buttons.append(button("Share", () => navigator.share({ title, url }).catch(() => {})));
  }
  buttons.append(button("Copy link", (self) => copy(url, self)));
  share.replaceChildren(buttons);
}
addCodeButtons(document);

/**
 * @param {string} label
 * @param {(self: HTMLButtonElement) => void} action
 */
function button(label, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button quiet";
  element.textContent = label;
  element.addEventListener("click", () => action(element));
  return element;
}
