/**
 * The body hash of a signature (`bh=`, RFC 6376 sections 3.4 and 3.7) computed again. Needs no key: it tells whether the body is the one that
 * was signed, not by whom. The one place where bodies are hashed: for `leaksift signatures` and for the checks. Linear in the body. Pure.
 */
import { createHash } from "node:crypto";
import { canonicalBody, type Form, withCrlf } from "./canonical.ts";
import { unfolded, wholeNumber } from "./tags.ts";

/** Digest of each algorithm of `a=`. */
export const HASHES: Readonly<Record<string, "sha256" | "sha1">> = {
  "rsa-sha256": "sha256",
  "rsa-sha1": "sha1",
  "ed25519-sha256": "sha256",
};

/** What a signature says of the body. */
export interface BodyClaim {
  readonly hash: "sha256" | "sha1";
  readonly form: Form;
  /** `l=`: only so many bytes were signed; null when all were. */
  readonly signedBytes: number | null;
  /** `bh=`, base64. */
  readonly stated: string;
}

/** Forms of headers and body that `c=` names; null when one is not known. */
export function formsOf(c: string | undefined): readonly [Form, Form] | null {
  const [header = "simple", body = "simple"] = (c ?? "simple/simple").toLowerCase().split("/");
  const known = (form: string): form is Form => form === "simple" || form === "relaxed";
  return known(header) && known(body) ? [header, body] : null;
}

/** What the tags of a signature say of the body, or why that cannot be read. */
export function bodyClaim(tags: ReadonlyMap<string, string>): BodyClaim | string {
  const hash = HASHES[(tags.get("a") ?? "").toLowerCase()];
  if (hash === undefined) return "its algorithm is not known";
  const forms = formsOf(tags.get("c"));
  if (forms === null) return "its canonical form is not known";
  const signedBytes = tags.has("l") ? wholeNumber(tags.get("l")) : null;
  if (tags.has("l") && signedBytes === null) return "its l= is not a length";
  return { hash, form: forms[1], signedBytes, stated: unfolded(tags.get("bh") ?? "") };
}

/** A body with its canonical forms and digests, each worked out once however many signatures ask. */
export class SignedBody {
  private readonly body: Buffer;
  private readonly forms = new Map<Form, Buffer>();
  private readonly digests = new Map<string, string>();

  constructor(body: Uint8Array) {
    this.body = Buffer.from(body.buffer, body.byteOffset, body.length);
  }

  /** The body with CRLF line ends, as it was on the wire. */
  wire(): Buffer {
    return withCrlf(this.body);
  }

  form(form: Form): Buffer {
    const known = this.forms.get(form) ?? canonicalBody(this.body, form);
    this.forms.set(form, known);
    return known;
  }

  /** Digest of what the claim covers, base64. */
  digest({ hash, form, signedBytes }: Omit<BodyClaim, "stated">): string {
    const key = `${hash} ${form} ${signedBytes}`;
    const whole = this.form(form);
    const known =
      this.digests.get(key) ??
      createHash(hash)
        .update(signedBytes === null ? whole : whole.subarray(0, signedBytes))
        .digest("base64");
    this.digests.set(key, known);
    return known;
  }

  /** Whether the body is the one the claim was made of. Never when `l=` goes beyond the end. */
  fits(claim: BodyClaim): boolean {
    const { signedBytes, form, stated } = claim;
    if (signedBytes !== null && signedBytes > this.form(form).length) return false;
    return this.digest(claim) === stated;
  }

  /** Bytes of the body that `l=` leaves uncovered. */
  uncoveredBytes({ signedBytes, form }: BodyClaim): number {
    return signedBytes === null ? 0 : Math.max(0, this.form(form).length - signedBytes);
  }

  /**
   * How many lines stand behind the part the claim was made of; null when no beginning of the body fits. Looks at the last `maxLines` line ends.
   */
  linesAdded({ hash, form, stated, signedBytes }: BodyClaim, maxLines: number): number | null {
    if (signedBytes !== null) return null;
    const whole = this.form(form);
    const ends: number[] = [];
    for (let end = whole.length; ends.length < maxLines && end > 2; ) {
      end = whole.lastIndexOf(0x0a, end - 2) + 1;
      ends.push(end);
    }
    const running = createHash(hash);
    let from = 0;
    for (const [i, end] of ends.reverse().entries()) {
      running.update(whole.subarray(from, end));
      from = end;
      if (running.copy().digest("base64") === stated) return ends.length - i;
    }
    return null;
  }
}
