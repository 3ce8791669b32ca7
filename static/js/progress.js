// Says what was watched or read: all of it since the page was opened, again and again, so that a
// report that is lost loses nothing. What could not be sent waits in the browser.
//
//   [data-reports] data-url where to, data-key the stamp of this page
//     [data-media]    video or audio: what was played of them, in milliseconds
//     [data-reader]   the reader: pages that were in view for READ_MS
(() => {
  const place = document.querySelector("[data-reports]");
  if (!place) return;
  const EVERY_MS = 15000;
  const READ_MS = 8000;
  const WAITING = "lectern-reports";
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  const { url, key } = place.dataset;
  const read = new Set();
  let said = "";

  const media = () => [...document.querySelectorAll("[data-media]")];

  function played() {
    return media().flatMap(({ played: spans }) =>
      Array.from({ length: spans.length }, (_, at) => [
        Math.round(spans.start(at) * 1000),
        Math.round(spans.end(at) * 1000),
      ]),
    );
  }

  function ranges() {
    return [...played(), ...[...read].map((page) => [page, page + 1])];
  }

  // ---- Sending, and what waits until one is back.
  const waiting = () => JSON.parse(localStorage.getItem(WAITING) ?? "{}");

  function keep(report) {
    localStorage.setItem(WAITING, JSON.stringify({ ...waiting(), [report.stamp]: report }));
  }

  function drop(stamp) {
    const rest = waiting();
    delete rest[stamp];
    localStorage.setItem(WAITING, JSON.stringify(rest));
  }

  async function send(report) {
    const body = new URLSearchParams({ stamp: report.stamp, ranges: report.ranges });
    try {
      const answer = await fetch(report.url, { method: "POST", headers, body, keepalive: true });
      // What is refused would be refused again; a server that is down will be back.
      if (answer.status < 500) drop(report.stamp);
      else keep(report);
    } catch {
      keep(report);
    }
  }

  function report() {
    const now = JSON.stringify(ranges());
    if (now === said || now === "[]") return;
    said = now;
    send({ url, stamp: key, ranges: now });
  }

  function catchUp() {
    for (const late of Object.values(waiting())) send(late);
  }

  for (const one of media()) {
    for (const event of ["pause", "ended"]) one.addEventListener(event, report);
  }

  // ---- The page that is in view, while somebody can look at it.
  const reader = document.querySelector("[data-reader]");
  let sheet = reader?.querySelector("[data-sheet]");
  let looked = 0;
  reader?.addEventListener("reader:sheet", (event) => {
    sheet = event.detail.sheet;
    looked = 0;
  });

  const STEP_MS = 500;
  setInterval(() => {
    if (!sheet || document.hidden) return;
    looked += STEP_MS;
    if (looked < READ_MS || read.has(Number(sheet.dataset.sheet))) return;
    read.add(Number(sheet.dataset.sheet));
    report();
  }, STEP_MS);

  setInterval(report, EVERY_MS);
  addEventListener("pagehide", report);
  addEventListener("online", catchUp);
  document.addEventListener("visibilitychange", () => document.hidden && report());
  catchUp();
})();
