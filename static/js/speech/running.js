// The third step: what is heard appears as it is heard.

import { post } from "../tools/api.js";
import { Notice } from "../tools/notice.js";
import { follow } from "../tools/stream.js";
import { PATIENCE, isReady } from "../tools/worker.js";
import { Player } from "./player.js";
import { clock, words } from "./words.js";

const QUARTER = 0.25; // of the recording: how often a screen reader hears how far it is

/**
 * @param {HTMLElement} step
 * @param {import("./main.js").Page} page
 */
export function running(step, page) {
  const find = (/** @type {string} */ selector) => /** @type {any} */ (step.querySelector(selector));
  const notice = new Notice(find("#problem"));
  const [state, bar, list, stop] = [find("#state"), find("#heard"), find("#segments"), find("#stop")];
  const url = `${page.data.generations_url}${step.dataset.run}/`;
  let begun = false;
  let told = 0;
  new Player(step);

  const impatience = setTimeout(explain, PATIENCE);
  follow(url, {
    started: () => {
      clearTimeout(impatience);
      begun = true;
      list.replaceChildren();
      state.textContent = "Listening…";
      page.say("Listening.");
    },
    progress: ({ done, total }) => {
      bar.max = total;
      bar.value = done;
      state.textContent = `Heard ${clock(done)} of ${clock(total)}`;
      if (done / total < told + QUARTER) return;
      told = done / total;
      page.say(`${Math.round(told * 100)} per cent heard.`);
    },
    segment: ({ start, text }) => {
      const near = isEndInSight();
      list.append(line(start, text));
      if (near) list.lastElementChild.scrollIntoView({ block: "nearest" });
    },
    done: () => over("Done. The text is below."),
    failed: () => over("It failed."),
    connection: (connected) => {
      if (!connected) state.textContent = "The connection is lost. It goes on as soon as it is back.";
      else if (!begun) state.textContent = "Waiting for the model…";
    },
  });

  step.querySelector("form")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    stop.disabled = true;
    stop.textContent = "Stopping…";
    try {
      await post(`${url}cancel/`);
    } catch (problem) {
      stop.disabled = false;
      stop.textContent = "Stop";
      notice.show(/** @type {any} */ (problem).code, words(/** @type {any} */ (problem)));
    }
  });

  /** @param {string} message */
  async function over(message) {
    clearTimeout(impatience);
    await page.go(location.href);
    page.say(message);
  }

  async function explain() {
    const there = await isReady(page.data.kind);
    if (begun || there === null) return;
    state.textContent = there
      ? "Others are being listened to first. Yours is in the queue."
      : "The model is away at the moment. Your recording waits and starts by itself; nothing is charged until it is heard.";
  }

  function isEndInSight() {
    const last = list.lastElementChild;
    return !last || last.getBoundingClientRect().top < innerHeight;
  }
}

/**
 * @param {number} start  in seconds
 * @param {string} text
 */
function line(start, text) {
  const item = document.createElement("li");
  const time = document.createElement("span");
  const paragraph = document.createElement("p");
  item.className = "segment";
  time.className = "time";
  time.textContent = clock(start);
  paragraph.dir = "auto";
  paragraph.textContent = text;
  item.append(time, " ", paragraph);
  return item;
}
