// Keys of the desk: "/" searches the list, Ctrl or ⌘ K everything, J and K walk through rows, X ticks, Enter opens.
// Single keys can be switched off (WCAG 2.1.4); the choice stays in this browser.
const STORE = "eventsvc-keys";
const rows = [...document.querySelectorAll("[data-rows] tbody tr")];
const legend = document.querySelector("[data-keys]");
let here = -1;

function allowed() {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
}

function typing(target) {
  return target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

function go(step) {
  if (!rows.length) return;
  here = Math.min(Math.max(here + step, 0), rows.length - 1);
  const link = rows[here].querySelector("a.name, a, button, input");
  link?.focus();
  rows[here].scrollIntoView({ block: "nearest" });
}

function toField(key) {
  const field = document.querySelector(`[data-key="${key}"]`);
  if (!field || !field.checkVisibility?.()) return false;
  field.focus();
  field.select();
  return true;
}

function pressed(event) {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    if (toField("mod+k")) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !allowed()) return;
  if (event.key === "/" && toField("/")) event.preventDefault();
  if (event.key === "j") go(1);
  if (event.key === "k") go(-1);
  if (event.key === "x") rows[here]?.querySelector("input[type=checkbox]")?.click();
}

document.addEventListener("keydown", pressed);
document.addEventListener("focusin", (event) => {
  const row = rows.indexOf(event.target.closest("tr"));
  if (row >= 0) here = row;
});
if (legend && rows.length) {
  const keys = legend.querySelector("[data-keys-switch]");
  keys.checked = allowed();
  keys.addEventListener("change", () => {
    try {
      localStorage.setItem(STORE, keys.checked ? "on" : "off");
    } catch {
      keys.checked = true;
    }
  });
  legend.hidden = false;
}
