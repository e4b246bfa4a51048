// The scanner page: binds camera, keyboard, search and typed codes to the gate, and paints what comes out.
import { Camera } from "./camera.js";
import { ServerClock } from "./clock.js";
import { Gate } from "./gate.js";
import { Hits } from "./hits.js";
import { itemOf, noteOf, paintHistory, remember } from "./history.js";
import { listen } from "./keyboard.js";
import { unlock } from "./sound.js";
import { forget, Store } from "./store.js";
import { Sync } from "./sync.js";
import { ago, t, time } from "./texts.js";
import { clear, paint, showing } from "./verdict.js";

const { list, door, undo: mayUndo, base } = document.body.dataset;
const $ = (selector) => document.querySelector(selector);
const GONE = 1200;
const clock = new ServerClock();
const seen = { text: "", at: -Infinity };
let shown = null;
let view = "scan";

function go(name) {
  view = name;
  for (const part of document.querySelectorAll("[data-part]")) {
    const parts = part.dataset.part.split(" ");
    const behind = name === "verdict" && part.classList.contains("lens");
    part.hidden = !parts.includes(name) && !behind;
  }
  if (name === "search") hits.open();
  if (name === "code") $("#door-c").focus();
}

function back() {
  clear();
  go("scan");
  shown = null;
}

function facts(verdict, about) {
  const { entry, answer } = about;
  const type = entry ? sync.types[entry.type]?.[0] ?? "" : "";
  const [where, at] = answer?.prev ?? (entry?.at ? [entry.door, entry.at * 1000] : ["", 0]);
  const values = { time: time(at), door: where || "–", ago: ago(at, clock.server()), type };
  const known = entry && verdict !== "foreign";
  return { verdict, word: t(word(verdict)), name: known ? entry.name : "", pills: known && type ? [type] : [], ...why(verdict, values, about, at) };
}

function word(verdict) {
  return ["admit", "duplicate", "conflict", "again", "foreign", "checking", "undone"].includes(verdict) ? `word-${verdict}` : "word-refuse";
}

function why(verdict, values, { source, reference, answer }, at) {
  if (verdict === "admit") return answer?.note ? { why: answer.note } : {};
  if (verdict === "undone") return {};
  if (verdict === "conflict" && !at) return { why: t("why-late"), more: t("more-conflict") };
  if (verdict === "duplicate" || verdict === "conflict") return { why: t(`why-${verdict}`, values), more: t(`more-${verdict}`) };
  if (verdict === "wrong_list" && values.type) return { why: t("why-type", values) };
  if (verdict === "foreign" && source === "keyboard") return { why: t("why-typed") };
  if (verdict === "unknown" && reference) return { why: t("why-unknown"), more: reference };
  return { why: t(verdict === "invalid" ? "why-unknown" : `why-${verdict}`) };
}

function show(verdict, about) {
  if (verdict === "foreign" && ["duplicate", "conflict", "refuse", "checking"].includes(showing())) return;
  const looked = facts(verdict, about);
  const undoable = Boolean(mayUndo) && ["admit", "conflict"].includes(verdict);
  if (about.sid) {
    const name = looked.name || looked.word;
    shown = { ...about, name, verdict, note: noteOf(verdict, looked.pills[0] ?? ""), at: clock.server(), undoable };
    remember(shown, takeBack);
  } else shown = null;
  $("[data-undo-last]").hidden = !undoable;
  paint(looked, { back, stays: verdict === "checking" || (verdict === "admit" && Boolean(looked.why)) });
  go("verdict");
  count();
}

async function takeBack(item) {
  Object.assign(item, { undoable: false, note: t("word-undone"), verdict: "undone" });
  paintHistory(takeBack);
  paint({ verdict: "undone", word: t("word-undone"), name: item.name }, { silent: true, back });
  go("verdict");
  $("[data-undo-last]").hidden = true;
  await gate.undo(item);
  count();
}

// The server's word about a scan that was decided here already.
function result(scan, answer) {
  const item = itemOf(scan.sid);
  if (scan.decision === "admit" && answer.verdict === "conflict") show("conflict", { hash: answer.h, entry: sync.entries.get(answer.h), sid: scan.sid, answer });
  const quiet = !shown || shown.sid === scan.sid;
  if (scan.decision === "admit" && answer.verdict === "admit" && answer.note && quiet) show("admit", { hash: answer.h, entry: sync.entries.get(answer.h), sid: scan.sid, answer });
  if (answer.verdict === "forbidden") paint({ verdict: "refuse", word: t("word-refuse"), name: item?.name ?? "", why: t("why-forbidden") }, { back });
}

function count() {
  const admittedHere = [...sync.queue.values()].filter((scan) => scan.decision === "admit").length;
  $("[data-count] b").textContent = String(sync.inside + admittedHere);
  $("[data-count] small").textContent = t("of", { n: sync.expected });
}

function network(online, waiting) {
  const net = $("[data-net]");
  net.classList.toggle("off", !online);
  net.replaceChildren(document.getElementById(online ? "icon-on" : "icon-off").content.cloneNode(true), online ? t("connected") : t("offline", { n: waiting }));
}

function warn(text) {
  const hint = $("[data-hint]");
  hint.textContent = text;
  hint.classList.add("is-warn");
}

function cameraSaid(what, about) {
  if (what !== "ok") {
    warn(t(`camera-${what}`));
    return;
  }
  const hint = $("[data-hint]");
  if (store) {
    hint.textContent = t("hint");
    hint.classList.remove("is-warn");
  }
  $("[data-torch]").disabled = !about.torch;
  $("[data-camera]").hidden = about.cameras.length < 2;
}

// A code that stays in view is one scan.
function cameraSaw(text) {
  const now = performance.now();
  const same = text === seen.text && now - seen.at < GONE;
  Object.assign(seen, { text, at: now });
  if (!same && (view === "scan" || view === "verdict")) gate.heard(text, "camera");
}

async function awake() {
  unlock();
  if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen").catch(() => {});
}

function bind(camera) {
  for (const button of document.querySelectorAll("[data-go]")) button.addEventListener("click", () => go(button.dataset.go));
  $("[data-next]").addEventListener("click", back);
  $("[data-verdict]").addEventListener("click", back);
  $("[data-undo-last]").addEventListener("click", () => shown && takeBack(shown));
  $("[data-torch]").addEventListener("click", async ({ currentTarget: button }) => {
    const on = button.getAttribute("aria-pressed") !== "true";
    await camera.torch(on).then(() => button.setAttribute("aria-pressed", String(on)), () => {});
  });
  $("[data-camera]").addEventListener("click", () => camera.other());
  $("[data-code]").addEventListener("submit", (event) => {
    event.preventDefault();
    gate.heard($("#door-c").value, "keyboard");
    $("#door-c").value = "";
  });
  listen((text) => gate.heard(text, "keyboard"));
  addEventListener("pointerdown", awake);
  addEventListener("keydown", unlock);
  document.addEventListener("visibilitychange", awake);
}

async function locked() {
  await forget().catch(() => {});
  location.replace(base);
}

const store = await Store.open().catch(() => null);
const told = {
  changed: (names) => {
    if (names) hits.changed();
    count();
  },
  network, locked, result, broken: () => warn(t("store-broken")),
};
const sync = new Sync({ list: Number(list), store, clock, told, base: base.replace(/\/$/, "") });
const gate = new Gate({ sync, clock, door, listId: Number(list), show });
const hits = new Hits(sync, (hash) => gate.enter({ h: hash }, "search"));
const camera = new Camera($("[data-video]"), { seen: cameraSaw, said: cameraSaid });
if (!store) warn(t("store-broken"));
bind(camera);
await Promise.all([sync.start(), camera.start()]);
document.documentElement.dataset.door = "open";
