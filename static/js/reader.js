// Reading page by page: the arrow keys turn the page, and a marked passage comes into view.
(() => {
  function turn(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.closest("input, textarea, select, pre, dialog, .menu")) return;
    const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const link = rel && document.querySelector(`a[rel="${rel}"]`);
    if (link) link.click();
  }

  // Side by side, page and words are scrolled each by itself. Below one another, the words are
  // what can be read on a narrow screen.
  function showMark() {
    const center = { block: "center" };
    const words = document.querySelector(".part mark");
    const onPicture = document.querySelector(".sheet-mark");
    words?.scrollIntoView(center);
    if (!words || matchMedia("(min-width: 68.01rem)").matches) onPicture?.scrollIntoView(center);
  }

  document.addEventListener("keydown", turn);
  document.addEventListener("DOMContentLoaded", showMark);
})();
