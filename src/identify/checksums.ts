/** Check digits of numbers that are written in many documents: Luhn, IBAN, ISBN, INN and OGRN, machine-readable zones. Pure arithmetic. */

/** Luhn (ISO/IEC 7812-1), over digits: cards, IMEI, SIREN. `luhn("4111111111111111")` is true. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    if (i % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return digits.length > 1 && sum % 10 === 0;
}

/** Length of the IBAN of each country (SWIFT IBAN registry, release 99), as "AD24" without spaces. */
const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27" +
    "GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23" +
    "PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30"
  )
    .match(/[A-Z]{2}\d{2}/g)
    ?.map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]) ?? [],
);

/** Characters of an IBAN of that country, undefined for one that has none: `ibanLength("DE")` is 22. */
export const ibanLength = (country: string): number | undefined => IBAN_LENGTHS.get(country);

/** ISO 13616: the number with its first four characters last is 1 modulo 97. */
export function isIban(compact: string): boolean {
  let rest = 0;
  for (const char of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(char, 36);
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
  }
  return rest === 1;
}

/** An ISBN of 10 or 13 characters as 13 digits, null when its check digit is wrong: `isbn13("080442957X")` is "9780804429573". */
export function isbn13(compact: string): string | null {
  if (/^97[89]\d{10}$/.test(compact)) return isbnDigit(compact) === compact ? compact : null;
  if (!/^\d{9}[\dX]$/.test(compact)) return null;
  let sum = 0;
  for (let i = 0; i < 10; i++) sum += (10 - i) * (compact[i] === "X" ? 10 : Number(compact[i]));
  return sum % 11 === 0 ? isbnDigit(`978${compact}`) : null;
}

/** The first 12 digits with the check digit that they need. */
function isbnDigit(number: string): string {
  const stem = number.slice(0, 12);
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += Number(stem[i]) * (i % 2 === 0 ? 1 : 3);
  return `${stem}${(10 - (sum % 10)) % 10}`;
}

const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0);

/** Russian tax number of a company (10 digits) or a person (12): `isInn("7707083893")` is true. */
export function isInn(digits: string): boolean {
  const tail = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
  const check = (weights: readonly number[]): number => (weighted(digits, weights) % 11) % 10;
  if (digits.length === 10) return check(tail.slice(1)) === Number(digits[9]);
  if (digits.length !== 12) return false;
  return check(tail) === Number(digits[10]) && check([3, ...tail]) === Number(digits[11]);
}

/** Russian state register: 13 digits of a company, 15 of a sole trader. `isOgrn("1027700132195")` is true. */
export function isOgrn(digits: string): boolean {
  const [stem, divisor] = digits.length === 13 ? [12, 11n] : [14, 13n];
  if (digits.length !== stem + 1) return false;
  return (BigInt(digits.slice(0, stem)) % divisor) % 10n === BigInt(digits.slice(stem));
}

/** Check digit of a field of a machine-readable zone (ICAO 9303): weights 7, 3, 1; `<` counts 0. */
export function mrzDigit(field: string): number {
  let sum = 0;
  for (let i = 0; i < field.length; i++) {
    const char = field.charAt(i);
    const value = char === "<" ? 0 : Number.parseInt(char, 36);
    sum += value * ([7, 3, 1][i % 3] ?? 0);
  }
  return sum % 10;
}
