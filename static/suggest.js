/* Suggestions under the search box as one types: an editable combobox with a list. Without this file the box is a plain form. */
"use strict";

(() => {
  const PAUSE = 120, SHORTEST = 2, LONGEST = 100, KEPT = 50;
  const KINDS = { answer: "Answers", faq: "Questions", section: "Guidance" };
  const CLOSED = -1;

  function make(name, attributes, text) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text) node.textContent = text;
    return node;
  }

  function upgrade(input, number) {
    const id = `sr-suggestions-${number}`;
    const list = make("div", { id, role: "listbox", class: "suggestions", "aria-label": "Suggestions", hidden: "" });
    const said = make("p", { class: "hidden", role: "status", "aria-live": "polite" });
    const kept = new Map();
    let options = [], chosen = CLOSED, timer = 0, request = null;

    input.parentElement.append(list);
    input.form.append(said);
    for (const [key, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id })) {
      input.setAttribute(key, value);
    }

    const typed = () => input.value.trim().slice(0, LONGEST);
    const isOpen = () => !list.hidden;

    function choose(place) {
      options.forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
      chosen = place;
      if (place === CLOSED) {
        input.removeAttribute("aria-activedescendant");
      } else {
        input.setAttribute("aria-activedescendant", options[place].id);
        options[place].scrollIntoView({ block: "nearest" });
      }
    }

    function show(open) {
      const opens = open && list.hidden;
      choose(CLOSED);
      list.hidden = !open;
      if (opens) list.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-expanded", String(open));
    }

    function close() {
      clearTimeout(timer);
      if (request) request.abort();
      request = null;
      said.textContent = "";
      show(false);
    }

    function fill(found) {
      list.replaceChildren();
      options = [];
      if (found.did_you_mean) list.append(make("p", { role: "presentation" }, `For “${found.did_you_mean}”`));
      for (const [kind, label] of Object.entries(KINDS)) {
        const items = found.suggestions.filter((item) => item.kind === kind);
        if (!items.length) continue;
        const group = make("div", { role: "group", "aria-labelledby": `${id}-${kind}` });
        group.append(make("p", { id: `${id}-${kind}`, role: "presentation" }, label));
        for (const item of items) {
          const option = make("div", { id: `${id}-${options.length}`, role: "option", "aria-selected": "false", "data-url": item.url }, item.text);
          if (item.label) option.append(" ", make("span", {}, item.label));
          options.push(option);
          group.append(option);
        }
        list.append(group);
      }
      show(options.length > 0);
      const count = options.length === 1 ? "1 suggestion" : `${options.length || "No"} suggestions`;
      said.textContent = count + (found.did_you_mean ? ` for ${found.did_you_mean}.` : ".");
    }

    async function ask() {
      const text = typed();
      if (request) request.abort();
      if (text.length < SHORTEST || document.activeElement !== input) return close();
      const day = input.form.elements.namedItem("on");
      const address = "/api/v1/suggest?" + new URLSearchParams(day && day.value ? { on: day.value, q: text } : { q: text });
      if (kept.has(address)) return fill(kept.get(address));
      const mine = new AbortController();
      request = mine;
      try {
        const response = await fetch(address, { signal: mine.signal, credentials: "omit" });
        const found = response.ok ? await response.json() : null;
        if (request !== mine || text !== typed()) return;
        if (!found) return close();
        if (kept.size >= KEPT) kept.delete(kept.keys().next().value);
        kept.set(address, found);
        fill(found);
      } catch {
        if (request === mine) close();
      }
    }

    function later() {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    }

    const go = (option) => window.location.assign(option.dataset.url);
    const step = (by) => choose(((chosen + 1 + by + options.length + 1) % (options.length + 1)) - 1);

    const KEYS = {
      ArrowDown: () => (isOpen() ? step(1) : ask()),
      ArrowUp: () => (isOpen() ? step(-1) : ask()),
      Home: () => chosen !== CLOSED && choose(0),
      End: () => chosen !== CLOSED && choose(options.length - 1),
      Enter: () => (chosen !== CLOSED ? go(options[chosen]) : (close(), false)),
      Escape: () => {
        if (!isOpen()) input.value = "";
        close();
      },
      Tab: () => (close(), false),
      ArrowLeft: () => (choose(CLOSED), false),
      ArrowRight: () => (choose(CLOSED), false),
    };

    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const act = KEYS[event.key];
      if (act && act() !== false) event.preventDefault();
    });
    input.addEventListener("input", (event) => event.isComposing || later());
    input.addEventListener("compositionend", later);
    input.addEventListener("blur", close);
    window.addEventListener("pagehide", close);
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) go(option);
    });
  }

  document.querySelectorAll("form.find input[name=q]").forEach(upgrade);
})();
