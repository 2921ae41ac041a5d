/** Keys computed from signatures: gcd against Euclid, a key found from mail signed here, and what must not be taken for one. */
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gcd } from "../../src/signatures/recover/half-gcd.ts";
import { recoverKey, type Signed } from "../../src/signatures/recover/recover-key.ts";
import { leaksiftEnds } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";

function euclid(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

describe("gcd", () => {
  it("is Euclid's for numbers of any length (seeded)", () => {
    const number = fc
      .tuple(fc.integer({ min: 1, max: 60 }), fc.bigInt({ min: 1n, max: 1n << 256n }))
      .map(([length, seed]) => (seed ** BigInt(length)) >> BigInt(length));
    fc.assert(
      fc.property(number, number, number, (a, b, c) => gcd(a * c, b * c) === euclid(a * c, b * c)),
      { seed: 20171127, numRuns: 40 },
    );
    expect([gcd(0n, 5n), gcd(5n, 0n), gcd(-4n, 6n)]).toEqual([5n, 5n, 2n]);
  });
});

// An exponent of 3 makes the numbers short: a test with 65537 takes a minute
const pair = generateKeyPairSync("rsa", { modulusLength: 1024, publicExponent: 3 });
const other = generateKeyPairSync("rsa", { modulusLength: 1024, publicExponent: 3 });
const P = pair.publicKey.export({ format: "der", type: "spki" }).toString("base64");

const signedBy = (key: typeof pair, count: number): Signed[] =>
  Array.from({ length: count }, (_, i) => {
    const data = Buffer.from(`mail ${i}`);
    return {
      docId: i,
      signature: sign("sha256", data, key.privateKey),
      hash: "sha256",
      digest: createHash("sha256").update(data).digest(),
    };
  });
const altered = (signed: Signed): Signed => ({ ...signed, digest: Buffer.alloc(32, 1) });

describe("a key", () => {
  it("is found from two signatures when three more verify, also with altered mail among them", () => {
    const mails = signedBy(pair, 7).map((each, i) => (i === 0 ? altered(each) : each));
    expect(recoverKey(mails)).toMatchObject({ p: P, bits: 1024, exponent: 3 });
  });

  it.each([
    ["too few mails", signedBy(pair, 4)],
    [
      "mails of which too few verify",
      signedBy(pair, 6).map((each, i) => (i > 3 ? altered(each) : each)),
    ],
    ["altered mails", signedBy(pair, 5).map(altered)],
    ["signatures of different keys", [...signedBy(pair, 1), ...signedBy(other, 1)]],
  ])("is not taken from %s", (_, mails) => {
    // Exponents beyond 3 are not reached in a test
    const stop = (): never => {
      throw new Error("next exponent");
    };
    expect(
      () =>
        recoverKey(mails, ({ exponent, pair: tried }) =>
          exponent > 3 && tried >= 0 ? stop() : undefined,
        ) ?? stop(),
    ).toThrow("next exponent");
  });
});

describe("leaksift keys recover", () => {
  it("keeps keys in the index folder, goes on where it was, and signatures are checked with them", () => {
    const home = mkdtempSync(join(testFolder("recover"), "t-"));
    mkdirSync(join(home, "dump"));
    for (let i = 0; i < 6; i++) {
      const body = `Line ${i}\r\n`;
      const bh = createHash("sha256").update(body).digest("base64");
      const head = `DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=example.org; s=s; h=from; bh=${bh}; b=`;
      const from = "From: anna@example.org\r\n";
      const b = sign("sha256", Buffer.from(from + head), pair.privateKey).toString("base64");
      writeFileSync(
        join(home, "dump", `${i}.eml`),
        `${head}${b}\r\n${from}Subject: ${i}\r\n\r\n${body}`,
      );
    }
    const run = (...args: string[]): string =>
      leaksiftEnds(0, [...args, "--index", "ix"], { cwd: home }).out;
    run("index", "dump");
    expect(run("keys", "recover")).toContain("1 key recovered");
    expect(readFileSync(join(home, "ix", "recovered-keys.tsv"), "utf8")).toContain(P);
    expect(run("keys", "recover")).toContain("0 keys recovered");
    expect(run("signatures", "--json")).toContain('"verified":6');
    expect(run("signatures", "subject:3")).toContain("computed from signatures of this corpus");
    leaksiftEnds(2, ["keys", "--index", "ix"], { cwd: home });
  });
});
