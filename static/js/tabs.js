// Tabs as in the ARIA practices: arrows move and choose, Home and End go to the ends.
document.addEventListener("alpine:init", () => {
  Alpine.data("tabs", () => ({
    init() {
      this.show(this.tabs().find((tab) => tab.ariaSelected === "true") ?? this.tabs()[0]);
    },

    tabs() {
      return [...this.$root.querySelectorAll('[role="tab"]:not([disabled])')];
    },

    show(chosen) {
      for (const tab of this.$root.querySelectorAll('[role="tab"]')) {
        const selected = tab === chosen;
        tab.ariaSelected = String(selected);
        tab.tabIndex = selected ? 0 : -1;
        const panel = document.getElementById(tab.getAttribute("aria-controls"));
        if (panel) panel.hidden = !selected;
      }
    },

    choose(event) {
      const tab = event.target.closest('[role="tab"]');
      if (tab) this.open(tab);
    },

    open(tab) {
      this.show(tab);
      tab.focus();
      this.$dispatch("tab-opened", { id: tab.id });
    },

    move(event) {
      const tabs = this.tabs();
      const at = tabs.indexOf(event.target);
      const forward = document.dir === "rtl" ? -1 : 1;
      const places = {
        ArrowRight: at + forward,
        ArrowLeft: at - forward,
        Home: 0,
        End: tabs.length - 1,
      };
      if (at < 0 || !(event.key in places)) return;
      event.preventDefault();
      this.open(tabs.at(places[event.key] % tabs.length));
    },
  }));
});
