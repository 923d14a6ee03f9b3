/* Search: one index for the box in the header, the home page and the library.
   Loaded by search-box.js when somebody goes to a box. */
(() => {
  "use strict";

  const here = new URL(document.currentScript.src);
  const site = new URL("../", here);
  const bundle = new URL("pagefind/pagefind.js", site).href;
  const SORTS = { relevance: "Relevance", date: "Newest", impact: "Impact" };
  const HIDDEN = "\u241e"; // what follows in a page's text is found, but not shown
  const EVERY = "everydocument"; // a word of the template, in the text of every page that is found
  const MOST = "Postmortem";
  const TAGGED = 1.6; // a document that bears the failure mode the query names
  const IN_BOX = { group: 3, first: 4, all: 12 };
  const IN_LIBRARY = { group: 8, first: 12, all: 60 };
  const FEW = 3; // full matches, below which part of the words is enough
  const PARTIAL = 12;
  const WAIT = 120; // ms after a key
  const SHORT = 3; // characters; fewer are in almost every document, so the hand must rest longer
  const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" };

  /* -- the index ------------------------------------------------------------------------- */

  let loading = null;

  /* A failed load is tried again at the next key. */
  function index() {
    if (!loading) {
      loading = Promise.all([import(bundle), fetch(new URL("search.json", here))])
        .then(async ([pagefind, answer]) => {
          if (!answer.ok) throw new Error(`search.json: ${answer.status}`);
          const words = await answer.json();
          await pagefind.options({
            noWorker: true, // the worker is a second copy of the same 40 kB
            baseUrl: site.pathname,
            ranking: { pageLength: 0.3, termFrequency: 0.6, termSaturation: 1.2 },
          });
          await pagefind.init();
          return { pagefind, words, stop: new Set(words.stop) };
        });
      loading.catch(() => { loading = null; });
    }
    return loading;
  }

  function plain(text) {
    return text.toLowerCase().match(/[\p{L}\p{N}]+(?:[._-][\p{L}\p{N}]+)*/gu) || [];
  }

  /* The words that say something; a query of nothing else is taken as it is. */
  function asked(query, { stop }) {
    const words = plain(query);
    const told = words.filter((word) => !stop.has(word));
    return told.length ? told : words;
  }

  /* Pagefind loads its whole index for a search without words; this word every document has. */
  function term(words) {
    return words.join(" ") || EVERY;
  }

  /* Ids of the documents found that bear a failure mode whose title or synonym is in the query. */
  async function tagged(query, results, words, filters, { pagefind, words: { terms } }) {
    const text = ` ${plain(query).join(" ")} `;
    const ids = new Set();
    for (const { title, names } of terms) {
      if (!names.some((name) => text.includes(` ${name} `))) continue;
      const found = await pagefind.search(term(words), { filters: { ...filters, "Failure mode": title } });
      found.results.forEach((result) => ids.add(result.id));
      for (const result of results.filter(({ part }) => part)) {
        if (((await result.data()).filters["Failure mode"] || []).includes(title)) ids.add(result.id);
      }
    }
    return ids;
  }

  /* The kind of each document found, which a result does not tell: one search a kind loads nothing
     more. All but postmortems are told apart; with most of the documents that list would be long. */
  async function kindsOf(results, words, filters, { pagefind, words: { kinds } }) {
    const known = new Map(results.map((result) => [result.id, MOST]));
    const wanted = filters.Type ? filters.Type.any : kinds.map(({ name }) => name);
    for (const name of wanted.filter((each) => each !== MOST)) {
      const found = wanted.length === 1 ? { results }
        : await pagefind.search(term(words), { filters: { ...filters, Kind: name } });
      found.results.forEach((result) => known.set(result.id, name));
    }
    await Promise.all(results.filter((result) => result.part).map(async (result) => {
      known.set(result.id, (await result.data()).meta.type);
    }));
    return known;
  }

  /* Documents with all words; where those are few, after them the ones with most of the words. */
  async function matching(words, options, { pagefind }) {
    const found = await pagefind.search(term(words), options);
    if (found.results.length >= FEW || words.length < 2) return found;
    const sums = new Map();
    for (const word of words) {
      const one = await pagefind.search(word, options);
      for (const result of one.results) {
        const known = sums.get(result.id) || { result, score: 0 };
        known.score += 10 / Math.log2(2 + one.results.length) + result.score / 100;
        sums.set(result.id, known);
      }
    }
    const whole = new Set(found.results.map((result) => result.id));
    const most = Math.max(0, ...[...sums.values()].map(({ score }) => score));
    const least = Math.min(1, ...found.results.map((result) => result.score));
    const part = [...sums.values()].filter(({ result, score }) => !whole.has(result.id) && score >= most / 2)
      .sort((a, b) => b.score - a.score).slice(0, PARTIAL)
      .map(({ result, score }) => ({ ...result, score: least * score / most / 2, part: true, data: result.data }));
    return { ...found, results: [...found.results, ...part], partial: part.length > 0 };
  }

  /* Results by kind, the kind that the query asks for first, then as one wants them at night. */
  async function find(query, filters, sort, limit) {
    const known = await index();
    const options = { filters };
    const words = asked(query, known);
    if (sort && sort !== "relevance") options.sort = { [sort]: "desc" };
    else if (!words.length) options.sort = { date: "desc" };
    const found = await matching(words, options, known);
    const ids = words.length ? await tagged(query, found.results, words, filters, known) : new Set();
    const kinds = await kindsOf(found.results, words, filters, known);
    const results = found.results.map((result) => ({
      result, score: result.score * (ids.has(result.id) ? TAGGED : 1),
    }));
    if (words.length && !options.sort) results.sort((a, b) => b.score - a.score);
    const groups = new Map();
    const text = query.toLowerCase().split(/\s+/).filter(Boolean).join(" ");
    for (const { name, heading, asks, names } of known.words.kinds) {
      const wanted = (asks !== "" && new RegExp(asks).test(text)) || names.includes(text);
      groups.set(name, { name, heading, wanted, whole: false, results: [] });
    }
    for (const { result } of results) {
      const group = groups.get(kinds.get(result.id));
      if (group) {
        group.results.push(result);
        group.whole = group.whole || !result.part;
      }
    }
    const ordered = [...groups.values()].filter((group) => group.results.length);
    ordered.sort((a, b) => Number(b.wanted) - Number(a.wanted) || Number(b.whole) - Number(a.whole));
    let left = limit.all;
    for (const [place, group] of ordered.entries()) {
      const most = ordered.length === 1 ? limit.all : place ? limit.group : limit.first;
      group.total = group.results.length;
      group.results = group.results.slice(0, Math.max(0, Math.min(most, left)));
      left -= group.results.length;
    }
    const shown = ordered.filter((group) => group.results.length);
    await Promise.all(shown.map(async (group) => {
      group.data = await Promise.all(group.results.map((result) => result.data()));
    }));
    return { total: found.results.length, groups: shown, filters: found.filters || {},
      partial: Boolean(found.partial) };
  }

  /* -- what a result looks like ------------------------------------------------------------ */

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) {
        made.setAttribute(name, value);
      }
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  /* The sentence with most of the matches, as text; the matches are marked. */
  function sentence(data) {
    const line = element("p", { class: "ol-hit-text" });
    const text = (data.raw_content || "").replace(/&(lt|gt|amp|quot|#39);/g, (_, name) => ENTITIES[name]);
    const words = text.split(HIDDEN)[0].split(/\s+/).filter(Boolean);
    const title = (data.meta.title || "").split(/\s+/).length;
    const hits = new Set((data.locations || []).filter((at) => at < words.length));
    let best = null;
    for (let start = 0; start < words.length;) {
      let end = start;
      while (end < words.length - 1 && end - start < 34 && !/[.!?;]$/.test(words[end])) end += 1;
      let count = 0;
      for (let at = start; at <= end; at += 1) count += hits.has(at) ? 1 : 0;
      // Prose says more than a command, and the title is told already.
      const symbols = words.slice(start, end + 1).filter((word) => /[^\p{L}\p{N}'’"“”().,;:!?%-]/u.test(word)).length;
      if (start < title || symbols * 3 > end - start + 1) count *= 0.6;
      if (count && (!best || count > best.count)) best = { start, end, count };
      start = end + 1;
    }
    if (!best) return data.meta.description ? element("p", { class: "ol-hit-text" }, data.meta.description) : null;
    for (let at = best.start; at <= best.end; at += 1) {
      const [, before, core, after] = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/u.exec(words[at]);
      if (hits.has(at) && core) line.append(before, element("mark", {}, core), after, " ");
      else line.append(words[at], " ");
    }
    return line;
  }

  function chip(text, kind) {
    return text ? element("span", { class: `ol-chip ol-${kind}` }, text) : null;
  }

  function hit(data) {
    const meta = data.meta;
    const facts = [meta.day, meta.services].filter(Boolean).join(" · ");
    const number = (meta.severity || "").replace("sev", "");
    return element("li", { class: "ol-hit" },
      element("div", { class: "ol-hit-head" },
        element("a", { class: "ol-hit-link", href: data.url }, meta.title || data.url),
        " ", chip(meta.severity, `sev-${number}`), " ", chip(meta.state, `state-${meta.shape || "due"}`),
        facts ? element("span", { class: "ol-kind" }, ` ${facts}`) : null,
        meta.jump ? element("a", { class: "ol-hit-link ol-hit-jump", href: `${data.url}#${meta.jump}` },
          "Stop the bleeding") : null),
      sentence(data),
      meta.trust ? element("p", { class: "ol-hit-done" }, meta.trust) : null,
      meta.done ? element("p", { class: "ol-hit-done" }, `Done about it: ${meta.done}`) : null);
  }

  function listed(groups, level, more) {
    const parts = [];
    for (const group of groups) {
      const rest = group.total - group.data.length;
      parts.push(
        element(level, { class: "ol-hit-group" }, group.heading,
          rest > 0 ? element("span", { class: "ol-kind" }, ` ${group.data.length} of ${group.total}`) : null,
          rest > 0 && more ? " " : null,
          rest > 0 && more ? element("a", { class: "ol-more", href: more(group.name) }, "all") : null),
        element("ul", { class: "ol-hits" }, ...group.data.map(hit)));
    }
    return parts;
  }

  function none() {
    return element("p", { class: "ol-none" }, "Nothing found. Fewer words may find more. ",
      element("a", { class: "ol-hit-link", href: new URL("on-call/", site).href }, "Who to page"));
  }

  /* -- keys ---------------------------------------------------------------------------------- */

  /* The arrows go from the box to the results and back; a letter goes on with the query. */
  function steer(input, panel, close) {
    const links = () => [...panel.querySelectorAll(".ol-hit-link, .ol-all")];
    function move(event, step) {
      const all = links();
      const at = all.indexOf(document.activeElement);
      if (!all.length) return;
      event.preventDefault();
      if (at + step < 0) input.focus();
      else all[Math.min(at + step, all.length - 1)].focus();
    }
    function press(event) {
      if (event.key === "ArrowDown") move(event, 1);
      else if (event.key === "ArrowUp" && document.activeElement !== input) move(event, -1);
      else if (event.key === "Escape") close();
      else if (document.activeElement !== input && event.key.length === 1
        && !event.ctrlKey && !event.metaKey && !event.altKey) {
        input.focus();
      } else return;
      event.stopPropagation();
    }
    input.addEventListener("keydown", press);
    panel.addEventListener("keydown", press);
  }

  function later(work) {
    let timer = 0;
    return (event) => {
      clearTimeout(timer);
      const length = event.target.value.trim().length;
      timer = setTimeout(work, length && length < SHORT ? 4 * WAIT : WAIT);
    };
  }

  /* -- the box in the header and on the home page ---------------------------------------------- */

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
    steer(input, panel, close);
    let turn = 0;
    async function show() {
      const query = input.value.trim();
      const mine = ++turn;
      if (!query) {
        panel.hidden = true;
        said.textContent = "";
        return;
      }
      try {
        const found = await find(query, {}, "relevance", IN_BOX);
        if (mine !== turn) return;
        const all = new URL("library/", site);
        all.searchParams.set("q", query);
        panel.replaceChildren(...(found.total ? listed(found.groups, "h2") : [none()]),
          element("a", { class: "ol-all", href: all.href }, found.total
            ? `All ${found.total} results with filters` : "All documents by type"));
        said.textContent = found.total === 1 ? "1 result" : `${found.total} results`;
      } catch (error) {
        if (mine !== turn) return;
        panel.replaceChildren(element("p", { class: "ol-none" },
          "The search index cannot be read here; Enter leads to the lists of the library."));
      }
      panel.hidden = false;
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

  /* -- the library: the same search with facets, its state in the address ------------------------ */

  async function library(place) {
    const state = new URLSearchParams(location.search);
    const input = element("input", { type: "search", name: "q", class: "ol-search-input",
      "aria-label": "Search the library", "aria-keyshortcuts": "/",
      placeholder: "Search the library ( / )", autocomplete: "off" });
    input.value = state.get("q") || "";
    const count = element("p", { class: "ol-count", role: "status" });
    const clear = element("button", { type: "button", class: "ol-clear", hidden: true }, "Clear filters");
    const results = element("div", { class: "ol-results" });
    const facets = element("div", { class: "ol-facets", role: "group", "aria-label": "Filters" });
    const narrow = element("details", { class: "ol-narrow-by", open: matchMedia("(min-width: 60em)").matches },
      element("summary", {}, "Filters"), facets);
    const sort = element("select", {},
      ...Object.entries(SORTS).map(([value, label]) => element("option", { value }, label)));
    sort.value = SORTS[state.get("sort")] ? state.get("sort") : "relevance";
    const line = element("div", { class: "ol-found" }, count, clear,
      element("label", { class: "ol-sort" }, "Order ", sort));
    steer(input, results, () => { input.focus(); input.select(); });
    place.replaceChildren(input, element("div", { class: "ol-columns-2" },
      element("div", { class: "ol-found-list" }, line, results), narrow));
    const known = await index();
    const everything = await known.pagefind.filters();
    const chosen = {};
    const ticks = [];
    const order = known.words.facets.filter((facet) => facet in everything);
    for (const facet of order) {
      const values = everything[facet];
      chosen[facet] = new Set(state.getAll(facet).filter((value) => value in values));
      const list = element("ul", {});
      const names = Object.keys(values).sort(
        facet === "Year" ? (a, b) => b.localeCompare(a) : (a, b) => a.localeCompare(b));
      for (const value of names) {
        const tick = element("input", { type: "checkbox", checked: chosen[facet].has(value) });
        const number = element("span", { class: "ol-kind" });
        const item = element("li", {}, element("label", {}, tick, ` ${value} `, number));
        tick.addEventListener("change", () => {
          if (tick.checked) chosen[facet].add(value);
          else chosen[facet].delete(value);
          show();
        });
        ticks.push({ facet, value, number, tick, item });
        list.append(item);
      }
      const open = chosen[facet].size > 0 || facet === "Type";
      facets.append(element("details", { class: "ol-facet", open, "data-facet": facet },
        element("summary", {}, facet), list));
    }
    clear.addEventListener("click", () => {
      for (const each of ticks) each.tick.checked = false;
      for (const values of Object.values(chosen)) values.clear();
      show();
      input.focus();
    });
    let turn = 0;

    function more(kind) {
      const address = new URL(location.href);
      address.searchParams.append("Type", kind);
      return address.href;
    }

    function wanted(without) {
      const filters = {};
      for (const [facet, values] of Object.entries(chosen)) {
        if (values.size && facet !== without) filters[facet] = { any: [...values] };
      }
      return filters;
    }

    /* Within a facet values add up, so its own choice must not empty its other counts. */
    async function counts(query, found) {
      const words = asked(query, known);
      const all = {};
      for (const facet of order) {
        const own = chosen[facet].size
          ? (await matching(words, { filters: wanted(facet) }, known)).filters : found.filters;
        all[facet] = (own || {})[facet] || {};
      }
      return all;
    }

    async function show() {
      const mine = ++turn;
      const query = input.value.trim();
      const filters = wanted();
      const address = new URL(location.href);
      address.search = "";
      if (query) address.searchParams.set("q", query);
      if (sort.value !== "relevance") address.searchParams.set("sort", sort.value);
      for (const [facet, values] of Object.entries(chosen)) {
        for (const value of values) address.searchParams.append(facet, value);
      }
      history.replaceState(null, "", address);
      const narrowed = Object.keys(filters).length > 0;
      const searching = Boolean(query) || narrowed || sort.value !== "relevance";
      document.body.classList.toggle("ol-searching", searching);
      const found = await find(query, filters, sort.value, searching ? IN_LIBRARY : { group: 0, first: 0, all: 0 });
      const numbers = await counts(query, found);
      if (mine !== turn) return;
      for (const each of ticks) {
        // Pagefind counts full matches only; where others are shown, a count would be wrong.
        const number = found.partial ? "" : numbers[each.facet][each.value] || 0;
        each.number.textContent = String(number);
        each.tick.disabled = number === 0 && !each.tick.checked;
        each.item.classList.toggle("ol-empty", each.tick.disabled);
      }
      clear.hidden = !narrowed;
      count.textContent = !searching ? "" : found.total === 1 ? "1 document" : `${found.total} documents`;
      results.replaceChildren(...(!searching ? [] : found.total ? listed(found.groups, "h2", more) : [none()]));
      place.dataset.shown = String(mine); // tests wait for it
    }

    input.addEventListener("input", later(show));
    sort.addEventListener("change", show);
    await show();
  }

  /* -- where search stands ------------------------------------------------------------------------ */

  const heads = [...document.querySelectorAll(".ol-head-search")];
  heads.forEach((form, number) => box(form, `ol-search-${number}`));
  const home = document.querySelector(".ol-home-search");
  if (home) box(home, "ol-search-home");
  const place = document.querySelector(".ol-library-search");
  if (place) {
    library(place).catch(() => {
      document.body.classList.remove("ol-searching");
      place.replaceChildren(element("p", { class: "ol-none", role: "status" },
        "The search index cannot be read here; everything is in the lists below."));
    });
  }
})();
