// Completes the search box while somebody types: the combobox pattern of ARIA 1.2, with a list that is chosen
// from by hand. Without this file, or without an answer from the server, the box is a plain one.
"use strict";

(() => {
  const PAUSE = 120; // milliseconds without a key before the server is asked
  const { address, label, none, some } = document.currentScript.dataset;
  const box = document.getElementById("q");
  if (!box || !address) return;
  const form = box.form;

  const list = document.createElement("ul");
  list.id = "ehdotukset";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  // Only the options are seen: how many there are, and that there are none, is said for those who hear the page.
  const told = document.createElement("p");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  box.after(list, told);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");

  let suggestions = [];
  let active = -1;
  let timer = 0;
  let asking = new AbortController();

  function close() {
    clearTimeout(timer);
    asking.abort();
    list.hidden = true;
    told.textContent = "";
    box.setAttribute("aria-expanded", "false");
    activate(-1);
  }

  function activate(number) {
    active = number;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    if (active < 0) box.removeAttribute("aria-activedescendant");
    else {
      box.setAttribute("aria-activedescendant", list.children[active].id);
      list.children[active].scrollIntoView({ block: "nearest" });
    }
  }

  function option(suggestion, number) {
    const made = document.createElement("li");
    made.id = `ehdotus-${number}`;
    made.setAttribute("role", "option");
    made.lang = "fi"; // names and words of the descriptions, whatever the language of the page
    for (const [name, text] of [["text", suggestion.text], ["kind", suggestion.label]]) {
      const part = document.createElement("span");
      part.className = name;
      part.textContent = text;
      made.append(part, " ");
    }
    made.addEventListener("click", () => choose(suggestion));
    return made;
  }

  function show(found) {
    suggestions = found;
    list.replaceChildren(...found.map(option));
    list.hidden = !found.length;
    told.textContent = found.length ? `${some} ${found.length}` : none;
    box.setAttribute("aria-expanded", String(found.length > 0));
    activate(-1);
  }

  async function ask() {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(`${address}?${new URLSearchParams({ q: box.value })}`, { signal });
      const found = answer.ok ? (await answer.json()).suggestions : [];
      if (!signal.aborted && document.activeElement === box) show(found);
    } catch { /* aborted, or no answer: nothing to suggest */ }
  }

  // A word is searched for, a name narrows the search, a project is opened.
  function choose(suggestion) {
    close();
    if (suggestion.kind === "hanke") {
      window.location.assign(suggestion.url);
      return;
    }
    // The form stays as it is, so that whoever comes back finds what the address says.
    const fields = new URLSearchParams(new FormData(form));
    fields.set(box.name, suggestion.query);
    const { field, value } = suggestion;
    if (field && !fields.getAll(field).includes(value)) fields.append(field, value);
    window.location.assign(`${form.action}?${fields}`);
  }

  box.addEventListener("input", (event) => {
    close();
    if (box.value.trim() && !event.isComposing) timer = setTimeout(ask, PAUSE);
  });

  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (step && list.hidden && box.value.trim()) {
      event.preventDefault();
      ask();
    } else if (step && !list.hidden) {
      event.preventDefault(); // one place beside the options is the box itself
      const places = suggestions.length + 1;
      activate((active + 1 + step + places) % places - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(suggestions[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (["Enter", "Tab"].includes(event.key)) close();
    else activate(-1);
  });

  box.addEventListener("blur", close);
  window.addEventListener("pageshow", close); // a page that comes back was left with its list open
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
})();
