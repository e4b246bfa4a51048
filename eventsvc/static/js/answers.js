// Keys of the requests: 1 yes, 2 later, 3 no. They only choose; the button sends. Off together with the other keys of the desk.
const WAYS = { 1: "yes", 2: "later", 3: "no" };

function off() {
  try {
    return localStorage.getItem("eventsvc-keys") === "off";
  } catch {
    return false;
  }
}

document.addEventListener("keydown", (event) => {
  const free = !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("textarea, select, input:not([type=checkbox], [type=radio])");
  const way = free && !off() && document.querySelector(`[data-answers] input[name=answer][value="${WAYS[event.key]}"]`);
  if (!way) return;
  way.checked = true;
  way.focus();
  way.dispatchEvent(new Event("change", { bubbles: true }));
});
