// Does altcha's proof of work before a report is sent: finds the number whose hash the challenge is.

const AT_ONCE = 500; // hashes, between two looks at the rest of the page

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("report"));
form?.addEventListener("submit", async (event) => {
  // Only pages that came safely (HTTPS or localhost) may hash; without it the server takes fewer reports.
  if (form.altcha.value || !globalThis.crypto?.subtle) return;
  event.preventDefault();
  const status = /** @type {HTMLElement} */ (document.getElementById("report-status"));
  status.textContent = "Computing…";
  try {
    const answer = await fetch(/** @type {string} */ (form.dataset.challenge));
    form.altcha.value = await solve(await answer.json());
  } catch {
    status.textContent = "That didn't work. Are you offline? Please try again.";
    return;
  }
  status.textContent = "Sending…";
  form.requestSubmit();
});

// A page that comes back from the browser's memory must not send its proof twice.
addEventListener("pageshow", () => {
  if (form) form.altcha.value = "";
});

/**
 * The solution as the server wants it: base64 of JSON.
 * @param {{algorithm: string, challenge: string, salt: string, signature: string, maxNumber?: number, maxnumber?: number}} task
 */
async function solve({ algorithm, challenge, salt, signature, ...rest }) {
  const most = rest.maxNumber ?? rest.maxnumber ?? 1_000_000;
  for (let first = 0; first <= most; first += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_, i) => first + i);
    const hashes = await Promise.all(numbers.map((number) => hash(algorithm, salt + number)));
    const place = hashes.indexOf(challenge);
    if (place >= 0) return btoa(JSON.stringify({ algorithm, challenge, number: numbers[place], salt, signature }));
  }
  throw new Error("The challenge has no solution.");
}

/**
 * @param {string} algorithm
 * @param {string} text
 */
async function hash(algorithm, text) {
  const bytes = new Uint8Array(await crypto.subtle.digest(algorithm, new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
