// The reader: which page and section one is on, and the pages that come and go as one scrolls.
window.reader = (() => {
  const root = document.querySelector("[data-reader]");
  const pages = root.querySelector("[data-pages]");
  const KEPT = 7; // pages in the document
  const AHEAD = 1200; // pixels before its end from which the next page is fetched
  const HELD = 40; // pixels
  let sheet = pages.querySelector(".sheet");
  let section = null;
  let isLoading = false;
  let goesUp = false; // pages before the first are fetched when one asks for them
  let anchor = null;
  let chosenAt = -Infinity; // where a section was touched: it stays until one scrolls on

  const sheets = () => [...pages.querySelectorAll(".sheet")];
  const emit = (name, detail) => root.dispatchEvent(new CustomEvent(name, { detail }));
  const above = document.querySelectorAll(".reader-bar, [data-recording]");
  const upper = () => Math.max(...[...above].map((bar) => bar.getBoundingClientRect().bottom));

  // ---- Pages come and go, and what one looks at stays where it is.
  function hold() {
    anchor = { sheet, top: sheet.getBoundingClientRect().top };
  }

  function release() {
    if (!anchor?.sheet.isConnected) return;
    scrollBy({ top: anchor.sheet.getBoundingClientRect().top - anchor.top, behavior: "instant" });
  }

  // One after the other: htmx puts off a second request of an element, and says so to nobody.
  let loading = null;
  async function load(url, target, swap) {
    while (loading) await loading.catch(() => {});
    if (!target.isConnected) return;
    loading = htmx.ajax("GET", url, { source: pages, target, swap });
    try {
      await loading;
    } finally {
      loading = null;
    }
  }

  async function extend(at, to) {
    const url = at.dataset[to];
    if (!url || isLoading || at.dataset.failed) return;
    isLoading = true;
    at.dataset.failed = "yes"; // until it came
    await load(url, at, to === "next" ? "afterend" : "beforebegin");
    const neighbour = to === "next" ? at.nextElementSibling : at.previousElementSibling;
    if (neighbour) delete at.dataset.failed;
    hold();
    const all = sheets();
    if (all.length > KEPT) (to === "next" ? all[0] : all.at(-1)).remove();
    release();
    isLoading = false;
    look();
  }

  function fill() {
    const all = sheets();
    if (all.at(-1).getBoundingClientRect().bottom < innerHeight + AHEAD) extend(all.at(-1), "next");
    else if (goesUp && all[0].getBoundingClientRect().top > -AHEAD) extend(all[0], "previous");
  }

  // ---- Where one is.
  function look() {
    const line = upper() + (innerHeight - upper()) * 0.35;
    const all = sheets();
    const found = all.findLast((each) => each.getBoundingClientRect().top <= line) ?? all[0];
    if (found !== sheet || !sheet.isConnected) {
      sheet = found;
      show();
      history.replaceState(history.state, "", sheet.dataset.url);
    }
    const isHeld = section?.isConnected && Math.abs(scrollY - chosenAt) < HELD;
    if (!isHeld) setSection(sectionAt(line));
    fill();
  }

  function sectionAt(line) {
    let nearest = null;
    let least = Infinity;
    for (const part of sheet.querySelectorAll("[data-section]")) {
      const pieces = part.querySelectorAll("[data-start]");
      const top = (pieces[0] ?? part).getBoundingClientRect().top;
      const bottom = (pieces[pieces.length - 1] ?? part).getBoundingClientRect().bottom;
      const far = Math.max(top - line, line - bottom, 0);
      if (far < least) [nearest, least] = [part, far];
    }
    return nearest;
  }

  function setSection(part) {
    if (!part || part === section) return;
    for (const old of root.querySelectorAll("[data-current]")) delete old.dataset.current;
    section = part;
    part.dataset.current = "";
    const line = sheet.querySelector(`[data-of="${part.dataset.section}"]`);
    if (line) line.dataset.current = "";
    for (const margin of root.querySelectorAll(".margin")) {
      margin.dataset.speaking = margin.dataset.side === part.dataset.side;
    }
    emit("reader:section", { section: part.dataset.section, side: part.dataset.side, sheet });
  }

  function show() {
    const { reference, count, node, previous, next } = sheet.dataset;
    const words = { reference, count, node };
    for (const [name, text] of Object.entries(words)) {
      for (const place of document.querySelectorAll(`[data-shows="${name}"]`)) {
        place.textContent = text;
      }
    }
    for (const [name, url] of Object.entries({ previous, next })) {
      const link = document.querySelector(`[data-turn="${name}"]`);
      link.hidden = !url;
      if (url) link.href = url;
    }
    for (const link of document.querySelectorAll("[data-follows-page]")) {
      link.href = sheet.dataset.url + link.dataset.followsPage;
    }
    document.title = document.title.replace(/^[^,]*/, () => reference);
    emit("reader:sheet", { sheet });
  }

  // ---- Going somewhere.
  function say(text) {
    document.querySelector("[data-reader-status]").textContent = text;
  }

  function goToSheet(to) {
    to.scrollIntoView({ block: "start" });
    look();
    say(to.dataset.reference);
  }

  function turn(to) {
    const url = sheet.dataset[to];
    if (!url) return;
    const there = sheets().find((each) => each.dataset.url === url);
    if (there) goToSheet(there);
    else jump(url);
  }

  async function jump(url, { keep = true } = {}) {
    await load(url, pages, "innerHTML");
    goesUp = false;
    sheet = pages.querySelector(".sheet");
    if (!sheet) return;
    if (keep) history.pushState({ reader: true }, "", url);
    show();
    section = null;
    chosenAt = -Infinity;
    if (!showMark()) goToSheet(sheet);
    look();
  }

  function showMark() {
    const picture = root.dataset.view === "picture" && pages.querySelector(".sheet-mark");
    const mark = picture || pages.querySelector(".part mark");
    mark?.scrollIntoView({ block: "center" });
    return Boolean(mark);
  }

  let isDue = false;
  function soon() {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      look();
    });
  }

  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  for (const name of ["wheel", "touchmove", "keydown"]) {
    addEventListener(name, () => (goesUp = true), { passive: true });
  }
  addEventListener("popstate", (event) => {
    if (event.state?.reader) jump(location.href, { keep: false });
    else if (!event.state?.htmx) location.reload();
  });
  pages.addEventListener("htmx:beforeSwap", hold);
  pages.addEventListener("htmx:afterSwap", () => {
    emit("reader:pages", {});
    release();
  });
  pages.addEventListener("click", (event) => {
    const part = event.target.closest("[data-section]");
    if (part?.closest(".sheet") !== sheet) return;
    chosenAt = scrollY;
    setSection(part);
  });
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest("[data-turn], [data-jump]");
    if (!link) return;
    event.preventDefault();
    if (link.dataset.turn) turn(link.dataset.turn);
    else jump(link.href).then(() => emit("reader:jumped", { link }));
  });
  document.addEventListener("DOMContentLoaded", () => {
    emit("reader:pages", {});
    showMark();
    look();
  });

  return { root, pages, emit, jump, turn, look, say, hold, release, sheet: () => sheet };
})();
