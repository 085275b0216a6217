// Putting text on the clipboard, and saying so on the button that was pressed.

/**
 * @param {string} text
 * @param {HTMLButtonElement} button  shows "Copied" for two seconds
 */
export async function copy(text, button) {
  const label = button.dataset.label ?? button.textContent ?? "";
  button.dataset.label = label;
  const done = (await toClipboard(text)) ? "Copied" : "Copy failed";
  button.textContent = done;
  setTimeout(() => (button.textContent = label), 2000);
}

/** @param {string} text */
async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // no permission, or a page without TLS
  }
}

/** @param {string} text */
function copyBySelection(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

/**
 * Gives each code block below `root` that has none a Copy button.
 * @param {ParentNode} root
 */
export function addCodeButtons(root) {
  for (const block of root.querySelectorAll(".code")) {
    if (block.querySelector("button")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet small";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy this code");
    button.addEventListener("click", () => copy(block.querySelector("code")?.textContent ?? "", button));
    block.querySelector(".code-head")?.append(button);
  }
}
