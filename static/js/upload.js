// Several files at once, each on its own way: create -> send -> confirm.
//
//   create   POST {filename, size_bytes, media_type, audience} to data-create-url
//            -> {upload: {method, url, headers, fields}, source_id, confirm_url, cancel_url}
//   send     PUT the file to upload.url, or POST it as a form with upload.fields
//            a large one (upload is null) in parts: GET parts_url says which are missing and where
//            each goes; after a lost connection only those are sent again
//   confirm  POST to confirm_url -> {source_url, is_duplicate}
//
// Where data-pairs-url is, files of captions are no files of their own when a recording of the same
// name is among those that are chosen: POST {filenames} there -> {pairs: [{recording, captions}]}.
// They are sent with it, as a form to captions_url, before it is confirmed.
//
// Its words are in data attributes of the form: data-<step>, and what can go wrong.
// What is given up, by its button or by leaving the page, is withdrawn: POST to cancel_url.
// When a file has arrived, the form tells the page with the event "uploaded".
document.addEventListener("alpine:init", () => {
  const AT_ONCE = 2;
  const CAPTIONS = /\.(vtt|srt)$/i;
  let lastId = 0;

  class Refusal extends Error {
    constructor(message, status = 0) {
      super(message);
      this.status = status;
    }
  }

  const language = document.documentElement.lang;

  function sizeText(bytes) {
    const unit = bytes < 1e6 ? ["KB", 1e3] : ["MB", 1e6];
    return `${(bytes / unit[1]).toLocaleString(language, { maximumFractionDigits: 1 })} ${unit[0]}`;
  }

  // "{sent} of {size}" with the values in place.
  function fill(words, values) {
    return words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  function sentence(words, status, body) {
    const said = body?.detail ?? body?.message;
    if (said) return said;
    if (status === 413) return words.storeTooLarge;
    return fill(words.refused, { status });
  }

  // Resolves with the parsed JSON, or null where the answer has none.
  function send(file, { method, url, headers = {}, body, onProgress }) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      file.request = request;
      request.open(method, url);
      request.setRequestHeader("Accept-Language", language); // a refusal is read by a person
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      if (onProgress) request.upload.addEventListener("progress", onProgress);
      request.addEventListener("load", () => {
        let answer = null;
        try {
          answer = JSON.parse(request.responseText);
        } catch {
          // a store answers with nothing, or with XML
        }
        if (request.status < 300) resolve(answer);
        else reject(new Refusal(sentence(file.words, request.status, answer), request.status));
      });
      request.addEventListener("error", () =>
        reject(new Refusal(file.words.lost)),
      );
      request.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
      request.send(body);
    });
  }

  Alpine.data("upload", () => ({
    files: [],
    depth: 0,

    init() {
      this.leaving = () => this.files.forEach((file) => this.withdraw(file, { leaving: true }));
      window.addEventListener("pagehide", this.leaving);
    },

    destroy() {
      window.removeEventListener("pagehide", this.leaving);
    },

    get dropClass() {
      return this.depth ? "drop-over" : "";
    },

    over() {
      this.depth = 1;
    },

    out() {
      this.depth = 0;
    },

    drop(event) {
      this.depth = 0;
      this.add(event.dataTransfer.files);
    },

    choose(event) {
      this.add(event.target.files);
      event.target.value = ""; // the same file may be chosen again
    },

    async add(chosen) {
      const blobs = [...chosen];
      try {
        const paired = await this.pairUp(blobs);
        for (const blob of blobs) if (!paired.has(blob)) this.files.push(this.entry(blob));
        for (const [blob, recording] of paired) {
          const entry = this.files.findLast((file) => file.name === recording);
          entry.captions = blob;
        }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        for (const blob of blobs) {
          const file = this.entry(blob);
          this.refuse(file, error.message);
          this.files.push(file);
        }
      }
      this.next();
    },

    // captions -> the name of the recording that they go with: one that is chosen with them, or
    // that was chosen before and has not arrived.
    async pairUp(blobs) {
      const url = this.$root.dataset.pairsUrl;
      const waiting = this.files.filter((file) => file.canHaveCaptions).map((file) => file.name);
      const filenames = [...blobs.map((blob) => blob.name), ...waiting];
      if (!url || filenames.length < 2 || !blobs.some((blob) => CAPTIONS.test(blob.name))) {
        return new Map();
      }
      const { pairs } = await this.post({ words: this.$root.dataset }, url, { filenames });
      const named = new Map(blobs.map((blob) => [blob.name, blob]));
      return new Map(
        pairs
          .filter(({ captions }) => named.has(captions))
          .map(({ recording, captions }) => [named.get(captions), recording]),
      );
    },

    entry(blob) {
      const words = this.$root.dataset;
      const file = {
        id: ++lastId,
        words,
        blob,
        name: blob.name,
        size: Math.max(blob.size, 1),
        sent: 0,
        step: "waiting",
        problem: "",
        stopped: false,
        mustReload: false,
        captions: null,
        captionsProblem: "",
        ticket: null,
        url: "",
        get busy() {
          return ["waiting", "creating", "sending", "confirming"].includes(this.step);
        },
        get canHaveCaptions() {
          return ["waiting", "creating", "sending"].includes(this.step) && !this.captions;
        },
        get captionsState() {
          if (!this.captions) return "";
          if (this.captionsProblem) return `${this.captions.name}: ${this.captionsProblem}`;
          const said = this.step === "duplicate" ? words.captionsUnused : words.captionsWith;
          return fill(said, { name: this.captions.name });
        },
        get canCancel() {
          return ["waiting", "creating", "sending"].includes(this.step) && !this.stopped;
        },
        get canRetry() {
          return ["failed", "cancelled"].includes(this.step) && !this.hopeless && !this.mustReload;
        },
        get canRemove() {
          return ["failed", "cancelled"].includes(this.step);
        },
        get state() {
          if (this.step === "failed") return this.problem;
          if (this.step !== "sending") return words[this.step];
          return fill(words.sending, { sent: sizeText(this.sent), size: sizeText(this.size) });
        },
      };
      const limit = Number(words.maxBytes);
      if (blob.size === 0) this.refuse(file, words.empty);
      if (limit && blob.size > limit) {
        const sizes = { size: sizeText(blob.size), limit: sizeText(limit) };
        this.refuse(file, fill(words.tooLarge, sizes));
      }
      return file;
    },

    refuse(file, problem) {
      file.step = "failed";
      file.problem = problem;
      file.hopeless = true;
    },

    next() {
      const active = this.files.filter((file) => file.busy && file.step !== "waiting").length;
      const waiting = this.files.filter((file) => file.step === "waiting");
      for (const file of waiting.slice(0, Math.max(AT_ONCE - active, 0))) this.run(file);
    },

    async run(file) {
      try {
        if (!file.ticket) await this.create(file);
        if (file.sent < file.size) await this.transfer(file);
        await this.bringCaptions(file);
        await this.confirm(file);
        this.$dispatch("uploaded", { name: file.name, url: file.url });
      } catch (error) {
        if (error.name !== "AbortError" && !(error instanceof Refusal)) throw error;
        file.step = error.name === "AbortError" ? "cancelled" : "failed";
        file.problem = error.message;
        // Signed out, or in as somebody else, since the page came: what it sends stays refused.
        file.mustReload = [401, 403].includes(error.status) && !file.ticket;
        // What came in parts stays: a retry sends only those that are missing.
        if (this.isResumable(file, error)) return;
        // A signed address may be used once, or have expired: a retry asks for a new one.
        if (file.sent < file.size) this.withdraw(file);
        // What was looked at and found wanting is gone already.
        else if ([404, 422].includes(error.status)) this.forget(file);
      } finally {
        file.request = null;
        this.next();
      }
    },

    isResumable(file, error) {
      const isLost = error instanceof Refusal && ![404, 409, 422].includes(error.status);
      return isLost && file.sent < file.size && file.ticket !== null && !file.ticket.upload;
    },

    // Tell the server that an upload is given up; it forgets it by itself after a day. A file
    // that is being confirmed has arrived, and is a source.
    withdraw(file, { leaving = false } = {}) {
      if (!file.ticket || ["confirming", "done", "duplicate"].includes(file.step)) return;
      const url = file.ticket.cancel_url;
      this.forget(file);
      if (leaving) {
        const form = new FormData();
        form.append("csrfmiddlewaretoken", this.token());
        navigator.sendBeacon(url, form);
      } else {
        this.post({ words: file.words }, url, {}).catch(() => {});
      }
    },

    forget(file) {
      file.ticket = null;
      file.sent = 0;
    },

    token() {
      return this.$root.querySelector("[name=csrfmiddlewaretoken]").value;
    },

    post(file, url, body) {
      const headers = {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-CSRFToken": this.token(),
      };
      return send(file, { method: "POST", url, headers, body: JSON.stringify(body) });
    },

    async create(file) {
      file.step = "creating";
      file.ticket = await this.post(file, this.$root.dataset.createUrl, {
        filename: file.name,
        size_bytes: file.blob.size,
        media_type: file.blob.type,
        audience: this.$root.elements.namedItem("audience")?.value,
      });
      if (file.stopped) throw new DOMException("", "AbortError");
    },

    async transfer(file) {
      file.step = "sending";
      if (!file.ticket.upload) return this.transferParts(file);
      const { method, url, headers, fields } = file.ticket.upload;
      let body = file.blob;
      if (method === "POST") {
        body = new FormData();
        for (const [name, value] of Object.entries(fields ?? {})) body.append(name, value);
        body.append("file", file.blob, file.name); // S3 wants the file last
      }
      const onProgress = (event) => {
        // A form is a little longer than its file; all of it is sent only once it is answered.
        file.sent = Math.min(event.loaded, file.size - 1);
      };
      await send(file, { method, url, headers: headers ?? {}, body, onProgress });
      file.sent = file.size;
    },

    async transferParts(file) {
      const partBytes = file.ticket.part_bytes;
      for (;;) {
        const url = file.ticket.parts_url;
        const headers = { Accept: "application/json" };
        const { missing } = await send(file, { method: "GET", url, headers });
        if (!missing.length) break;
        for (const { number, upload } of missing) {
          if (file.stopped) throw new DOMException("", "AbortError");
          const start = (number - 1) * partBytes;
          const body = file.blob.slice(start, start + partBytes);
          const onProgress = (event) => {
            file.sent = Math.min(start + event.loaded, file.size - 1);
          };
          await send(file, { ...upload, body, onProgress });
        }
      }
      file.sent = file.size;
    },

    // A recording comes in without captions that cannot be read, and says so.
    async bringCaptions(file) {
      if (!file.captions || file.captionsProblem) return;
      const body = new FormData();
      body.append("file", file.captions, file.captions.name);
      const headers = { Accept: "application/json", "X-CSRFToken": this.token() };
      try {
        await send(file, { method: "POST", url: file.ticket.captions_url, headers, body });
      } catch (error) {
        if (error.status !== 422) throw error;
        file.captionsProblem = error.message;
      }
    },

    async confirm(file) {
      file.step = "confirming";
      const answer = await this.post(file, file.ticket.confirm_url, {});
      file.url = answer.source_url;
      file.step = answer.is_duplicate ? "duplicate" : "done";
    },

    retry(file) {
      file.step = "waiting";
      file.problem = "";
      file.stopped = false;
      this.next();
    },

    cancel(file) {
      file.stopped = true;
      if (file.step === "sending") file.request.abort();
      // While it is created its ticket is waited for, which alone can be withdrawn.
      else if (file.step === "waiting") {
        file.step = "cancelled";
        this.withdraw(file);
      }
    },

    reload() {
      location.reload();
    },

    remove(file) {
      this.withdraw(file);
      this.files = this.files.filter((other) => other.id !== file.id);
    },
  }));
});
