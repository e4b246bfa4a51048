// One verdict, painted over everything: shape, colour, word, name, why. The contract for tests and screen readers:
// data-scan-state and data-scan-n (rises with each verdict) on an assertive live region that is always in the page.
import { looks, state } from "./decide.js";
import { play } from "./sound.js";

const body = document.body;
const face = document.querySelector("[data-verdict]");
const BACK = { ok: 1200, quiet: 1200 };
let number = 0;
let timer;

function line(cls, text, tag = "p") {
  const element = document.createElement(tag);
  element.className = cls;
  element.textContent = text;
  return element;
}

function sign(look) {
  return document.getElementById(`sign-${look === "quiet" ? "again" : look}`).content.cloneNode(true);
}

function dress(look) {
  body.classList.remove("verdict-ok", "verdict-again", "verdict-no", "verdict-quiet");
  body.classList.toggle("verdict", look !== "");
  if (look) body.classList.add(`verdict-${look}`);
}

// shown: { verdict, word, name, pills, why, more }
export function paint(shown, { silent = false, stays = false, back }) {
  const look = looks(shown.verdict);
  const parts = [sign(look), line("verdict-word", shown.word, "h2")];
  if (shown.name) parts.push(line("verdict-name", shown.name));
  if (shown.pills?.length) {
    const row = document.createElement("p");
    row.className = "pill-row";
    row.append(...shown.pills.map((pill) => line("pill", pill, "span")));
    parts.push(row);
  }
  if (shown.why) parts.push(line("verdict-why", shown.why));
  if (shown.more) parts.push(line("verdict-why sm", shown.more));
  clearTimeout(timer);
  dress(look);
  face.replaceChildren(...parts);
  face.dataset.scanState = state(shown.verdict);
  face.dataset.scanN = String((number += 1));
  if (!silent) play(look);
  if (BACK[look] && !stays) timer = setTimeout(back, BACK[look]);
}

export function clear() {
  clearTimeout(timer);
  dress("");
  face.replaceChildren();
  face.dataset.scanState = "idle";
}

export function showing() {
  return face.dataset.scanState;
}
