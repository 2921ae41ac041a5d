/**
 * S/MIME containers (RFC 5652): what is signed inside one becomes a document of its own, names of the certificates are metadata, an encrypted
 * one is marked. No signature is verified here and no key is looked for.
 */
import { inflateSync } from "node:zlib";
import { type DerElement, derElements, objectId, octets } from "../../decode/der.ts";
import { LIMITS } from "../../limits.ts";
import type { Extraction } from "../../model/extraction.ts";
import { createDraft, type Draft } from "../draft.ts";

const PREFIX = "1.2.840.113549.1.";
const SIGNED = `${PREFIX}7.2`;
const COMPRESSED = `${PREFIX}9.16.1.9`;
const ENCRYPTED: ReadonlySet<string> = new Set([
  `${PREFIX}7.3`,
  `${PREFIX}7.4`,
  `${PREFIX}7.6`,
  `${PREFIX}9.16.1.23`,
]);
/** Attributes of a certificate's subject: object id -> field and name. */
const SUBJECT = new Map<string, readonly [field: string, name: string]>([
  ["2.5.4.3", ["people", "CN"]],
  [`${PREFIX}9.1`, ["people", "emailAddress"]],
  ["2.5.4.10", ["company", "O"]],
]);
const MAX_CERTIFICATES = 50;

/** Text of a string element by its tag: UTF-16 for BMPString, latin1 for T61 and VisibleString, else UTF-8. */
function stringOf({ tag, content }: DerElement): string {
  const bytes = Buffer.from(content);
  if (tag === 0x1e)
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString("utf16le");
  return bytes.toString(tag === 0x14 ? "latin1" : "utf8");
}

const keyOf = (serial: DerElement | undefined): string =>
  Buffer.from(serial?.content.subarray(0, 64) ?? []).toString("hex");

/** Serial numbers of the certificates that signed: the authorities above them come along, and name nobody of the corpus. */
function serialsOf(signers: DerElement | undefined): ReadonlySet<string> {
  const serials = derElements(signers?.content ?? new Uint8Array())
    .slice(0, MAX_CERTIFICATES)
    .map((signer) => derElements(signer.content)[1])
    .map((id) => keyOf(derElements(id?.content ?? new Uint8Array())[1]));
  return new Set(serials);
}

/** Names in the subject of one certificate. */
function addCertificate(draft: Draft, certificate: DerElement, signers: ReadonlySet<string>): void {
  const [body] = derElements(certificate.content);
  if (body === undefined) return;
  const parts = derElements(body.content).filter(({ tag }) => tag !== 0xa0);
  if (!signers.has(keyOf(parts[0]))) return;
  const subject = parts[4]; // serial number, algorithm, issuer, validity, subject
  for (const set of derElements(subject?.content ?? new Uint8Array())) {
    for (const pair of derElements(set.content)) {
      const [id, value] = derElements(pair.content);
      const known = SUBJECT.get(id === undefined ? "" : objectId(id.content));
      if (known === undefined || value === undefined) continue;
      const [field, name] = known;
      const text = stringOf(value);
      if (!draft.has(field, text)) draft.value(field, text, `certificate subject ${name}`);
    }
  }
}

/** The content an encapsulated-content element carries; null for a signature that lies beside what it signs. */
function contentOf(encapsulated: DerElement | undefined): Uint8Array | null {
  const [, wrapped] = derElements(encapsulated?.content ?? new Uint8Array());
  const [inner] = derElements(wrapped?.content ?? new Uint8Array());
  return inner === undefined ? null : octets(inner);
}

function addContent(draft: Draft, bytes: Uint8Array): void {
  if (bytes.length === 0) return;
  const isEntity = /^(?:[\w-]{1,70}[ \t]*:|\r?\n)/.test(
    Buffer.from(bytes.subarray(0, 80)).toString("latin1"),
  );
  draft.child({
    name: "",
    declaredType: isEntity ? "message/rfc822" : "",
    bytes,
    steps: [{ step: "member", index: 0, name: "" }],
    metadata: [],
  });
}

function readSigned(draft: Draft, parts: readonly DerElement[]): void {
  draft.feature("signature");
  const encapsulated = parts.find(({ tag }) => tag === 0x30);
  const content = contentOf(encapsulated);
  if (content !== null) addContent(draft, content);
  else if (encapsulated === undefined || derElements(encapsulated.content).length > 1)
    draft.problem("cms-damaged", "lost", "what is signed cannot be read");
  const signers = serialsOf(parts.filter(({ tag }) => tag === 0x31).at(-1));
  const certificates = parts.find(({ tag }) => tag === 0xa0);
  const list = derElements(certificates?.content ?? new Uint8Array());
  for (const certificate of list.slice(0, MAX_CERTIFICATES))
    if (certificate.tag === 0x30) addCertificate(draft, certificate, signers);
}

function readCompressed(draft: Draft, parts: readonly DerElement[]): void {
  const packed = contentOf(parts.filter(({ tag }) => tag === 0x30)[1]);
  try {
    addContent(
      draft,
      inflateSync(packed ?? new Uint8Array(), { maxOutputLength: LIMITS.maxUnpackedBytes }),
    );
  } catch {
    // zlib throws for bytes that are no zlib stream and for those that unpack to too much: bad input either way
    draft.marker("unreadable");
    draft.problem("cms-damaged", "lost", "the compressed content cannot be unpacked");
  }
}

const ARMOUR = /^\s*-----BEGIN (?:PKCS7|CMS)-----([\sA-Za-z0-9+/=]+)-----END/;

/** DER of a container written as base64 between lines of dashes; the bytes themselves when it is not. */
function unarmoured(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0x30) return bytes;
  const found = ARMOUR.exec(Buffer.from(bytes).toString("latin1"));
  return found === null ? bytes : Buffer.from(found[1] ?? "", "base64");
}

/** Whether the outermost element states more bytes than there are, or has no end where it states no length. */
function isCut(bytes: Uint8Array): boolean {
  const first = bytes[1] ?? 0;
  if (first < 0x80) return 2 + first > bytes.length;
  if (first === 0x80) return bytes.at(-1) !== 0 || bytes.at(-2) !== 0;
  const lengthBytes = first & 0x7f;
  let length = 0;
  for (const byte of bytes.subarray(2, 2 + lengthBytes)) length = length * 256 + byte;
  return 2 + lengthBytes + length > bytes.length;
}

/** Reads a .p7m or .p7s. */
export async function readCms(bytes: Uint8Array): Promise<Extraction> {
  const draft = createDraft();
  const plain = unarmoured(bytes);
  const [container] = derElements(plain);
  if (container !== undefined && isCut(plain))
    draft.problem("cms-damaged", "partial", "the container ends before its stated end");
  const [type, wrapped] = derElements(container?.content ?? new Uint8Array());
  const id = type?.tag === 0x06 ? objectId(type.content) : "";
  const [inner] = derElements(wrapped?.content ?? new Uint8Array());
  const parts = derElements(inner?.content ?? new Uint8Array());
  if (id === SIGNED && parts.length > 0) readSigned(draft, parts);
  else if (id === COMPRESSED) readCompressed(draft, parts);
  else if (ENCRYPTED.has(id)) {
    draft.marker("encrypted");
    draft.problem("encrypted", "lost", "an S/MIME message: a key is needed to read the text");
  } else {
    draft.marker("unreadable");
    draft.problem(
      "cms-damaged",
      "lost",
      `no S/MIME container that can be read${id === "" ? "" : ` (${id})`}`,
    );
  }
  return draft.finish();
}
