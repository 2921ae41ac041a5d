/** Numbers that banks, tax offices, courts and bookkeepers give: IBAN, BIC, cards, VAT, registers, invoices, cases. */
import { createRequire } from "node:module";
import { PROOF } from "../identifier-kinds.ts";
import { ibanLength, isIban, isInn, isOgrn, luhn } from "./checksums.ts";
import { before, NOTHING, type Place, type Recogniser, type Value } from "./recogniser.ts";

/**
 * The letters and digits from `from` on until there are `wanted`, with at most one space, dot or dash between two; null when the text ends before, or when a
 * further letter or digit follows.
 */
function takeCompact(
  text: string,
  from: number,
  wanted: number,
): { readonly compact: string; readonly end: number } | null {
  let compact = "";
  let at = from;
  for (; compact.length < wanted; at++) {
    const char = text.charAt(at);
    if (/[A-Za-z0-9]/.test(char)) compact += char;
    else if (!/[ \u00a0.-]/.test(char) || !/[A-Za-z0-9]/.test(text.charAt(at + 1))) return null;
  }
  return /[A-Za-z0-9]/.test(text.charAt(at)) ? null : { compact, end: at };
}

function readIban({ match, text }: Place): readonly Value[] {
  const length = ibanLength(match[0].slice(0, 2));
  const taken = length === undefined ? null : takeCompact(text, match.index, length);
  if (taken === null || !isIban(taken.compact.toUpperCase())) return NOTHING;
  return [{ value: taken.compact.toUpperCase(), proof: PROOF.checksum, end: taken.end }];
}

/** ISO 3166 codes of countries with banks in the SWIFT directory. */
const COUNTRIES = new Set(
  "AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NR NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE ZA ZM ZW".split(
    " ",
  ),
);

function readBic({ match }: Place): readonly Value[] {
  const code = (match[1] ?? "").toUpperCase();
  return COUNTRIES.has(code.slice(4, 6)) ? [{ value: code, proof: PROOF.context }] : NOTHING;
}

/** First digits that card networks issue under: Visa, Mastercard, American Express, Discover, JCB, Diners, UnionPay, Maestro, Mir. */
const ISSUERS =
  /^(?:4\d{15}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|62\d{14}|(?:5018|5020|5038|6304|6759|676[1-3])\d{12}|220[0-4]\d{12})$/;
const CARD =
  /(?:card|carte|karte|visa|master|amex|american express|mastercard|cc\s?#|cc no|credit|kredit|карт)[^\n]{0,40}$/i;

function readCard(place: Place): readonly Value[] {
  const written = place.match[0];
  const digits = written.replace(/\D/g, "");
  if (!ISSUERS.test(digits) || !luhn(digits) || /^(\d)\1+$/.test(digits)) return NOTHING;
  const named = CARD.test(before(place));
  if (!named && written === digits) return NOTHING;
  return [{ value: digits, proof: named ? PROOF.checksum | PROOF.context : PROOF.checksum }];
}

interface Plan {
  /** Module of stdnum: a port of python-stdnum, loaded when a number of the country is met. */
  readonly module: string;
  /** Characters after the country's letters. */
  readonly lengths: readonly number[];
  readonly form: RegExp;
}

const plan = (module: string, form: RegExp, ...lengths: readonly number[]): Plan => ({
  module,
  form,
  lengths,
});
const DIGITS = /^\d+$/;

/** VAT numbers by the letters they begin with (VIES, HMRC, Swiss UID register). */
const VAT: Readonly<Record<string, Plan>> = {
  AT: plan("at/uid", /^U\d{8}$/, 9),
  BE: plan("be/vat", /^[01]\d{9}$/, 10),
  BG: plan("bg/vat", DIGITS, 10, 9),
  CHE: plan("ch/uid", DIGITS, 9),
  CY: plan("cy/vat", /^\d{8}[A-Z]$/, 9),
  CZ: plan("cz/dic", DIGITS, 10, 9, 8),
  DE: plan("de/vat", /^[1-9]\d{8}$/, 9),
  DK: plan("dk/cvr", /^[1-9]\d{7}$/, 8),
  EE: plan("ee/kmkr", DIGITS, 9),
  EL: plan("gr/vat", DIGITS, 9),
  ES: plan("es/nif", /^[A-Z0-9]\d{7}[A-Z0-9]$/, 9),
  FI: plan("fi/alv", DIGITS, 8),
  FR: plan("fr/tva", /^[A-HJ-NP-Z0-9]{2}\d{9}$/, 11),
  GB: plan("gb/vat", DIGITS, 12, 9),
  HR: plan("hr/oib", DIGITS, 11),
  HU: plan("hu/anum", DIGITS, 8),
  IE: plan("ie/vat", /^\d[A-Z0-9+*]\d{5}[A-Z]{1,2}$/, 9, 8),
  IT: plan("it/iva", DIGITS, 11),
  LT: plan("lt/pvm", DIGITS, 12, 9),
  LU: plan("lu/tva", DIGITS, 8),
  LV: plan("lv/pvn", DIGITS, 11),
  MT: plan("mt/vat", DIGITS, 8),
  NL: plan("nl/btw", /^\d{9}B\d{2}$/, 12),
  PL: plan("pl/nip", DIGITS, 10),
  PT: plan("pt/nif", DIGITS, 9),
  RO: plan("ro/cui", DIGITS, 10, 9, 8, 7),
  SE: plan("se/vat", /^\d{10}01$/, 12),
  SI: plan("si/ddv", /^[1-9]\d{7}$/, 8),
  SK: plan("sk/dph", DIGITS, 10),
};

const VAT_NAMED =
  /(?:\bv\.?a\.?t\b|ust|u\.st|umsatzsteuer|mwst|steuer|tva|t\.v\.a|iva\b|btw|moms|\bdph\b|\bnip\b|\buid\b|\bnif\b|\bcif\b|tax|partita|áfa|alv)[^\n]{0,50}$/i;

interface StandardNumber {
  readonly validate: (value: string) => { readonly isValid: boolean };
}
const load = createRequire(import.meta.url);

/** Whether the check digits of a country's VAT number are right. The national number and that with its letters are both tried: modules differ in what they expect. */
function hasCheckDigits(country: string, number: string): boolean {
  const { module } = VAT[country] as Plan;
  const { validate } = load(`stdnum/lib/cjs/${module}.js`) as StandardNumber;
  return validate(country + number).isValid || (country !== "CHE" && validate(number).isValid);
}

function readVat(place: Place): readonly Value[] {
  const { match, text } = place;
  const letters = match[1] ?? "";
  const country = letters === "GR" ? "EL" : letters === "XI" ? "GB" : letters;
  const rule = VAT[country];
  if (rule === undefined) return NOTHING;
  const named = VAT_NAMED.test(before(place));
  const from = match.index + match[0].length - 1;
  for (const length of rule.lengths) {
    const taken = takeCompact(text, from, length);
    const number = taken?.compact.toUpperCase() ?? "";
    if (taken === null || !rule.form.test(number)) continue;
    const own = /^(?:AT|CHE|NL)$/.test(country);
    if ((!named && !own) || !hasCheckDigits(country, number)) continue;
    const proof = named ? PROOF.checksum | PROOF.context : PROOF.checksum;
    return [{ value: letters + number, proof, end: taken.end }];
  }
  return NOTHING;
}

/** Registers of companies: the name before the number, what the number must be, how it is kept. */
function readRegister({ match }: Place): readonly Value[] {
  const { inn, ogrn, uk, siren, court, hrb } = match.groups ?? {};
  const both = PROOF.checksum | PROOF.context;
  if (inn !== undefined) return isInn(inn) ? [{ value: `INN ${inn}`, proof: both }] : NOTHING;
  if (ogrn !== undefined) return isOgrn(ogrn) ? [{ value: `OGRN ${ogrn}`, proof: both }] : NOTHING;
  if (uk !== undefined) return [{ value: `UK ${uk.toUpperCase()}`, proof: PROOF.context }];
  if (siren !== undefined) {
    const digits = siren.replace(/\D/g, "");
    return luhn(digits) ? [{ value: `SIREN ${digits.slice(0, 9)}`, proof: both }] : NOTHING;
  }
  return hrb === undefined ? NOTHING : [{ value: `${court} ${hrb}`, proof: PROOF.context }];
}

const MONTHS = /^(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)/i;

/** A number that a word announces: what has three digits, and is no date, year, time or amount. */
function readNumbered({ match, text }: Place): readonly Value[] {
  const written = (match[1] ?? "").replace(/[-/.]+$/, "");
  const digits = written.replace(/\D/g, "").length;
  const next = text.charAt(match.index + match[0].length);
  const isFile = /\.(?:docx?|xlsx?|pdf|pptx?|rtf|txt|html?|jpe?g|zip|csv|msg)$/i.test(written);
  if (digits < 3 || isFile || MONTHS.test(written) || /^[%€$:]/.test(next)) return NOTHING;
  if (
    /^(?:19|20)\d\d$|^\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2,4})?$|^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$/.test(
      written,
    )
  )
    return NOTHING;
  return [{ value: written.toUpperCase(), proof: PROOF.context }];
}

const TOKEN =
  "((?=[^\\s]{0,24}\\d)[A-ZА-Я0-9][A-ZА-Я0-9]{0,14}(?:[-/._][A-ZА-Я0-9]{1,14}){0,5})(?![A-Za-zА-я0-9])";

export const ACCOUNTS: readonly Recogniser[] = [
  {
    kind: "iban",
    pattern: /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?=[ \u00a0-]?[A-Z0-9]{4})/g,
    read: readIban,
  },
  {
    kind: "bic",
    needs: /bic|swift/i,
    pattern:
      /\b(?:BIC|SWIFT|bic|swift|Swift|Bic)(?:(?:[ /(-]{1,2})(?:BIC|SWIFT|[Cc]ode|CODE|[Aa]ddress|no)){0,2}[\s:.=)]{1,4}([A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)(?![A-Za-z0-9])/g,
    read: readBic,
  },
  {
    kind: "card",
    needs: /\d{4}/,
    pattern:
      /(?<![\w.+/-])(?:\d{4}([ -])\d{4}\1\d{4}\1\d{4}|3[47]\d{2}([ -])\d{6}\2\d{5}|\d{14,16})(?![\w+-]|[.,]\d)/g,
    read: readCard,
  },
  {
    kind: "vat",
    pattern:
      /(?<![A-Za-z0-9])(CHE|AT|BE|BG|CY|CZ|DE|DK|EE|EL|GR|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)[ .-]{0,2}[A-Z0-9](?=[A-Z0-9 .-]{6})/g,
    read: readVat,
  },
  {
    kind: "regno",
    needs: /ИНН|ОГРН|INN|OGRN|company|registered|registration|HR[AB]|SIREN|SIRET|RCS/i,
    pattern:
      /(?:(?:ИНН|(?<![A-Za-z])INN)(?:[ /]{1,2}(?:КПП|KPP))?[\s:№.-]{0,6}(?<inn>\d{12}|\d{10})(?!\d))|(?:(?:ОГРН|(?<![A-Za-z])OGRN)(?:ИП|IP)?[\s:№.-]{0,6}(?<ogrn>\d{15}|\d{13})(?!\d))|(?:\b(?:company|registered|registration)(?: registration)?(?: (?:no\.?|number|num\.?))(?: is)?[\s:#.]{0,3}(?<uk>(?:\d{8}|(?:SC|NI|OC|SO|FC|NC)\d{6}))(?!\w))|(?:\b(?:SIREN|SIRET|RCS(?: [A-Z][\p{L}-]{1,24}){0,3})[\s:°n.]{0,4}(?<siren>\d{3} ?\d{3} ?\d{3}(?: ?\d{5})?)(?!\d))|(?:\b(?<court>HR[AB])[\s:.]{0,3}(?:Nr\.?|Nummer)?[\s:.]{0,2}(?<hrb>\d{2,6})(?!\d))/giu,
    read: readRegister,
  },
  {
    kind: "invoice",
    needs: /invoice|rechnung|facture|fattura|factura|faktura|сч[её]т/i,
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}])(?:invoice|rechnung|facture|fattura|factura|faktura|сч[её]т)s?[ -]{0,2}(?:nos?\\.?|nr\\.?|numbers?|num\\.?|n°|nº|#|№|nummer|numéro|número|numero)?[ :.#№]{1,3}${TOKEN}`,
      "giu",
    ),
    read: readNumbered,
  },
  {
    kind: "casenumber",
    needs: /case|docket|cause|ticket|incident|aktenzeichen|az\.|dossier|дел[оа]|affaire/i,
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}])(?:case|docket|cause|ticket|incident|aktenzeichen|az\\.|geschäftszeichen|dossier|affaire|дел[оау])[ -]{0,2}(?:nos?\\.?|nr\\.?|numbers?|n°|nº|#|№|id)[ :.#№]{0,3}${TOKEN}`,
      "giu",
    ),
    read: readNumbered,
  },
  {
    kind: "casenumber",
    needs: /:\d\d-|А\d/,
    pattern:
      /(?<![\p{L}\p{N}:])(\d:\d{2}-(?:cv|cr|bk|mc|md|mj|ap)-\d{3,6}(?:-[A-Z]{1,4}){0,3}|А\d{2}-\d{3,7}\/\d{4})(?![\p{L}\p{N}])/giu,
    read: readNumbered,
  },
];
