// What other places say about the section in view, and, before it is needed, about the next one.
(() => {
  const { root } = window.reader;
  const PAUSE_MS = 250; // who scrolls on does not ask
  const KEPT = 40;
  const known = new Map();
  let waiting = null;

  function fetchOf(part) {
    const id = part.dataset.section;
    if (!known.has(id)) {
      const url = root.dataset.related.replace(root.dataset.any, id);
      const answer = fetch(url, { headers: { "HX-Request": "true" } })
        .then((response) => (response.ok ? response.text() : ""))
        .catch(() => "");
      known.set(id, answer);
      if (known.size > KEPT) known.delete(known.keys().next().value);
    }
    return known.get(id);
  }

  async function show(part) {
    const html = await fetchOf(part);
    if (!part.isConnected || !("current" in part.dataset)) return;
    const place = root.querySelector(`.margin[data-side=${part.dataset.side}] [data-related]`);
    if (place.dataset.of === part.dataset.section) return;
    place.dataset.of = part.dataset.section;
    htmx.swap(place, html, { swapStyle: "innerHTML" });
    const parts = [...root.querySelectorAll("[data-section]")];
    const next = parts[parts.indexOf(part) + 1];
    if (next) fetchOf(next);
  }

  root.addEventListener("reader:section", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const part = root.querySelector(".part[data-current]");
      if (part) show(part);
    }, PAUSE_MS);
  });
})();
