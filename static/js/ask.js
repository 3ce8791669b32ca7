// The ask box. htmx posts the question and its sse extension streams the answer; this adds what
// they leave out: Enter sends, one question at a time, and a broken stream says so.
//
//   x-data="ask"
//     form with textarea, posted by htmx; the answer's partial has sse-connect and sse-close
//     [data-answer][aria-busy]     the answer that arrives
//     [data-ask-problem]           shown when the stream breaks
document.addEventListener("alpine:init", () => {
  Alpine.data("ask", () => ({
    busy: false,
    broken: false,

    init() {
      const root = this.$root;
      root.addEventListener("htmx:beforeRequest", () => this.begin());
      root.addEventListener("htmx:responseError", () => this.end());
      root.addEventListener("htmx:sendError", () => this.end());
      root.addEventListener("htmx:sseError", (event) => this.fail(event));
      root.addEventListener("htmx:sseClose", () => this.end());
    },

    key(event) {
      const writing = event.isComposing || event.shiftKey;
      if (event.key !== "Enter" || writing) return;
      event.preventDefault();
      if (!this.busy && event.target.value.trim()) event.target.form.requestSubmit();
    },

    begin() {
      this.busy = true;
      this.broken = false;
    },

    sent() {
      this.$root.querySelector("textarea").value = "";
    },

    end() {
      this.busy = false;
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
