// The picture that variations start from: chosen, dropped or pasted, sent at once, and shown as the server keeps it.

import { Problem } from "../tools/api.js";
import { choosing } from "../tools/choosing.js";
import { upload } from "../tools/upload.js";

export class Source {
  /**
   * @param {HTMLElement} zone
   * @param {{files_url: string}} page
   * @param {import("./form.js").Form} form
   */
  constructor(zone, page, form) {
    this.page = page;
    this.form = form;
    this.field = /** @type {HTMLInputElement} */ (zone.querySelector("input[type=file]"));
    this.shown = part("source-shown");
    this.news = part("source-progress");
    this.image = /** @type {HTMLImageElement} */ (this.shown.querySelector("img"));
    choosing(zone, this.field, (file) => this.take(file));
  }

  /** @param {File} file  takes the place of the one before, which stays if this one can't be used */
  async take(file) {
    this.going?.stop();
    this.form.solved();
    this.field.value = ""; // the token stands for it from now on
    const mine = upload(this.page.files_url, file, { kind: "image", progress: (share) => this.#tell(share) });
    this.going = mine;
    try {
      this.#show(await mine.done);
    } catch (problem) {
      if (problem instanceof Problem && problem.code !== "aborted") this.form.failed(problem);
    }
    if (this.going === mine) this.news.hidden = true;
  }

  /** @param {import("../tools/upload.js").Stored} stored */
  #show(stored) {
    this.form.fill("file", stored.id);
    this.image.src = stored.url;
    if (stored.width && stored.height) [this.image.width, this.image.height] = [stored.width, stored.height];
    part("source-name").textContent = stored.name;
    part("source-size").textContent = `${stored.width} × ${stored.height} pixels`;
    this.shown.hidden = false;
  }

  /** @param {number} share  of the file that has gone */
  #tell(share) {
    this.news.textContent = share < 1 ? `Sending: ${Math.round(100 * share)} %` : "Looking into it…";
    this.news.hidden = false;
  }
}

/** @param {string} id */
function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
