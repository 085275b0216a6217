// Times come from the server in UTC; here they are told in the reader's own zone.

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

/**
 * The time of day of an ISO instant, such as "02:00".
 * @param {string} iso
 */
export function localClock(iso) {
  return clock.format(new Date(iso));
}

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/**
 * Rewrites each `<time class="local" datetime="…">` below `root`, and each "local-moment" with its day.
 * @param {ParentNode} root
 */
export function localTimes(root) {
  for (const element of root.querySelectorAll("time.local")) {
    element.textContent = localClock(/** @type {HTMLTimeElement} */ (element).dateTime);
  }
  for (const element of root.querySelectorAll("time.local-moment")) {
    element.textContent = moment.format(new Date(/** @type {HTMLTimeElement} */ (element).dateTime));
  }
}
