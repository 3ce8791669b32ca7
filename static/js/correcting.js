// Correcting sections and chapters by keyboard, and by a click on the page's picture.
(() => {
  const links = () => [...document.querySelectorAll(".correct-list a")];
  const current = () => document.querySelector(".correct-list [aria-current]");
  let waiting = ""; // the id of the link that is focused once it has come

  function pick(link) {
    if (!link) return;
    waiting = link.id;
    link.click();
  }

  function step(by) {
    const all = links();
    pick(all[Math.min(Math.max(all.indexOf(current()) + by, 0), all.length - 1)]);
  }

  const press = (key) => {
    const button = [...document.querySelectorAll("[data-key]")].find((b) => b.dataset.key === key);
    if (!button || button.disabled) return false;
    waiting = "current";
    button.click();
    return true;
  };

  function split() {
    const details = document.querySelector("[data-split]");
    if (!details) return false;
    details.open = true;
    details.querySelector("button")?.focus();
    return true;
  }

  function act(event) {
    const { key, altKey } = event;
    if (key.startsWith("Arrow")) {
      if (altKey) return press(key);
      if (key === "ArrowUp" || key === "ArrowDown") {
        step(key === "ArrowDown" ? 1 : -1);
        return true;
      }
      return false;
    }
    if (altKey) return false;
    if (key === "s") return split();
    if (key === "k") {
      const field = document.querySelector("[data-focus=k]");
      field?.focus();
      return Boolean(field);
    }
    return press(key);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) {
      if (event.key === "z" && !event.target.matches("input, textarea") && press("z")) {
        event.preventDefault();
      }
      return;
    }
    if (event.target.matches("input, select, textarea")) return;
    if (act(event)) event.preventDefault();
  });

  // A box on the picture is a link, too: with script it does what its row in the list does.
  document.addEventListener("click", (event) => {
    const box = event.target.closest("[data-pick]");
    if (!box || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    pick(document.getElementById(`piece-${box.dataset.pick}`));
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "correcting" && !document.querySelector("#correcting")) return;
    if (!waiting) return;
    const link = document.getElementById(waiting) ?? current();
    waiting = "";
    link?.focus({ preventScroll: true });
    link?.scrollIntoView({ block: "nearest" });
  });
})();
