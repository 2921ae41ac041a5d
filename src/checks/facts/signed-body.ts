/**
 * Whether the body of a signed message is the one its author's domain signed. Needs no key. Says apart what servers on the way are known to do: a
 * footer added behind, a body written anew and signed again. Bounded in body size, signatures and lines; linear.
 */
import type { Header } from "../../model/message.ts";
import type { SignedBodyState } from "../../model/traits.ts";
import { type BodyClaim, bodyClaim, SignedBody } from "../../signatures/body-hash.ts";
import { readTags } from "../../signatures/tags.ts";

/** What the signatures of a message say of its body. */
export interface SignedBodyReading {
  readonly state: SignedBodyState;
  /** Domain of the signature that decided (`d=`), lower case. */
  readonly signer: string;
  readonly header: Header;
  readonly claim: BodyClaim;
  /** Hash of the body as it is here, base64. */
  readonly computed: string;
  /** Lines behind the signed part, for `added`; else 0. */
  readonly linesAdded: number;
}

/** Larger bodies are mostly attachments; hashing them costs more than it tells. */
const MAX_BODY_BYTES = 4 << 20;
/** Signatures looked at: more are written to make a reader hash. */
const MAX_SIGNATURES = 5;
const MAX_HEADER_CHARS = 8000;
/** The longest footer that is recognised. */
const MAX_FOOTER_LINES = 60;

interface Signature {
  readonly header: Header;
  readonly signer: string;
  readonly claim: BodyClaim;
}

function signaturesOf(headers: readonly Header[]): Signature[] {
  return headers.slice(0, MAX_SIGNATURES).flatMap((header) => {
    const tags = readTags(header.value.slice(0, MAX_HEADER_CHARS));
    const claim = tags === null ? "" : bodyClaim(tags);
    const signer = tags?.get("d")?.toLowerCase() ?? "";
    return typeof claim === "string" || claim.stated === "" || signer === ""
      ? []
      : [{ header, signer, claim }];
  });
}

/** "example.org" signs for "example.org" and "mail.example.org"; a tenant's signature names its domain with dashes: "example-org.20150623.gappssmtp.com". */
const signsFor = (signer: string, domain: string): boolean =>
  domain === signer ||
  domain.endsWith(`.${signer}`) ||
  signer.endsWith(`.${domain}`) ||
  signer.startsWith(`${domain.replaceAll(".", "-")}.`);

/** The body with the quoting of "From " lines the other way round: the reader of a mailbox cannot always know which was meant. */
function requoted(body: Uint8Array): SignedBody[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  if (!bytes.includes("From ")) return [];
  const text = bytes.toString("latin1");
  const forms = [text.replace(/^>From /gm, "From "), text.replace(/^From /gm, ">From ")];
  return forms
    .filter((form) => form !== text)
    .map((form) => new SignedBody(Buffer.from(form, "latin1")));
}

/** A server on the way found that the signature does not fit: whatever changed the mail came before it. */
const isFailureNoted = (notes: readonly Header[]): boolean =>
  notes
    .slice(0, MAX_SIGNATURES)
    .some(({ value }) => /\bdkim=fail\b/i.test(value.slice(0, MAX_HEADER_CHARS)));

/** Headers that bear on the signed body, each kind in order. */
export interface SigningHeaders {
  readonly dkim: readonly Header[];
  /** ARC-Message-Signature: with these servers on the way sign what they saw. */
  readonly sealed: readonly Header[];
  /** Authentication-Results. */
  readonly notes: readonly Header[];
}

/**
 * What the DKIM signatures say of the body; null when none can be read or the body is too long. The signature of the author's domain decides where
 * there is one, else any.
 */
export function readSignedBody(
  { dkim, sealed, notes }: SigningHeaders,
  body: Uint8Array,
  fromDomain: string,
): SignedBodyReading | null {
  if (dkim.length === 0 || body.length > MAX_BODY_BYTES) return null;
  const all = signaturesOf(dkim);
  const own = all.filter(({ signer }) => signsFor(signer, fromDomain));
  const deciding = own.length > 0 ? own : all;
  const [first] = deciding;
  if (first === undefined) return null;
  const here = new SignedBody(body);
  const reading = (
    state: SignedBodyState,
    { header, signer, claim }: Signature,
    linesAdded = 0,
  ): SignedBodyReading => ({
    state,
    signer,
    header,
    claim,
    computed: here.digest(claim),
    linesAdded,
  });
  const fitting = deciding.filter(({ claim }) => here.fits(claim));
  const whole = fitting.find(({ claim }) => here.uncoveredBytes(claim) === 0);
  if (whole !== undefined) return reading("intact", whole);
  if (fitting[0] !== undefined) return reading("part", fitting[0]);
  const others = [...all, ...signaturesOf(sealed)].filter((each) => !deciding.includes(each));
  if (others.some(({ claim }) => here.fits(claim))) return reading("rewritten", first);
  if (requoted(body).some((form) => form.fits(first.claim))) return reading("intact", first);
  const linesAdded = here.linesAdded(first.claim, MAX_FOOTER_LINES);
  if (linesAdded !== null) return reading("added", first, linesAdded);
  return reading(isFailureNoted(notes) ? "rewritten" : "differs", first);
}
