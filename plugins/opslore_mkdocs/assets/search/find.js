/* What is found: one index for the box in the header, the home page and the library. */

export const site = new URL("../../", import.meta.url);
const bundle = new URL("pagefind/pagefind.js", site).href;
const EVERY = "everydocument"; // a word of the template, in the text of every page that is found
const MOST = "Postmortem";
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
export async function matching(words, options, { pagefind }) {
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
export async function find(query, filters, sort, limit) {
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
