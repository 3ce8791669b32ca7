// A recording above its words: what is said now is marked, and who clicks words hears them.
//
//   [data-recording]   video or audio, or a link [data-outside] to where it is played; data-find
//   [data-time]        a caption: from and to, in seconds
//   .part-time[data-at], .sheet[data-at]   a second to go to
(() => {
  const { root, pages, jump } = window.reader;
  const box = document.querySelector("[data-recording]");
  const media = box.querySelector("video, audio");
  const outside = box.querySelector("[data-outside]");
  const STEP_S = 5;
  const LEFT_ALONE_MS = 4000; // after somebody scrolled, words stay where they were put
  const NEAR_S = 2;
  let captions = [];
  let now = null;
  let touchedAt = -Infinity;
  let broughtFor = -Infinity;
  let isBringing = false;

  const isStill = () =>
    document.documentElement.dataset.motion === "reduce" ||
    matchMedia("(prefers-reduced-motion: reduce)").matches;

  // ---- The captions that are in the document.
  function gather() {
    captions = [...pages.querySelectorAll("[data-time]")].map((leaf) => {
      const [start, end] = leaf.dataset.time.split(" ").map(Number);
      return { leaf, start, end };
    });
    now = null;
    const sheet = pages.querySelector(".sheet[data-at]");
    const at = sheet ? Number(sheet.dataset.at) : null;
    sheet?.removeAttribute("data-at");
    if (at !== null && !isBringing) goTo(at);
    else light(media ? media.currentTime : null);
  }

  function captionAt(second) {
    return captions.findLast(({ start }) => start <= second) ?? captions[0];
  }

  function light(second, { isSought = false } = {}) {
    const caption = second === null ? null : captionAt(second);
    if (!caption || caption === now) return;
    for (const old of pages.querySelectorAll("[data-time][aria-current]")) {
      old.removeAttribute("aria-current");
    }
    now = caption;
    now.leaf.setAttribute("aria-current", "true");
    if (!document.activeElement?.closest("[data-time]")) rove(now.leaf);
    const isLeft = performance.now() - touchedAt < LEFT_ALONE_MS;
    if (media && !isLeft && (isSought || !media.paused)) {
      now.leaf.scrollIntoView({ block: "center", behavior: isStill() ? "instant" : "smooth" });
    }
  }

  // One stop for the Tab key in all captions; arrows move among them.
  function rove(leaf, { focus = false } = {}) {
    for (const old of pages.querySelectorAll("[data-time][tabindex]")) old.tabIndex = -1;
    leaf.tabIndex = 0;
    if (focus) leaf.focus();
  }

  // ---- Going to a second.
  function goTo(second) {
    if (outside) outside.href = `${outside.dataset.outside}&t=${Math.floor(second)}s`;
    if (!media) return light(second);
    const seek = () => {
      media.currentTime = second;
      light(second);
    };
    if (media.readyState >= HTMLMediaElement.HAVE_METADATA) seek();
    else media.addEventListener("loadedmetadata", seek, { once: true });
    return undefined;
  }

  // Words of another stretch, where what is played is not in the document.
  async function bring(second) {
    if (isBringing || Math.abs(second - broughtFor) < STEP_S) return;
    isBringing = true;
    broughtFor = second;
    await jump(`${box.dataset.find}?at=${second.toFixed(1)}`, { keep: false });
    history.replaceState(history.state, "", window.reader.sheet().dataset.url);
    isBringing = false;
  }

  function tick({ isSought = false } = {}) {
    const second = media.currentTime;
    light(second, { isSought });
    if (!captions.length || performance.now() - touchedAt < LEFT_ALONE_MS) return;
    const all = pages.querySelectorAll(".sheet");
    const isBefore = second < captions[0].start - NEAR_S && all[0].dataset.previous;
    const isBehind = second > captions.at(-1).end + NEAR_S && all[all.length - 1].dataset.next;
    if (isBefore || isBehind) bring(second);
  }

  function each() {
    tick();
    if (!media.paused) requestAnimationFrame(each);
  }

  function toggle() {
    if (media.paused) media.play();
    else media.pause();
  }

  function click(event) {
    if (!getSelection().isCollapsed || event.ctrlKey || event.metaKey || event.button) return;
    const link = event.target.closest(".part-time");
    const leaf = event.target.closest("[data-time]");
    if (link && (media || outside)) {
      event.preventDefault();
      goTo(Number(link.dataset.at));
    } else if (leaf) {
      rove(leaf);
      goTo(Number(leaf.dataset.time.split(" ")[0]));
    }
  }

  // ---- Keys: in a caption, and in the whole reader.
  function pressCaption(event, leaf) {
    const at = captions.findIndex((caption) => caption.leaf === leaf);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const other = step && captions[at + step];
    if (other) rove(other.leaf, { focus: true });
    else if (event.key === "Enter") goTo(captions[at].start);
    return Boolean(other) || event.key === "Enter";
  }

  const keys = media && {
    k: toggle,
    j: () => goTo(Math.max(media.currentTime - STEP_S, 0)),
    l: () => goTo(media.currentTime + STEP_S),
  };

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, dialog, .menu, audio, video")) return;
    const leaf = event.target.closest("[data-time]");
    if (leaf && pressCaption(event, leaf)) return void event.preventDefault();
    const act = document.documentElement.dataset.keys !== "no-letters" && keys?.[event.key];
    if (!act) return undefined;
    event.preventDefault();
    return void act();
  }

  root.addEventListener("reader:pages", gather);
  pages.addEventListener("click", click);
  document.addEventListener("keydown", press);
  for (const name of ["wheel", "touchmove"]) {
    addEventListener(name, () => (touchedAt = performance.now()), { passive: true });
  }
  media?.addEventListener("play", each);
  media?.addEventListener("seeked", () => tick({ isSought: true }));
  new ResizeObserver(([{ target }]) => {
    document.documentElement.style.setProperty("--recording", `${target.offsetHeight}px`);
  }).observe(box);
  goTo(Number(box.dataset.opensAt));
})();
