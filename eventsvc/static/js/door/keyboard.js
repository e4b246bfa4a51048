// A hand scanner types like a keyboard: many characters, then Enter. Read wherever the page stands, but not while somebody types.
import { parse } from "./parse.js";

const PAUSE = 2000;
const SHORTEST = 8;
const LONGEST = 600;

// A stray key before the code does no harm: the address, code or reference at the end counts.
export function meant(typed) {
  const address = typed.slice(Math.max(0, typed.toLowerCase().lastIndexOf("http")));
  return [typed, address, typed.slice(-20), typed.slice(-8)].find((part) => parse(part).kind !== "foreign") ?? typed;
}

export function listen(heard) {
  let typed = "";
  let last = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select")) return;
    if (event.timeStamp - last > PAUSE) typed = "";
    last = event.timeStamp;
    if (event.key === "Enter") {
      if (typed.length >= SHORTEST) {
        event.preventDefault();
        heard(meant(typed));
      }
      typed = "";
    } else if (event.key.length === 1) {
      typed = (typed + event.key).slice(-LONGEST);
    }
  });
}
