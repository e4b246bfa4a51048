// The editor: clocks that follow while typing (made by the server, so that one place knows the zones), and a word on what is unsaved.
const PAUSE = 180;
const fields = ["day", "start", "end", "last_day", "city", "partner"];

function follow(form) {
  const where = form.querySelector("[data-clocks]");
  const from = form.querySelector("[data-clocks-from]")?.dataset.clocksFrom;
  if (!where || !from) return;
  let timer = 0;
  let asked = 0;

  async function show() {
    const mine = ++asked;
    const query = new URLSearchParams(fields.map((name) => [name, form.elements[name]?.value ?? ""]));
    const answer = await fetch(`${from}?${query}`, { headers: { Accept: "text/html" } }).catch(() => null);
    if (mine !== asked || !answer?.ok || !answer.headers.get("Content-Type")?.startsWith("text/html")) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const chosen = form.elements.shift?.value;
    where.replaceChildren(...page.body.childNodes);
    const again = chosen && where.querySelector(`input[name="shift"][value="${CSS.escape(chosen)}"]`);
    if (again) again.checked = true;
  }

  form.addEventListener("input", (event) => {
    if (!fields.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
}

function warn(form) {
  const note = form.querySelector("[data-unsaved-here]");
  let dirty = false;
  form.addEventListener("input", () => {
    dirty = true;
    if (note) note.textContent = form.dataset.unsaved;
  });
  form.addEventListener("submit", () => { dirty = false; });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
}

for (const form of document.querySelectorAll("form.editor")) {
  follow(form);
  if (form.dataset.unsaved) warn(form);
}
