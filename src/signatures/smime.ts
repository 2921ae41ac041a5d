/**
 * The hash that an S/MIME signature states of the part it signs (RFC 5652 section 5.4, RFC 8551 section 3.5.3), computed again over the part as it is
 * here. Needs no key and trusts no authority: it tells whether the part was changed after it was signed, not by whom it was signed. Pure.
 */
import { createHash } from "node:crypto";
import { derElements, objectId, octets } from "../decode/der.ts";
import { withCrlf } from "./canonical.ts";
import { type SignatureReading, unread } from "./reading.ts";
import type { Around, SignedHeader } from "./signed-data.ts";

const HASH_NAMES = new Map([
  ["1.3.14.3.2.26", "sha1"],
  ["2.16.840.1.101.3.4.2.1", "sha256"],
  ["2.16.840.1.101.3.4.2.2", "sha384"],
  ["2.16.840.1.101.3.4.2.3", "sha512"],
  ["1.2.840.113549.2.5", "md5"],
]);
const SIGNED_DATA = "1.2.840.113549.1.7.2";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const SIGNING_TIME = "1.2.840.113549.1.9.5";
/** A signature with its certificates has some kilobytes. */
const MAX_CMS_BYTES = 1 << 20;
const MAX_SIGNED_BYTES = 64 << 20;

interface StatedDigest {
  readonly hash: string;
  readonly digest: Buffer;
  readonly signedAt: number | null;
}

/** "170327091405Z" or "20170327091405Z". */
function timeOf(text: string): number | null {
  const [, century = "", yy = "", mo, d, h, mi, s] =
    /^(\d\d)?(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  if (yy === "") return null;
  const year = Number((century || (Number(yy) < 50 ? "20" : "19")) + yy);
  const at = Date.UTC(year, Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s));
  return Number.isNaN(at) ? null : at;
}

/** Digests that the signers of a container state; those without signed attributes state none. */
function statedDigests(cms: Uint8Array): StatedDigest[] {
  const [outer] = derElements(cms);
  const [type, wrapped] = derElements(outer?.content ?? new Uint8Array());
  if (type === undefined || wrapped === undefined || objectId(type.content) !== SIGNED_DATA)
    return [];
  const [data] = derElements(wrapped.content);
  const signers = derElements(data?.content ?? new Uint8Array()).at(-1);
  return derElements(signers?.content ?? new Uint8Array())
    .slice(0, 5)
    .flatMap(({ content }) => {
      const [, , algorithm, attributes] = derElements(content);
      const [id] = derElements(algorithm?.content ?? new Uint8Array());
      const hash = id === undefined ? undefined : HASH_NAMES.get(objectId(id.content));
      if (hash === undefined || attributes?.tag !== 0xa0) return [];
      const values = new Map(
        derElements(attributes.content).map((attribute) => {
          const [name, set] = derElements(attribute.content);
          const [value] = derElements(set?.content ?? new Uint8Array());
          return [objectId(name?.content ?? new Uint8Array()), value] as const;
        }),
      );
      const digest = values.get(MESSAGE_DIGEST);
      if (digest === undefined) return [];
      const time = values.get(SIGNING_TIME);
      return [
        {
          hash,
          digest: Buffer.from(octets(digest)),
          signedAt:
            time === undefined ? null : timeOf(Buffer.from(time.content).toString("latin1")),
        },
      ];
    });
}

const fieldText = (header: SignedHeader): string =>
  header.bytes
    .toString("latin1")
    .replace(/^[^:]*:/, "")
    .replace(/\r\n(?=[ \t])/g, "")
    .trim();

function boundaryOf(type: string): string {
  const found = /;\s*boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;]{1,200}))/i.exec(type);
  return found?.[1] ?? found?.[2] ?? "";
}

/** The two parts of a multipart/signed: the first with its headers, without the line end before the boundary; the second's bytes. */
function partsOf(body: Buffer, boundary: string): { signed: Buffer; cms: Buffer } | null {
  const marks: { from: number; to: number }[] = [];
  const mark = Buffer.from(`--${boundary}`, "latin1");
  for (let at = body.indexOf(mark); at >= 0 && marks.length < 3; at = body.indexOf(mark, at + 1)) {
    if (at > 0 && body[at - 1] !== 0x0a) continue;
    // A longer boundary that begins with this one is another
    const end = body.indexOf(0x0a, at);
    const rest = body.toString("latin1", at + mark.length, end < 0 ? body.length : end);
    if (/^(?:--)?[ \t]*\r?$/.test(rest))
      marks.push({ from: at, to: end < 0 ? body.length : end + 1 });
  }
  const [first, second, third] = marks;
  if (first === undefined || second === undefined) return null;
  const signed = body.subarray(first.to, Math.max(first.to, second.from - 2));
  const part = body.toString(
    "latin1",
    second.to,
    Math.min(third?.from ?? body.length, second.to + 2 * MAX_CMS_BYTES),
  );
  const at = part.indexOf("\r\n\r\n");
  const isBase64 = /^content-transfer-encoding:\s*base64/im.test(part.slice(0, Math.max(0, at)));
  const text = at < 0 ? "" : part.slice(at + 4);
  return { signed, cms: Buffer.from(text, isBase64 ? "base64" : "latin1") };
}

/** Readings of the S/MIME signature of a message whose outermost part is multipart/signed; none for other mail. */
export function readSmime(around: Around): SignatureReading[] {
  const header = around.headers.find(({ key }) => key === "content-type");
  if (header === undefined) return [];
  const type = fieldText(header).slice(0, 4000);
  if (!/^multipart\/signed\b/i.test(type) || !/pkcs7-signature/i.test(type)) return [];
  const { offsetBytes } = header;
  const body = around.body.wire();
  if (body.length > MAX_SIGNED_BYTES)
    return [unread("smime", offsetBytes, "it is too large to check")];
  const parts = partsOf(body, boundaryOf(type));
  const digests = parts === null ? [] : statedDigests(parts.cms.subarray(0, MAX_CMS_BYTES));
  if (parts === null || digests.length === 0)
    return [unread("smime", offsetBytes, "it states no hash of the part it signs")];
  return digests.map(({ hash, digest, signedAt }) => {
    const computed = createHash(hash).update(withCrlf(parts.signed)).digest();
    return {
      kind: "smime",
      state: computed.equals(digest) ? "key-unknown" : "body-differs",
      domain: "",
      keyName: "",
      algorithm: hash,
      covers: [],
      signedAt,
      keyBits: null,
      cautions: [
        "date-not-covered",
        "subject-not-covered",
        ...(hash === "sha1" || hash === "md5" ? (["sha1"] as const) : []),
      ],
      reason: "",
      offsetBytes,
    };
  });
}
