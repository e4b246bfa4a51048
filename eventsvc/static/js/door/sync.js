// The guest list kept fresh, scans sent until the server has answered each (spec: check-in 4.3). No answer is "no network".
const TIMEOUT = 8000;
const LIST_TIMEOUT = 20_000;
const MOST = 500;
const SAVE_AFTER = 1000;
const LONGEST_PAUSE = 15_000;

class Unreachable extends Error {}

export class Sync {
  // told: { changed(), network(online, waiting), locked(), broken(), result(scan, answer) }
  constructor({ list, store, clock, told, base = "/door" }) {
    Object.assign(this, { listId: list, store, clock, told, base });
    this.entries = new Map();
    this.queue = new Map();
    Object.assign(this, { rev: null, types: [], rules: {}, inside: 0, online: true, failures: 0, heardAt: 0, nextTry: 0, flying: 0, most: MOST });
  }

  async start() {
    try {
      const kept = await this.store?.list(this.listId);
      if (kept) this.take({ ...kept, full: true });
      for (const scan of (await this.store?.queued()) ?? []) this.queue.set(scan.sid, scan);
    } catch {
      this.told.broken();
    }
    await this.fetchList().catch((no) => this.failed(no));
    setInterval(() => this.tick(), 500);
    addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => this.now());
  }

  get waiting() {
    return this.queue.size;
  }

  get expected() {
    let sum = 0;
    for (const entry of this.entries.values()) if (entry.state === 0 && this.types[entry.type]?.[1]) sum += 1;
    return sum;
  }

  now() {
    this.nextTry = 0;
    this.tick();
  }

  tick() {
    const now = performance.now();
    if (this.flying || now < this.nextTry) return;
    const pause = document.visibilityState === "visible" ? 5000 : 20_000;
    const due = this.queue.size ? 2000 : pause;
    if (now - this.heardAt >= (this.failures ? 0 : due)) this.send([...this.queue.values()].slice(0, this.most)).catch(() => {});
  }

  // Keeps the scan, sends it, and answers what the server says in time, else null. The server may still answer later.
  async ask(scan, patience) {
    const kept = await this.add(scan);
    if (this.failures && patience < 1000) return { kept, answer: null };
    const answered = this.send([scan]).then((results) => results.get(scan.sid) ?? null, () => null);
    const late = new Promise((resolve) => setTimeout(() => resolve(null), patience));
    return { kept, answer: await Promise.race([answered, late]) };
  }

  async add(scan) {
    this.queue.set(scan.sid, scan);
    try {
      await this.store.keep(scan);
      return true;
    } catch {
      this.told.broken();
      return false;
    }
  }

  // This phone has decided by itself, because no answer came.
  async decide(sid, changes) {
    const scan = this.queue.get(sid);
    if (!scan) return;
    Object.assign(scan, changes);
    await this.store.keep(scan).catch(() => this.told.broken());
    this.told.network(this.online, this.waiting);
  }

  async send(scans) {
    const sent = scans.map((scan) => ({ ...scan }));
    const body = JSON.stringify({ scans: sent.map(wire), rev: this.rev, queue: this.queue.size, off: this.clock.off });
    const headers = { "Content-Type": "application/json", "X-Door": "1" };
    this.flying += 1;
    try {
      const said = await this.call(`${this.base}/scans`, { method: "POST", body, headers }, TIMEOUT);
      this.most = MOST;
      this.take({ ...said, entries: said.delta });
      return await this.settle(sent, said.results);
    } catch (no) {
      await this.poisoned(sent, no);
      this.failed(no);
      throw no;
    } finally {
      this.flying -= 1;
    }
  }

  // What the server cannot even read must not block the rest: one by one, and away with the one that it is.
  async poisoned(sent, no) {
    if (no.message !== "400" || !sent.length) return;
    this.most = 1;
    if (sent.length > 1) return;
    this.queue.delete(sent[0].sid);
    await this.store?.drop([sent[0].sid]).catch(() => this.told.broken());
  }

  async settle(sent, results) {
    const found = new Map(results.map((result) => [result.sid, result]));
    const done = [];
    for (const was of sent) {
      const answer = found.get(was.sid);
      const scan = this.queue.get(was.sid);
      if (!answer || !scan) continue;
      const lateNo = scan.decision === "admit" && was.decision !== "admit" && answer.verdict !== "admit" && answer.verdict !== "invalid";
      if (lateNo) continue;
      this.queue.delete(was.sid);
      done.push(was.sid);
      this.told.result(scan, answer);
    }
    if (done.length) await this.store.drop(done).catch(() => this.told.broken());
    this.told.network(this.online, this.waiting);
    return found;
  }

  async fetchList() {
    const said = await this.call(`${this.base}/roster?list=${this.listId}&since=${this.rev ?? 0}`, {}, LIST_TIMEOUT);
    this.take(said);
  }

  async call(url, options, patience) {
    const sentAt = this.clock.phone();
    let answer;
    let said;
    try {
      answer = await fetch(url, { ...options, signal: AbortSignal.timeout(patience), credentials: "same-origin", redirect: "error" });
      if (answer.headers.get("Content-Type")?.startsWith("application/json")) said = await answer.json();
    } catch {
      throw new Unreachable();
    }
    if (answer.status === 401 && said?.error === "locked") this.told.locked();
    if (answer.status !== 200 || !said) throw new Unreachable(String(answer.status));
    if (said.now) this.clock.heard(said.now, sentAt, this.clock.phone());
    Object.assign(this, { online: true, failures: 0, nextTry: 0, heardAt: performance.now() });
    return said;
  }

  failed(no) {
    this.failures += 1;
    this.online = no instanceof Unreachable && no.message === "429";
    this.nextTry = performance.now() + Math.min(LONGEST_PAUSE, 1000 * 2 ** Math.min(this.failures - 1, 4));
    this.told.network(this.online, this.waiting);
  }

  take(said) {
    if (said.full) this.entries = new Map();
    for (const [hash, state, type, name, org, door, at] of said.entries ?? []) {
      this.entries.set(hash, { state, type, name, org, door: door ?? "", at: at ?? 0 });
    }
    if (said.types) this.types = said.types;
    if (said.rules) this.rules = said.rules;
    if (said.in !== undefined) this.inside = said.in;
    const fresh = said.entries?.length || said.full;
    if (said.rev !== undefined) this.rev = said.rev;
    if (fresh) this.save();
    this.told.network(this.online, this.waiting);
    this.told.changed(Boolean(fresh));
  }

  // What this phone knows before the server has said so.
  mark(hash, door, ms) {
    const entry = this.entries.get(hash);
    if (!entry) return;
    Object.assign(entry, { door, at: ms ? Math.floor(ms / 1000) : 0 });
    this.save();
  }

  save() {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => {
      const entries = [...this.entries].map(([hash, one]) => [hash, one.state, one.type, one.name, one.org, ...(one.at ? [one.door, one.at] : [])]);
      const kept = { list: this.listId, rev: this.rev, types: this.types, rules: this.rules, in: this.inside, entries, saved: this.clock.server() };
      this.store?.keepList(kept).catch(() => this.told.broken());
    }, SAVE_AFTER);
  }
}

function wire({ made, ...scan }) {
  return scan;
}
