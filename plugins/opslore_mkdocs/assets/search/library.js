/* The library: the same search with facets, its state in the address. */

import { asked, find, index, matching, search } from "./find.js";
import { element, later, listed, nothing, steer } from "./hits.js";

const SORTS = { relevance: "Relevance", date: "Newest", impact: "Impact" };
const HIDDEN = { date: "Day", impact: "Impact" }; // facets that are loaded to sort by them
const SHOWN = { group: 8, first: 12, all: 60 };

/* A condition that no document meets: the facets it names are loaded, and counted from then on. */
function none(...facets) {
  return { any: facets.map((facet) => ({ [facet]: "" })) };
}

/* How many documents of a kind have each value of a facet; what is counted of no kind of its own is
   the rest. */
function valuesOf(facet, kind, all, counts) {
  const values = { ...(counts.get(kind) || all)[facet] };
  for (const other of counts.has(kind) ? [] : counts.values()) {
    for (const [value, number] of Object.entries(other[facet] || {})) values[value] -= number;
  }
  return values;
}

/* The first documents of a kind by a facet, the largest value first. Its counts tell which values
   they have, so that no more documents are loaded than are shown. Those with the last of the values
   stand in the order in which they were found, those without a value after them. */
async function largest(facet, group, count, values, found) {
  const whole = [];
  let left = count;
  let last = null;
  for (const value of Object.keys(values).filter((each) => values[each]).sort().reverse()) {
    if (values[value] > left) {
      last = value;
      break;
    }
    whole.push(value);
    left -= values[value];
  }
  const results = whole.length ? (await found({ [facet]: { any: whole } })).results : [];
  const own = new Map(await Promise.all(results.map(
    async (result) => [result, (await result.data()).filters[facet][0]])));
  results.sort((a, b) => own.get(b).localeCompare(own.get(a)));
  if (last && left) results.push(...(await found({ [facet]: last })).results);
  const ids = new Set(results.map(({ id }) => id));
  return [...results, ...group.results.filter(({ id }) => !ids.has(id))].slice(0, count);
}

export async function library(place) {
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
  const answered = steer(input, results, () => { input.focus(); input.select(); });
  place.replaceChildren(input, element("div", { class: "ol-columns-2" },
    element("div", { class: "ol-found-list" }, line, results), narrow));
  // Whoever comes with words goes on by keys; where there are none, a keyboard would hide the answer.
  if (input.value && matchMedia("(hover: hover)").matches) input.focus({ preventScroll: true });
  const known = await index();
  const everything = (await search(asked(input.value, known), none(...known.words.facets), known)).filters;
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
  async function counts(words, found) {
    const all = {};
    for (const facet of order) {
      const own = chosen[facet].size
        ? (await matching(words, wanted(facet), known)).filters : found.filters;
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
    const words = asked(query, known);
    const facet = searching && (HIDDEN[sort.value] || (words.length ? null : HIDDEN.date));
    if (facet) await search(words, none(facet), known);
    const first = facet && ((group, most, all, kinds) => largest(
      facet, group, most, valuesOf(facet, group.name, all, kinds),
      (own) => search(words, { ...filters, Type: group.name, ...own }, known)));
    const shown = searching ? SHOWN : { group: 0, first: 0, all: 0 };
    const found = await find(query, filters, shown, () => mine === turn, first);
    if (!found) return;
    const numbers = await counts(words, found);
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
    results.replaceChildren(...(!searching ? [] : found.total ? listed(found.groups, more) : [nothing()]));
    answered(query);
    place.dataset.shown = String(mine); // tests wait for it
  }

  input.addEventListener("input", later(show));
  sort.addEventListener("change", show);
  await show();
}
