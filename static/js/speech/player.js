// The sound of a recording and its waveform: a click into the drawing plays from there, a line shows where it is.

const SVG = "http://www.w3.org/2000/svg";

export class Player {
  /** @param {HTMLElement} root  has an audio element and a drawing, or neither where the recording is gone */
  constructor(root) {
    this.audio = /** @type {HTMLAudioElement | null} */ (root.querySelector(".recording audio"));
    const wave = /** @type {HTMLElement | null} */ (root.querySelector(".wave"));
    if (!this.audio || !wave) return;
    this.seconds = Number(wave.dataset.seconds);
    this.#drawLine(wave);
    wave.addEventListener("click", (event) => {
      const { left, width } = wave.getBoundingClientRect();
      this.play(((event.clientX - left) / width) * this.seconds);
    });
    this.audio.addEventListener("timeupdate", () => this.#moved());
    this.audio.addEventListener("seeked", () => this.#moved());
    this.audio.addEventListener("play", () => this.#follow());
  }

  /** @type {(time: number) => void} hears where the sound is, in seconds */
  onMove = () => {};

  /** @param {number} time  in seconds */
  play(time) {
    if (!this.audio) return;
    this.audio.currentTime = Math.max(0, time);
    this.audio.play().catch(() => {}); // the browser may want a click first; the line stands there all the same
  }

  /** Goes along closer than the browser's own events do, which come four times a second. */
  #follow() {
    this.#moved();
    if (this.audio?.isConnected && !this.audio.paused) requestAnimationFrame(() => this.#follow());
  }

  #moved() {
    const time = this.audio?.currentTime ?? 0;
    const place = this.seconds ? (time / this.seconds) * this.width : 0;
    this.line?.setAttribute("x", place.toFixed(1));
    this.onMove(time);
  }

  /** @param {HTMLElement} wave */
  #drawLine(wave) {
    const drawing = wave.querySelector("svg");
    const { width = 0, height = 0 } = drawing?.viewBox.baseVal ?? {};
    this.width = width;
    this.line = document.createElementNS(SVG, "rect");
    for (const [name, value] of Object.entries({ class: "wave-now", x: 0, y: 0, width: 2, height })) {
      this.line.setAttribute(name, String(value));
    }
    drawing?.append(this.line);
  }
}
