// The first step: a recording is chosen, dropped, spoken or taken from the page, and sent.

import { Problem, unreachable } from "../tools/api.js";
import { choosing } from "../tools/choosing.js";
import { Notice } from "../tools/notice.js";
import { upload } from "../tools/upload.js";
import { record } from "./recorder.js";
import { words } from "./words.js";

const MEBIBYTE = 1024 * 1024;

/**
 * @param {HTMLElement} step
 * @param {import("./main.js").Page} page
 */
export function choose(step, page) {
  const find = (/** @type {string} */ selector) => /** @type {any} */ (step.querySelector(selector));
  const notice = new Notice(find("#problem"));
  const field = find("input[type=file]");
  const sending = find("#sending");
  const bar = sending.querySelector("progress");
  const state = sending.querySelector(".sending-state");
  const others = [find(".ways"), find(".sample")];
  let busy = false;

  choosing(find("#zone"), field, send);
  find("[data-sample]").addEventListener("click", async (/** @type {Event} */ event) => {
    event.preventDefault();
    const url = /** @type {HTMLElement} */ (event.currentTarget).dataset.sample ?? "";
    await sendSample(url);
  });
  find("#record").addEventListener("click", () => record(step, { longest: page.data.longest, say: page.say, use: send, failed: (/** @type {string} */ text) => notice.show("microphone", { title: "The microphone can't be used", text }) }));

  /** @param {string} url */
  async function sendSample(url) {
    try {
      const response = await fetch(url);
      if (!response.ok) throw unreachable();
      await send(new File([await response.blob()], url.split("/").at(-1)?.replace(/\.[0-9a-f]{12}\./, ".") ?? "sample"));
    } catch (problem) {
      failed(problem instanceof Problem ? problem : unreachable());
    }
  }

  /** @param {File} file */
  async function send(file) {
    if (busy) return;
    notice.clear();
    if (file.size > page.data.most_bytes) {
      const most = Math.round(page.data.most_bytes / MEBIBYTE);
      failed(new Problem("too_large", `It has ${(file.size / MEBIBYTE).toFixed(1)} MB, and ${most} MB is the most. Save it smaller, or send it in parts.`, { field: "file" }));
      return;
    }
    const sent = upload(page.data.files_url, file, { kind: "audio", progress });
    show(file.name);
    find("#cancel").onclick = sent.stop;
    try {
      const stored = await sent.done;
      await page.go(`${page.data.tool_url}?file=${stored.id}`);
    } catch (problem) {
      hide();
      failed(/** @type {Problem} */ (problem));
    }
  }

  /** @param {string} name */
  function show(name) {
    busy = true;
    sending.querySelector(".sending-name").textContent = name;
    progress(0);
    sending.hidden = false;
    for (const other of others) other.hidden = true;
    find("#cancel").focus({ preventScroll: true });
    page.say(`Sending ${name}.`);
  }

  function hide() {
    busy = false;
    sending.hidden = true;
    for (const other of others) other.hidden = false;
    field.value = "";
    field.focus({ preventScroll: true });
  }

  /** @param {number} share */
  function progress(share) {
    if (share < 1) bar.value = share;
    else bar.removeAttribute("value");
    state.textContent = share < 1 ? `Sending: ${Math.round(share * 100)} %` : "Sent. The sound is being read…";
  }

  /** @param {Problem} problem */
  function failed(problem) {
    if (problem.code !== "aborted") notice.show(problem.code, words(problem));
  }
}
