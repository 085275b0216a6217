// Rates a page without leaving it.

for (const form of document.querySelectorAll("form.rate")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { submitter } = /** @type {SubmitEvent} */ (event);
    send(/** @type {HTMLFormElement} */ (form), /** @type {HTMLButtonElement} */ (submitter));
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement} chosen
 */
async function send(form, chosen) {
  const status = /** @type {HTMLElement} */ (form.querySelector("[role=status]"));
  const body = new URLSearchParams({ page: form.page.value, stars: chosen.value });
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/plain" } });
    const isPlain = answer.headers.get("Content-Type")?.startsWith("text/plain");
    status.textContent = isPlain ? await answer.text() : "That didn't work. Please try again.";
    if (answer.ok) {
      for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === chosen));
    }
  } catch {
    status.textContent = "You seem to be offline. Please try again.";
  }
}
