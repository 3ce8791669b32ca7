// Correcting captions beside the player: the one that is said now is marked, and each can be heard.
(() => {
  const media = document.querySelector("[data-recording] :is(video, audio)");
  const captions = () => [...document.querySelectorAll(".transcript-caption")];
  const from = (caption) => Number(caption.dataset.from);

  function mark() {
    const now = captions().findLast((caption) => from(caption) <= media.currentTime);
    for (const caption of captions()) {
      if (caption === now) caption.setAttribute("aria-current", "true");
      else caption.removeAttribute("aria-current");
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-hear]");
    if (!button || !media) return;
    media.currentTime = from(button.closest(".transcript-caption"));
    media.play();
  });
  media?.addEventListener("timeupdate", mark);
  media?.addEventListener("seeked", mark);
  const start = document.querySelector("[data-recording]").dataset.opensAt;
  media?.addEventListener("loadedmetadata", () => (media.currentTime = Number(start)), {
    once: true,
  });
})();
