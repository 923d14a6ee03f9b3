/* The boxes in the header and on the home page; loaded by box.js when somebody goes to one. */

import { asked, find, index, site } from "./find.js";
import { element, later, listed, nothing, steer } from "./hits.js";

const SHOWN = { group: 3, first: 4, all: 9 }; // each is a file to load

function box(form, name) {
  const input = form.querySelector("input");
  const said = element("p", { class: "ol-said", role: "status" });
  const panel = element("div", { class: "ol-panel", hidden: true, id: name, role: "region",
    "aria-label": "Results" });
  form.append(said, panel);
  function close() {
    panel.hidden = true;
    input.focus();
    input.select();
  }
  const answered = steer(input, panel, close);
  let turn = 0;
  async function show() {
    const query = input.value.trim();
    const mine = ++turn;
    if (!query) {
      panel.hidden = true;
      said.textContent = "";
      answered(query);
      return;
    }
    try {
      const words = asked(query, await index());
      const found = words.length ? await find(query, {}, SHOWN, () => mine === turn) : { total: 0 };
      if (mine !== turn) return;
      const all = new URL("library/", site);
      all.searchParams.set("q", query);
      panel.replaceChildren(...(found.total ? listed(found.groups) : [nothing()]),
        element("a", { class: "ol-all", href: all.href }, found.total
          ? `All ${found.total} results with filters` : "All documents by type"));
      said.textContent = found.total === 1 ? "1 result" : `${found.total} results`;
    } catch (error) {
      if (mine !== turn) return;
      panel.replaceChildren(element("p", { class: "ol-none" },
        "The search index cannot be read here; Enter leads to the lists of the library."));
    }
    panel.hidden = false;
    answered(query);
  }
  // Whoever came to the box made this script be loaded, and may have typed meanwhile.
  if (document.activeElement === input) index().catch(() => {});
  if (input.value) show();
  input.addEventListener("focus", () => { index().catch(() => {}); }, { once: true });
  input.addEventListener("input", later(show));
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) panel.hidden = true;
  });
}

const heads = [...document.querySelectorAll(".ol-head-search")];
heads.forEach((form, number) => box(form, `ol-search-${number}`));
const home = document.querySelector(".ol-home-search");
if (home) box(home, "ol-search-home");
const place = document.querySelector(".ol-library-search");
if (place) {
  import("./library.js").then(({ library }) => library(place)).catch(() => {
    document.body.classList.remove("ol-searching");
    place.replaceChildren(element("p", { class: "ol-none", role: "status" },
      "The search index cannot be read here; everything is in the lists below."));
  });
}
