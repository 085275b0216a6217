// Talking to /api: JSON in, JSON out, one kind of error.

/**
 * What went wrong, in words for people. `code` is the API's, or "offline" or "unreachable" when no answer came at all.
 */
export class Problem extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {{field?: string, needed?: number, available?: number, resets_at?: string}} [facts]
   */
  constructor(code, message, facts = {}) {
    super(message);
    this.code = code;
    this.facts = facts;
  }
}

/** @param {string} url */
export function get(url) {
  return ask(url, { method: "GET" });
}

/**
 * @param {string} url
 * @param {unknown} [body]
 */
export function post(url, body) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
  return ask(url, { method: "POST", headers, body: JSON.stringify(body ?? {}) });
}

/**
 * @param {string} url
 * @param {RequestInit} options
 */
async function ask(url, options) {
  let response;
  try {
    response = await fetch(url, { ...options, headers: { Accept: "application/json", ...options.headers } });
  } catch {
    throw unreachable();
  }
  return checked(response.status, await response.json().catch(() => null));
}

/**
 * The answer, or the Problem that it tells of.
 * @param {number} status
 * @param {any} data  the body's JSON; null where it isn't any
 */
export function checked(status, data) {
  if (status < 400 && data) return data;
  const error = data?.error;
  if (!error) throw new Problem("unavailable", `Rewind answered in a way that this page doesn't understand (${status}).`);
  throw new Problem(error.code, error.message, error);
}

/** No answer came at all: why, as far as the browser knows. */
export function unreachable() {
  return navigator.onLine
    ? new Problem("unreachable", "Rewind can't be reached. It may be restarting, or the network is down.")
    : new Problem("offline", "This device is offline.");
}

/** What a request that changes something must bring along. */
export function csrfToken() {
  const field = document.querySelector("input[name=csrfmiddlewaretoken]");
  return field instanceof HTMLInputElement ? field.value : "";
}
