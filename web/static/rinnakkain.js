// The short list is kept in this browser alone: boxes beside projects choose, the bar below leads to those chosen.
"use strict";

(() => {
  const KEY = "vertailu";
  const bar = document.querySelector(".shortlist");
  const page = document.querySelector("[data-codes]");
  const most = Number((bar ?? page)?.dataset.most);

  let memory = []; // in place of a storage that the browser does not give
  const kept = () => {
    let text;
    try { text = localStorage.getItem(KEY) ?? "[]"; } catch { return memory; }
    try {
      const found = JSON.parse(text);
      return Array.isArray(found) ? found.filter((code) => typeof code === "string").slice(0, most) : [];
    } catch { return []; /* not what we wrote */ }
  };
  const keep = (codes) => {
    memory = codes;
    try { localStorage.setItem(KEY, JSON.stringify(codes)); } catch { /* no storage */ }
  };

  if (bar) {
    const boxes = [...document.querySelectorAll(`input[form="${bar.id}"]`)];
    const told = bar.querySelector("[role=status]");
    const clear = bar.querySelector("[data-clear]");
    let chosen = kept();

    const show = () => {
      for (const box of boxes) box.checked = chosen.includes(box.value);
      bar.classList.toggle("begun", chosen.length > 0);
      told.hidden = clear.hidden = !chosen.length;
      told.textContent = `${chosen.length} / ${most}`;
    };
    const choose = (codes) => { chosen = codes; keep(chosen); show(); };

    for (const box of boxes) {
      box.addEventListener("change", () => {
        const others = kept().filter((code) => code !== box.value);
        if (box.checked && others.length >= most) {
          show();
          told.textContent = bar.dataset.full;
        } else choose(box.checked ? [...others, box.value] : others);
      });
    }
    clear.addEventListener("click", () => choose([]));
    bar.addEventListener("formdata", (event) => {
      event.formData.delete("hanke");
      for (const code of chosen) event.formData.append("hanke", code);
    });
    const again = () => { chosen = kept(); show(); };
    window.addEventListener("storage", again); // another tab has chosen
    window.addEventListener("pageshow", () => setTimeout(again)); // after forms have been reset
    show();
  }

  if (page) {
    const codes = page.dataset.codes;
    const own = page.querySelector("[data-own]");
    const list = kept();
    const shown = codes.split(" ");
    if (list.length && list.every((code) => shown.includes(code))) keep(shown); // the own list, put in order or grown
    else if (list.length) {
      own.search = new URLSearchParams(list.map((code) => ["hanke", code]));
      own.hidden = false;
    }
    for (const link of page.querySelectorAll("[data-shortlist]")) {
      link.addEventListener("click", () => keep(link.dataset.shortlist.split(" ").filter(Boolean)));
    }
    window.addEventListener("beforeprint", () => {
      for (const block of page.querySelectorAll("details")) block.open = true;
    });
  }
})();
