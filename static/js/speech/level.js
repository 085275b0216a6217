// How loud it is at the microphone, as a bar.

const WIDTH = 100; // of the drawing
const QUIETEST = -60; // dB, where the bar begins

export class Level {
  /**
   * @param {MediaStream} stream
   * @param {SVGRectElement} bar
   */
  constructor(stream, bar) {
    this.bar = bar;
    this.context = new AudioContext();
    this.analyser = this.context.createAnalyser();
    this.analyser.fftSize = 1024;
    this.context.createMediaStreamSource(stream).connect(this.analyser);
    this.samples = new Float32Array(this.analyser.fftSize);
    this.frame = 0;
  }

  start() {
    this.context.resume();
    const draw = () => {
      this.analyser.getFloatTimeDomainData(this.samples);
      const power = this.samples.reduce((sum, sample) => sum + sample * sample, 0) / this.samples.length;
      const decibels = 10 * Math.log10(power + 1e-12);
      this.#show(Math.max(0, 1 - decibels / QUIETEST) * WIDTH);
      this.frame = requestAnimationFrame(draw);
    };
    draw();
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.#show(0);
  }

  /** @param {number} width */
  #show(width) {
    this.bar.setAttribute("width", width.toFixed(1));
  }
}
