/** H22: the receiving server found the signature good, and the body here is not the one that was signed. */
import { flagOf, type MessageCheck } from "../engine/check.ts";
import { comparedHeader, headerEvidence } from "../facts/evidence.ts";
import type { MessageFacts } from "../facts/message-facts.ts";
import { relayOf } from "../facts/relay.ts";

/** The topmost result that says the signature was good: servers below may be anybody's. */
const passed = (facts: MessageFacts) =>
  [facts.first("authentication-results")].find(
    (header) => header !== undefined && /\bdkim=pass\b/i.test(header.value.slice(0, 4000)),
  );

export const signedBodyDiffers: MessageCheck = {
  scope: "message",
  id: "signed-body-differs",
  catalogue: "H22",
  line: "consistency",
  level: "low",
  sentence:
    "The receiving server noted a good signature; the body here has the hash {computed}, the signature says {stated}.",
  looksFor:
    "A note of a good DKIM signature in the topmost Authentication-Results header, and a body whose hash is not the one in any signature.",
  whyItMatters:
    "The body that came in was the signed one. The body here is another, so it was changed after it was received, by a program or by hand.",
  innocentCauses: [
    "a mailbox program or an export that rewrote line ends, charsets or blanks: look whether most signed mail of this mailbox differs",
    "a footer or a warning added by the receiving server",
    "a list or a forwarding server that changed the body and kept the note",
    "attachments taken out to save space",
  ],
  sources: ["RFC 6376 sections 3.4 and 3.7", "RFC 8601"],
  cost: "trivial",
  applies: (facts) =>
    facts.body !== null &&
    passed(facts) !== undefined &&
    relayOf(facts) === "" &&
    facts.first("dkim-signature") !== undefined,
  run: (facts) => {
    const note = passed(facts);
    const signed = facts.signedBody;
    if (signed === null || note === undefined) return [];
    if (signed.state !== "differs" && signed.state !== "added") return [];
    const { claim, computed } = signed;
    const { stated, form } = claim;
    const evidence = headerEvidence(
      signed.header,
      stated,
      comparedHeader("the note of the receiving server", note),
      [`hash of the body, ${form}: ${computed}`, `bh= says ${stated}`],
    );
    return [flagOf(signedBodyDiffers, { stated, computed }, [evidence])];
  },
};
