/** Signatures of a corpus gathered by selector, as far as they can serve to recover its key: RSA, body as it was signed. Bounded memory. */
import { createHash } from "node:crypto";
import { bodyClaim, HASHES } from "../body-hash.ts";
import { signedBytes } from "../dkim.ts";
import { tagText } from "../signed-data.ts";
import { readTags, unfolded } from "../tags.ts";
import { signedMessage } from "../verify.ts";
import type { Signed } from "./recover-key.ts";

/** Kept of one selector: two for each pair tried, and what verifies the result. */
const MAX_KEPT = 14;
/** Selectors with at least one signature; a corpus made to fill memory has more. */
const MAX_SELECTORS = 100_000;
/** Lengths in bytes for which a key is computed; longer ones take hours. */
const LENGTHS: ReadonlySet<number> = new Set([64, 96, 128, 192, 256]);
const MAX_SIGNATURES = 5;

/** One selector with the signatures kept of it. */
export interface Selector {
  /** `selector._domainkey.example.org`. */
  readonly keyName: string;
  readonly bits: number;
  readonly signed: readonly Signed[];
}

/** Takes messages one by one. */
export class SelectorCollection {
  private readonly kept = new Map<string, { keyName: string; bits: number; signed: Signed[] }>();

  /** Looks at the DKIM signatures of a message. `docId` tells messages apart. */
  add(docId: number, message: Uint8Array): void {
    const around = signedMessage(message, new Map(), {
      fromDomain: "",
      receivedAt: null,
      sentAt: null,
    });
    const headers = around.headers.filter(({ key }) => key === "dkim-signature");
    for (const header of headers.slice(0, MAX_SIGNATURES)) {
      const tags = readTags(tagText(header));
      if (tags === null) continue;
      const algorithm = (tags.get("a") ?? "").toLowerCase();
      const hash = algorithm.startsWith("rsa-") ? HASHES[algorithm] : undefined;
      const signature = Buffer.from(unfolded(tags.get("b") ?? ""), "base64");
      const claim = bodyClaim(tags);
      const keyName = `${tags.get("s") ?? ""}._domainkey.${tags.get("d") ?? ""}`.toLowerCase();
      if (hash === undefined || !LENGTHS.has(signature.length) || typeof claim === "string")
        continue;
      const place = `${keyName} ${signature.length}`;
      const known = this.kept.get(place) ?? { keyName, bits: signature.length * 8, signed: [] };
      if (known.signed.length >= MAX_KEPT || !around.body.fits(claim)) continue;
      // Copies of one signature give nothing
      if (known.signed.some((each) => each.signature.equals(signature))) continue;
      if (this.kept.size >= MAX_SELECTORS && !this.kept.has(place)) continue;
      const data = signedBytes(header, tags, around.headers);
      known.signed.push({ docId, signature, hash, digest: createHash(hash).update(data).digest() });
      this.kept.set(place, known);
    }
  }

  /** Selectors with at least so many signatures, the shortest keys first, the most used of them first. */
  selectors(least: number): readonly Selector[] {
    return [...this.kept.values()]
      .filter(({ signed }) => signed.length >= least)
      .sort(
        (a, b) =>
          a.bits - b.bits || b.signed.length - a.signed.length || (a.keyName < b.keyName ? -1 : 1),
      );
  }
}
