// On a slow line a lesson goes from video to sound to text; whoever wants the rest says so.
//
//   [data-line]                       the lesson; data-asked where the address names the way
//     [data-line-note]                why it is not the video, with a button [data-takes]
//     [data-takes="video|audio|text"] a button that opens that way
(() => {
  const root = document.querySelector("[data-line]");
  if (!root) return;
  const WAYS = ["video", "audio", "text"]; // the dearest first
  const MOST_ON = { "slow-2g": "text", "2g": "text", "3g": "audio" }; // as lessons/line.py
  const WAIT_MS = 8000;
  const note = root.querySelector("[data-line-note]");
  const tabOf = (way) => root.querySelector(`#tab-${way}:not([disabled])`);
  const open = () => WAYS.find((way) => tabOf(way)?.ariaSelected === "true") ?? "text";
  let wanted = Boolean(root.dataset.asked);

  function most() {
    const line = navigator.connection;
    const of = MOST_ON[line?.effectiveType] ?? "video";
    return line?.saveData && of === "video" ? "audio" : of;
  }

  function below(way) {
    return WAYS.slice(WAYS.indexOf(way)).find((each) => tabOf(each)) ?? "text";
  }

  function take(way) {
    for (const media of root.querySelectorAll("[data-media]")) {
      if (!media.closest(`#panel-${way}`)) {
        media.pause();
        media.preload = "none";
      }
    }
    tabOf(way)?.click();
  }

  function fit() {
    const line = most();
    if (wanted || WAYS.indexOf(open()) >= WAYS.indexOf(line)) return;
    take(below(line));
    note.hidden = false;
  }

  function fall(media) {
    const way = media.localName;
    if (open() !== way) return;
    take(below(WAYS[WAYS.indexOf(way) + 1]));
    note.hidden = false;
  }

  root.addEventListener("click", (event) => {
    const way = event.target.closest("[data-takes]")?.dataset.takes;
    if (!way) return;
    wanted = true;
    note.hidden = true;
    take(way);
  });
  for (const media of root.querySelectorAll("[data-media]")) {
    let waits = 0;
    media.addEventListener("error", () => fall(media));
    media.addEventListener("waiting", () => {
      clearTimeout(waits);
      waits = setTimeout(() => (note.hidden = false), WAIT_MS);
    });
    media.addEventListener("playing", () => clearTimeout(waits));
  }
  navigator.connection?.addEventListener?.("change", fit);
  document.addEventListener("alpine:initialized", fit);
})();
