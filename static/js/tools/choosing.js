// Choosing a file: by its field, by dropping it onto a zone, or by pasting it.

/**
 * @param {HTMLElement} zone  takes what is dropped on it; has data-over while something hovers
 * @param {HTMLInputElement} field  the file field
 * @param {(file: File) => void} chosen
 */
export function choosing(zone, field, chosen) {
  let depth = 0; // dragging over a child leaves the parent
  const over = (/** @type {number} */ now) => {
    depth = now;
    zone.toggleAttribute("data-over", depth > 0);
  };
  const hasFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") ?? false;
  field.addEventListener("change", () => field.files?.[0] && chosen(field.files[0]));
  zone.addEventListener("dragenter", (event) => hasFiles(event) && over(depth + 1));
  zone.addEventListener("dragleave", (event) => hasFiles(event) && over(Math.max(0, depth - 1)));
  zone.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  zone.addEventListener("drop", (event) => {
    const file = event.dataTransfer?.files[0];
    over(0);
    if (!file) return;
    event.preventDefault();
    chosen(file);
  });
  // A file that misses the zone must not take the place of the page.
  for (const type of ["dragover", "drop"]) {
    addEventListener(type, (event) => {
      if (event instanceof DragEvent && hasFiles(event) && !zone.contains(/** @type {Node} */ (event.target))) event.preventDefault();
    });
  }
  document.addEventListener("paste", (event) => {
    const file = event.clipboardData?.files[0];
    if (file) chosen(file);
  });
}
