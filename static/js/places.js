// Where one is: the page that is read and the second that is heard are kept, to go on from there.
//
//   [data-keeps-place]            its value: the address that keeps a place
//     data-lesson, data-second    of a lesson, and where to go on
//     data-source                 of a source; its pages are .sheet[data-sheet], as in reader.js
(() => {
  const root = document.querySelector("[data-keeps-place]");
  if (!root) return;
  const url = root.dataset.keepsPlace;
  const EVERY_S = 15;
  const READ_MS = 2000; // a page that is only passed by is not read
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  const keep = (values) =>
    fetch(url, { method: "POST", keepalive: true, headers, body: new URLSearchParams(values) })
      .catch(() => {}); // the place is a help, and may be one page behind

  if (root.dataset.lesson) {
    let kept = Number(root.dataset.second || 0);
    const say = (media) => {
      kept = media.currentTime;
      keep({ lesson: root.dataset.lesson, second: media.currentTime.toFixed(1) });
    };
    for (const media of root.querySelectorAll("[data-media]")) {
      const start = () => {
        if (kept > 1 && !media.currentTime && !media.closest("[hidden]")) media.currentTime = kept;
      };
      if (media.readyState) start();
      media.addEventListener("loadedmetadata", start, { once: true });
      media.addEventListener("pause", () => say(media));
      media.addEventListener("ended", () => say(media));
      media.addEventListener("timeupdate", () => {
        if (!media.paused && Math.abs(media.currentTime - kept) > EVERY_S) say(media);
      });
    }
  }

  if (root.dataset.source) {
    let page = null;
    let waits = 0;
    const look = (sheet) => {
      if (!sheet || sheet === page) return;
      page = sheet;
      clearTimeout(waits);
      waits = setTimeout(() => keep({ source: root.dataset.source, page }), READ_MS);
    };
    look(root.querySelector(".sheet")?.dataset.sheet);
    root.addEventListener("reader:sheet", (event) => look(event.detail.sheet.dataset.sheet));
  }
})();
