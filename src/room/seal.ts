/**
 * Chunks packed, and sealed where there is a password: deflate, then AES-256-GCM under a key that PBKDF2 makes of the password. WebCrypto has the same
 * two, so that the page opens them without code of anybody else.
 */
import { createCipheriv, createDecipheriv, pbkdf2Sync, randomBytes } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";

/** What OWASP recommends for PBKDF2 with SHA-256 (2023): about half a second to try one password on a laptop. */
export const PBKDF2_ROUNDS = 600_000;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Packs and seals the chunks of one room. */
export interface Sealer {
  /** Null without a password. Not secret. */
  readonly salt: Uint8Array | null;
  readonly seal: (bytes: Uint8Array) => Uint8Array;
  /** Undoes `seal`; throws when the bytes are of another password or were changed. */
  readonly open: (bytes: Uint8Array) => Uint8Array;
}

const LEVEL = { level: 9 };

/** Without a password equal chunks give equal bytes; with one, each is sealed under a new random number, as AES-GCM demands. */
export function sealer(password: string | null, known?: Uint8Array): Sealer {
  if (password === null)
    return {
      salt: null,
      seal: (bytes) => deflateRawSync(bytes, LEVEL),
      open: (bytes) => inflateRawSync(bytes),
    };
  const salt = known ?? randomBytes(16);
  const key = pbkdf2Sync(password.normalize("NFC"), salt, PBKDF2_ROUNDS, 32, "sha256");
  return {
    salt,
    seal: (bytes) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, iv);
      const sealed = cipher.update(deflateRawSync(bytes, LEVEL));
      return Buffer.concat([iv, sealed, cipher.final(), cipher.getAuthTag()]);
    },
    open: (bytes) => {
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES));
      decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
      const packed = decipher.update(bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES));
      return inflateRawSync(Buffer.concat([packed, decipher.final()]));
    },
  };
}
