/** What opens something: passwords in plain words, tokens of services, private keys, wallets; and hashes. */
import { createHash } from "node:crypto";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { base58, base58xmr, bech32, bech32m } from "@scure/base";
import { PROOF } from "../identifier-kinds.ts";
import { after, before, NOTHING, type Place, type Recogniser, type Value } from "./recogniser.ts";

/** Bits of information in each character: 0 for "aaaa", about 4.5 for a random token. */
function entropyBits(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values())
    bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/**
 * Forms that services publish for their tokens, or that secret scanners document (GitHub secret scanning, gitleaks): AWS, GitHub, GitLab, Slack, Google, Stripe, SendGrid,
 * Twilio, npm, PyPI, Telegram, Mailgun, DigitalOcean, Shopify, Azure storage, JWT.
 */
const TOKENS = [
  "(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}",
  "gh[pousr]_[A-Za-z0-9]{36,255}",
  "github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}",
  "glpat-[A-Za-z0-9_-]{20,64}",
  "xox[abeoprs]-[A-Za-z0-9-]{10,250}",
  "AIza[A-Za-z0-9_-]{35}",
  "(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,99}",
  "SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}",
  "(?:AC|SK)[0-9a-f]{32}",
  "npm_[A-Za-z0-9]{36}",
  "pypi-AgEI[A-Za-z0-9_-]{50,500}",
  "\\d{8,10}:AA[A-Za-z0-9_-]{33}",
  "key-[0-9a-f]{32}",
  "do[opr]_v1_[a-f0-9]{64}",
  "shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}",
  "sk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,200}",
  "(?<=AccountKey=)[A-Za-z0-9+/]{86}==",
  "eyJ[A-Za-z0-9_-]{10,2000}\\.eyJ[A-Za-z0-9_-]{10,4000}\\.[A-Za-z0-9_-]{10,1000}",
].join("|");

/** Less than this is a placeholder: "ghp_xxxxxxxx…", "AKIAEXAMPLEEXAMPLE". */
const MIN_ENTROPY_BITS = 3;

function readToken({ match }: Place): readonly Value[] {
  const value = match[0];
  return entropyBits(value) < MIN_ENTROPY_BITS || /example|placeholder/i.test(value)
    ? NOTHING
    : [{ value, proof: PROOF.form }];
}

/** Key data that a fingerprint is made from. */
const MAX_KEY_CHARS = 20_000;
const MIN_KEY_CHARS = 40;

function readPrivateKey({ match, text }: Place): readonly Value[] {
  const from = match.index + match[0].length;
  const rest = text.slice(from, from + MAX_KEY_CHARS);
  const end = rest.indexOf("-----END");
  const body = (end < 0 ? rest : rest.slice(0, end))
    .replace(/^[\w-]{1,40}: [^\n]{0,200}$/gm, "") // Proc-Type, DEK-Info, Version, Comment
    .replace(/^[> \t]+/gm, "")
    .replace(/\s/g, "");
  if (body.length < MIN_KEY_CHARS || !/^[A-Za-z0-9+/=]{40}/.test(body)) return NOTHING;
  const digest = createHash("sha256").update(body).digest("hex").slice(0, 16);
  return [{ value: `${match[1]} ${digest}`, proof: PROOF.form }];
}

/** What people and manuals write where a password would be. */
const NO_PASSWORD =
  /^(?:is|are|was|and|or|for|the|your|to|of|in|on|a|an|not|no|none|null|nil|n\/a|na|yes|true|false|required|optional|protected|change|changed|reset|expired|will|must|has|have|with|field|prompt|here|below|above|same|blank|empty|unknown|hint|string|value|password|passwort|passwd|username|user|login|email|[x?]{3,}|\*+|\.+|-+|_+|<.*|\[.*|\{.*|\$.*|%.*|@.*|\(.*|\d{1,2}|if|at|by|as|be|http.*|mailto.*|this|that|it|please|when|from|which|invalid|incorrect|wrong|new|old|case|sensitive|text|char\b.*)$/i;
const SIGN_IN = /[\d!#%&*+=?@^_~$]|[a-z][A-Z]|^[A-Z]+$/;

function readPassword(place: Place): readonly Value[] {
  const [, link = "", quoted, plain = ""] = place.match;
  const raw = (quoted ?? plain).replace(/[.,;:)\]>"'”»]+$/, "");
  if (raw.length < 4 || NO_PASSWORD.test(raw) || /[<>{}()[\]\\;]|^[./-]|->|::|==/.test(raw))
    return NOTHING;
  const ends = /^\s*(?:$|[\r\n])/.test(after(place, 4));
  const isWord = /^\s?(?:is|lautet|ist|est|es)\b/i.test(link);
  // "password is case-sensitive": a plain word counts only in quotes, or alone at the end of its line after a colon
  const strong =
    SIGN_IN.test(raw) && !/^[a-z]+(?:[-_][a-z]+)+$/i.test(raw) && !/^[A-Z]?[a-z]+@?$/.test(raw);
  if (quoted === undefined && !strong && (isWord || !ends || !/[:]/.test(link))) return NOTHING;
  if (/[$%]\w|\w\(|=.*=/.test(raw)) return NOTHING;
  return [{ value: raw, proof: PROOF.context }];
}

const HASH_LENGTHS = new Set([32, 40, 56, 64, 96, 128]);
const HASH_NAMED =
  /(?:md5|sha-?\d*|hash|checksum|digest|fingerprint|commit|git|index|sum)[^\n]{0,30}$/i;

function readHash(place: Place): readonly Value[] {
  const written = place.match[0];
  const value = written.toLowerCase();
  const mixed = /[a-f]/.test(value) && /\d/.test(value) && new Set(value).size >= 8;
  const oneCase = written === value || written === written.toUpperCase();
  if (!HASH_LENGTHS.has(value.length) || !mixed || !oneCase) return NOTHING;
  return [{ value, proof: HASH_NAMED.test(before(place)) ? PROOF.context : PROOF.form }];
}

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
const startsWith = (bytes: Uint8Array, start: Uint8Array): boolean =>
  start.every((byte, i) => bytes[i] === byte);

/** What `decode` gives, null where it throws: the libraries say so that a checksum is wrong. */
function decoded<T>(decode: () => T): T | null {
  try {
    return decode();
  } catch {
    return null; // no address: the usual case
  }
}

function readBitcoin({ match }: Place): readonly Value[] {
  const written = match[0];
  if (/^bc1/i.test(written)) {
    const text = written.toLowerCase() as `bc1${string}`;
    const words = decoded(() => bech32.decode(text)) ?? decoded(() => bech32m.decode(text));
    return words === null ? NOTHING : [{ value: text, proof: PROOF.checksum }];
  }
  const bytes = decoded(() => base58.decode(written));
  if (bytes === null || bytes.length !== 25 || (bytes[0] !== 0 && bytes[0] !== 5)) return NOTHING;
  const right = startsWith(
    bytes.subarray(21),
    sha256(sha256(bytes.subarray(0, 21))).subarray(0, 4),
  );
  return right ? [{ value: written, proof: PROOF.checksum }] : NOTHING;
}

/** EIP-55: a letter is a capital where the digit of the hash of the address is 8 or more. */
function withCapitals(hex: string): string {
  const digits = Buffer.from(keccak_256(Buffer.from(hex, "latin1"))).toString("hex");
  return [...hex]
    .map((char, i) => (Number.parseInt(digits.charAt(i), 16) >= 8 ? char.toUpperCase() : char))
    .join("");
}

function readEthereum(place: Place): readonly Value[] {
  const hex = place.match[0].slice(2);
  const value = `0x${withCapitals(hex.toLowerCase())}`;
  const named = /\b(?:eth|ether(?:eum)?|erc-?20|wallet|token|contract)\b[^\n]{0,50}$/i.test(
    before(place),
  );
  const mixed = hex !== hex.toLowerCase() && hex !== hex.toUpperCase();
  if (mixed ? value.slice(2) !== hex : !named) return NOTHING;
  return [{ value, proof: (mixed ? PROOF.checksum : 0) | (named ? PROOF.context : 0) }];
}

function readMonero({ match }: Place): readonly Value[] {
  const bytes = decoded(() => base58xmr.decode(match[0]));
  if (bytes === null || bytes.length < 69) return NOTHING;
  const body = bytes.subarray(0, bytes.length - 4);
  const right = startsWith(bytes.subarray(bytes.length - 4), keccak_256(body).subarray(0, 4));
  return right ? [{ value: match[0], proof: PROOF.checksum }] : NOTHING;
}

export const SECRETS: readonly Recogniser[] = [
  {
    kind: "password",
    needs: /pass|pwd|kennwort|пароль|mot de passe|contraseña|senha|wachtwoord/i,
    pattern:
      /(?<![\p{L}\p{N}_.$-])(?:passwor[dt]e?|passwd|pwd|pass(?:code|phrase)?|kennwort|пароль|mot de passe|contraseña|senha|wachtwoord)((?: (?:for|to|zu|für|pour) [^\s:]{1,40})?\s?[:=]{1,2}\s{0,4}|\s(?:is|lautet|ist|est|es)(?: now| still)?[:\s]{1,3})(?:["'“„«`]([^\s"'”“»`]{1,64}(?: [^\s"'”“»`]{1,30}){0,4})["'”“»`]|([^\s"'”“«„`]{1,64}))/giu,
    read: readPassword,
  },
  {
    kind: "secret",
    needs:
      /AKIA|ASIA|A[BC]|gh[pousr]_|github_pat|glpat|xox|AIza|k_|SG\.|SK[0-9a-f]|npm_|pypi-|:AA|key-|_v1_|shp|sk-|AccountKey|eyJ/,
    pattern: new RegExp(`(?<![A-Za-z0-9_/+-])(?:${TOKENS})(?![A-Za-z0-9_/+-])`, "g"),
    read: readToken,
  },
  {
    kind: "privatekey",
    needs: /PRIVATE KEY/,
    pattern: /-----BEGIN ((?:RSA |DSA |EC |OPENSSH |ENCRYPTED |PGP )?PRIVATE KEY(?: BLOCK)?)-----/g,
    read: readPrivateKey,
  },
  {
    kind: "hash",
    needs: /[0-9a-f]{32}/i,
    pattern: /(?<![A-Za-z0-9+/=_$%@.-])[0-9A-Fa-f]{32,128}(?![A-Za-z0-9+/=_$%@-])/g,
    read: readHash,
  },
  {
    kind: "bitcoin",
    needs: /[13][1-9A-HJ-NP-Za-km-z]{25}|bc1/i,
    pattern:
      /(?<![A-Za-z0-9+/=_-])(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[02-9ac-hj-np-z]{11,87}|BC1[02-9AC-HJ-NP-Z]{11,87})(?![A-Za-z0-9+/=_-])/g,
    read: readBitcoin,
  },
  {
    kind: "ethereum",
    needs: /0x[0-9a-fA-F]{40}/,
    pattern: /(?<![A-Za-z0-9])0x[0-9a-fA-F]{40}(?![A-Za-z0-9])/g,
    read: readEthereum,
  },
  {
    kind: "monero",
    needs: /[48][1-9A-HJ-NP-Za-km-z]{94}/,
    pattern:
      /(?<![A-Za-z0-9])[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}(?:[1-9A-HJ-NP-Za-km-z]{11})?(?![A-Za-z0-9])/g,
    read: readMonero,
  },
];
