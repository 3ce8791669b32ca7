// A page's words over its picture: each line in points of the page, as wide as it is printed.
(() => {
  const { root, pages } = window.reader;

  const sizes = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      const layer = target.querySelector("[data-text-layer]");
      layer.style.setProperty("--scale", contentRect.width / Number(target.dataset.width));
    }
  });

  function place(page) {
    page.dataset.placed = "yes";
    const layer = page.querySelector("[data-text-layer]");
    layer.style.setProperty("--page-width", `${page.dataset.width}px`);
    layer.style.setProperty("--page-height", `${page.dataset.height}px`);
    const lines = [...layer.querySelectorAll("[data-box]")].map((line) => {
      const [x0, y0, x1, y1] = line.dataset.box.split(" ").map(Number);
      return { line, x0, y0, width: Math.max(x1 - x0, 1), height: Math.max(y1 - y0, 1) };
    });
    for (const { line, x0, y0, height } of lines) {
      line.style.setProperty("--x", `${x0}px`);
      line.style.setProperty("--y", `${y0}px`);
      line.style.setProperty("--size", `${height}px`);
    }
    const widths = lines.map(({ line }) => line.offsetWidth);
    lines.forEach(({ line, width }, at) => {
      if (widths[at]) line.style.setProperty("--stretch", width / widths[at]);
    });
    sizes.observe(page);
  }

  function placeNew() {
    if (root.dataset.view !== "picture") return;
    for (const page of pages.querySelectorAll("[data-width]:not([data-placed])")) place(page);
  }

  // ---- The page, or its words alone.
  function setView(view) {
    root.dataset.view = view;
    document.querySelector("[data-view-words]")?.setAttribute("aria-pressed", view === "words");
    localStorage.setItem("reader-view", view);
    placeNew();
  }

  function toggle() {
    const ratio = placeOn(window.reader.sheet());
    setView(root.dataset.view === "words" ? "picture" : "words");
    const box = window.reader.sheet().getBoundingClientRect();
    scrollBy({ top: box.top + ratio * box.height - innerHeight / 3, behavior: "instant" });
  }

  function placeOn(sheet) {
    const box = sheet.getBoundingClientRect();
    return (innerHeight / 3 - box.top) / box.height;
  }

  root.addEventListener("reader:pages", placeNew);
  root.addEventListener("reader:words", toggle);
  document.querySelector("[data-view-words]")?.addEventListener("click", toggle);
  setView(localStorage.getItem("reader-view") === "words" ? "words" : "picture");
  document.fonts.ready.then(() => {
    for (const page of pages.querySelectorAll("[data-placed]")) delete page.dataset.placed;
    placeNew();
  });
})();
