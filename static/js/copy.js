// A button with data-copies="<id>" puts that element's words on the clipboard, and says so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const label = button.querySelector(".button-label");
  const words = label.textContent;
  try {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
    label.textContent = button.dataset.done ?? "✓";
  } catch {
    getSelection().selectAllChildren(document.getElementById(button.dataset.copies));
  }
  setTimeout(() => (label.textContent = words), 2000);
});
