/* What is found: one index for the box in the header, the home page and the library. */

export const site = new URL("../../", import.meta.url);
const bundle = new URL("pagefind/pagefind.js", site).href;
const EVERY = "everydocument"; // a word of the template, in the text of every page that is found
const MOST = "Postmortem";
const FINAL_Y = /(..[^aeiouy])y$/;
const TAGGED = 1.6; // a document that bears the failure mode the query names
const FEW = 3; // full matches, below which part of the words is enough
const PARTIAL = 12;

let loading = null;

/* A failed load is tried again at the next key. */
export function index() {
  if (!loading) {
    loading = Promise.all([import(bundle), fetch(new URL("words.json", import.meta.url))])
      .then(async ([pagefind, answer]) => {
        if (!answer.ok) throw new Error(`words.json: ${answer.status}`);
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
export function asked(query, { stop }) {
  const words = plain(query);
  const told = words.filter((word) => !stop.has(word));
  return told.length ? told : words;
}

/* Documents with all the words. Pagefind loads its whole index for a search without words; EVERY is
   in each document. Of a word it loads the piece of the index where its stem stands, and the piece
   where it would stand as it is written. The stem of "expiry" is that of "expiri", which stands
   beside it. */
export function search(words, filters, { pagefind }) {
  const stems = words.map((word) => word.replace(FINAL_Y, "$1i"));
  return pagefind.search(stems.join(" ") || EVERY, { filters });
}

/* Ids of the documents found that bear a failure mode whose title or synonym is in the query. Each
   mode is a filter of its own, small to load; the facet of all of them is not. */
async function tagged(query, results, words, filters, known) {
  const text = ` ${plain(query).join(" ")} `;
  const ids = new Set();
  for (const { id, names } of known.words.terms) {
    if (!names.some((name) => text.includes(` ${name} `))) continue;
    const mode = `Mode ${id}`;
    const found = await search(words, { ...filters, [mode]: "yes" }, known);
    found.results.forEach((result) => ids.add(result.id));
    for (const result of results.filter(({ part }) => part)) {
      if (mode in (await result.data()).filters) ids.add(result.id);
    }
  }
  return ids;
}

/* The kind of each document found, which a result does not tell: one search a kind loads nothing
   more. All but postmortems are told apart; with most of the documents that list would be long.
   Returns as well what each of these searches counted. */
async function kindsOf(found, words, filters, known) {
  const all = new Map(found.results.map((result) => [result.id, MOST]));
  const counts = new Map();
  const wanted = filters.Type ? filters.Type.any : known.words.kinds.map(({ name }) => name);
  for (const name of wanted.filter((each) => each !== MOST)) {
    const one = wanted.length === 1 ? found : await search(words, { ...filters, Kind: name }, known);
    one.results.forEach((result) => all.set(result.id, name));
    counts.set(name, one.filters);
  }
  await Promise.all(found.results.filter((result) => result.part).map(async (result) => {
    all.set(result.id, (await result.data()).meta.type);
  }));
  return [all, counts];
}

/* Documents with all words; where those are few, after them the ones with most of the words. */
export async function matching(words, filters, known) {
  const found = await search(words, filters, known);
  if (found.results.length >= FEW || words.length < 2) return found;
  const sums = new Map();
  for (const word of words) {
    const one = await search([word], filters, known);
    for (const result of one.results) {
      const sum = sums.get(result.id) || { result, score: 0 };
      sum.score += 10 / Math.log2(2 + one.results.length) + result.score / 100;
      sums.set(result.id, sum);
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

/* Results by kind, the kind that the query asks for first, then as one wants them at night. `first`
   picks those of a kind that are shown; without it they are the most relevant. Returns null when
   the answer is no longer `wanted`: what it would show need not be loaded. */
export async function find(query, filters, limit, wanted, first) {
  const known = await index();
  const words = asked(query, known);
  const found = await matching(words, filters, known);
  if (!wanted()) return null;
  const [kinds, counts] = await kindsOf(found, words, filters, known);
  const results = [...found.results];
  if (!first) {
    const ids = await tagged(query, results, words, filters, known);
    const score = (result) => result.score * (ids.has(result.id) ? TAGGED : 1);
    results.sort((a, b) => score(b) - score(a));
  }
  const groups = new Map();
  const text = query.toLowerCase().split(/\s+/).filter(Boolean).join(" ");
  for (const { name, heading, asks, names } of known.words.kinds) {
    const meant = (asks !== "" && new RegExp(asks).test(text)) || names.includes(text)
      || names.includes(text.replaceAll("-", " "));
    groups.set(name, { name, heading, meant, whole: false, results: [] });
  }
  for (const result of results) {
    const group = groups.get(kinds.get(result.id));
    if (group) {
      group.results.push(result);
      group.whole = group.whole || !result.part;
    }
  }
  const ordered = [...groups.values()].filter((group) => group.results.length);
  ordered.sort((a, b) => Number(b.meant) - Number(a.meant) || Number(b.whole) - Number(a.whole));
  if (!wanted()) return null;
  let left = limit.all;
  for (const [place, group] of ordered.entries()) {
    const most = ordered.length === 1 ? limit.all : place ? limit.group : limit.first;
    const count = Math.max(0, Math.min(most, left));
    group.total = group.results.length;
    group.results = first
      ? await first(group, count, found.filters, counts) : group.results.slice(0, count);
    left -= group.results.length;
  }
  const shown = ordered.filter((group) => group.results.length);
  await Promise.all(shown.map(async (group) => {
    group.data = await Promise.all(group.results.map((result) => result.data()));
  }));
  return { total: found.results.length, groups: shown, filters: found.filters || {},
    partial: Boolean(found.partial) };
}
