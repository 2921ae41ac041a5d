/** Numbers, amounts and accounts of the suppliers' invoices. */
import { local } from "./base/time.js";

/** IBAN with right check digits (ISO 13616, modulo 97) on a bank code of nines or zeros that no bank has. */
function iban(country, digits) {
  const numeric = [...`${digits}${country}00`]
    .map((c) => (/\d/.test(c) ? c : String(c.charCodeAt(0) - 55)))
    .join("");
  const check = 98n - (BigInt(numeric) % 97n);
  return `${country}${String(check).padStart(2, "0")}${digits}`.replace(/(.{4})(?=.)/g, "$1 ");
}

const SUPPLIERS = {
  garance: {
    prefix: "FA",
    width: 4,
    first: 211,
    step: 9,
    low: 3200,
    high: 98000,
    iban: iban("FR", "99999000010000123456789"),
    items: ["affiches", "dépliants", "programmes"],
  },
  meunerie: {
    prefix: "TM",
    width: 3,
    first: 18,
    step: 6,
    low: 24000,
    high: 910000,
    iban: iban("FR", "99999000020000765432109"),
    items: ["tuiles plates", "liteaux"],
  },
  nuage: {
    prefix: "INV",
    width: 4,
    first: 131,
    step: 12,
    low: 1190,
    high: 2390,
    iban: iban("FR", "99999000030000333222111"),
    items: ["Association S"],
  },
  ahlwardt: {
    prefix: "RE",
    width: 5,
    first: 702,
    step: 29,
    low: 1450,
    high: 23000,
    iban: iban("DE", "999999990012345678"),
    items: ["Namensschilder", "Urkundenpapier"],
  },
};

const frenchAmount = (cents) => {
  const [whole, rest] = (cents / 100).toFixed(2).split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, "\u00a0")},${rest}`;
};

/** The order-th invoice of a supplier in its year: `{number: "INV-2016-0131", total, cents, currency, iban, quantity, item}`. */
export function invoiceOf(key, order, at, random) {
  const s = SUPPLIERS[key];
  const year = local(at, "paris").year;
  const base = year === 2016 ? s.first : 3;
  const cents = random.int(s.low, s.high);
  const total = key === "nuage" ? (cents / 100).toFixed(2) : frenchAmount(cents);
  return {
    number: `${s.prefix}-${year}-${String(base + order * s.step + random.int(0, s.step - 2)).padStart(s.width, "0")}`,
    total,
    cents,
    currency: "EUR",
    iban: s.iban,
    quantity: random.int(2, 90) * 10,
    item: random.pick(s.items),
  };
}
