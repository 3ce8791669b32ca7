// How large a page is: by buttons, keys, a pinch, or the wheel with Ctrl.
(() => {
  const { root, pages } = window.reader;
  const STEP = 1.25;
  const [LEAST, MOST] = [0.5, 4];
  let zoom = 1;
  let pinch = null;

  function set(value) {
    zoom = Math.min(Math.max(value, LEAST), MOST);
    const sheet = window.reader.sheet();
    const before = sheet.getBoundingClientRect();
    const ratio = (innerHeight / 2 - before.top) / before.height;
    root.style.setProperty("--zoom", zoom);
    const after = sheet.getBoundingClientRect();
    scrollBy({ top: after.top + ratio * after.height - innerHeight / 2, behavior: "instant" });
    for (const shown of document.querySelectorAll("[data-shows=zoom]")) {
      shown.textContent = `${Math.round(zoom * 100)}%`;
    }
    sharpen();
  }

  function sharpen() {
    for (const picture of pages.querySelectorAll(".sheet-picture")) {
      picture.sizes = `${Math.ceil(picture.clientWidth)}px`;
    }
  }

  // As wide as the pages' column can become.
  function fit() {
    root.style.setProperty("--zoom", MOST);
    const wide = pages.clientWidth;
    root.style.setProperty("--zoom", zoom);
    const base = window.reader.sheet().getBoundingClientRect().width / zoom;
    set(wide / base);
  }

  const ways = { in: () => set(zoom * STEP), out: () => set(zoom / STEP), fit };
  const apart = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);

  document.addEventListener("click", (event) => {
    ways[event.target.closest("[data-zoom]")?.dataset.zoom]?.();
  });
  root.addEventListener("reader:zoom", (event) => ways[event.detail.way]());
  root.addEventListener("reader:pages", sharpen);
  pages.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      set(zoom * Math.exp(-event.deltaY / 300));
    },
    { passive: false },
  );
  pages.addEventListener("touchstart", ({ touches }) => {
    pinch = touches.length === 2 ? { apart: apart(touches), zoom } : null;
  });
  pages.addEventListener("touchmove", ({ touches }) => {
    if (pinch && touches.length === 2) set((pinch.zoom * apart(touches)) / pinch.apart);
  });
  pages.addEventListener("touchend", () => (pinch = null));
})();
