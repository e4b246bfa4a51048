// Counts down to the end of a reservation, by the server's clock. It says so aloud only twice, both early enough to extend with one key.
// "Extend" then works without leaving the page, so that nothing typed is lost; without script it is an ordinary button.
const SOON = 120, AMBER = 60, LAST = 30;
const DAY = 86400, HOUR = 3600, MINUTE = 60;

function ticking(part, iso) {
  const ahead = Date.parse(part.dataset.now) - Date.now();
  const end = Date.parse(iso);
  return () => Math.max(0, Math.round((end - Date.now() - (Number.isNaN(ahead) ? 0 : ahead)) / 1000));
}

function amount(number, unit) {
  const unitDisplay = unit === "day" ? "long" : "short";
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay }).format(number);
}

function words(left) {
  const days = Math.floor(left / DAY), hours = Math.floor((left % DAY) / HOUR), minutes = Math.floor((left % HOUR) / MINUTE);
  if (days) return [amount(days, "day"), hours && amount(hours, "hour")].filter(Boolean).join(" ");
  if (hours) return [amount(hours, "hour"), minutes && amount(minutes, "minute")].filter(Boolean).join(" ");
  return amount(Math.max(minutes, left ? 1 : 0), "minute");
}

function digits(left) {
  const [big, small] = left >= HOUR ? [Math.floor(left / HOUR), Math.floor((left % HOUR) / MINUTE)] : [Math.floor(left / MINUTE), left % MINUTE];
  return `${big}:${String(small).padStart(2, "0")}`;
}

function shown(line, sentence, left) {
  const [before, after = ""] = sentence.split("{left}");
  const number = document.createElement("span");
  number.className = "left";
  number.textContent = digits(left);
  line.replaceChildren(before, number, after);
  line.hidden = false;
}

class Hold {
  constructor(bar) {
    this.bar = bar;
    this.words = bar.querySelector("[data-hold-words]").dataset;
    this.line = bar.querySelector("[data-hold-left]");
    this.said = bar.querySelector("[data-hold-said]");
    this.button = bar.querySelector("button");
    this.started();
    this.button.addEventListener("click", (event) => this.pressed(event));
    this.timer = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  started() {
    this.left = ticking(this.bar, this.bar.dataset.hold);
    this.warned = Infinity;
  }

  tick() {
    const left = this.left();
    shown(this.line, left >= HOUR ? this.words.hours : this.words.minutes, left);
    this.bar.classList.toggle("is-warn", left < AMBER);
    const due = left <= LAST ? LAST : left <= SOON ? SOON : Infinity;
    if (left && due < this.warned) {
      this.warned = due;
      this.said.textContent = due === LAST ? this.words.last : this.words.soon;
    }
    if (!left) this.over();
  }

  over() {
    clearInterval(this.timer);
    this.timer = null;
    this.line.hidden = true;
    this.said.textContent = "";
    const text = this.bar.querySelector("[data-hold-text]");
    text.setAttribute("role", "alert");
    text.textContent = this.words.over;
  }

  pressed(event) {
    if (this.plain) return;
    event.preventDefault();
    this.extend().catch(() => {
      this.plain = true;
      this.button.click();
    });
  }

  async extend() {
    const form = this.button.form;
    const to = this.button.getAttribute("formaction") || form.getAttribute("action") || location.href;
    const body = new FormData(form, this.button);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    const answer = await fetch(to, { method: "POST", body, headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-hold]");
    if (!fresh || Date.parse(fresh.dataset.hold) <= Date.parse(this.bar.dataset.hold)) throw new Error("not extended");
    this.bar.dataset.hold = fresh.dataset.hold;
    this.bar.dataset.now = fresh.dataset.now;
    const text = this.bar.querySelector("[data-hold-text]");
    text.removeAttribute("role");
    text.replaceChildren(...fresh.querySelector("[data-hold-text]").childNodes);
    this.started();
    this.timer ??= setInterval(() => this.tick(), 1000);
    this.tick();
    this.said.textContent = `${this.words.more} ${text.textContent}`;
  }
}

function remaining(line) {
  const left = ticking(line, line.dataset.until);
  const show = () => { line.textContent = left() ? line.dataset.words.replace("{left}", words(left())).replace("..", ".") : ""; };
  setInterval(show, 15000);
  show();
}

for (const bar of document.querySelectorAll("[data-hold]")) new Hold(bar);
for (const line of document.querySelectorAll("[data-until][data-now]")) remaining(line);
