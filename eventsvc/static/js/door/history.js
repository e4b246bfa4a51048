// The last twenty scans of this phone: three below the camera, all of them one tap away, each with its way back.
import { looks } from "./decide.js";
import { shortTime, t } from "./texts.js";

const MOST = 20;
const SHORT = 3;
const short = document.querySelector("[data-log]");
const long = document.querySelector("[data-history]");
const items = [];

function icon(name) {
  return document.getElementById(`icon-${name}`).content.cloneNode(true);
}

function written(item) {
  const text = document.createElement("span");
  const more = document.createElement("span");
  const time = document.createElement("time");
  more.className = "dim";
  more.textContent = item.note;
  text.append(`${item.name} `, more);
  time.textContent = shortTime(item.at);
  time.dateTime = new Date(item.at).toISOString();
  return [icon({ ok: "ok", no: "no" }[looks(item.verdict)] ?? "again"), text, time];
}

function row(item) {
  const line = document.createElement("li");
  line.append(...written(item));
  return line;
}

function rowWithUndo(item, undo) {
  const line = document.createElement("li");
  line.className = "door-check";
  const [sign, text, time] = written(item);
  text.append(" ", time);
  line.append(sign, text);
  if (item.undoable) {
    const button = document.createElement("button");
    button.className = "btn btn-s btn-line";
    button.type = "button";
    button.append(icon("undo"), document.querySelector("[data-undo-last]").textContent.trim());
    button.addEventListener("click", () => undo(item));
    line.append(button);
  }
  return line;
}

export function paintHistory(undo) {
  short.replaceChildren(...items.slice(0, SHORT).map(row));
  long.replaceChildren(...items.map((item) => rowWithUndo(item, undo)));
}

export function remember(item, undo) {
  items.unshift(item);
  items.length = Math.min(items.length, MOST);
  paintHistory(undo);
}

export function itemOf(sid) {
  return items.find((item) => item.sid === sid);
}

export function noteOf(verdict, type) {
  return { admit: type, duplicate: t("word-duplicate"), conflict: t("word-conflict"), undone: t("word-undone") }[verdict] ?? t("word-refuse");
}
