/**
 * THE table of identifiers: what `leaksift identifiers` lists, what each kind is searched by, and what makes a find sure. The field table, the
 * recognisers (src/identify/), the store and the docs read it; nothing else lists kinds. The order is the order of lists; the number of a kind is its place in the
 * stored file, so that a new kind goes to the end.
 */

export interface IdentifierKind {
  /** As typed after --kind and before the colon of a query. */
  readonly name: string;
  /** One of them, in words. */
  readonly what: string;
  /** The form in which values are kept and listed. */
  readonly canonical: string;
  /** What must hold before a text counts as one. */
  readonly sure: string;
  /** A query. */
  readonly example: string;
}

const kind = (
  name: string,
  what: string,
  canonical: string,
  sure: string,
  example: string,
): IdentifierKind => ({ name, what, canonical, sure, example });

export const IDENTIFIER_KINDS = [
  kind(
    "email",
    "E-mail address, in text or header",
    "lower case",
    "a host that ends in a known top-level domain; the form of no Message-ID",
    "email:anna@example.org",
  ),
  kind(
    "host",
    "Domain or host of an address or URL",
    "lower case",
    "it is part of an address or URL",
    "host:*.example.org",
  ),
  kind("url", "URL", "scheme and host in lower case", "scheme, or www.", "url:*example.org/login*"),
  kind(
    "ip",
    "IP address, in text or Received header",
    "RFC 5952",
    "four numbers up to 255 that are not a version, or an IPv6 address",
    "ip:192.0.2.*",
  ),
  kind(
    "phone",
    "Phone number",
    "E.164: +442079460018",
    "valid in the numbering plan; without a country code, in a form of the region or after a word like tel.",
    "phone:+442079460018",
  ),
  kind("iban", "IBAN", "no spaces", "length of the country and check digits", "iban:DE89*"),
  kind("bic", "BIC (SWIFT code)", "8 or 11 letters", "country, after BIC or SWIFT", "bic:*"),
  kind(
    "card",
    "Payment card number",
    "digits",
    "issuer range and Luhn digit; written without groups only after a word like card",
    "card:*",
  ),
  kind(
    "vat",
    "VAT number of the EU, the UK, Switzerland",
    "country and number",
    "check digits, and a word like VAT before it or a form of its own",
    "vat:DE*",
  ),
  kind(
    "regno",
    "Company or tax number: UK, INN, OGRN, UID, SIREN, HRB",
    "register and number",
    "its name before it, and check digits where it has them",
    "regno:INN*",
  ),
  kind(
    "amount",
    "Amount of money",
    "currency and number: EUR 1250000",
    "a currency beside it",
    "amount:>1M",
  ),
  kind(
    "invoice",
    "Invoice number",
    "upper case",
    "a word like invoice before it",
    "invoice:FA-2016*",
  ),
  kind(
    "casenumber",
    "Number of a court case, docket or ticket",
    "upper case",
    "a word like case or docket before it, or the form of a court",
    "casenumber:*",
  ),
  kind(
    "password",
    "Password in plain words",
    "as written",
    "a word like password before it",
    "password:*",
  ),
  kind(
    "secret",
    "API token or key of a service",
    "as written",
    "the published form of the service, and entropy",
    "secret:AKIA*",
  ),
  kind(
    "privatekey",
    "Private key",
    "type and first digits of its SHA-256",
    "begin line and key data",
    "privatekey:*",
  ),
  kind(
    "hash",
    "Hash in hex digits: MD5, SHA-1, SHA-2",
    "lower case",
    "length of one, letters and digits",
    "hash:9f86d081*",
  ),
  kind("bitcoin", "Bitcoin address", "as written; bech32 in lower case", "checksum", "bitcoin:*"),
  kind(
    "ethereum",
    "Ethereum address",
    "EIP-55",
    "checksum, or a word like ether near it",
    "ethereum:*",
  ),
  kind("monero", "Monero address", "as written", "checksum", "monero:*"),
  kind("winpath", "Windows or UNC path", "as written", "drive or server", "winpath:*\\\\budget*"),
  kind(
    "username",
    "User name in a path",
    "as written",
    "the folder of users before it",
    "username:weber",
  ),
  kind("mac", "MAC address", "lower case with colons", "six bytes", "mac:00:1a:*"),
  kind("imei", "IMEI", "15 digits", "Luhn digit, after IMEI", "imei:*"),
  kind("isbn", "ISBN", "13 digits", "check digit, after ISBN or in groups", "isbn:978*"),
  kind(
    "coordinates",
    "Place on the earth",
    "latitude,longitude",
    "degrees with N/S and E/W, or decimals after a word like GPS or in a map link",
    "coordinates:*",
  ),
  kind("born", "Date of birth", "2017-03-27", "a word like born before it", "born:1975*"),
  kind(
    "mrz",
    "Machine-readable zone of a passport or card",
    "state and number",
    "check digits",
    "mrz:*",
  ),
] as const satisfies readonly IdentifierKind[];

/** Name of a kind: "iban". */
export type IdentifierName = (typeof IDENTIFIER_KINDS)[number]["name"];

/** Whether a field or facet is a kind of identifier. */
export const isIdentifierKind = (name: string): name is IdentifierName =>
  IDENTIFIER_KINDS.some((each) => each.name === name);

/** Why a value is taken for what it is; bits, so that the best of several places is their sum. */
export const PROOF = { form: 0, checksum: 1, context: 2 } as const;

/** "checksum and context", "context", "form": the confidence in words. */
export function proofText(proof: number): string {
  const said = [
    ...((proof & PROOF.checksum) !== 0 ? ["checksum"] : []),
    ...((proof & PROOF.context) !== 0 ? ["context"] : []),
  ];
  return said.length === 0 ? "form" : said.join(" and ");
}
