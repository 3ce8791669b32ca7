// Clips are dragged into order, played between their two times, and trimmed at the picture.
(() => {
  const page = document.querySelector("#main");
  if (!page) return;
  let dragged = null;

  const clipOf = (node) => node?.closest?.("[data-clip]");
  const seconds = (text) =>
    text.trim().replace(",", ".").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  const clock = (time) => {
    const hundredths = Math.round(time * 100);
    const whole = Math.floor(hundredths / 100);
    const two = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(whole / 3600);
    const minutes = Math.floor(whole / 60) % 60;
    const front = hours ? `${hours}:${two(minutes)}` : `${minutes}`;
    return `${front}:${two(whole % 60)}.${two(hundredths % 100)}`;
  };

  page.addEventListener("dragstart", (event) => {
    dragged = event.target.matches?.("[data-clip]") ? event.target : null;
    if (!dragged) return;
    dragged.dataset.dragged = "";
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.position);
  });
  page.addEventListener("dragover", (event) => {
    const over = clipOf(event.target);
    if (!dragged || !over) return;
    event.preventDefault();
    for (const clip of page.querySelectorAll("[data-over]")) delete clip.dataset.over;
    if (over !== dragged) over.dataset.over = "";
  });
  page.addEventListener("drop", (event) => {
    const over = clipOf(event.target);
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    htmx.ajax("POST", dragged.dataset.move, {
      source: dragged,
      target: "#compilation-clips",
      swap: "outerHTML",
      values: { to: over.dataset.position },
    });
  });
  page.addEventListener("dragend", () => {
    for (const clip of page.querySelectorAll("[data-over]")) delete clip.dataset.over;
    if (dragged) delete dragged.dataset.dragged;
    dragged = null;
  });

  function play(trim) {
    const media = trim.querySelector("[data-media]");
    if (!media) return;
    const end = seconds(trim.querySelector("[data-end]").value);
    const begin = () => {
      media.currentTime = seconds(trim.querySelector("[data-start]").value);
      media.play();
    };
    media.ontimeupdate = () => {
      if (media.currentTime < end) return;
      media.pause();
      media.ontimeupdate = null;
    };
    if (media.readyState) begin();
    else {
      media.addEventListener("loadedmetadata", begin, { once: true });
      media.load();
    }
  }

  page.addEventListener("click", (event) => {
    const trim = event.target.closest("[data-trim]");
    if (!trim) return;
    if (event.target.closest("[data-plays]")) play(trim);
    const takes = event.target.closest("[data-takes]");
    const media = trim.querySelector("[data-media]");
    if (takes && media) {
      trim.querySelector(`[data-${takes.dataset.takes}]`).value = clock(media.currentTime);
    }
  });
})();
