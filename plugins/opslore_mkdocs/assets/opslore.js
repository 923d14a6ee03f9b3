/* Runbook parameters: typed into a small form or taken from the address (?namespace=x), checked
   against their pattern, quoted for a shell, and put into the commands of the page. Nothing
   leaves the page. Without this script the commands keep their ${names}. */
(() => {
  "use strict";

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
      name in values ? quoted(values[name], openQuote(text, at)) : whole);
  }

  function matcher(pattern) {
    try {
      return pattern ? new RegExp(`^(?:${pattern})$`, "u") : /^[^\r\n]+$/;
    } catch (error) {
      return null; // not a pattern of this language: nothing passes
    }
  }

  const table = document.querySelector(".ol-params table");
  if (!table) return;
  const article = document.querySelector("article");
  const blocks = [...article.querySelectorAll("pre > code")]
    .filter((code) => code.textContent.includes("${"))
    .map((code) => ({ code, html: code.cloneNode(true), text: code.textContent }));
  const values = {};
  const asked = new URLSearchParams(location.search);

  function show() {
    for (const { code, html, text } of blocks) {
      const now = filled(text, values);
      if (now === text) code.replaceChildren(...html.cloneNode(true).childNodes);
      else code.textContent = now;
    }
  }

  for (const row of table.tBodies[0].rows) {
    const name = row.cells[0].textContent.trim();
    const pattern = row.cells[3] ? row.cells[3].textContent.trim() : "";
    const allowed = matcher(pattern);
    const input = document.createElement("input");
    const note = document.createElement("span");
    input.type = "text";
    input.className = "ol-param";
    input.autocomplete = "off";
    input.spellcheck = false;
    input.setAttribute("aria-label", `Value of ${name}`);
    input.placeholder = row.cells[2].textContent.trim();
    note.className = "ol-param-note";
    note.setAttribute("role", "status");
    const take = () => {
      const value = input.value;
      const good = value !== "" && allowed !== null && allowed.test(value);
      if (good) values[name] = value;
      else delete values[name];
      input.setAttribute("aria-invalid", String(value !== "" && !good));
      note.textContent = value === "" || good ? "" : `does not match ${pattern}`;
      show();
    };
    input.addEventListener("input", take);
    row.cells[0].append(document.createElement("br"), input, note);
    if (asked.has(name)) {
      input.value = asked.get(name).slice(0, 200);
      take();
    }
  }
})();
