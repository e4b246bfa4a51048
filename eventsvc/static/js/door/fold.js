// Names folded for searching, as eventsvc/core/folding.py does it (the same cases: tests/core/search.tsv).
const LETTERS = { ø: "o", ł: "l", ı: "i", đ: "d", ð: "d", ħ: "h", ŋ: "n", ŧ: "t", þ: "th", æ: "ae", œ: "oe", ĸ: "k", ə: "e" };
const WRITTEN_OUT = { ä: "ae", ö: "oe", ü: "ue", ø: "oe", å: "aa" };
const APOSTROPHES = /['’‘‛ʼʻʹ′`´＇]/g;
const ANY_LETTER = /[øłıđðħŋŧþæœĸə]/g;
const ANY_WRITTEN_OUT = /[äöüøå]/g;

function lowered(text) {
  const visible = text.replace(/\p{Cf}/gu, "").replace(APOSTROPHES, "");
  return visible.normalize("NFC").toLowerCase().replace(/ß/g, "ss").replace(/ς/g, "σ").normalize("NFC");
}

function split(low) {
  const bare = low.replace(ANY_LETTER, (letter) => LETTERS[letter]).normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();
  return bare.replace(/[^\p{L}\p{N}]/gu, " ").split(" ").filter(Boolean);
}

export function fold(text) {
  const low = lowered(text);
  const plain = split(low);
  const written = split(low.replace(ANY_WRITTEN_OUT, (letter) => WRITTEN_OUT[letter]));
  const takenBack = plain.map((word) => word.replace(/([aou])e/g, "$1"));
  return [...new Set([...plain, ...written, ...takenBack])].join(" ");
}

export function words(query) {
  return [...new Set(split(lowered(query)))];
}
