// What this phone can say by itself. The same table as eventsvc/checkin/verdict.py; the server's word counts where it comes in time.
export const VALID = 0;
export const RESERVED = 1;
export const UNPAID = 2;
export const REVOKED = 3;
export const REPLACED = 4;
export const JUST_NOW = 10_000;

// entry: { state, type, name, door, at (seconds) } or undefined; types: [[name, whether this list takes it], …]
export function decide(entry, { types, rules }, now) {
  if (!entry) return "unknown";
  if (entry.state === REVOKED) return "revoked";
  if (entry.state === REPLACED) return "replaced";
  if (!types[entry.type]?.[1]) return "wrong_list";
  if (entry.state === UNPAID || entry.state === RESERVED) return "unpaid";
  if ((rules.opens && now < rules.opens) || (rules.closes && now >= rules.closes)) return "closed";
  if (entry.at && rules.once) return "duplicate";
  return "admit";
}

// Own admission a moment ago: nothing to be alarmed about.
export function again(entry, door, now) {
  return Boolean(entry?.at) && entry.door === door && now - entry.at * 1000 < JUST_NOW;
}

// The server's word about what this phone had decided: what is shown, and whether the scan is done with.
export function outcome(local, answer) {
  if (!answer) return { verdict: local === "admit" ? "admit" : "unreachable", decision: local === "admit" ? "admit" : "refuse" };
  return { verdict: answer.verdict, decision: "none" };
}

export const LOOKS = {
  admit: "ok", duplicate: "again", conflict: "again", again: "quiet", foreign: "quiet", checking: "quiet", undone: "quiet", idle: "",
};
export const STATES = {
  admit: "admit", duplicate: "duplicate", conflict: "conflict", again: "again", foreign: "foreign", checking: "checking", undone: "idle",
};

export function looks(verdict) {
  return LOOKS[verdict] ?? "no";
}

export function state(verdict) {
  return STATES[verdict] ?? "refuse";
}
