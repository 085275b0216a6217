// The calculator works it out while one types: the server does, and only the result on the page is exchanged.

const PAUSE = 250; // ms after the last key

for (const form of document.querySelectorAll("form.calculate")) live(/** @type {HTMLFormElement} */ (form));

/**
 * Keeps the result beside a form up to date.
 * @param {HTMLFormElement} form
 */
function live(form) {
  const half = /** @type {HTMLElement} */ (form.parentElement);
  let asked = 0;
  let timer = 0;

  /** @param {URLSearchParams} query */
  async function show(query) {
    const mine = ++asked;
    try {
      const response = await fetch(`${location.pathname}?${query}`, { headers: { Accept: "text/html" } });
      if (!response.ok || mine !== asked) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const result = page.querySelector(`#${half.id} .result`);
      const shown = half.querySelector(".result");
      if (mine === asked && result && shown) shown.innerHTML = result.innerHTML;
    } catch {
      // No network: the result stays as it was, and the button still works.
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => show(entered(form)), PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    const field = button?.name ? form.querySelector("input") : null;
    if (field && button) field.value = button.value; // one of the packs
    clearTimeout(timer);
    show(entered(form));
  });
}

/**
 * What a form's fields hold, as its address would.
 * @param {HTMLFormElement} form
 */
function entered(form) {
  const query = new URLSearchParams();
  for (const field of form.querySelectorAll("input")) query.set(field.name, field.value);
  return query;
}
