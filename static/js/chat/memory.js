// What this browser keeps: an unsent question of each chat, and the settings that were used last.

const SETTINGS = "rewind.settings";

/** @param {string | null} conversation */
const draftKey = (conversation) => `rewind.draft.${conversation ?? "new"}`;

/**
 * @param {string | null} conversation
 * @param {string} text
 */
export function keepDraft(conversation, text) {
  write(draftKey(conversation), text || null);
}

/** @param {string | null} conversation */
export function draft(conversation) {
  return read(draftKey(conversation)) ?? "";
}

/** @param {Record<string, string>} settings */
export function keepSettings(settings) {
  write(SETTINGS, JSON.stringify(settings));
}

/** @returns {Record<string, string>} */
export function settings() {
  try {
    return JSON.parse(read(SETTINGS) ?? "{}") ?? {};
  } catch {
    return {};
  }
}

/** @param {string} key */
function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // the browser keeps nothing for us
  }
}

/**
 * @param {string} key
 * @param {string | null} value
 */
function write(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Then it isn't kept.
  }
}
