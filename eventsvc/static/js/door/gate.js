// From a code or a name to a verdict: first what this phone knows, then what the server says in time (spec: check-in 4.3, 2 to 5).
import { again, decide, outcome } from "./decide.js";
import { hashed, parse } from "./parse.js";

const PATIENCE_YES = 350;
const PATIENCE_UNKNOWN = 2000;

export class Gate {
  // show(verdict, { hash, entry, sid, answer, source, text })
  constructor({ sync, clock, door, listId, show }) {
    Object.assign(this, { sync, clock, door, listId, show });
    this.asking = new Set();
  }

  async heard(text, source) {
    const scanned = parse(text);
    if (scanned.kind === "foreign") {
      this.show("foreign", { source });
      return;
    }
    if (scanned.kind === "code") await this.enter({ h: await hashed(scanned.code) }, source);
    else await this.enter({ ref: scanned.reference }, source);
  }

  async enter(named, source) {
    const key = named.h ?? named.ref;
    if (this.asking.has(key)) return;
    this.asking.add(key);
    try {
      await this.decided(named, source);
    } finally {
      this.asking.delete(key);
    }
  }

  async decided(named, source) {
    const now = this.clock.server();
    const entry = named.h ? this.sync.entries.get(named.h) : undefined;
    if (again(entry, this.door, now)) {
      this.show("again", { hash: named.h, entry, source });
      return;
    }
    const local = named.h ? decide(entry, this.sync, now) : "unknown";
    const scan = this.scan({ ...named, src: source });
    if (local === "admit" || local === "unknown") await this.asked(scan, local);
    else {
      Object.assign(scan, { decision: "refuse", verdict: local });
      this.show(local, { hash: named.h, entry, sid: scan.sid, source });
      await this.sync.add(scan);
      this.sync.now();
    }
  }

  async asked(scan, local) {
    if (local === "unknown") this.show("checking", { source: scan.src });
    const { kept, answer } = await this.sync.ask(scan, local === "admit" ? PATIENCE_YES : PATIENCE_UNKNOWN);
    const { verdict, decision } = !answer && !kept ? { verdict: "unreachable", decision: "refuse" } : outcome(local, answer);
    const hash = answer?.h ?? scan.h;
    if (decision === "admit") {
      await this.sync.decide(scan.sid, { decision });
      this.sync.mark(hash, this.door, this.clock.server());
    } else if (decision === "refuse") await this.sync.decide(scan.sid, { decision, verdict: "unknown" });
    this.show(verdict, { hash, entry: this.sync.entries.get(hash), sid: scan.sid, answer, source: scan.src, reference: scan.ref });
  }

  async undo(item) {
    this.sync.mark(item.hash, "", 0);
    await this.sync.add(this.scan({ dir: "undo", undo_of: item.sid }));
    this.sync.now();
  }

  scan(named) {
    const at = this.clock.phone();
    return { sid: crypto.randomUUID(), list: this.listId, dev_at: at, off: this.clock.off, decision: "none", made: at, ...named };
  }
}
