// A lesson to hear or watch. Its words follow the sound, and a click on a sentence goes there.
//
//   x-data="player" data-captions="on|off" data-play data-pause, the words of its button
//     video or audio [data-media]            one or both; the one in the open tab plays
//     [data-start][data-end] .sentence       seconds, in order
//     [data-start] .chapter                  seconds, in order
//     [data-do="toggle|captions|previous|next"], [data-time]
document.addEventListener("alpine:init", () => {
  const SKIP_S = 5;
  const still = () =>
    document.documentElement.dataset.motion === "reduce" ||
    matchMedia("(prefers-reduced-motion: reduce)").matches;

  const clock = (seconds) => {
    const whole = Math.floor(seconds || 0);
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  };

  // The last element that starts at or before a time; -1 before the first. Elements are in order.
  function lastStarted(elements, time) {
    let low = 0;
    let high = elements.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Number(elements[middle].dataset.start) <= time) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  function mark(elements, index) {
    elements.forEach((element, at) => {
      if (at === index) element.setAttribute("aria-current", "true");
      else element.removeAttribute("aria-current");
    });
  }

  Alpine.data("player", () => ({
    playing: false,
    words: {},
    captions: true,
    time: "0:00",
    length: "0:00",
    sentence: -1,
    chapter: -1,
    handScrolled: 0,

    init() {
      const { play, pause } = this.$root.dataset;
      this.words = { play, pause };
      this.sentences = [...this.$root.querySelectorAll(".sentence[data-start]")];
      this.chapters = [...this.$root.querySelectorAll(".chapter[data-start]")];
      this.captions = this.$root.dataset.captions !== "off";
      for (const media of this.$root.querySelectorAll("[data-media]")) this.follow(media);
      this.sentences.forEach((element, at) => (element.tabIndex = at ? -1 : 0));
      const transcript = this.$root.querySelector(".transcript");
      // For a while after somebody scrolled, the words stay where they were put.
      for (const kind of ["wheel", "touchmove"]) {
        transcript?.addEventListener(kind, () => (this.handScrolled = Date.now()), {
          passive: true,
        });
      }
      this.showCaptions();
    },

    get playWord() {
      return this.playing ? this.words.pause : this.words.play;
    },

    get paused() {
      return !this.playing;
    },

    get captionsPressed() {
      return String(this.captions);
    },

    // The element that plays now: the one that is not inside a hidden panel.
    media() {
      const all = [...this.$root.querySelectorAll("[data-media]")];
      return all.find((media) => !media.closest("[hidden]")) ?? all[0];
    },

    follow(media) {
      const isOurs = () => media === this.media();
      media.addEventListener("play", () => isOurs() && (this.playing = true));
      media.addEventListener("pause", () => isOurs() && (this.playing = false));
      media.addEventListener("loadedmetadata", () => isOurs() && this.tick());
      media.addEventListener("seeked", () => isOurs() && this.tick());
      // timeupdate comes four times a second: too late for short sentences.
      const each = () => {
        if (isOurs()) this.tick();
        if (!media.paused) requestAnimationFrame(each);
      };
      media.addEventListener("play", each);
    },

    tick() {
      const media = this.media();
      this.time = clock(media.currentTime);
      this.length = clock(media.duration);
      const sentence = lastStarted(this.sentences, media.currentTime);
      const chapter = lastStarted(this.chapters, media.currentTime);
      if (sentence !== this.sentence) this.light(sentence);
      if (chapter !== this.chapter) this.turnTo(chapter);
    },

    // Its own list moves to it, and never the page.
    turnTo(index) {
      mark(this.chapters, (this.chapter = index));
      const element = this.chapters[index];
      const box = element?.closest(".chapters");
      if (!box || box.scrollHeight <= box.clientHeight) return;
      const offset = element.getBoundingClientRect().top - box.getBoundingClientRect().top;
      if (offset < 0 || offset > box.clientHeight - element.offsetHeight) {
        box.scrollTop += offset - box.clientHeight / 3;
      }
    },

    light(index) {
      mark(this.sentences, (this.sentence = index));
      const element = this.sentences[index];
      if (!element) return;
      if (!this.sentences.includes(document.activeElement)) this.rove(index);
      if (!this.playing || Date.now() - this.handScrolled < 4000) return;
      const box = element.closest(".transcript");
      if (!box) return;
      const offset = element.getBoundingClientRect().top - box.getBoundingClientRect().top;
      box.scrollTo({
        top: box.scrollTop + offset - box.clientHeight / 3,
        behavior: still() ? "auto" : "smooth",
      });
    },

    // One stop for the Tab key in the whole transcript; arrows move inside it.
    rove(index, focus = false) {
      this.sentences.forEach((element, at) => (element.tabIndex = at === index ? 0 : -1));
      if (focus) this.sentences[index].focus();
    },

    toggle() {
      const media = this.media();
      if (media.paused) media.play();
      else media.pause();
    },

    seek(seconds) {
      const media = this.media();
      const end = media.duration || Infinity;
      media.currentTime = Math.min(Math.max(seconds, 0), end);
      this.tick();
    },

    seekTo(event) {
      const element = event.target.closest("[data-start]");
      // A page tag inside a sentence is a link of its own.
      if (!element || event.target.closest(".page-tag")) return;
      event.preventDefault();
      this.handScrolled = 0;
      this.seek(Number(element.dataset.start));
    },

    previous() {
      const now = this.media().currentTime;
      const here = Number(this.chapters[this.chapter]?.dataset.start ?? 0);
      const at = now - here > 3 ? this.chapter : Math.max(this.chapter - 1, 0);
      this.seek(Number(this.chapters[at]?.dataset.start ?? 0));
    },

    next() {
      const following = this.chapters[this.chapter + 1];
      if (following) this.seek(Number(following.dataset.start));
    },

    toggleCaptions() {
      this.captions = !this.captions;
      this.showCaptions();
    },

    showCaptions() {
      for (const media of this.$root.querySelectorAll("[data-media]")) {
        for (const track of media.textTracks) {
          if (track.kind === "captions" || track.kind === "subtitles") {
            track.mode = this.captions ? "showing" : "hidden";
          }
        }
      }
    },

    // From the video to the sound and back without losing the place.
    changeTab() {
      const media = this.media();
      for (const other of this.$root.querySelectorAll("[data-media]")) {
        if (other === media || !other.currentTime) continue;
        const wasPlaying = !other.paused;
        other.pause();
        media.currentTime = other.currentTime;
        other.currentTime = 0;
        if (wasPlaying && !media.closest("[hidden]")) media.play();
      }
      this.playing = !media.paused;
      this.tick();
    },

    // Keys work while the focus is inside the player, and never while somebody writes.
    key(event) {
      const target = event.target;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (target.closest("input, textarea, select, [role=tablist], dialog")) return;
      const pressing = target.closest("button, a, video, audio, summary");
      const onSentence = this.sentences.indexOf(target);
      const actions = {
        k: () => this.toggle(),
        " ": pressing && onSentence < 0 ? null : () => this.toggle(),
        ArrowLeft: () => this.seek(this.media().currentTime - SKIP_S),
        ArrowRight: () => this.seek(this.media().currentTime + SKIP_S),
        c: () => this.toggleCaptions(),
        p: () => this.previous(),
        n: () => this.next(),
      };
      if (onSentence >= 0) {
        const last = this.sentences.length - 1;
        actions.ArrowUp = () => this.rove(Math.max(onSentence - 1, 0), true);
        actions.ArrowDown = () => this.rove(Math.min(onSentence + 1, last), true);
      }
      const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!action) return;
      event.preventDefault();
      action();
    },
  }));
});
