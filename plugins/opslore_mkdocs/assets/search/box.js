/* The boxes of the search and the key that leads there; the search itself is loaded when somebody
   goes to a box, so that a page without a question costs less. Without this script the box in the
   header leads to the library, which lists everything. */
(() => {
  "use strict";

  const here = new URL(document.currentScript.src);
  const home = document.querySelector(".ol-search");
  let loading = false;

  function made(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function load() {
    if (loading) return;
    loading = true;
    const script = made("script", { type: "module", src: new URL("search.js", here).href });
    script.addEventListener("error", () => { loading = false; }); // tried again at the next visit
    document.head.append(script);
  }

  if (home) {
    home.replaceChildren(made("form", { class: "ol-home-search", role: "search",
      "aria-label": "Library", action: new URL("../../library/", here).href, method: "get" },
    made("input", { type: "search", name: "q", class: "ol-search-input",
      "aria-label": "Search the library", "aria-keyshortcuts": "/",
      placeholder: "Alert, error, service, id ( / )", autocomplete: "off" })));
  }
  if (matchMedia("(hover: none)").matches) {
    for (const each of document.querySelectorAll(".ol-search-input")) {
      each.placeholder = each.placeholder.replace(" ( / )", ""); // no such key there
    }
  }
  if (document.querySelector(".ol-library-search")) load();
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".ol-search-input")) load();
  });
  document.addEventListener("keydown", (event) => {
    const active = document.activeElement;
    const typing = active && (/^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName) || active.isContentEditable);
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const inputs = [...document.querySelectorAll(".md-content .ol-search-input"),
      ...document.querySelectorAll(".ol-search-input")];
    const first = inputs.find((each) => each.offsetParent !== null);
    if (first) {
      event.preventDefault();
      event.stopPropagation();
      first.focus();
      first.select();
    }
  }, true);
})();
