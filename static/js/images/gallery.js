// The pictures so far: asked for anew when a run takes the place of the one before, which then is one of them.

export async function refreshGallery() {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("gallery");
    if (response.ok && fresh) document.getElementById("gallery")?.replaceChildren(...fresh.childNodes);
  } catch {
    // No network: they stay as they were.
  }
}
