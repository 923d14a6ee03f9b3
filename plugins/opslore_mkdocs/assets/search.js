/* Search: one index for the box in the header, the home page and the library.
   Without this script the box leads to the library, which lists everything. */
(() => {
  "use strict";

  const here = new URL(document.currentScript.src);
  const site = new URL("../", here);
  const bundle = new URL("pagefind/pagefind.js", site).href;
  const KINDS = ["Runbook", "Postmortem", "Near miss", "On-call policy", "Service", "Guide",
    "Case study", "Drill", "Readiness review", "Investment", "Onboarding path"];
  const PLURAL = { "Near miss": "Near misses", "Case study": "Case studies",
    "On-call policy": "On-call policies" };
  const SORTS = { relevance: "Relevance", date: "Newest", impact: "Impact" };
  const IN_BOX = 12;
  const IN_LIBRARY = 60;
  let loading = null;

  /* A failed load is tried again at the next key. */
  function index() {
    if (!loading) {
      loading = import(bundle).then(async (pagefind) => {
        await pagefind.options({ baseUrl: site.pathname, excerptLength: 24 });
        await pagefind.init();
        return pagefind;
      });
      loading.catch(() => { loading = null; });
    }
    return loading;
  }

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) {
        made.setAttribute(name, value);
      }
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  /* Pagefind marks what matched; everything else of its excerpt is text. */
  function excerpt(html) {
    const line = element("p", { class: "ol-hit-text" });
    html.split(/(<mark>|<\/mark>)/).reduce((marked, piece) => {
      if (piece === "<mark>") return true;
      if (piece === "</mark>") return false;
      const text = new DOMParser().parseFromString(piece, "text/html").body.textContent;
      line.append(marked ? element("mark", {}, text) : text);
      return marked;
    }, false);
    return line;
  }

  function hit(data, id) {
    const meta = data.meta;
    const facts = [meta.day, meta.services].filter(Boolean).join(" · ");
    const severity = meta.severity
      ? element("span", { class: `ol-chip ol-sev-${meta.severity.replace("sev", "")}` }, meta.severity)
      : null;
    return element("li", { class: "ol-hit", role: "option", id },
      element("a", { href: data.url, tabindex: "-1" }, meta.title || data.url),
      severity ? " " : null, severity,
      facts ? element("span", { class: "ol-kind" }, ` ${facts}`) : null,
      excerpt(data.excerpt),
      meta.trust ? element("p", { class: "ol-hit-done" }, `Trust: ${meta.trust}`) : null,
      meta.done ? element("p", { class: "ol-hit-done" }, `Done about it: ${meta.done}`) : null);
  }

  async function find(query, filters, sort, limit) {
    const pagefind = await index();
    const options = { filters };
    if (sort && sort !== "relevance") options.sort = { [sort]: "desc" };
    const found = await pagefind.search(query || null, options);
    const data = await Promise.all(found.results.slice(0, limit).map((r) => r.data()));
    return { total: found.results.length, data, filters: found.filters };
  }

  function grouped(data, prefix) {
    const groups = new Map(KINDS.map((kind) => [kind, []]));
    for (const item of data) {
      const kind = item.meta.type || "Guide";
      if (!groups.has(kind)) groups.set(kind, []);
      groups.get(kind).push(item);
    }
    const list = element("ul", { class: "ol-hits", role: "listbox", "aria-label": "Results" });
    let number = 0;
    for (const [kind, items] of groups) {
      if (!items.length) continue;
      const heading = PLURAL[kind] || `${kind}s`;
      list.append(element("li", { class: "ol-hit-group", role: "presentation" }, heading));
      for (const item of items) list.append(hit(item, `${prefix}-${number++}`));
    }
    return list;
  }

  /* The arrows move a mark, Enter opens, Escape goes back to the page. */
  function steer(input, panel) {
    let at = -1;
    input.addEventListener("keydown", (event) => {
      const hits = [...panel.querySelectorAll(".ol-hit")];
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!hits.length) return;
        event.preventDefault();
        at = event.key === "ArrowDown"
          ? Math.min(at + 1, hits.length - 1) : Math.max(at - 1, 0);
        hits.forEach((each, number) => each.setAttribute("aria-selected", String(number === at)));
        input.setAttribute("aria-activedescendant", hits[at].id);
        hits[at].scrollIntoView({ block: "nearest" });
      } else if (event.key === "Enter") {
        const chosen = hits[at];
        if (chosen) {
          event.preventDefault();
          chosen.querySelector("a").click();
        }
      } else if (event.key === "Escape") {
        input.blur();
        if (panel.classList.contains("ol-panel")) panel.hidden = true;
      }
    });
    return () => { at = -1; input.removeAttribute("aria-activedescendant"); };
  }

  function box(form, name) {
    const input = form.querySelector("input");
    const panel = element("div", { class: "ol-panel", hidden: true, id: name });
    form.append(panel);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", name);
    const reset = steer(input, panel);
    let turn = 0;
    input.addEventListener("focus", () => { index().catch(() => {}); }, { once: true });
    input.addEventListener("input", async () => {
      const query = input.value.trim();
      const mine = ++turn;
      if (!query) {
        panel.hidden = true;
        input.setAttribute("aria-expanded", "false");
        return;
      }
      try {
        const found = await find(query, {}, "relevance", IN_BOX);
        if (mine !== turn) return;
        const all = new URL("library/", site);
        all.searchParams.set("q", query);
        panel.replaceChildren(
          found.total ? grouped(found.data, name)
            : element("p", { class: "ol-none" }, "Nothing found. Fewer words may find more."),
          element("a", { class: "ol-all", href: all.href }, `All ${found.total} results`));
      } catch (error) {
        if (mine !== turn) return;
        panel.replaceChildren(element("p", { class: "ol-none" },
          "The search index cannot be read here; Enter leads to the lists of the library."));
      }
      reset();
      panel.hidden = false;
      input.setAttribute("aria-expanded", "true");
    });
    document.addEventListener("click", (event) => {
      if (!form.contains(event.target)) panel.hidden = true;
    });
  }

  /* The library: the same search with facets, its state in the address. */
  async function library(place) {
    const state = new URLSearchParams(location.search);
    const input = element("input", { type: "search", class: "ol-search-input",
      "aria-label": "Search the library", placeholder: "Search the library ( / )",
      autocomplete: "off" });
    input.value = state.get("q") || "";
    const count = element("p", { class: "ol-count", role: "status" });
    const results = element("div", { class: "ol-results", id: "library-results" });
    const facets = element("div", { class: "ol-facets" });
    const sort = element("select", { "aria-label": "Order" },
      ...Object.entries(SORTS).map(([value, label]) => element("option", { value }, label)));
    sort.value = SORTS[state.get("sort")] ? state.get("sort") : "relevance";
    const reset = steer(input, results);
    place.replaceChildren(input, element("label", { class: "ol-sort" }, "Order: ", sort), facets,
      count, results);
    const pagefind = await index();
    const everything = await pagefind.filters();
    const chosen = {};
    const boxes = [];
    for (const [facet, values] of Object.entries(everything)) {
      chosen[facet] = new Set(state.getAll(facet).filter((value) => value in values));
      const list = element("ul", {});
      for (const value of Object.keys(values).sort()) {
        const tick = element("input", { type: "checkbox", checked: chosen[facet].has(value) });
        const number = element("span", { class: "ol-kind" });
        tick.addEventListener("change", () => {
          if (tick.checked) chosen[facet].add(value);
          else chosen[facet].delete(value);
          show();
        });
        boxes.push({ facet, value, number, tick });
        list.append(element("li", {}, element("label", {}, tick, ` ${value} `, number)));
      }
      facets.append(element("details", { open: chosen[facet].size > 0, "data-facet": facet },
        element("summary", {}, facet), list));
    }
    let turn = 0;
    async function show() {
      const mine = ++turn;
      const query = input.value.trim();
      const filters = {};
      const address = new URL(location.href);
      address.search = "";
      if (query) address.searchParams.set("q", query);
      if (sort.value !== "relevance") address.searchParams.set("sort", sort.value);
      for (const [facet, values] of Object.entries(chosen)) {
        for (const value of values) address.searchParams.append(facet, value);
        if (values.size) filters[facet] = { any: [...values] };
      }
      history.replaceState(null, "", address);
      const asked = query || Object.keys(filters).length;
      document.body.classList.toggle("ol-searching", Boolean(asked));
      const found = await find(query, filters, sort.value, asked ? IN_LIBRARY : 0);
      if (mine !== turn) return;
      for (const each of boxes) {
        const number = (found.filters[each.facet] || {})[each.value] || 0;
        each.number.textContent = String(number);
        each.tick.disabled = number === 0 && !each.tick.checked;
      }
      reset();
      count.textContent = !asked ? "" : found.total === 1 ? "1 document" : `${found.total} documents`;
      results.replaceChildren(...(asked && found.total ? [grouped(found.data, "library")] : []));
    }
    input.addEventListener("input", show);
    sort.addEventListener("change", show);
    await show();
  }

  const heads = [...document.querySelectorAll(".ol-head-search")];
  heads.forEach((form, number) => box(form, `ol-search-${number}`));
  const home = document.querySelector(".ol-search");
  if (home) {
    const form = element("form", { class: "ol-home-search", role: "search",
      action: new URL("library/", site).href, method: "get" },
    element("input", { type: "search", name: "q", class: "ol-search-input",
      "aria-label": "Search the library", placeholder: "Search runbooks, postmortems, alerts ( / )",
      autocomplete: "off" }));
    home.replaceChildren(form);
    box(form, "ol-search-home");
  }
  const place = document.querySelector(".ol-library-search");
  if (place) {
    library(place).catch(() => {
      place.replaceChildren(element("p", { class: "ol-none" },
        "The search index cannot be read here; everything is in the lists below."));
    });
  }
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const inputs = [...document.querySelectorAll(".md-content .ol-search-input, .ol-search-input")];
    const first = inputs.find((each) => each.offsetParent !== null);
    if (first) {
      event.preventDefault();
      event.stopPropagation();
      first.focus();
      first.select();
    }
  }, true);
})();
