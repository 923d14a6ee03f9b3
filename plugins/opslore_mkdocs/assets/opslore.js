/* Runbook parameters: typed into a small form or taken from the address (?namespace=x), checked
   against their pattern, quoted for a shell, and put into the commands of the page. Nothing
   leaves the page. Without this script the commands keep their ${names}.
   Filters above long tables, and a way through wide ones by keyboard. */
(() => {
  "use strict";

  /* -- parameters -------------------------------------------------------------------------- */

  const SAFE = /^[A-Za-z0-9_.\/:@%+=,-]+$/;

  /* Put a value where a placeholder stands, whatever quotes are open there. */
  function quoted(value, open) {
    if (SAFE.test(value)) return value;
    const literal = `'${value.replace(/'/g, "'\\''")}'`;
    return open ? `${open}${literal}${open}` : literal;
  }

  /* Which quote is open at an index of a command, as a shell reads it. */
  function openQuote(text, end) {
    let open = "";
    for (let at = 0; at < end; at += 1) {
      const character = text[at];
      if (character === "\\" && open !== "'") at += 1;
      else if (!open && (character === "'" || character === '"')) open = character;
      else if (character === open) open = "";
      else if (character === "#" && !open && (at === 0 || /\s/.test(text[at - 1]))) {
        const line = text.indexOf("\n", at);
        if (line < 0 || line >= end) return "";
        at = line;
      }
    }
    return open;
  }

  function filled(text, values) {
    return text.replace(/\$\{([A-Za-z][A-Za-z0-9_-]*)\}/g, (whole, name, at) =>
      Object.hasOwn(values, name) ? quoted(values[name], openQuote(text, at)) : whole);
  }

  /* Control characters never pass: a terminal acts on them before a shell has seen a quote. */
  function matcher(pattern) {
    const plain = /^[^\p{Cc}\p{Zl}\p{Zp}]+$/u;
    try {
      const own = pattern ? new RegExp(`^(?:${pattern})$`, "u") : plain;
      return (value) => plain.test(value) && own.test(value);
    } catch (error) {
      return () => false; // not a pattern of this language: nothing passes
    }
  }

  function parameters(place) {
    const article = document.querySelector("article");
    const blocks = [...article.querySelectorAll("pre > code")]
      .filter((code) => code.textContent.includes("${"))
      .map((code) => ({ code, html: code.cloneNode(true), text: code.textContent }));
    const values = {};
    const query = new URLSearchParams(location.search);

    function show() {
      for (const { code, html, text } of blocks) {
        const now = filled(text, values);
        if (now === text) code.replaceChildren(...html.cloneNode(true).childNodes);
        else code.textContent = now;
      }
    }

    for (const item of place.querySelectorAll("li")) {
      const name = item.querySelector(".ol-param-name");
      if (!name) continue;
      const key = name.textContent.trim();
      const form = item.querySelector(".ol-param-form");
      const pattern = form ? form.querySelector("code").textContent : "";
      const example = item.querySelector(".ol-param-example code");
      const allowed = matcher(pattern);
      const input = document.createElement("input");
      const box = document.createElement("span");
      const note = document.createElement("span");
      box.className = "ol-param-box";
      note.className = "ol-param-note";
      note.setAttribute("role", "status");
      input.type = "text";
      input.className = "ol-param";
      input.autocomplete = "off";
      input.spellcheck = false;
      input.setAttribute("autocapitalize", "off");
      input.setAttribute("aria-label", `Value of ${key}`);
      if (example) {
        input.placeholder = example.textContent;
        example.parentElement.hidden = true; // told in the field
      }
      if (form) form.hidden = true; // told when it is not met
      box.append(input, note);
      item.append(box);
      const take = () => {
        const value = input.value;
        const good = value !== "" && allowed(value);
        if (good) values[key] = value;
        else delete values[key];
        input.setAttribute("aria-invalid", String(value !== "" && !good));
        note.textContent = value === "" || good ? ""
          : `Not put in: it must have the form ${pattern || "of one line"}`;
        show();
      };
      input.addEventListener("input", take);
      if (query.has(key)) {
        input.value = query.get(key).slice(0, 200);
        take();
      }
    }
  }

  /* -- filters ------------------------------------------------------------------------------- */

  const FILTERS = ["Team", "Services", "Kind"];

  /* One line of choices for all tables of a page whose columns can be chosen by; `?Team=x`. */
  function filters(regions) {
    const tables = regions.map((region) => region.querySelector("table")).filter(Boolean);
    const query = new URLSearchParams(location.search);
    const line = document.createElement("div");
    line.className = "ol-filter";
    line.setAttribute("role", "group");
    line.setAttribute("aria-label", "Show only");
    const rows = tables.flatMap((table) => [...table.tBodies[0].rows].map((row) => {
      const words = {};
      for (const cell of row.cells) {
        if (cell.dataset.label) words[cell.dataset.label] = cell.textContent.trim();
      }
      return { row, words };
    }));
    const selects = [];
    const parts = (text) => text.split(/,\s*/).filter(Boolean);
    for (const name of FILTERS) {
      const found = new Set(rows.flatMap(({ words }) => parts(words[name] || "")));
      if (found.size < 2) continue;
      const select = document.createElement("select");
      for (const value of ["", ...[...found].sort((a, b) => a.localeCompare(b))]) {
        const option = document.createElement("option");
        option.value = value;
        option.textContent = value || "all";
        select.append(option);
      }
      if (found.has(query.get(name))) select.value = query.get(name);
      const label = document.createElement("label");
      label.append(`${name} `, select);
      line.append(label);
      selects.push({ name, select });
      select.addEventListener("change", show);
    }
    if (!selects.length) return;
    const count = document.createElement("span");
    count.setAttribute("role", "status");
    line.append(count);
    regions[0].before(line);
    const heading = regions[0].previousElementSibling === line ? line.previousElementSibling : null;
    if (heading && heading.tagName === "H2") heading.before(line);

    function show() {
      const address = new URL(location.href);
      let shown = 0;
      for (const { name, select } of selects) {
        if (select.value) address.searchParams.set(name, select.value);
        else address.searchParams.delete(name);
      }
      for (const { row, words } of rows) {
        row.hidden = !selects.every(({ name, select }) =>
          !select.value || parts(words[name] || "").includes(select.value));
        shown += row.hidden ? 0 : 1;
      }
      history.replaceState(null, "", address);
      count.textContent = selects.some(({ select }) => select.value) ? `${shown} of ${rows.length}` : "";
    }
    show();
  }

  /* A table that scrolls sideways must do so by keyboard, too; the theme wraps tables itself. */
  addEventListener("load", () => {
    for (const box of document.querySelectorAll(".ol-table, .md-typeset__scrollwrap, .ol-table table")) {
      if (box.scrollWidth > box.clientWidth && !box.querySelector("a")) box.tabIndex = 0;
    }
  });

  const place = document.querySelector(".ol-params");
  if (place) parameters(place);
  const regions = [...document.querySelectorAll(".ol-filtered")];
  if (regions.length) filters(regions);
})();
