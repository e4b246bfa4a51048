// A hand scanner types like a keyboard: many characters at once, then Enter. Read wherever the page stands, but not while somebody types.
const PAUSE = 250;
const SHORTEST = 8;

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
        heard(typed);
      }
      typed = "";
    } else if (event.key.length === 1) {
      typed += event.key;
    }
  });
}
