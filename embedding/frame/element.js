/* <stay-registered-faq>: a frame of ours in a page of another site follows its content. Without this file the frame, or the link, that it holds stands as it is. */
(() => {
  "use strict";

  const NAME = "stay-registered-faq", MESSAGE = "stay-registered:height", VERSION = 1;
  const LEAST = 80, USUAL = 600, MOST = 20000;
  const FILTERS = ["regulator", "profession", "role", "country", "topic", "max"], LOOKS = ["theme", "level", "note"];
  const SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-scripts allow-same-origin";

  if (customElements.get(NAME)) return;
  // Asked of the prototype: an image that is named currentScript, in words that a page takes from its readers, would stand in its place.
  const script = Object.getOwnPropertyDescriptor(Document.prototype, "currentScript").get.call(document);
  if (!script || !script.src) {
    console.warn(`${NAME}: load element.js from our site with <script async src="...">, not as a module or a copy. Until then frames keep their height.`);
    return;
  }
  const HOME = new URL(".", script.src);
  const connected = new Set();

  function isFrame(address) {
    try {
      const url = new URL(address);
      return url.origin === HOME.origin && url.pathname.startsWith(HOME.pathname);
    } catch {
      return false;
    }
  }

  function addressOf(element) {
    const value = name => (element.getAttribute(name) || "").trim();
    const query = new URLSearchParams();
    const take = names => names.filter(value).forEach(name => query.set(name, value(name)));
    let path = "faqs";
    if (value("faq")) path = `faq/${encodeURIComponent(value("faq"))}`;
    else if (value("answer")) path = `answer/${value("answer").split("/").map(encodeURIComponent).join("/")}`;
    else if (value("faqs")) query.set("ids", value("faqs"));
    else if (FILTERS.some(value)) take(FILTERS);
    else return "";
    take(LOOKS);
    query.sort();
    const said = String(query).replace(/\+/g, "%20").replace(/%2C/g, ","); // as the site itself writes it, so that caches hold one copy
    const address = HOME.href + path + (said && `?${said}`);
    return isFrame(address) ? address : ""; // two dots in place of a name would lead out of the frames
  }

  function makeFrame(address, title) {
    const frame = document.createElement("iframe");
    frame.title = title;
    frame.loading = "lazy";
    frame.referrerPolicy = "no-referrer";
    frame.setAttribute("sandbox", SANDBOX);
    Object.assign(frame.style, { display: "block", width: "100%", height: `${LEAST}px`, border: "0" });
    frame.src = address;
    return frame;
  }

  /* A height counts only from the window of a frame of ours, while a page of our origin stands in it. */
  function hear(event) {
    const said = event.data;
    if (event.origin !== HOME.origin || !event.source || !said || said.type !== MESSAGE || said.version !== VERSION) return;
    if (typeof said.height !== "number" || !(said.height >= 1 && said.height <= MOST)) return;
    for (const element of connected) {
      if (element.frame && element.frame.contentWindow === event.source) element.follow(Math.max(LEAST, Math.ceil(said.height)));
    }
  }

  customElements.define(NAME, class extends HTMLElement {
    static get observedAttributes() {
      return ["faq", "faqs", "answer", "label", ...FILTERS, ...LOOKS];
    }

    constructor() {
      super();
      this.made = null;
      this.started = false;
      this.fallback = document.createElement("div");
      this.place = document.createElement("slot");
      this.place.name = "frame";
      this.fallback.append(document.createElement("slot"));
      this.attachShadow({ mode: "open" }).append(this.fallback, this.place);
    }

    /* The frame that the page holds, or else the one that we made. */
    get frame() {
      return this.made || [...this.querySelectorAll("iframe")].find(frame => isFrame(frame.src)) || null;
    }

    connectedCallback() {
      if (!connected.size) window.addEventListener("message", hear);
      connected.add(this);
      if (document.readyState !== "loading") this.start();
      else document.addEventListener("DOMContentLoaded", () => this.start(), { once: true }); // what it holds may not be read yet
    }

    disconnectedCallback() {
      connected.delete(this);
      if (!connected.size) window.removeEventListener("message", hear);
      this.fallback.hidden = false;
    }

    attributeChangedCallback() {
      if (this.started) this.renew();
    }

    start() {
      if (this.started || !this.isConnected) return;
      this.started = true;
      if (!this.frame) {
        this.renew();
      } else if (!this.fallback.hidden) { // it may have told its height before we listened: one that is resized tells it again
        this.frame.slot = "frame";
        this.frame.style.height = `${this.frame.offsetHeight + 1}px`;
      }
    }

    /* Another frame instead of another address: going back must lead to the page before, not to the frame before. */
    renew() {
      if (this.frame && !this.made) return;
      const link = this.querySelector("a"), address = addressOf(this);
      if (this.made) this.made.remove();
      this.made = null;
      this.fallback.hidden = false;
      if (!address) return;
      const frame = makeFrame(address, this.getAttribute("label") || (link && link.textContent.trim()) || "Stay Registered: questions and answers");
      frame.addEventListener("load", () => {
        if (frame === this.made && !this.fallback.hidden) frame.style.height = `${USUAL}px`; // one that tells no height is of use at the usual one
      });
      this.made = frame;
      this.shadowRoot.append(frame);
    }

    /* Whatever else stands inside is shown until a frame has told its height, so that a frame that is blocked leaves a link. */
    follow(height) {
      const frame = this.frame;
      const edges = getComputedStyle(frame).boxSizing === "border-box" ? frame.offsetHeight - frame.clientHeight : 0;
      if (!this.made) frame.slot = "frame";
      frame.style.height = `${height + edges}px`;
      this.fallback.hidden = true;
    }
  });
})();
