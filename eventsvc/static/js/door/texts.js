// Sentences come with the page, in the phone's language; times are the event's.
const template = document.getElementById("texts");
const found = new Map([...template.content.querySelectorAll("[data-t]")].map((span) => [span.dataset.t, span.textContent]));
const { lang, zone } = document.body.dataset;
const clock = new Intl.DateTimeFormat(lang === "de" ? "de-DE" : "en-US", { hour: "numeric", minute: "2-digit", timeZone: zone });
const relative = new Intl.RelativeTimeFormat(lang, { numeric: "always" });

export function t(name, values = {}) {
  const sentence = found.get(name);
  if (sentence === undefined) throw new Error(`no text ${name}`);
  return sentence.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

export function time(ms) {
  return lang === "de" ? `${clock.format(ms)} Uhr` : clock.format(ms);
}

export function shortTime(ms) {
  return clock.format(ms);
}

export function ago(ms, now) {
  const minutes = Math.floor((now - ms) / 60_000);
  if (minutes < 1) return t("just-now");
  return minutes < 60 ? relative.format(-minutes, "minute") : relative.format(-Math.round(minutes / 60), "hour");
}
