/**
 * What an amount is, by the nearest word beside it: French, English and German words for invoices, quotes, loans, payments, pay, gifts, cash and prices. A
 * guess for sorting, never an answer. Pure; looks at a bounded stretch of text.
 */

export const AMOUNT_ROLES = [
  "cash",
  "invoice",
  "quote",
  "loan",
  "pay",
  "gift",
  "payment",
  "price",
  "none",
] as const;
export type AmountRole = (typeof AMOUNT_ROLES)[number];

/** Beginnings of words; `$` ends a word that would begin too many others. */
const WORDS: Readonly<Record<Exclude<AmountRole, "none">, string>> = {
  cash: "espèces liquide$ cash bargeld bar$ enveloppe umschlag billets banknotes",
  invoice:
    "factur invoice rechnung reçu$ reçus$ receipt quittung facture montant$ solde$ betrag amount$ due$ relance mahnung",
  quote: "devis quote$ quotes$ quotation estimate angebot kostenvoranschlag",
  loan: "prêt emprunt avance rembours loan lend lent$ borrow repay reimburs darlehen kredit vorschuss auslage zurückzahl credit$ debt$ dette",
  pay: "salaire honoraire salar wage fee$ fees$ gehalt lohn honorar bonus prime$ indemnit compensation",
  gift: "don$ dons$ donat donateur subvention grant$ grants$ sponsor spende spenden zuschuss mécén contribution cotisation mitgliedsbeitrag",
  payment:
    "virement paiement payer payé règlement réglé versement versé transfer payment paid$ pay$ pays$ paying überweis zahlung bezahl zahle acompte deposit anzahlung wire$ chèque cheque check$",
  price:
    "prix tarif coût coûte price cost$ costs$ discount preis kosten rabatt remise buy$ sell$ sold$ sale$ save$ only$ per$",
};

/** Letters looked at before and after: about a line. */
const BEFORE = 80;
const AFTER = 50;

const WORD = new RegExp(
  `(?<!\\p{L})(?:${Object.values(WORDS)
    .map(
      (words) =>
        `(${words
          .split(" ")
          .map((word) => (word.endsWith("$") ? `${word.slice(0, -1)}(?!\\p{L})` : word))
          .join("|")})`,
    )
    .join("|")})`,
  "giu",
);
const ROLES = Object.keys(WORDS) as (keyof typeof WORDS)[];

/** Role of the amount at `from` to `to` of a text: that of the nearest word in the same paragraph, "none" where there is none. */
export function roleAt(text: string, from: number, to: number): AmountRole {
  const left =
    text
      .slice(Math.max(0, from - BEFORE), from)
      .split(/\n\s*\n/)
      .at(-1) ?? "";
  const right = text.slice(to, to + AFTER).split(/\n\s*\n/, 1)[0] ?? "";
  let role: AmountRole = "none";
  let nearest = Number.POSITIVE_INFINITY;
  const consider = (match: RegExpExecArray, distance: number): void => {
    if (distance >= nearest) return;
    nearest = distance;
    role = ROLES[match.slice(1).findIndex((word) => word !== undefined)] ?? "none";
  };
  for (const match of left.matchAll(WORD))
    consider(match, left.length - match.index - match[0].length);
  for (const match of right.matchAll(WORD)) consider(match, match.index);
  return role;
}
