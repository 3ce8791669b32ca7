// What opens beside the pages: contents, small pictures, the search; and the reader's keys.
(() => {
  const { root, emit, jump, turn } = window.reader;
  const isRtl = () => document.dir === "rtl";
  const side = document.getElementById("reader-side");
  const openers = [...document.querySelectorAll("[data-beside]")];
  let opener = null;
  let hits = [];
  let hit = -1;

  async function open(link) {
    const url = new URL(link.href);
    const here = window.reader.sheet().dataset.sheet;
    for (const name of ["page", "from"]) {
      if (url.searchParams.has(name)) url.searchParams.set(name, here);
    }
    opener = link;
    side.hidden = false;
    tell();
    await htmx.ajax("GET", `${url.pathname}${url.search}`, "#reader-side-body");
    (side.querySelector("input") ?? side).focus();
    side.querySelector("[aria-current]")?.scrollIntoView({ block: "center" });
  }

  function close() {
    side.hidden = true;
    tell();
    opener?.focus();
    opener = null;
  }

  function tell() {
    for (const link of openers) link.setAttribute("aria-expanded", !side.hidden && link === opener);
  }

  // ---- From hit to hit.
  function gather() {
    hits = [...side.querySelectorAll(".hit")];
    hit = -1;
    const turner = side.querySelector("[data-hits-turn]");
    if (turner) turner.hidden = hits.length < 2;
    for (const link of side.querySelectorAll(".tree-title")) link.dataset.jump = "";
  }

  async function goToHit(step) {
    if (!hits.length) return;
    await visit((hit + step + hits.length) % hits.length);
  }

  async function visit(at) {
    await jump(hits[at].href);
    point(at);
  }

  function point(at) {
    hit = at;
    hits.forEach((link, place) => {
      if (place === at) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
    hits[at].scrollIntoView({ block: "nearest" });
  }

  // ---- Keys.
  const click = (selector) => document.querySelector(selector)?.click();
  const keys = {
    ArrowLeft: () => turn(isRtl() ? "next" : "previous"),
    ArrowRight: () => turn(isRtl() ? "previous" : "next"),
    "+": () => emit("reader:zoom", { way: "in" }),
    "=": () => emit("reader:zoom", { way: "in" }),
    "-": () => emit("reader:zoom", { way: "out" }),
    0: () => emit("reader:zoom", { way: "fit" }),
    w: () => emit("reader:words"),
    c: () => click("[data-beside=contents]"),
    t: () => click("[data-beside=thumbnails]"),
    "/": () => click("[data-beside=search]"),
    g: () => document.getElementById("go-to").focus(),
    n: () => goToHit(1),
    N: () => goToHit(-1),
    "?": () => click("[data-opens=reader-keys]"),
  };

  function press(event) {
    if (event.key === "Escape" && !side.hidden && !document.querySelector("dialog[open]")) close();
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, pre, dialog, .menu, audio, video")) return;
    if (event.key.length === 1 && document.documentElement.dataset.keys === "no-letters") return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  document.addEventListener("keydown", press);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-beside]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      if (link === opener && !side.hidden) close();
      else open(link);
    }
    if (event.target.closest("[data-beside-close]")) close();
    const step = { previous: -1, next: 1 }[event.target.closest("[data-hit]")?.dataset.hit];
    if (step) goToHit(step);
  });
  root.addEventListener("reader:jumped", ({ detail }) => {
    const at = hits.indexOf(detail.link);
    if (at >= 0) point(at);
    if (matchMedia("(max-width: 40rem)").matches) close();
  });
  side.addEventListener("htmx:afterSwap", gather);
  tell();
})();
