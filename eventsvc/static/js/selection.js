// Ticked rows of a table: how many there are, one box for all, and a bar that is only there when it has something to do.
function boxes(box) {
  return [...box.querySelectorAll("tbody input[type=checkbox][data-row]")];
}

function count(box) {
  const rows = boxes(box);
  const ticked = rows.filter((row) => row.checked).length;
  const bar = box.querySelector("[data-selection-bar]");
  bar.hidden = ticked === 0;
  const text = bar.querySelector("[data-selection-text]");
  const [before, after] = text.dataset.words.split("{n}");
  const number = document.createElement("b");
  number.textContent = ticked.toLocaleString(document.documentElement.lang);
  text.replaceChildren(before, number, after);
  const all = box.querySelector("[data-selection-all]");
  if (!all) return;
  all.checked = ticked > 0 && ticked === rows.length;
  all.indeterminate = ticked > 0 && ticked < rows.length;
}

for (const box of document.querySelectorAll("[data-selection]")) {
  const all = box.querySelector("[data-selection-all]");
  if (all) {
    all.closest("label").hidden = false;
    all.addEventListener("change", () => {
      for (const row of boxes(box)) row.checked = all.checked;
    });
  }
  box.addEventListener("change", () => count(box));
  addEventListener("pageshow", () => count(box));
  count(box);
}
