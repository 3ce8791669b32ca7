// What every page has: menus that close, dialogs that open, messages that go, forms that wait.
(() => {
  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(except)) menu.open = false;
    }
  }

  function leaveMenu(event) {
    const menu = event.target.closest?.("details.menu[open]");
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  }

  function openOrClose(event) {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.opens).showModal();
      return;
    }
    if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
    if (event.target.closest("[data-closes-notice]")) event.target.closest(".notice").remove();
    if (event.target instanceof HTMLDialogElement && isOutside(event)) event.target.close();
  }

  function isOutside(event) {
    const box = event.target.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    return x < box.left || x > box.right || y < box.top || y > box.bottom;
  }

  // A form sent by the browser itself: say that it is under way, and send it once.
  function wait(event) {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.method === "post") form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  }

  // Back to a page that the browser kept: nothing is under way any more.
  function wake(event) {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const busy of document.querySelectorAll(".button[aria-busy]")) {
      busy.removeAttribute("aria-busy");
    }
  }

  // On phones the menu of a section is a strip that scrolls: begin where one is.
  function showCurrent() {
    const current = document.querySelector(".manage-nav [aria-current]");
    const strip = current?.parentElement;
    if (strip) strip.scrollLeft = current.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
  }

  function tellOffline() {
    const region = document.getElementById("messages");
    const notice = document.createElement("div");
    notice.className = "notice";
    notice.dataset.tone = "bad";
    notice.textContent = region.dataset.offline;
    region.replaceChildren(notice);
    region.scrollIntoView({ block: "nearest" });
  }

  // What went wrong is said above; who has scrolled down would not see it.
  function showMessages(event) {
    if (event.target.id === "messages") event.target.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("click", (event) => {
    closeMenus(event.target);
    openOrClose(event);
  });
  document.addEventListener("keydown", leaveMenu);
  showCurrent();
  document.addEventListener("submit", wait);
  window.addEventListener("pageshow", wake);
  document.addEventListener("htmx:sendError", tellOffline);
  document.addEventListener("htmx:afterSwap", showMessages);
})();

// Sound and video are as fast as the person has set; who changes it on the player is left alone.
document.addEventListener(
  "play",
  ({ target }) => {
    const rate = Number(document.documentElement.dataset.rate || 1);
    if (rate === 1 || target.dataset.rated) return;
    target.dataset.rated = "yes";
    target.defaultPlaybackRate = target.playbackRate = rate;
  },
  true,
);
