// A question on its way from the home page to the chat page, kept in this tab only.

const KEY = "rewind.ask";

/**
 * Leaves a question for the chat page; false where the browser keeps nothing.
 * @param {string} question
 */
export function ask(question) {
  try {
    sessionStorage.setItem(KEY, question);
    return true;
  } catch {
    return false;
  }
}

/** Takes the question that was left, once. */
export function asked() {
  try {
    const question = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return question;
  } catch {
    return null;
  }
}
