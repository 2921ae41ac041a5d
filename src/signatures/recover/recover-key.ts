/**
 * The public key of a selector from its own signatures: for an RSA signature s of the padded digest m, the modulus divides s^e - m, so that the
 * gcd of two such numbers is the modulus, times small factors (a public key is public: nothing secret is found). Only what verifies further mail
 * is taken. Pure.
 */
import { createPublicKey, type KeyObject } from "node:crypto";
import { gcd } from "./half-gcd.ts";

/** One RSA signature of the corpus: the value of `b=` and what it signs. */
export interface Signed {
  /** Which message. */
  readonly docId: number;
  readonly signature: Buffer;
  readonly hash: "sha256" | "sha1";
  /** Digest of the signed bytes. */
  readonly digest: Buffer;
}

export interface RecoveredKey {
  readonly key: KeyObject;
  /** `p=` of its record, base64. */
  readonly p: string;
  readonly bits: number;
  readonly exponent: number;
  /** Mails that were not used and verify. */
  readonly verified: number;
}

/** Nearly every key has the third of these; the small ones cost nothing to try. */
const EXPONENTS = [3, 17, 65537];
const MAX_PAIRS = 6;
/** So many mails that were not used have to verify. */
export const MIN_VERIFIED = 3;
/** Factors that two unrelated numbers share by chance. */
const MAX_SMALL_FACTOR = 50_000n;

const PREFIX = {
  sha256: Buffer.from("3031300d060960864801650304020105000420", "hex"),
  sha1: Buffer.from("3021300906052b0e03021a05000414", "hex"),
};

const numberOf = (bytes: Uint8Array): bigint =>
  BigInt(`0x${Buffer.from(bytes).toString("hex") || "0"}`);

/** The digest as it is signed (EMSA-PKCS1-v1_5, RFC 8017 section 9.2). */
function padded({ signature, hash, digest }: Signed): bigint {
  const tail = Buffer.concat([Buffer.of(0), PREFIX[hash], digest]);
  const filler = Buffer.alloc(Math.max(8, signature.length - tail.length - 2), 0xff);
  return numberOf(Buffer.concat([Buffer.of(0, 1), filler, tail]));
}

function powerMod(base: bigint, exponent: number, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus];
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** Whether the modulus verifies that signature. */
function verifies(signed: Signed, modulus: bigint, exponent: number): boolean {
  return powerMod(numberOf(signed.signature), exponent, modulus) === padded(signed) % modulus;
}

/** The common divisor without small factors, when it may be a modulus of that length; null otherwise. */
function modulusIn(divisor: bigint, bits: number): bigint | null {
  let left = divisor;
  const least = 1n << BigInt(bits - 1);
  for (let factor = 2n; factor < MAX_SMALL_FACTOR && left >= 2n * least; factor++)
    while (left % factor === 0n) left /= factor;
  return left >= least && left < 2n * least ? left : null;
}

function keyOf(modulus: bigint, exponent: number): { key: KeyObject; p: string } {
  const hex = (value: bigint): string => {
    const digits = value.toString(16);
    return digits.length % 2 === 0 ? digits : `0${digits}`;
  };
  const url = (value: bigint): string => Buffer.from(hex(value), "hex").toString("base64url");
  const key = createPublicKey({
    key: { kty: "RSA", n: url(modulus), e: url(BigInt(exponent)) },
    format: "jwk",
  });
  return { key, p: key.export({ format: "der", type: "spki" }).toString("base64") };
}

/** Pairs of places in a list, near ones first: (0,1), (2,3), (0,2)… at most {@link MAX_PAIRS}. */
function pairs(count: number): [number, number][] {
  const all: [number, number][] = [];
  for (let apart = 1; apart < count; apart++)
    for (let from = 0; from + apart < count; from += apart === 1 ? 2 : 1)
      all.push([from, from + apart]);
  return all.slice(0, MAX_PAIRS);
}

/**
 * The key that made these signatures, which are of one selector and one length; null when no pair gives one that verifies three more. `onStep` is
 * told of every pair and round.
 */
export function recoverKey(
  signed: readonly Signed[],
  onStep: (step: { pair: number; exponent: number; bitsLeft: number }) => void = () => {},
): RecoveredKey | null {
  const bits = (signed[0]?.signature.length ?? 0) * 8;
  if (signed.length < MIN_VERIFIED + 2) return null;
  // Small exponents cost nothing: every pair is tried with them before the long way is taken
  for (const exponent of EXPONENTS) {
    const power = BigInt(exponent);
    for (const [pair, [i, j]] of pairs(signed.length).entries()) {
      const [one, other] = [signed[i], signed[j]];
      if (one === undefined || other === undefined) continue;
      const divisor = gcd(
        numberOf(one.signature) ** power - padded(one),
        numberOf(other.signature) ** power - padded(other),
        (bitsLeft) => onStep({ pair, exponent, bitsLeft }),
      );
      const modulus = modulusIn(divisor, bits);
      if (modulus === null) continue;
      const others = signed.filter((each) => each !== one && each !== other);
      const verified = others.filter((each) => verifies(each, modulus, exponent)).length;
      if (verified >= MIN_VERIFIED)
        return { ...keyOf(modulus, exponent), bits, exponent, verified };
    }
  }
  return null;
}
