// The glossary's lists: "/" leads to the search field; while there are results, the list from A to Z steps aside (by CSS).

const field = /** @type {HTMLInputElement | null} */ (document.getElementById("q"));

document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  field?.focus();
  field?.select();
});

// A page that came with results has no list: an emptied field leads back to it.
field?.addEventListener("input", () => {
  if (field.value.trim() === "" && field.hasAttribute("data-hx-get") && !document.getElementById("all")) location.assign(location.pathname);
});
