// Speaking into the page: the microphone is asked for on a click, and nothing is sent before one has heard it.

import { Level } from "./level.js";
import { clock } from "./words.js";

const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const WARN = 30; // seconds before the longest
const REASONS = {
  NotAllowedError: "The browser doesn't allow it for this site. Allow the microphone in the site's settings, beside the address, and try again. Or choose a file.",
  NotFoundError: "No microphone was found. Connect one and try again, or choose a file.",
  NotReadableError: "Another program may be using it. Close that and try again, or choose a file.",
};
const MISSING = "This browser records only on secure pages (https), or not at all. Choose a file instead.";

/**
 * Shows the recorder in the place of `step` and begins; `use` gets the recording that is wanted.
 * @param {HTMLElement} step
 * @param {{longest: number, say: (words: string) => void, use: (file: File) => void, failed: (words: string) => void}} options
 */
export async function record(step, options) {
  let stream;
  try {
    if (!navigator.mediaDevices || !window.MediaRecorder) throw new Error(MISSING);
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error);
    options.failed(REASONS[/** @type {keyof typeof REASONS} */ (name)] ?? message);
    return;
  }
  new Recorder(step, stream, options).begin();
}

class Recorder {
  /**
   * @param {HTMLElement} step
   * @param {MediaStream} stream
   * @param {{longest: number, say: (words: string) => void, use: (file: File) => void, failed: (words: string) => void}} options
   */
  constructor(step, stream, options) {
    this.step = step;
    this.stream = stream;
    this.options = options;
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById("recorder-template"));
    this.panel = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    this.level = new Level(stream, /** @type {SVGRectElement} */ (this.panel.querySelector(".level-bar")));
    this.address = "";
    this.wanted = true; // false once it is thrown away
    /** @type {Blob[]} */
    this.pieces = [];
    this.before = 0; // ms recorded before the last pause
    this.since = 0; // when it last began
    this.guard = (/** @type {BeforeUnloadEvent} */ event) => event.preventDefault();
  }

  begin() {
    const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
    this.recorder = new MediaRecorder(this.stream, type ? { mimeType: type } : {});
    this.recorder.ondataavailable = ({ data }) => this.pieces.push(data);
    this.recorder.onstop = () => this.#done();
    this.stream.getAudioTracks()[0].onended = () => this.#finish(); // unplugged, or forbidden meanwhile
    for (const [id, act] of Object.entries({
      finish: () => this.#finish(),
      pause: () => this.#pauseOrGoOn(),
      discard: () => this.#leave(),
      use: () => this.#use(),
      again: () => this.#again(),
      drop: () => this.#leave(),
    })) this.#part(`#${id}`).addEventListener("click", act);
    this.step.hidden = true;
    this.step.after(this.panel);
    addEventListener("beforeunload", this.guard);
    this.recorder.start(1000);
    this.since = performance.now();
    this.timer = setInterval(() => this.#tick(), 200);
    this.level.start();
    this.#part("#finish").focus({ preventScroll: true });
    this.options.say("Recording.");
  }

  get seconds() {
    const running = this.recorder?.state === "recording" ? performance.now() - this.since : 0;
    return (this.before + running) / 1000;
  }

  #tick() {
    const { seconds } = this;
    const left = this.options.longest - seconds;
    this.#part("#elapsed").textContent = clock(seconds);
    this.#part("#left").textContent = left <= WARN ? `${Math.max(0, Math.ceil(left))} seconds left` : "";
    if (left <= 0.5) this.#finish(); // a little before, so that the server's own measure isn't passed
  }

  #pauseOrGoOn() {
    if (!this.recorder) return;
    const pausing = this.recorder.state === "recording";
    if (pausing) {
      this.before = this.seconds * 1000;
      this.recorder.pause();
      this.level.stop();
    } else {
      this.since = performance.now();
      this.recorder.resume();
      this.level.start();
    }
    this.#part("#pause").textContent = pausing ? "Go on" : "Pause";
    this.#part("#recording-title").textContent = pausing ? "Paused" : "Recording";
    this.options.say(pausing ? "Paused." : "Recording.");
  }

  #finish() {
    if (!this.recorder || this.recorder.state === "inactive") return;
    this.length = this.seconds;
    this.recorder.stop();
  }

  #done() {
    this.#silence();
    if (!this.wanted) return;
    const blob = new Blob(this.pieces, { type: this.recorder?.mimeType });
    this.address = URL.createObjectURL(blob);
    /** @type {HTMLAudioElement} */ (this.panel.querySelector("audio")).src = this.address;
    const ending = blob.type.includes("mp4") ? "m4a" : blob.type.includes("ogg") ? "ogg" : "webm";
    this.file = new File([blob], `Recording ${stamp()}.${ending}`, { type: blob.type });
    this.#part("#recording-title").textContent = `Recorded: ${clock(this.length ?? 0)}`;
    this.#part(".recorder-live").hidden = true;
    this.#part(".recorder-done").hidden = false;
    this.#part("#use").focus({ preventScroll: true });
    this.options.say(`Recorded ${Math.round(this.length ?? 0)} seconds.`);
  }

  #use() {
    const { file } = this;
    this.#leave();
    if (file) this.options.use(file);
  }

  #again() {
    this.#leave();
    record(this.step, this.options);
  }

  #leave() {
    this.wanted = false;
    if (this.recorder?.state !== "inactive") this.recorder?.stop();
    this.#silence();
    removeEventListener("beforeunload", this.guard);
    if (this.address) URL.revokeObjectURL(this.address);
    this.panel.remove();
    this.step.hidden = false;
    /** @type {HTMLElement | null} */ (this.step.querySelector("#record"))?.focus({ preventScroll: true });
  }

  /** Lets the microphone go, so that the browser's sign for it goes out. */
  #silence() {
    clearInterval(this.timer);
    this.level.stop();
    for (const track of this.stream.getTracks()) track.stop();
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.panel.querySelector(selector));
  }
}

/** Now, as part of a file's name. */
function stamp() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 16).replace("T", " ").replace(":", ".");
}
