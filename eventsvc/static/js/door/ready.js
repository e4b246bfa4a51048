// Before doors open: camera, sound, guest list, network and clock, battery; each says in words what it found.
import { ServerClock } from "./clock.js";
import { play, unlock } from "./sound.js";
import { Store } from "./store.js";
import { t, time } from "./texts.js";

const { list, base } = document.body.dataset;
const $ = (selector) => document.querySelector(selector);
const clock = new ServerClock();
const done = new Map();

function say(name, sign, text) {
  const row = $(`[data-check="${name}"]`);
  row.querySelector("[data-sign]").replaceChildren($(`[data-icon="${sign}"]`).firstElementChild.cloneNode(true));
  row.querySelector("[data-said]").textContent = text;
  done.set(name, sign === "ok");
  const fine = [...done.values()].filter(Boolean).length;
  $("[data-progress]").textContent = t("progress", { n: fine, m: document.querySelectorAll("[data-check]").length });
}

async function camera() {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    const torch = stream.getVideoTracks()[0].getCapabilities?.().torch;
    for (const track of stream.getTracks()) track.stop();
    say("camera", "ok", t(torch ? "camera-light" : "camera-ok"));
    $('[data-do="camera"]').hidden = true;
  } catch (no) {
    say("camera", "no", t(no?.name === "NotAllowedError" ? "camera-refused" : "camera-missing"));
    $('[data-do="camera"]').hidden = false;
  }
}

function sound() {
  unlock();
  play("ok");
  setTimeout(() => play("no"), 700);
  say("sound", "ok", t("sound-heard"));
}

async function listAndNet() {
  const sentAt = clock.phone();
  let said;
  try {
    const answer = await fetch(`${base.replace(/\/$/, "")}/roster?list=${list}&since=0`, { signal: AbortSignal.timeout(20_000) });
    if (answer.status === 401) location.reload();
    said = await answer.json();
  } catch {
    say("list", "no", t("list-no"));
    say("net", "no", t("net-no"));
    return;
  }
  const receivedAt = clock.phone();
  clock.heard(said.now, sentAt, receivedAt);
  const minutes = Math.round(Math.abs(clock.off) / 60_000);
  const n = Math.round(receivedAt - sentAt);
  say("net", minutes >= 2 ? "warn" : "ok", minutes >= 2 ? t("net-clock", { n, m: minutes }) : t("net-ok", { n }));
  const entries = said.entries;
  say("list", "ok", t("list-ok", { n: entries.filter((entry) => entry[1] === 0 && said.types[entry[2]]?.[1]).length, time: time(said.now) }));
  const store = await Store.open().catch(() => null);
  const kept = { list: Number(list), rev: said.rev, types: said.types, rules: said.rules, in: said.in, entries, saved: said.now };
  await store?.keepList(kept).catch(() => say("list", "no", t("store-broken")));
  navigator.storage?.persist?.().catch(() => {});
}

async function battery() {
  const found = await navigator.getBattery?.().catch(() => null);
  if (!found) {
    say("battery", "warn", t("battery-unknown"));
    return;
  }
  const enough = found.charging || found.level >= 0.5;
  const n = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(found.level);
  say("battery", enough ? "ok" : "warn", t(enough ? "battery-ok" : "battery-low", { n }));
}

$('[data-do="camera"]').addEventListener("click", camera);
$('[data-do="sound"]').addEventListener("click", sound);
$('[data-do="sound"]').hidden = false;
camera();
listAndNet();
battery();
