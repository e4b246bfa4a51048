// Adds the reader's own time below the two clocks, if it is a third one. Without script nothing is missing.
function offsetOf(iso) {
  const [, sign, hours, minutes] = iso.match(/([+-])(\d\d):(\d\d)$/) ?? [null, "+", "00", "00"];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function parts(format, moment, names) {
  return format.formatToParts(moment).filter((part) => names.includes(part.type)).map((part) => part.value);
}

function show(line) {
  const start = new Date(line.dataset.start);
  const end = new Date(line.dataset.end);
  const own = -start.getTimezoneOffset();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  if (Number.isNaN(own) || !zone.includes("/") || line.dataset.known.split(" ").some((iso) => offsetOf(iso) === own)) return;

  const lang = document.documentElement.lang;
  const locale = lang === "en" ? "en-US" : lang;
  const clock = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "long" }).format(start);
  const [halfStart = ""] = parts(clock, start, ["dayPeriod"]);
  const [halfEnd = ""] = parts(clock, end, ["dayPeriod"]);
  const from = halfStart === halfEnd ? parts(clock, start, ["hour", "minute"]).join(":") : clock.format(start);
  const bold = document.createElement("b");
  const time = document.createElement("time");
  time.dateTime = start.toISOString();
  time.textContent = `${from}–${clock.format(end)} ${line.dataset.unit}`.trim();
  bold.append(time);
  const city = zone.split("/").at(-1).replaceAll("_", " ");
  line.querySelector("span").append(line.dataset.lead.replace("{city}", city), " ", bold, `, ${weekday}`);
  line.hidden = false;
}

document.querySelectorAll("[data-own-zone]").forEach(show);
