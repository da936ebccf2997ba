// Progressive enhancement only: every page works without this file.
"use strict";

(() => {
  const wide = window.matchMedia("(min-width: 60rem)");

  // «/» moves to the search box, unless something is being written.
  const box = document.querySelector("[data-focus-key]");
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writing || !box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  for (const hint of document.querySelectorAll(".hint")) hint.hidden = false;

  // How long a text is stands below its box while it is written; one that is too long is not sent.
  for (const told of document.querySelectorAll("[data-length-of]")) {
    const text = document.getElementById(told.dataset.lengthOf);
    const most = Number(told.dataset.most);
    const count = () => {
      const length = [...text.value.trim()].length;
      told.firstElementChild.textContent = length.toLocaleString(document.documentElement.lang);
      told.classList.toggle("over", length > most);
      text.setCustomValidity(length > most ? told.dataset.over : "");
    };
    told.hidden = false;
    text.addEventListener("input", count);
    window.addEventListener("pageshow", count); // a browser that comes back has kept the text
    count();
  }

  // A page that is made to be printed has a button for it.
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // Whoever comes back finds what the address says, not what was chosen or typed before leaving. What is to be
  // posted is no part of the address, and a browser that comes back may keep it.
  const searches = [...document.forms].filter((form) => form.method === "get");
  const blocks = [...document.querySelectorAll("main details")];
  const wasOpen = new Map(blocks.map((block) => [block, block.open]));
  const [visit] = performance.getEntriesByType("navigation");
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted && visit?.type !== "back_forward") return;
    for (const form of searches) form.reset();
    for (const block of blocks) block.open = wasOpen.get(block);
    follow();
  });

  // A list that sends its form when another line is chosen needs no button.
  for (const form of document.querySelectorAll("[data-auto-submit]")) {
    form.querySelector("button").hidden = true;
    form.addEventListener("change", () => form.requestSubmit());
  }

  // A text is copied by its button; where the browser lets no program do that, it is selected to be copied by hand.
  for (const button of document.querySelectorAll("[data-copy]")) {
    const text = document.getElementById(button.dataset.copy);
    const label = button.textContent;
    const done = () => {
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = label; }, 2000);
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      getSelection().selectAllChildren(text);
      navigator.clipboard?.writeText(text.textContent).then(done, () => {});
    });
  }

  // Filters and pictures are folded blocks on a phone and always open beside and above the hits.
  const folds = document.querySelectorAll(".fold");
  const follow = () => { if (wide.matches) for (const fold of folds) fold.open = true; };
  wide.addEventListener("change", follow);
  follow();

  // Where only a part of the values is here, the list is that of the page which the form would lead to.
  const askServer = (box, facet) => {
    let waiting = 0;
    let asked = 0;
    box.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(async () => {
        const own = ++asked;
        const address = new URL(box.form.action);
        address.search = new URLSearchParams(new FormData(box.form));
        try {
          const answer = await fetch(address);
          const page = new DOMParser().parseFromString(await answer.text(), "text/html");
          const found = page.getElementById(facet.id);
          if (!answer.ok || !found || own !== asked) return;
          const lists = (one) => one.querySelectorAll("ul, .more");
          for (const old of [...lists(facet)].slice(1)) old.remove();
          lists(facet)[0].replaceWith(...lists(found));
        } catch { /* the form still works */ }
      }, 250);
    });
  };

  // A long list of values that is all here is narrowed while one types; else the server is asked.
  for (const box of document.querySelectorAll("[data-find]")) {
    const facet = box.closest(".facet");
    const values = [...facet.querySelectorAll("ul > li")];
    if (facet.querySelector("[data-more]")) {
      askServer(box, facet);
      continue;
    }
    box.form.querySelector("button").hidden = true;
    box.form.addEventListener("submit", (event) => event.preventDefault());
    const narrow = () => {
      const words = box.value.trim().toLowerCase();
      for (const value of values) {
        value.hidden = !value.querySelector(".active") && !value.textContent.toLowerCase().includes(words);
      }
    };
    box.addEventListener("input", narrow);
    box.form.addEventListener("reset", () => setTimeout(narrow)); // after the box has its value again
  }

  // Whether the pictures are open is remembered by the browser, and until somebody chooses follows the room there
  // is for them beside the hits.
  const roomy = window.matchMedia("(min-width: 100rem)");
  for (const block of document.querySelectorAll("[data-remember]")) {
    const key = `open:${block.dataset.remember}`;
    let kept = null;
    try { kept = localStorage.getItem(key); } catch { /* no storage, nothing to remember */ }
    block.open = kept === null ? roomy.matches : kept === "1";
    block.querySelector("summary").addEventListener("click", () => {
      try { localStorage.setItem(key, block.open ? "0" : "1"); } catch { /* the same */ }
    });
  }

  // Which facets were opened or closed by hand is kept while the tab is open. A page that is come back to, and a
  // facet that the address names, show what the address says.
  for (const facet of document.querySelectorAll("[data-keep]")) {
    const key = `facet:${facet.dataset.keep}`;
    try {
      const kept = visit?.type === "back_forward" ? null : sessionStorage.getItem(key);
      if (kept !== null && !("named" in facet.dataset)) facet.open = kept === "1";
      facet.querySelector("summary").addEventListener("click", () => {
        sessionStorage.setItem(key, facet.open ? "0" : "1");
      });
    } catch { /* no storage, nothing to keep */ }
  }
})();
