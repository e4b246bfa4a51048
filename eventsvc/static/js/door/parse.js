// What a camera, a hand scanner or a person gave. The same cases as eventsvc/tickets/codes.py (tests/door/parse.json).
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ADDRESS = /^https?:\/\/[^/?#\s]+(?:\/[^/?#\s]+)*\/T\/([0-9A-HJKMNP-TV-Z]{20})\/?$/i;
const CODE = /^[0-9A-HJKMNP-TV-Z]{20}$/;
const LONGEST = 500;

// As typed by hand to as printed: upper case, no blanks, dashes or invisible characters, O is 0, I and L are 1.
export function normal(typed) {
  return typed.normalize("NFKC").replace(/[\p{Z}\p{C}\p{Pd}\u2212_.]/gu, "").toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");
}

export function checkChar(text) {
  let sum = 0;
  for (const char of text) {
    sum = (sum ^ ALPHABET.indexOf(char)) << 1;
    if (sum & 32) sum ^= 37;
  }
  return ALPHABET[sum];
}

export function parse(text) {
  const trimmed = text.trim();
  if (!trimmed || trimmed.length > LONGEST) return { kind: "foreign" };
  const address = ADDRESS.exec(trimmed);
  if (address) return { kind: "code", code: address[1].toUpperCase() };
  const typed = normal(trimmed);
  if (CODE.test(typed)) return { kind: "code", code: typed };
  const isReference = typed.length === 8 && [...typed].every((char) => ALPHABET.includes(char)) && checkChar(typed.slice(0, 7)) === typed[7];
  return isReference ? { kind: "reference", reference: typed } : { kind: "foreign" };
}

// What the server and this phone know a ticket by; the code itself is kept nowhere.
export async function hashed(code) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`r1|${code}`)));
  return btoa(String.fromCharCode(...digest.slice(0, 9)));
}
