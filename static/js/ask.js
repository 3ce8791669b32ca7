// The ask box. htmx posts the question and its sse extension streams the answer; this adds what
// they leave out: Enter sends, one question at a time, and a broken stream says so.
//
//   x-data="ask"
//     form with textarea, posted by htmx; the answer's partial has sse-connect and sse-close
//     [data-answer][aria-busy]     the answer that arrives
//     [data-ask-problem]           shown when the stream breaks
document.addEventListener("alpine:init", () => {
  Alpine.data("ask", () => ({
    sending: false,
    broken: false,

    init() {
      const root = this.$root;
      root.addEventListener("htmx:beforeRequest", (event) => this.begin(event));
      root.addEventListener("htmx:afterRequest", () => { this.sending = false; });
      root.addEventListener("htmx:responseError", () => this.end());
      root.addEventListener("htmx:sendError", () => this.end());
      root.addEventListener("htmx:sseError", (event) => this.fail(event));
      root.addEventListener("htmx:sseClose", () => this.end());
      root.addEventListener("keydown", (event) => this.leaveCitation(event));
    },

    key(event) {
      const writing = event.isComposing || event.shiftKey;
      if (event.key !== "Enter" || writing) return;
      event.preventDefault();
      const open = this.sending || this.$root.querySelector("[data-answer][aria-busy]");
      if (!open && event.target.value.trim()) event.target.form.requestSubmit();
    },

    // Its words cover what stands below.
    leaveCitation(event) {
      if (event.key === "Escape" && event.target.closest?.(".citation")) event.target.blur();
    },

    begin(event) {
      this.sending = event.target.id === "ask-form";
      this.broken = false;
    },

    sent() {
      this.$root.querySelector("textarea").value = "";
    },

    end() {
      this.sending = false;
      for (const answer of this.$root.querySelectorAll("[data-answer][aria-busy]")) {
        answer.removeAttribute("aria-busy");
      }
    },

    fail(event) {
      // The extension would connect again and again: it does so only where it finds the address.
      event.target.removeAttribute("sse-connect");
      event.detail?.source?.close();
      this.broken = true;
      this.end();
    },
  }));
});
