// Search by name on the phone's own list.
import { prepared, search, MOST } from "./search.js";
import { t, time } from "./texts.js";

const field = document.querySelector("#door-q");
const list = document.querySelector("[data-hits]");
const said = document.querySelector("[data-hits-said]");

function hit(hash, entry, types, chosen) {
  const button = document.createElement("button");
  button.className = "door-hit";
  button.type = "button";
  const face = document.createElement("span");
  face.className = "face";
  face.setAttribute("aria-hidden", "true");
  face.textContent = [...entry.name][0]?.toUpperCase() ?? "";
  const text = document.createElement("span");
  const name = document.createElement("b");
  const more = document.createElement("small");
  name.textContent = entry.name;
  const type = types[entry.type]?.[0] ?? "";
  const state = entry.state !== 0 ? t("state-no") : entry.at ? t("in-since", { time: time(entry.at * 1000) }) : "";
  more.textContent = [type, state].filter(Boolean).join(", ");
  text.append(name, more);
  button.append(face, text);
  if (!entry.at && entry.state === 0) {
    const word = document.createElement("span");
    word.className = "btn btn-go btn-s";
    word.textContent = t("let-in");
    button.append(word);
  }
  button.addEventListener("click", () => chosen(hash));
  const line = document.createElement("li");
  line.append(button);
  return line;
}

export class Hits {
  constructor(sync, chosen) {
    this.sync = sync;
    this.chosen = chosen;
    this.rows = [];
    this.stale = true;
    field.addEventListener("input", () => this.show());
    document.querySelector("[data-search]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.show();
    });
  }

  // Names have changed: fold them again when somebody searches.
  changed() {
    this.stale = true;
  }

  show() {
    if (this.stale) this.rows = prepared(this.sync.entries);
    this.stale = false;
    const found = search(this.rows, field.value);
    const shown = found.slice(0, MOST);
    list.replaceChildren(...shown.map((hash) => hit(hash, this.sync.entries.get(hash), this.sync.types, this.chosen)));
    said.textContent = this.words(found.length);
  }

  words(n) {
    if (field.value.trim().length < 2) return "";
    if (n === 0) return t("hits-none");
    if (n === 1) return t("hits-one");
    return n > MOST ? t("hits-most", { n: MOST }) : t("hits", { n });
  }

  open() {
    field.value = "";
    this.show();
    field.focus();
  }
}
