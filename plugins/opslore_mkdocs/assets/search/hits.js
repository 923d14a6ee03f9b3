/* What a result looks like, and the keys that lead from one to the next. */

import { site } from "./find.js";

const HIDDEN = "\u241e"; // what follows in a page's text is found, but not shown
// How long the hand must rest after a key, in ms. One or two letters are in almost every document;
// the beginning of a second word is seldom all that is meant, and takes a piece of the index.
const WAIT = { letters: 480, beginning: 300, word: 120 };
const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" };

export function element(tag, attributes, ...children) {
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

export function listed(groups, more) {
  const parts = [];
  for (const group of groups) {
    const rest = group.total - group.data.length;
    parts.push(
      element("h2", { class: "ol-hit-group" }, group.heading,
        rest > 0 ? element("span", { class: "ol-kind" }, ` ${group.data.length} of ${group.total}`) : null,
        rest > 0 && more ? " " : null,
        rest > 0 && more ? element("a", { class: "ol-more", href: more(group.name) }, "all") : null),
      element("ul", { class: "ol-hits" }, ...group.data.map(hit)));
  }
  return parts;
}

export function nothing() {
  return element("p", { class: "ol-none" }, "Nothing found. Fewer words may find more. ",
    element("a", { class: "ol-hit-link", href: new URL("on-call/", site).href }, "Who to page"));
}

/* The arrows go from the box to the results and back; a letter goes on with the query. An arrow
   that is pressed before the results of the last letter are there waits for them: what stands
   there until then answers an older question. Returns what is to be called with each answer. */
export function steer(input, panel, close) {
  const links = () => [...panel.querySelectorAll(".ol-hit-link, .ol-all")];
  let waiting = 0;
  function go(at) {
    const all = links();
    if (at < 0) input.focus();
    else if (all.length) all[Math.min(at, all.length - 1)].focus();
  }
  function move(event, step) {
    const busy = panel.getAttribute("aria-busy") === "true";
    if (!busy && !links().length) return;
    event.preventDefault();
    if (busy && document.activeElement === input) waiting += 1;
    else go(links().indexOf(document.activeElement) + step);
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
  input.addEventListener("input", () => {
    waiting = 0;
    panel.setAttribute("aria-busy", "true");
  });
  panel.addEventListener("keydown", press);
  return (query) => {
    if (query !== input.value.trim()) return;
    panel.removeAttribute("aria-busy");
    if (waiting && document.activeElement === input) go(waiting - 1);
    waiting = 0;
  };
}

export function later(work) {
  let timer = 0;
  return (event) => {
    clearTimeout(timer);
    const text = event.target.value.trim();
    const few = text && text.length < 3;
    const begun = /\s\S{1,3}$/.test(text);
    timer = setTimeout(work, few ? WAIT.letters : begun ? WAIT.beginning : WAIT.word);
  };
}
