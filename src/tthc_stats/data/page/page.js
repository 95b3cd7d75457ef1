"use strict";
(() => {
  const table = document.querySelector("table[data-sortable]");
  if (!table) return;
  const body = table.tBodies[0];
  const printed = [...body.rows];
  const tools = document.querySelector(".tools");
  const status = tools.querySelector(".status");
  const hint = status.textContent;
  const filter = tools.querySelector("input");
  const heads = [...table.tHead.rows[0].cells];
  const collator = new Intl.Collator("vi", { numeric: true });

  // A figure as two whole numbers, so that shares are compared exactly.
  const exact = (value) => {
    const [above, below = "1"] = value.split("/");
    const places = (above.split(".")[1] || "").length;
    return [BigInt(above.replace(".", "")), BigInt(below) * 10n ** BigInt(places)];
  };
  const byFigure = ([a, b], [c, d]) => {
    const left = a * d;
    const right = c * b;
    return left < right ? -1 : left > right ? 1 : 0;
  };
  const byName = (a, b) => collator.compare(a, b);

  // What a row is sorted by; null where nothing is reported.
  const figureOf = (cell) => (cell.dataset.value ? exact(cell.dataset.value) : null);
  const nameOf = (cell) =>
    "absent" in cell.dataset ? null : cell.dataset.value || cell.textContent;

  const sorted = (column, direction) => {
    const numeric = heads[column].classList.contains("n");
    const key = numeric ? figureOf : nameOf;
    const compare = numeric ? byFigure : byName;
    const rows = printed.map((row) => ({ row, key: key(row.cells[column]) }));
    rows.sort((a, b) => {
      if (a.key === null || b.key === null) return (a.key === null) - (b.key === null);
      return direction * compare(a.key, b.key);
    });
    return rows.map(({ row }) => row);
  };

  // Rows move faster in a body that no layout depends on.
  const show = (rows) => {
    const after = body.nextSibling;
    body.remove();
    for (const row of rows) body.append(row);
    table.insertBefore(body, after);
  };

  const NEXT = { none: "ascending", ascending: "descending", descending: "none" };
  const press = (column) => {
    const head = heads[column];
    const order = NEXT[head.getAttribute("aria-sort") || "none"];
    for (const other of heads) other.removeAttribute("aria-sort");
    if (order === "none") {
      show(printed);
      status.textContent = table.dataset.unsorted;
      return;
    }
    head.setAttribute("aria-sort", order);
    show(sorted(column, order === "ascending" ? 1 : -1));
    status.textContent = table.dataset[order].replace("{column}", () => head.textContent);
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => press(column));
    head.append(button);
  });

  const folded = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/đ/g, "d");
  const names = () =>
    printed.map((row) =>
      folded([...row.cells].filter((cell) => !cell.classList.contains("n"))
        .map((cell) => cell.textContent).join(" ")));
  let known = null;
  const sift = () => {
    known = known || names();
    const wanted = folded(filter.value.trim());
    let shown = 0;
    printed.forEach((row, at) => {
      row.hidden = !known[at].includes(wanted);
      shown += !row.hidden;
    });
    status.textContent = wanted
      ? table.dataset.filtered.replace("{shown}", shown).replace("{all}", printed.length)
      : hint;
  };
  if (filter) {
    let waiting = 0;
    filter.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(sift, 120);
    });
  }
  tools.hidden = false;
})();
