/**
 * Addresses and numbers in a text, as tokenize.ts enters them whole. Found from their "@" or first digit outwards, so that the cost is linear
 * in the text whatever stands there.
 */

/** More identifiers than this in one document are not entered as whole tokens (their words are still found): stops number tables. */
const MAX_IDS = 2000;
const MAX_ID_LENGTH = 128;
const LOCAL_PART = /[A-Za-z0-9._%+'=&/!#$*?^`{|}~-]/;
const HOST = /[A-Za-z0-9.-]/;

const DIGIT = 1;
const LETTER = 2;
const SEPARATOR = 4;
/** What each ASCII code may be inside an identifier. */
const CLASS_OF = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (/[0-9]/.test(char)) return DIGIT;
  if (/[A-Za-z]/.test(char)) return LETTER;
  return "-/._+".includes(char) ? SEPARATOR : 0;
});

const classAt = (text: string, index: number): number => {
  const code = text.charCodeAt(index);
  if (code < 128) return CLASS_OF[code] as number;
  return isDash(code) ? SEPARATOR : 0;
};

/** What programs make of a typed hyphen: hyphen, non-breaking hyphen, figure dash, en dash, minus, full-width hyphen. */
const isDash = (code: number): boolean =>
  (code >= 0x2010 && code <= 0x2013) || code === 0x2212 || code === 0xff0d;

/** Adds the addresses of a text in lower case: "<Anna@Example.ORG>," as `anna@example.org`. */
export function addAddresses(text: string, ids: Set<string>): void {
  for (let at = text.indexOf("@"); at >= 0 && ids.size < MAX_IDS; at = text.indexOf("@", at + 1)) {
    let from = at;
    while (from > 0 && at - from < 64 && LOCAL_PART.test(text.charAt(from - 1))) from--;
    let to = at + 1;
    while (to < text.length && to - at < 254 && HOST.test(text.charAt(to))) to++;
    const local = text.slice(from, at).replace(/^['/=.]+/, "");
    const host = text.slice(at + 1, to).replace(/[.-]+$/, "");
    if (local !== "" && host !== "")
      ids.add(`${local}@${host}`.toLowerCase().slice(0, MAX_ID_LENGTH));
  }
}

const SPACE = 32;
const NO_BREAK_SPACE = 0xa0;
const OPEN = 40;
const CLOSE = 41;
const ZERO = 48;

/** Blanks that stand between the groups of a number: usual, no-break, figure, thin, narrow no-break; a tab. */
const isSpace = (code: number): boolean =>
  code === SPACE ||
  code === NO_BREAK_SPACE ||
  code === 9 ||
  code === 0x2007 ||
  code === 0x2009 ||
  code === 0x202f;

/**
 * End of the group of digits after `end`, or `end` when there is none. A group may stand in brackets, needs no space beside them and
 * may hold dots or dashes: the groups of "+1 (212) 555-0100" are `+1`, `(212)` and `555-0100`.
 */
function nextDigits(text: string, end: number): number {
  const spaced = isSpace(text.charCodeAt(end));
  if (!spaced && text.charCodeAt(end - 1) !== CLOSE) return end;
  let to = spaced ? end + 1 : end;
  const open = text.charCodeAt(to) === OPEN;
  if (open) to++;
  const from = to;
  for (; to - from < 32; to++) {
    const kind = classAt(text, to);
    const joins = kind === SEPARATOR && to > from && classAt(text, to + 1) === DIGIT;
    if (kind !== DIGIT && !joins) break;
  }
  if (to === from || (classAt(text, to) & (DIGIT | LETTER)) !== 0) return end;
  return open && text.charCodeAt(to) === CLOSE ? to + 1 : to;
}

/** End of the group of four, or of fewer at the end, after `end` in an IBAN. */
function nextIbanGroup(text: string, end: number): number {
  if (!isSpace(text.charCodeAt(end))) return end;
  let to = end + 1;
  while (to - end <= 5 && (classAt(text, to) & (DIGIT | LETTER)) !== 0) to++;
  return to - end < 2 || to - end > 5 ? end : to;
}

/** ISO 13616 check digits: what tells the end of an IBAN from the word after it. */
function isIban(id: string): boolean {
  let rest = 0;
  for (const char of id.slice(4) + id.slice(0, 4)) {
    const value = Number.parseInt(char, 36);
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
  }
  return rest === 1;
}

const onlyIdChars = (written: string): string => written.replace(/[^A-Za-z0-9]/g, "").toLowerCase();

function addNumber(written: string, ids: Set<string>): void {
  const id = onlyIdChars(written);
  if (id.length > MAX_ID_LENGTH) return;
  ids.add(id);
  if (/^[0-9]{9,15}$/.test(id)) ids.add(`tel:${id.slice(-9)}`);
}

/** A number that stands alone is entered when it has a separator or a letter ("INV-2041", "2017-03-27") or nine digits. */
function addAlone(written: string, ids: Set<string>): void {
  const digits = written.replace(/[^0-9]/g, "").length;
  if (digits >= 3 && (digits >= 9 || digits < written.length)) addNumber(written, ids);
}

/** Where the IBAN that begins at `from` ends: where its check digits are right, else where its groups end. */
function endOfIban(text: string, from: number, to: number): number {
  let end = to;
  for (
    let next = nextIbanGroup(text, end);
    next !== end && next - from <= 42;
    next = nextIbanGroup(text, end)
  ) {
    end = next;
    const id = onlyIdChars(text.slice(from, end));
    if (id.length >= 15 && isIban(id)) return end;
  }
  return end;
}

/** The longest numbers written in groups are those of payment cards; a longer row of digits is a table's. */
const MAX_GROUPED_DIGITS = 19;

/** Joins the groups of digits after `from … to` to one number; returns where they end. A long row is passed over, each group by itself. */
function addGroups(text: string, from: number, to: number, ids: Set<string>): number {
  const bracketed = text.charCodeAt(from - 1) === OPEN && text.charCodeAt(to) === CLOSE;
  let end = bracketed ? to + 1 : to;
  const trunk = text.charCodeAt(from) === ZERO && text.charCodeAt(from + 1) !== ZERO;
  let digits = onlyIdChars(text.slice(from, to)).length;
  let groups = 1;
  for (let next = nextDigits(text, end); next !== end; next = nextDigits(text, end)) {
    const group = text.slice(end, next).replace(/^[\s(]+|\)$/g, "");
    // Two numbers side by side: "01 23 45 67 89 06 12 34 56 78". Not "0049 30 …", which goes on.
    if (trunk && digits >= 10 && group.charCodeAt(0) === ZERO) break;
    addAlone(group, ids);
    digits += onlyIdChars(group).length;
    groups++;
    end = next;
  }
  if (groups > 1 && digits >= 8 && digits <= MAX_GROUPED_DIGITS)
    addNumber(text.slice(from, end), ids);
  return end;
}

/** Country codes that VAT numbers of the European Union, Northern Ireland, Great Britain and Switzerland begin with. */
const VAT_COUNTRY =
  /(?:^|[^A-Za-z0-9])(ATU?|BE|BG|CHE|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)$/;

/** Adds a VAT number whose country stands apart from its digits: "DE 123 456 789" as `de123456789`, "NL 8123.45.678.B01" as `nl812345678b01`. */
function addVat(text: string, from: number, to: number, ids: Set<string>): void {
  if (!isSpace(text.charCodeAt(from - 1))) return;
  const country = VAT_COUNTRY.exec(text.slice(Math.max(0, from - 5), from - 1))?.[1];
  if (country === undefined) return;
  const branch =
    country === "NL" ? /^[ .]?B[0-9]{2}(?![A-Za-z0-9])/.exec(text.slice(to, to + 5)) : null;
  const id = onlyIdChars(text.slice(from, to) + (branch?.[0] ?? ""));
  if (id.length >= 8 && id.length <= 12) ids.add(country.toLowerCase() + id);
}

/**
 * Adds the numbers of a text, found from their digits outwards and joined with the groups after them where they read like a phone number,
 * a card number or an IBAN.
 */
export function addNumbers(text: string, ids: Set<string>): void {
  const digit = /[0-9]/g;
  let done = 0;
  for (
    let match = digit.exec(text);
    match !== null && ids.size < MAX_IDS;
    match = digit.exec(text)
  ) {
    let from = match.index;
    let to = from + 1;
    while (from > done && match.index - from < MAX_ID_LENGTH && classAt(text, from - 1) !== 0)
      from--;
    while (classAt(text, to) !== 0 && to - from < 2 * MAX_ID_LENGTH) to++;
    const written = text.slice(from, to);
    addAlone(written, ids);
    done = to;
    if (/^[A-Z]{2}[0-9]{2}(?:[A-Z0-9]{4})?$/.test(written)) {
      const end = endOfIban(text, from, to);
      const id = onlyIdChars(text.slice(from, end));
      if (end > to && id.length >= 15 && id.length <= 34) {
        addNumber(text.slice(from, end), ids);
        done = end;
      }
    } else if (written.length <= 20 && /^[+0-9./-]+$/.test(written)) {
      done = addGroups(text, from, to, ids);
      addVat(text, from, done, ids);
    } else addVat(text, from, to, ids);
    digit.lastIndex = done;
  }
}
