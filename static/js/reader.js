// The reader: words laid over their picture, the page in view, the keys that turn it.
(() => {
  const root = document.querySelector("[data-reader]");
  if (!root) return;
  const pages = root.querySelector("[data-pages]");

  // ---- The words over the picture: each line in points of the page, as wide as it is printed.
  const sizes = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      const layer = target.querySelector("[data-text-layer]");
      layer.style.setProperty("--scale", contentRect.width / Number(target.dataset.width));
    }
  });

  function place(sheet) {
    const page = sheet.querySelector(".sheet-page[data-width]");
    if (!page || root.dataset.view !== "picture" || page.dataset.placed) return;
    page.dataset.placed = "yes";
    const layer = page.querySelector("[data-text-layer]");
    layer.style.width = `${page.dataset.width}px`;
    layer.style.height = `${page.dataset.height}px`;
    const lines = [...layer.querySelectorAll("[data-box]")].map((line) => {
      const [x0, y0, x1, y1] = line.dataset.box.split(" ").map(Number);
      return { line, x0, y0, width: Math.max(x1 - x0, 1), height: Math.max(y1 - y0, 1) };
    });
    for (const { line, x0, y0, height } of lines) {
      line.style.left = `${x0}px`;
      line.style.top = `${y0}px`;
      line.style.fontSize = `${height}px`;
    }
    const widths = lines.map(({ line }) => line.offsetWidth);
    lines.forEach(({ line, width }, at) => {
      if (widths[at]) line.style.transform = `scaleX(${width / widths[at]})`;
    });
    sizes.observe(page);
  }

  function placeAll() {
    for (const sheet of pages.querySelectorAll(".sheet")) place(sheet);
  }

  // ---- Turning.
  function turn(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.closest("input, textarea, select, pre, dialog, .menu")) return;
    const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const link = rel && document.querySelector(`a[rel="${rel}"]`);
    if (link) link.click();
  }

  function showMark() {
    const mark =
      root.dataset.view === "picture"
        ? pages.querySelector(".sheet-mark") || pages.querySelector(".part mark")
        : pages.querySelector(".part mark");
    mark?.scrollIntoView({ block: "center" });
  }

  document.addEventListener("keydown", turn);
  document.addEventListener("DOMContentLoaded", () => {
    root.dataset.view = "picture";
    document.fonts.ready.then(placeAll);
    placeAll();
    showMark();
  });
})();
