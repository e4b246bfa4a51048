// By name, on this phone: all words, folded, twenty hits at most.
import { fold, words } from "./fold.js";

export const MOST = 20;

export function prepared(entries) {
  const rows = [];
  for (const [hash, entry] of entries) rows.push({ hash, name: entry.name, folded: ` ${fold(entry.name)}` });
  return rows.sort((one, other) => one.name.localeCompare(other.name));
}

export function search(rows, query) {
  const wanted = words(query);
  if (wanted.join("").length < 2) return [];
  const found = [];
  for (const row of rows) {
    if (!wanted.every((word) => row.folded.includes(word))) continue;
    found.push({ row, rank: wanted.filter((word) => row.folded.includes(` ${word}`)).length });
  }
  found.sort((one, other) => other.rank - one.rank);
  return found.slice(0, MOST + 1).map((one) => one.row.hash);
}
