/**
 * Keys of readers (Ed25519, RFC 8032): a signed mark shows that whoever holds the key made it, which a name does not. Who holds a key only the
 * readers know: they compare its fingerprint by another way.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { UserError } from "../../errors.ts";
import type { Mark, MarkSignature } from "../../model/claim.ts";

/** A signature of one thing must not pass for that of another. */
const signedText = (markId: string): Buffer => Buffer.from(`leaksift review mark\n${markId}`);

const KEY_BYTES = 32;
/** What a public Ed25519 key has before its 32 bytes in SPKI form (RFC 8410, section 4). */
const SPKI_HEAD = Buffer.from("302a300506032b6570032100", "hex");
const HEX_KEY = /^[0-9a-f]{64}$/;
const HEX_SIGNATURE = /^[0-9a-f]{128}$/;

/** A new private key as PEM text, PKCS #8. */
export function newReaderKey(): string {
  return generateKeyPairSync("ed25519")
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();
}

/** The private key in a file's text. Throws UserError for any other text. */
export function readReaderKey(name: string, text: string): KeyObject {
  const refuse = (cause?: unknown): never => {
    throw new UserError(
      `${name} is not a reader's key. Make one with: leaksift review key ${name}.new`,
      { cause },
    );
  };
  try {
    const key = createPrivateKey(text);
    return key.asymmetricKeyType === "ed25519" ? key : refuse();
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    return refuse(cause); // not PEM, or a key that needs a password
  }
}

/** The public half as 64 hex digits: what colleagues compare. */
export function publicHalf(key: KeyObject): string {
  const spki = createPublicKey(key).export({ type: "spki", format: "der" });
  return spki.subarray(spki.length - KEY_BYTES).toString("hex");
}

/** The mark with a signature over its id, which is the hash of all the rest. */
export function signMark(mark: Mark, key: KeyObject): Mark {
  const signature = sign(null, signedText(mark.markId), key).toString("hex");
  return { ...mark, signed: { key: publicHalf(key), signature } };
}

/** Whether a value from a file is a signature of that mark by the key it names. */
export function isSignatureOf(value: unknown, markId: string): value is MarkSignature {
  if (typeof value !== "object" || value === null) return false;
  const { key, signature } = value as Partial<Record<keyof MarkSignature, unknown>>;
  if (typeof key !== "string" || typeof signature !== "string") return false;
  if (!HEX_KEY.test(key) || !HEX_SIGNATURE.test(signature)) return false;
  const spki = Buffer.concat([SPKI_HEAD, Buffer.from(key, "hex")]);
  const publicKey = createPublicKey({ key: spki, format: "der", type: "spki" });
  return verify(null, signedText(markId), publicKey, Buffer.from(signature, "hex"));
}
