/**
 * Opens office files locked with the password that Excel itself uses where nobody chose one ("VelvetSweatshop", for workbooks that are
 * only protected against changes): Excel opens them without asking, so whoever held the file could read it ([MS-OFFCRYPTO] 2.3).
 *
 * No other password is tried. The check value of the file decides whether it fits; nothing is guessed.
 */
import { createDecipheriv, createHash } from "node:crypto";
import { LIMITS } from "../../limits.ts";
import { guarded, OutOfBytes, slice, sliceUpTo, u16, u32, u64 } from "../bytes.ts";
import type { Draft } from "../draft.ts";
import { biffRecords } from "./biff-records.ts";

const PASSWORD = Buffer.from("VelvetSweatshop", "utf16le");

/** The row of a file that it opened. */
export const DEFAULT_PASSWORD_ROW = {
  code: "default-password",
  severity: "note",
  reason: 'encrypted with the default password of Excel, "VelvetSweatshop", and opened with it',
} as const;

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};

const digest = (algorithm: string, ...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Shortens, or fills up with `fill`, to `length` bytes. */
function fitted(bytes: Uint8Array, length: number, fill: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(Math.max(0, length - bytes.length), fill)], length);
}

/** Throws OutOfBytes for lengths that fit no key or block: the header is damaged. */
function unlock(cipher: string, key: Uint8Array, iv: Uint8Array | null, bytes: Uint8Array): Buffer {
  try {
    const decipher = createDecipheriv(cipher, key, iv).setAutoPadding(false);
    return Buffer.concat([decipher.update(bytes), decipher.final()]);
  } catch (error) {
    throw new OutOfBytes(0, key.length, bytes.length, { cause: error });
  }
}

/** The hash of salt and password, hashed again `rounds` times with a counter before it. */
function spun(algorithm: string, salt: Uint8Array, rounds: number): Buffer {
  let hash = digest(algorithm, salt, PASSWORD);
  for (let i = 0; i < rounds; i++) hash = digest(algorithm, number(i), hash);
  return hash;
}

const HASHES = new Map([
  ["SHA1", "sha1"],
  ["SHA-1", "sha1"],
  ["SHA256", "sha256"],
  ["SHA384", "sha384"],
  ["SHA512", "sha512"],
  ["MD5", "md5"],
]);

/** Purposes of keys derived from the password (2.3.4.13). */
const BLOCK_KEYS = {
  verifierInput: "fea7d2763b4b9e79",
  verifierValue: "d7aa0f6d3061344e",
  keyValue: "146e0be7abacd0d6",
} as const;

/** Attributes of the first element of that name in the XML of an encryption header, which no namespace prefix hides. */
function attributesOf(xml: string, name: string): ReadonlyMap<string, string> {
  const tag = new RegExp(`<(?:\\w{1,20}:)?${name}\\s([^<>]{0,4000})>`).exec(xml)?.[1] ?? "";
  return new Map(
    [...tag.matchAll(/(\w{1,40})\s*=\s*"([^"]{0,1000})"/g)].map(([, key = "", value = ""]) => [
      key,
      value,
    ]),
  );
}

/** "Agile" encryption: everything is stated in XML (2.3.4.10). */
function openAgile(info: Uint8Array, packed: Uint8Array): Buffer | null {
  const xml = Buffer.from(sliceUpTo(info, 8, 20_000)).toString("latin1");
  const data = attributesOf(xml, "keyData");
  const key = attributesOf(xml, "encryptedKey");
  const bytes = (from: ReadonlyMap<string, string>, name: string): Buffer =>
    Buffer.from(from.get(name) ?? "", "base64");
  const hash = HASHES.get(key.get("hashAlgorithm") ?? "");
  const dataHash = HASHES.get(data.get("hashAlgorithm") ?? "");
  const rounds = Number(key.get("spinCount"));
  const keyBits = Number(key.get("keyBits"));
  const isKnown = [key, data].every(
    (from) =>
      from.get("cipherAlgorithm") === "AES" && /CBC$/.test(from.get("cipherChaining") ?? ""),
  );
  if (!isKnown || hash === undefined || dataHash === undefined) return null;
  if (!(rounds <= LIMITS.maxPasswordRounds) || ![128, 192, 256].includes(keyBits)) return null;
  const cipher = `aes-${keyBits}-cbc`;
  const salt = bytes(key, "saltValue");
  const base = spun(hash, salt, rounds);
  const derived = (purpose: string, name: string): Buffer => {
    const own = fitted(digest(hash, base, Buffer.from(purpose, "hex")), keyBits / 8, 0x36);
    return unlock(cipher, own, fitted(salt, 16, 0x36), bytes(key, name));
  };
  const input = derived(BLOCK_KEYS.verifierInput, "encryptedVerifierHashInput");
  const value = derived(BLOCK_KEYS.verifierValue, "encryptedVerifierHashValue");
  const expected = digest(hash, input);
  if (!value.subarray(0, expected.length).equals(expected)) return null;
  const secret = derived(BLOCK_KEYS.keyValue, "encryptedKeyValue").subarray(0, keyBits / 8);
  const dataSalt = bytes(data, "saltValue");
  const pieces: Buffer[] = [];
  for (let at = 8; at < packed.length; at += 4096) {
    const iv = fitted(digest(dataHash, dataSalt, number((at - 8) / 4096)), 16, 0x36);
    const piece = sliceUpTo(packed, at, 4096);
    pieces.push(unlock(`aes-${Number(data.get("keyBits"))}-cbc`, secret, iv, wholeBlocks(piece)));
  }
  return Buffer.concat(pieces);
}

const wholeBlocks = (bytes: Uint8Array): Uint8Array =>
  bytes.subarray(0, bytes.length - (bytes.length % 16));

/** The header of "standard" and of RC4 encryption by a Windows provider (2.3.2, 2.3.3), from the byte after the version on. */
function providerHeader(info: Uint8Array): {
  readonly algorithm: number;
  readonly keyBytes: number;
  readonly salt: Uint8Array;
  readonly verifier: Uint8Array;
  readonly verifierHash: Uint8Array;
} {
  const headerBytes = u32(info, 4);
  const at = 8 + headerBytes;
  return {
    algorithm: u32(info, 16),
    keyBytes: (u32(info, 24) || 40) / 8,
    salt: slice(info, at + 4, 16),
    verifier: slice(info, at + 20, 16),
    verifierHash: sliceUpTo(info, at + 40, 32),
  };
}

/** "Standard" encryption of Office 2007: AES in ECB mode, SHA-1, 50,000 rounds (2.3.4.7). */
function openStandard(info: Uint8Array, packed: Uint8Array): Buffer | null {
  const { keyBytes, salt, verifier, verifierHash } = providerHeader(
    slice(info, 4, info.length - 4),
  );
  if (![16, 24, 32].includes(keyBytes)) return null;
  const last = digest("sha1", spun("sha1", salt, 50_000), number(0));
  const half = (fill: number): Buffer => {
    const block = Buffer.alloc(64, fill);
    for (const [i, value] of last.entries()) block[i] = fill ^ value;
    return digest("sha1", block);
  };
  const key = Buffer.concat([half(0x36), half(0x5c)], keyBytes);
  const cipher = `aes-${keyBytes * 8}-ecb`;
  const expected = digest("sha1", unlock(cipher, key, null, verifier));
  if (!unlock(cipher, key, null, verifierHash).subarray(0, 20).equals(expected)) return null;
  return unlock(cipher, key, null, wholeBlocks(slice(packed, 8, packed.length - 8)));
}

/**
 * The package inside an encrypted OOXML file, from its two streams; null when the default password is not its password or the encryption is
 * of a kind not read. Throws OutOfBytes for streams cut short.
 */
export function openPackageByDefault(info: Uint8Array, packed: Uint8Array): Uint8Array | null {
  const [major, minor] = [u16(info, 0), u16(info, 2)];
  const length = Number(u64(packed, 0));
  const opened =
    major === 4 && minor === 4
      ? openAgile(info, packed)
      : minor === 2 && major >= 2 && major <= 4
        ? openStandard(info, packed)
        : null;
  return opened === null ? null : sliceUpTo(opened, 0, length);
}

/** RC4, which the cryptography library of Node no longer has: the bytes it adds to a text, one after another. */
function rc4(key: Uint8Array): () => number {
  const state = Uint8Array.from({ length: 256 }, (_, i) => i);
  const at = (i: number): number => state[i & 255] ?? 0;
  const swap = (i: number, j: number): void => {
    const kept = at(i);
    state[i & 255] = at(j);
    state[j & 255] = kept;
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + at(i) + (key[i % key.length] ?? 0)) & 255;
    swap(i, j);
  }
  let [i, j] = [0, 0];
  return () => {
    i = (i + 1) & 255;
    j = (j + at(i)) & 255;
    swap(i, j);
    return at(at(i) + at(j));
  };
}

/** Key of each 1024-byte block of a workbook stream, from its FILEPASS record (2.3.5, 2.3.6); null when it is not the default password's. */
function workbookKeys(pass: Uint8Array): ((block: number) => Uint8Array) | null {
  if (u16(pass, 0) !== 1) return null;
  const info = slice(pass, 2, pass.length - 2);
  const isPlain = u16(info, 0) === 1;
  const header = isPlain
    ? {
        salt: slice(info, 4, 16),
        verifier: slice(info, 20, 16),
        verifierHash: slice(info, 36, 16),
        keyBytes: 5,
      }
    : providerHeader(slice(info, 4, info.length - 4));
  const hash = isPlain ? "md5" : "sha1";
  const { salt, verifier, verifierHash, keyBytes } = header;
  let base: Buffer;
  if (isPlain) {
    const round = Buffer.concat([digest("md5", PASSWORD).subarray(0, 5), salt]);
    base = digest("md5", ...new Array<Buffer>(16).fill(round)).subarray(0, 5);
  } else base = digest("sha1", salt, PASSWORD);
  const keyOf = (block: number): Buffer => {
    const key = digest(hash, base, number(block));
    if (isPlain) return key;
    return keyBytes === 5 ? fitted(key.subarray(0, 5), 16, 0) : key.subarray(0, keyBytes);
  };
  const next = rc4(keyOf(0));
  const clear = Buffer.from(verifier).map((byte) => byte ^ next());
  const expected = digest(hash, clear);
  const stored = Buffer.from(verifierHash.subarray(0, expected.length)).map(
    (byte) => byte ^ next(),
  );
  return Buffer.from(stored).equals(expected) ? keyOf : null;
}

/** Records that are never encrypted ([MS-XLS] 2.2.10); of a sheet's name record the first four bytes are not. */
const CLEAR = new Set([0x809, 0x2f, 0xe1, 0x194, 0x195, 0x196, 0x138]);
const SHEET_NAME = 0x85;
const FILEPASS = 0x2f;
const KEY_BLOCK_BYTES = 1024;

/**
 * A workbook stream in clear, its FILEPASS record (whose content is `pass`) made a record of zeros; null when the default password is not its
 * password. Throws OutOfBytes.
 */
function openWorkbookByDefault(stream: Uint8Array, pass: Uint8Array): Uint8Array | null {
  const keyOf = workbookKeys(pass);
  if (keyOf === null) return null;
  const clear = Uint8Array.from(stream);
  let block = -1;
  let next = (): number => 0;
  const keep = new Uint8Array(stream.length);
  for (let at = 0; at + 4 <= stream.length; ) {
    const [type, length] = [u16(stream, at), u16(stream, at + 2)];
    const kept = CLEAR.has(type) ? 4 + length : type === SHEET_NAME ? 8 : 4;
    keep.fill(1, at, at + kept);
    if (type === FILEPASS) clear.fill(0, at, at + 2);
    at += 4 + length;
  }
  for (let at = 0; at < stream.length; at++) {
    if (Math.floor(at / KEY_BLOCK_BYTES) !== block) {
      block = Math.floor(at / KEY_BLOCK_BYTES);
      next = rc4(keyOf(block));
    }
    const added = next();
    if (keep[at] === 0) clear[at] = (clear[at] ?? 0) ^ added;
  }
  return clear;
}

/** The stream in clear, and a row, when it is encrypted with the default password; null when it is not encrypted or not with that. */
export function openedByDefault(stream: Uint8Array, draft: Draft): Uint8Array | null {
  let looked = 0;
  for (const { type, bytes } of biffRecords(stream, () => undefined)) {
    // the record stands near the beginning, behind BOF and WRITEPROT
    if (type === FILEPASS) {
      // a record cut short: the workbook stays encrypted, which is told where the record is met again
      const open = (): Uint8Array | null => openWorkbookByDefault(stream, bytes);
      const opened = guarded(open, null, () => undefined);
      const { code, severity, reason } = DEFAULT_PASSWORD_ROW;
      if (opened !== null) draft.problem(code, severity, reason);
      return opened;
    }
    if (++looked > 5) return null;
  }
  return null;
}
