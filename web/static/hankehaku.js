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

  // A list that sends its form when another line is chosen needs no button.
  for (const form of document.querySelectorAll("[data-auto-submit]")) {
    form.querySelector("button").hidden = true;
    form.addEventListener("change", () => form.requestSubmit());
  }

  // The filters are one folded block on a phone and always open beside the hits.
  const fold = document.querySelector(".filters > .fold");
  const follow = () => { if (fold && wide.matches) fold.open = true; };
  wide.addEventListener("change", follow);
  follow();

  // Which facets were opened or closed by hand is kept while the tab is open.
  for (const facet of document.querySelectorAll("[data-keep]")) {
    const key = `facet:${facet.dataset.keep}`;
    try {
      const kept = sessionStorage.getItem(key);
      if (kept !== null) facet.open = kept === "1" || facet.querySelector(":scope > ul .active") !== null;
      facet.querySelector("summary").addEventListener("click", () => {
        sessionStorage.setItem(key, facet.open ? "0" : "1");
      });
    } catch { /* no storage, nothing to keep */ }
  }
})();
