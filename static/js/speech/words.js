// What the speech pages say of times and of problems.

import { common } from "../tools/problems.js";

/**
 * 75.4 as "1:15".
 * @param {number} seconds
 */
export function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/**
 * @param {import("../tools/api.js").Problem} problem
 * @param {string} kept  what isn't lost
 */
export function words(problem, kept = "") {
  if (problem.facts.field === "file") return { title: "This recording can't be used", text: problem.message };
  return common(problem, { smaller: "a shorter recording", kept });
}
