// The second step: the recording is here; it has a price, and waits for the word.

import { post } from "../tools/api.js";
import { Notice } from "../tools/notice.js";
import { count } from "../tools/problems.js";
import { Player } from "./player.js";
import { words } from "./words.js";

/**
 * @param {HTMLElement} step
 * @param {import("./main.js").Page} page
 */
export function ready(step, page) {
  const form = /** @type {HTMLFormElement} */ (step);
  const notice = new Notice(/** @type {HTMLElement} */ (form.querySelector("#problem")));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("#run"));
  const price = form.querySelector("#price");
  new Player(form);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    notice.clear();
    button.disabled = true;
    try {
      const run = await post(page.data.runs_url, inputs());
      await page.go(`${page.data.tool_url}${run.id}/`);
    } catch (problem) {
      button.disabled = false;
      button.focus();
      notice.show(/** @type {any} */ (problem).code, words(/** @type {any} */ (problem), " Your recording is still here."));
    }
  });
  form.querySelector("select[name=model]")?.addEventListener("change", async () => {
    try {
      const [{ tokens }, { available }] = await Promise.all([
        post(page.data.quote_url, inputs()),
        fetch(page.data.balance_url).then((response) => response.json()),
      ]);
      if (price) price.textContent = `This costs ${count(tokens)} tokens; you have ${count(available)}.`;
    } catch {
      // The price stands as it was; starting will tell.
    }
  });

  /** The tool's inputs as the form has them; what is empty is left to the tool. */
  function inputs() {
    const data = new FormData(form);
    const given = ["language", "prompt", "model"].map((name) => [name, data.get(name)]).filter(([, value]) => value);
    return { file: data.get("stored"), ...Object.fromEntries(given) };
  }
}
