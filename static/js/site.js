// What every page does once it is there: the day's meter, and times told in the reader's own zone.

import { localTimes } from "./times.js";
import { refreshMeter } from "./meter.js";

localTimes(document);
refreshMeter({ onlyIfEmpty: true });
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) refreshMeter();
});
