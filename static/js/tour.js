// The tour's panel marks what it speaks about. Esc in the panel leaves the tour.
(() => {
  const panel = document.getElementById("tour");
  if (!panel) return;
  const found = panel.dataset.anchor && document.querySelector(panel.dataset.anchor);
  if (found) found.dataset.toured = "";
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    panel.querySelector("[value=leave]")?.click();
  });
})();
