// Notes on a page: select words and mark them, draw, set a bookmark, and see what is marked.
// The words' elements say where they stand in the page's text: data-start, data-stop.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const SVG = "http://www.w3.org/2000/svg";
  const CONTEXT = 32; // characters on each side of a quote
  const SETTLED_MS = 250; // on one page, before its notes are fetched
  const drawer = () => $("[data-notes]");
  const composer = () => document.getElementById("note-composer");
  let shown = window.reader.sheet(); // the page that the notes are about
  let target = null; // what the mark bar is about

  // --- where words stand -----------------------------------------------------------------

  function leaves() {
    const all = [...shown.querySelectorAll("[data-text-layer] [data-start]")];
    return all.filter((leaf) => !leaf.querySelector("[data-start]"));
  }

  const startOf = (leaf) => Number(leaf.dataset.start);
  const stopOf = (leaf) => Number(leaf.dataset.stop);

  function before(leaf, node, offset) {
    const range = document.createRange();
    range.setStart(leaf, 0);
    range.setEnd(node, offset);
    return range.toString().length;
  }

  // {start, stop, exact, prefix, suffix} of a range of the document, or null.
  function placeOf(range) {
    const touched = leaves().filter((leaf) => range.intersectsNode(leaf));
    const parts = touched
      .map((leaf) => {
        const length = leaf.textContent.length;
        const from = leaf.contains(range.startContainer)
          ? before(leaf, range.startContainer, range.startOffset) : 0;
        const to = leaf.contains(range.endContainer)
          ? before(leaf, range.endContainer, range.endOffset) : length;
        return { leaf, from, to };
      })
      .filter(({ from, to }) => to > from);
    if (!parts.length) return null;
    const [first, last] = [parts[0], parts[parts.length - 1]];
    const text = (part) => part.leaf.textContent.slice(part.from, part.to);
    const exact = parts.map(text).join("\n");
    if (!exact.trim()) return null;
    const lead = text(first).length - text(first).trimStart().length;
    const trail = text(last).length - text(last).trimEnd().length;
    return {
      start: startOf(first.leaf) + first.from + lead,
      stop: Math.min(startOf(last.leaf) + last.to - trail, stopOf(last.leaf)),
      exact: exact.trim(),
      prefix: first.leaf.textContent.slice(0, first.from + lead).slice(-CONTEXT),
      suffix: last.leaf.textContent.slice(last.to - trail).slice(0, CONTEXT),
    };
  }

  function asTarget(place) {
    const { start, stop, exact, prefix, suffix } = place;
    const quote = { type: "TextQuoteSelector", exact, prefix, suffix };
    return { selector: [quote, { type: "TextPositionSelector", start, end: stop }] };
  }

  // Ranges of the document for characters start..stop of the page.
  function rangesOf(start, stop) {
    return leaves()
      .filter((leaf) => startOf(leaf) < stop && stopOf(leaf) > start)
      .map((leaf) => {
        const range = document.createRange();
        range.setStart(...pointIn(leaf, Math.max(start - startOf(leaf), 0)));
        range.setEnd(...pointIn(leaf, Math.min(stop, stopOf(leaf)) - startOf(leaf)));
        return range;
      });
  }

  function pointIn(leaf, offset) {
    const walker = document.createTreeWalker(leaf, NodeFilter.SHOW_TEXT);
    let node = walker.nextNode();
    let last = node;
    while (node && offset > node.length) {
      offset -= node.length;
      last = node;
      node = walker.nextNode();
    }
    if (node) return [node, offset];
    return last ? [last, last.length] : [leaf, 0];
  }

  // --- marks, drawn on the picture and in the words ----------------------------------------

  function marks() {
    const data = document.getElementById("page-marks");
    return data ? JSON.parse(data.textContent) : [];
  }

  function shape(name, attributes) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  function layer(name) {
    const svg = $("[data-marks]", shown);
    if (!svg) return null;
    let group = svg.querySelector(`[data-layer="${name}"]`);
    if (!group) group = svg.appendChild(shape("g", { "data-layer": name }));
    group.replaceChildren();
    return group;
  }

  const points = (stroke) => stroke.points.map((point) => point.join(",")).join(" ");

  // Two points at one place are a dot; one alone would draw nothing.
  function line(stroke, more = {}) {
    const dotted = stroke.points.length === 1 ? [...stroke.points, ...stroke.points] : stroke.points;
    return shape("polyline", {
      class: "note-line",
      points: points({ points: dotted }),
      "stroke-width": stroke.width,
      "data-colour": stroke.colour,
      ...more,
    });
  }

  function drawMarks() {
    const group = layer("notes");
    const words = {};
    for (const mark of marks()) {
      for (const [x0, y0, x1, y1] of group ? mark.boxes : []) {
        group.append(shape("rect", {
          class: "note-mark", x: x0, y: y0, width: x1 - x0, height: y1 - y0, rx: 1.5,
          "data-colour": mark.colour, "data-of": mark.id,
        }));
      }
      for (const stroke of group ? mark.strokes : []) group.append(line(stroke, { "data-of": mark.id }));
      if (mark.start !== null) (words[mark.colour] ??= []).push(...rangesOf(mark.start, mark.stop));
    }
    if (!window.Highlight) return;
    for (const colour of ["yellow", "green", "blue", "pink", "orange"]) {
      CSS.highlights.delete(`note-${colour}`);
      if (words[colour]) CSS.highlights.set(`note-${colour}`, new Highlight(...words[colour]));
    }
  }

  function markAt(place) {
    return marks().find((mark) => mark.start !== null && mark.start <= place && place < mark.stop);
  }

  function noteClicked(event) {
    const drawn = event.target.closest?.("[data-layer] [data-of]");
    if (drawn) return showNote(drawn.dataset.of);
    const leaf = event.target.closest?.("[data-text-layer] [data-start]");
    if (!shown.contains(leaf) || !getSelection().isCollapsed) return undefined;
    const { anchorNode, anchorOffset } = getSelection();
    if (!anchorNode || !leaf.contains(anchorNode)) return undefined;
    const mark = markAt(startOf(leaf) + before(leaf, anchorNode, anchorOffset));
    return mark && showNote(mark.id);
  }

  function showNote(id) {
    open();
    const note = document.getElementById(`note-${id}`);
    if (!note) return;
    for (const lit of document.querySelectorAll(".note[data-lit]")) delete lit.dataset.lit;
    note.dataset.lit = "";
    note.scrollIntoView({ block: "nearest" });
    note.focus({ preventScroll: true });
  }

  // From a note to its place on the page.
  function showPlace(event) {
    if (event.target.closest("a, button, summary, form")) return;
    const id = event.target.closest(".note")?.dataset.note;
    const mark = id && marks().find((each) => each.id === id);
    if (!mark) return;
    const [range] = mark.start === null ? [] : rangesOf(mark.start, mark.stop);
    (range?.startContainer.parentElement || $(`[data-of="${id}"]`))?.scrollIntoView({ block: "center" });
    if (window.Highlight && range) CSS.highlights.set("note-lit", new Highlight(range));
  }

  // --- the page they are about ----------------------------------------------------------------

  function urlOf(sheet) {
    return drawer().dataset.url.replace(/\/pages\/\d+\//, `/pages/${sheet.dataset.sheet}/`);
  }

  // What is being written or drawn stays with its page.
  function isBusy() {
    return Boolean(drawing || composer().elements.text.value);
  }

  function turnTo(sheet) {
    if (sheet === shown) return;
    shown = sheet;
    drawer().dataset.url = urlOf(sheet);
    composer().setAttribute("action", drawer().dataset.url);
    composer().setAttribute("hx-post", drawer().dataset.url);
    htmx.process(composer());
    $("[data-draw]").hidden = !$("[data-marks]", sheet);
  }

  let settling = 0;
  function follow() {
    clearTimeout(settling);
    settling = setTimeout(() => {
      if (isBusy() || window.reader.sheet() === shown) return;
      turnTo(window.reader.sheet());
      htmx.ajax("GET", drawer().dataset.url, { target: "#page-notes", swap: "outerHTML" });
    }, SETTLED_MS);
  }

  // What is marked on a page beside the one in view is that page's.
  function turnToWords(node) {
    const sheet = (node?.parentElement ?? node)?.closest?.("[data-sheet]");
    if (sheet && !isBusy()) turnTo(sheet);
  }

  // --- the drawer ----------------------------------------------------------------------

  function open() {
    drawer().dataset.open = "";
    $("[data-notes-open]").setAttribute("aria-expanded", "true");
  }

  function close() {
    delete drawer().dataset.open;
    $("[data-notes-open]").setAttribute("aria-expanded", "false");
    $("[data-notes-open]").focus();
  }

  // --- marking -------------------------------------------------------------------------

  function send(values) {
    const source = drawer();
    htmx.ajax("POST", source.dataset.url, {
      source, target: "#page-notes", swap: "outerHTML", values,
    });
    getSelection().removeAllRanges();
    hideBar();
  }

  function highlight(what, colour = "yellow") {
    if (what) send({ kind: "highlight", colour, target: JSON.stringify(what.target) });
  }

  function compose(what) {
    const form = composer();
    const about = $("[data-about]", form);
    form.elements.kind.value = "note";
    form.elements.strokes.value = "";
    form.elements.target.value = what ? JSON.stringify(what.target) : "";
    about.textContent = what?.words ? `“${what.words.slice(0, 200)}”` : about.dataset.page;
    hideBar();
    open();
    document.getElementById("notes-new").open = true;
    form.elements.text.focus();
  }

  function selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    turnToWords(selection.getRangeAt(0).startContainer);
    const place = placeOf(selection.getRangeAt(0));
    return place && { target: asTarget(place), words: place.exact };
  }

  function section(element) {
    const found = element?.closest?.("[data-section]");
    turnToWords(found);
    return shown.contains(found) && {
      target: { section: found.dataset.section }, words: found.textContent.trim().replace(/\s+/g, " "),
    };
  }

  function offerBar() {
    if (drawing) return;
    target = selected();
    if (!target) return hideBar();
    const bar = $("[data-mark-bar]");
    const box = getSelection().getRangeAt(0).getBoundingClientRect();
    bar.hidden = false;
    const lowest = innerHeight - bar.offsetHeight - 8;
    const top = box.bottom + 8 <= lowest ? box.bottom + 8 : box.top - 8 - bar.offsetHeight;
    bar.style.top = `${Math.max(8, Math.min(top, lowest))}px`;
    bar.style.left = `${Math.max(8, Math.min(box.left, innerWidth - bar.offsetWidth - 8))}px`;
    return undefined;
  }

  function hideBar() {
    $("[data-mark-bar]").hidden = true;
    target = null;
  }

  // Words are selected from the keyboard, beginning with those of the section in focus.
  function extend(event) {
    const steps = {
      ArrowRight: ["forward", "word"], ArrowLeft: ["backward", "word"],
      ArrowDown: ["forward", "line"], ArrowUp: ["backward", "line"],
    };
    const step = event.shiftKey && steps[event.key];
    const focused = document.activeElement?.closest("[data-section]");
    const selection = getSelection();
    const isInWords = selection.anchorNode?.parentElement?.closest("[data-text-layer]");
    if (!step || !(focused || (isInWords && !selection.isCollapsed))) return false;
    const leaf = focused?.querySelector("[data-start]");
    if (leaf && !(focused.contains(selection.anchorNode) && !selection.isCollapsed)) {
      const [node, offset] = pointIn(leaf, 0);
      selection.collapse(node, offset);
    }
    selection.modify("extend", ...step);
    event.preventDefault();
    return true;
  }

  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog, .menu")) return;
    if (extend(event)) return;
    if (event.key === "Escape") return void (drawing ? stopDrawing() : drawer().hasAttribute("data-open") && close());
    if (event.shiftKey || document.documentElement.dataset.keys === "no-letters") return;
    const what = selected() || section(document.activeElement);
    if (event.key === "h" && what) highlight(what);
    else if (event.key === "a") compose(what);
    else if (event.key === "b") $("[data-bookmark]").requestSubmit();
    else return;
    event.preventDefault();
  }

  // --- drawing -------------------------------------------------------------------------

  let drawing = null; // {strokes, colour, isErasing, form}

  function startDrawing(strokes = [], form = null) {
    const svg = $("[data-marks]", shown);
    if (!svg) return;
    close();
    hideBar();
    drawing = { strokes: structuredClone(strokes), colour: "blue", isErasing: false, form, current: null };
    svg.classList.add("is-drawing");
    $("[data-draw-bar]").hidden = false;
    svg.scrollIntoView({ block: "nearest" });
    showDrawing();
  }

  function stopDrawing() {
    drawing = null;
    $("[data-marks]", shown).classList.remove("is-drawing");
    $("[data-draw-bar]").hidden = true;
    layer("drawing");
    open();
  }

  function showDrawing() {
    const group = layer("drawing");
    const all = drawing.current ? [...drawing.strokes, drawing.current] : drawing.strokes;
    for (const stroke of all) group.append(line(stroke));
  }

  function pointOf(event) {
    const svg = $("[data-marks]", shown);
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const { width, height } = svg.viewBox.baseVal;
    const within = (value, end) => Math.round(Math.max(0, Math.min(value, end)) * 10) / 10;
    return [within(at.x, width), within(at.y, height)];
  }

  const far = ([x0, y0], [x1, y1]) => Math.hypot(x1 - x0, y1 - y0);

  function pen(event) {
    if (!drawing || !$("[data-marks]", shown).contains(event.target)) return;
    const point = pointOf(event);
    if (drawing.isErasing && (event.type === "pointerdown" || event.buttons)) {
      drawing.strokes = drawing.strokes.filter((stroke) => stroke.points.every((each) => far(each, point) > 8));
    } else if (event.type === "pointerdown" && event.isPrimary) {
      $("[data-marks]", shown).setPointerCapture(event.pointerId);
      drawing.current = { points: [point], width: 2, colour: drawing.colour };
    } else if (drawing.current && event.type === "pointermove") {
      const drawn = drawing.current.points;
      if (far(drawn[drawn.length - 1], point) > 1.5 && drawn.length < 2000) drawn.push(point);
    } else if (drawing.current && event.type === "pointerup") {
      drawing.strokes.push(drawing.current);
      drawing.current = null;
    }
    event.preventDefault();
    showDrawing();
  }

  function saveDrawing() {
    const { strokes, form } = drawing;
    if (!strokes.length) return stopDrawing();
    const json = JSON.stringify(strokes);
    stopDrawing();
    if (form) {
      form.elements.strokes.value = json;
      return form.requestSubmit();
    }
    return send({ kind: "drawing", strokes: json, colour: strokes[0].colour });
  }

  function drawBar(event) {
    const button = event.target.closest("button");
    if (!button || !drawing) return;
    if (button.dataset.colour) {
      drawing.colour = button.dataset.colour;
      for (const each of event.currentTarget.querySelectorAll("[data-colour]")) {
        each.setAttribute("aria-pressed", String(each === button));
      }
    }
    if ("drawUndo" in button.dataset) drawing.strokes.pop();
    if ("drawErase" in button.dataset) {
      drawing.isErasing = !drawing.isErasing;
      button.setAttribute("aria-pressed", String(drawing.isErasing));
    }
    if ("drawCancel" in button.dataset) return void stopDrawing();
    if ("drawSave" in button.dataset) return void saveDrawing();
    showDrawing();
  }

  // --- begin ---------------------------------------------------------------------------

  function clicked(event) {
    if (drawing) return;
    if (event.target.closest("[data-notes-open]")) return void open();
    if (event.target.closest("[data-notes-close]")) return void close();
    if (event.target.closest("[data-draw]")) return void startDrawing();
    const again = event.target.closest("[data-draw-again]");
    if (again) {
      const mark = marks().find((each) => each.id === again.dataset.drawAgain);
      return void startDrawing(mark?.strokes, again.form);
    }
    if (event.target.closest(".note")) return void showPlace(event);
    noteClicked(event);
  }

  function swapped(event) {
    if (event.detail.target?.id !== "page-notes") return;
    const panel = document.getElementById("page-notes");
    document.getElementById("notes-problem").replaceChildren();
    $("[data-note-count]").textContent = panel.dataset.count;
    drawMarks();
    if (!panel.dataset.made) return;
    const form = composer();
    form.reset();
    form.elements.target.value = "";
    $("[data-about]", form).textContent = $("[data-about]", form).dataset.page;
    document.getElementById("notes-new").open = false;
    showNote(panel.dataset.made);
    follow();
  }

  function reachable() {
    for (const part of document.querySelectorAll("[data-section]")) {
      if (!part.hasAttribute("tabindex")) part.tabIndex = 0;
    }
  }

  function begin() {
    reachable();
    window.reader.root.addEventListener("reader:pages", reachable);
    window.reader.root.addEventListener("reader:sheet", follow);
    const bar = $("[data-mark-bar]");
    bar.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.colour) highlight(target, button.dataset.colour);
      else if (button) compose(target);
    });
    $("[data-draw-bar]").addEventListener("click", drawBar);
    for (const type of ["pointerdown", "pointermove", "pointerup"]) document.addEventListener(type, pen);
    document.addEventListener("selectionchange", () => setTimeout(offerBar, 120));
    document.addEventListener("click", clicked);
    document.addEventListener("keydown", key);
    document.addEventListener("htmx:afterSwap", swapped);
    drawMarks();
    const id = new URLSearchParams(location.search).get("note");
    if (id) {
      showNote(id);
      document.getElementById(`note-${id}`)?.click();
    } else if (location.hash === "#notes") open();
  }

  begin();
})();
