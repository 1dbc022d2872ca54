/* The builder as one chooses: preview and codes renew, codes can be copied by a button, questions are narrowed by words. Without this file the form is a plain form. */
"use strict";

(() => {
  const PAUSE = 350;
  const form = document.getElementById("sr-builder");
  const said = document.getElementById("sr-said");
  const words = document.getElementById("sr-words");
  let timer = 0, request = null;

  function address() {
    const filled = new FormData(form), asked = new URLSearchParams();
    for (const [name, value] of filled) if (value && name !== "ids" && name !== "find") asked.append(name, value);
    const ids = filled.getAll("ids");
    if (ids.length) asked.set("ids", ids.join(","));
    return `${new URL(form.action).pathname}?${asked}`;
  }

  function showButtons() {
    document.querySelectorAll("[data-copies]").forEach((button) => { button.hidden = false; });
  }

  function put(fresh) {
    const narrow = document.getElementById("sr-narrow");
    const keepNarrow = narrow && narrow.checked;
    document.querySelectorAll("[data-renewed]").forEach((old) => {
      const found = fresh.getElementById(old.id);
      if (found) old.replaceWith(document.adoptNode(found));
    });
    const again = document.getElementById("sr-narrow");
    if (again) again.checked = Boolean(keepNarrow);
    showButtons();
  }

  async function renew() {
    clearTimeout(timer);
    if (request) request.abort();
    const mine = new AbortController(), wanted = address();
    request = mine;
    try {
      const response = await fetch(wanted, { signal: mine.signal, credentials: "omit" });
      if (!response.ok) throw new Error("no answer");
      const text = await response.text();
      if (request !== mine) return true;
      put(new DOMParser().parseFromString(text, "text/html"));
      history.replaceState(null, "", wanted);
      said.textContent = "";
      setTimeout(() => { said.textContent = "Preview and codes renewed."; }, 50);
      return true;
    } catch {
      if (request === mine) said.textContent = "The preview could not be renewed. Press “Make the code”.";
      return request !== mine;
    }
  }

  function narrow() {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    document.querySelectorAll("details.picks").forEach((group) => {
      let left = 0;
      group.querySelectorAll("li").forEach((line) => {
        const text = line.textContent.toLowerCase();
        line.hidden = !wanted.every((word) => text.includes(word));
        if (!line.hidden) left += 1;
      });
      group.querySelector(".count").textContent = String(left);
      group.open = wanted.length > 0 && left > 0;
    });
  }

  async function copy(button) {
    const area = document.getElementById(button.dataset.copies);
    const told = button.parentElement.querySelector("[role=status]");
    let done = true;
    try {
      await navigator.clipboard.writeText(area.value);
    } catch {
      area.select();
      done = document.execCommand("copy");
      if (done) button.focus();
    }
    told.textContent = done ? "Copied." : "Your browser did not let us copy. The code is selected: copy it with your keyboard.";
    if (done) setTimeout(() => { told.textContent = ""; }, 4000);
  }

  form.addEventListener("input", (event) => {
    if (event.target === words) return narrow();
    clearTimeout(timer);
    timer = setTimeout(renew, PAUSE);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (document.activeElement === words) return;
    if (await renew()) document.getElementById("sr-result").focus();
    else form.submit();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copies]");
    if (button) copy(button);
  });
  document.querySelectorAll("[data-needless]").forEach((button) => { button.hidden = true; });
  showButtons();
})();
