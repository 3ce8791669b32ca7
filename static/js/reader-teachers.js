// What the teachers do at the section in view: read it, explain it, answer about it. What is there
// already is fetched when the section comes into view, and for the next one as well.
//
//   [data-teachers]       addresses; data-plays="audio|video" where who asks wants to hear or see it
//                         as soon as it is ready, "" where nothing is to play by itself
//   .margin [data-acts]   buttons [data-act="read|explain|ask"]
//   .margin [data-bubble-place]   holds the one bubble that is open
(() => {
  const { root, say } = window.reader;
  const setup = document.querySelector("[data-teachers]");
  const PAUSE_MS = 250; // who scrolls on does not ask
  const KEPT = 40;
  const known = new Map(); // section id -> its answer, parsed: a promise
  const media = new Map(); // address -> sound or clip that is fetched ahead
  let waiting = null;
  let asked = false; // by a click or a key, and not yet heard
  let latest = null; // where the last bubble was asked for

  const current = () => root.querySelector(".part[data-current]");
  const marginOf = (part) => root.querySelector(`.margin[data-side="${part.dataset.side}"]`);
  const bubble = () => root.querySelector("[data-bubble]");
  const addressOf = (template, part) => template.replace(setup.dataset.any, part.dataset.section);
  const isStill = () =>
    document.documentElement.dataset.motion === "reduce" ||
    matchMedia("(prefers-reduced-motion: reduce)").matches;

  // ---- What is there already, before it is needed.
  function fetchOf(part) {
    const id = part.dataset.section;
    if (!known.has(id)) {
      const url = addressOf(setup.dataset.url, part);
      const answer = fetch(url, { headers: { "HX-Request": "true" } })
        .then((response) => (response.ok ? response.text() : ""))
        .catch(() => "")
        .then((html) => {
          const holder = document.createElement("template");
          holder.innerHTML = html;
          return holder.content;
        });
      known.set(id, answer);
      if (known.size > KEPT) known.delete(known.keys().next().value);
    }
    return known.get(id);
  }

  async function lookAhead(part) {
    const found = await fetchOf(part);
    if (!part.isConnected || !("current" in part.dataset)) return;
    const notes = found.querySelector("[data-notes-here]");
    for (const place of root.querySelectorAll("[data-acts-notes]")) place.replaceChildren();
    if (notes) marginOf(part).querySelector("[data-acts-notes]").append(notes.cloneNode(true));
    fetchMedia(found);
    const parts = [...root.querySelectorAll("[data-section]")];
    const next = parts[parts.indexOf(part) + 1];
    if (next) fetchMedia(await fetchOf(next));
  }

  function fetchMedia(found) {
    if (!setup.dataset.plays || navigator.connection?.saveData) return;
    const wanted = setup.dataset.plays === "video" ? "[data-voice], [data-clip]" : "[data-voice]";
    for (const ready of found.querySelectorAll("[data-ready]")) {
      for (const { localName, src } of ready.content.querySelectorAll(wanted)) {
        if (media.has(src)) continue;
        const ahead = document.createElement(localName);
        ahead.preload = "auto";
        ahead.src = src;
        media.set(src, ahead);
        if (media.size > 8) media.delete(media.keys().next().value);
      }
    }
  }

  // ---- A bubble opens at its teacher.
  async function act(name) {
    const part = current();
    const button = part && marginOf(part).querySelector(`[data-act="${name}"]`);
    if (!button) return;
    const place = marginOf(part).querySelector("[data-bubble-place]");
    empty();
    latest = place;
    place.replaceChildren(setup.querySelector("[data-bubble-wait]").content.cloneNode(true));
    asked = true;
    const ready = name === "ask" ? null : (await fetchOf(part)).querySelector(`[data-ready="${name}"]`);
    if (ready) htmx.swap(place, ready.innerHTML, { swapStyle: "innerHTML" });
    else await request(name, part, place);
    if (latest !== place) return void place.replaceChildren(); // the other one was asked meanwhile
    say(place.querySelector(".talk-title")?.textContent ?? place.textContent.trim());
    if (name === "ask") place.querySelector("textarea")?.focus();
    return undefined;
  }

  async function request(name, part, place) {
    const target = { source: place, target: place, swap: "innerHTML" };
    if (name === "ask") {
      await htmx.ajax("GET", addressOf(setup.dataset.askUrl, part), target);
    } else {
      known.delete(part.dataset.section); // it will hold more
      const url = addressOf(setup.dataset.bubbleUrl, part).replace("/any/", `/${name}/`);
      await htmx.ajax("POST", url, target);
    }
    place.querySelector(":scope > [role=status]:not([data-bubble])")?.remove(); // it was refused
  }

  function empty() {
    for (const place of root.querySelectorAll("[data-bubble-place]")) place.replaceChildren();
  }

  function close() {
    const margin = bubble().closest(".margin");
    empty();
    margin.querySelector("[data-act]").focus({ preventScroll: true });
  }

  // ---- Sound and clip: one at a time, and its sentence is marked.
  function play(element) {
    if (!asked || !element.querySelector) return;
    const find = (selector) => (element.matches(selector) ? element : element.querySelector(selector));
    const clip = setup.dataset.plays === "video" && !isStill() && find("[data-clip]");
    const ready = clip || find("[data-voice]");
    if (!ready) return;
    asked = false;
    if (setup.dataset.plays) ready.play().catch(() => {}); // a browser may not let it
  }

  function follow({ target }) {
    const box = target.closest?.("[data-bubble]");
    if (!box || !target.dataset.times) return;
    const times = JSON.parse(target.dataset.times);
    const now = times.findLastIndex(([start]) => start <= target.currentTime);
    box.querySelectorAll(".talk-sentence").forEach((sentence, at) => {
      if (at === now) sentence.setAttribute("aria-current", "true");
      else sentence.removeAttribute("aria-current");
    });
  }

  function silenceOthers({ target }) {
    asked = false;
    for (const other of root.querySelectorAll("[data-bubble] :is(audio, video)")) {
      if (other !== target) other.pause();
    }
  }

  // ---- Listeners.
  const keys = { r: "read", e: "explain", q: "ask" };

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const isFree = !document.querySelector("dialog[open]") && document.getElementById("reader-side").hidden;
    if (event.key === "Escape" && bubble() && isFree && !event.defaultPrevented) return void close();
    if (event.target.closest("input, textarea, select, dialog, .menu, audio, video")) return;
    if (!keys[event.key] || event.defaultPrevented) return;
    event.preventDefault();
    act(keys[event.key]);
  }

  document.addEventListener("keydown", press);
  root.addEventListener("click", (event) => {
    const name = event.target.closest("[data-act]")?.dataset.act;
    if (name) act(name);
    if (event.target.closest("[data-bubble-close]")) close();
    if (event.target.closest("[data-opens-notes]")) document.querySelector("[data-notes-open]")?.click();
    // A page of this book opens here, and not instead of it.
    const link = event.target.closest("[data-bubble] :is(a.page-tag, a.reference-place)");
    const base = window.reader.sheet().dataset.url.replace(/\d+\/$/, "");
    if (link?.pathname.startsWith(base)) link.dataset.jump = "";
  });
  root.addEventListener("play", silenceOthers, true);
  root.addEventListener("timeupdate", follow, true);
  document.addEventListener("htmx:load", ({ target }) => root.contains(target) && play(target));
  root.addEventListener("reader:section", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const part = current();
      if (part) lookAhead(part);
    }, PAUSE_MS);
  });
})();
