/**
 * K03: the body of a signed mail is not the one that was signed, while the bodies of its siblings are. Needs no key. What a server does to mail it
 * does to many: only a mail that stands alone among intact ones is reported, and none of a mailbox most of whose bodies differ (K06).
 */

import type { CorpusCheck, CorpusRun, CorpusView } from "../../model/corpus-view.ts";
import type { Evidence, Finding, Level } from "../../model/flag.ts";
import { fill } from "../engine/check.ts";
import {
  containersOf,
  type SiblingFinder,
  type Siblings,
  type SignedMail,
  siblingFinder,
} from "../facts/signed-siblings.ts";

/** So many siblings of the signer are wanted; of a smaller mailbox the mail of all signers is taken together. */
const ENOUGH = 20;
const ENOUGH_OF_ANY = 50;
/** Others that may differ among a hundred siblings: above it the mailbox does this to its mail. */
const MAX_OTHERS_SHARE = 0.01;
const FAIR_SHARE = 0.95;
/** So many speak as loudly as the signer's own; a list that handed them on as they were signed is no reason to think that it changed this one. */
const MANY = 100;

interface Compared {
  readonly siblings: Siblings;
  readonly who: string;
  readonly isStrong: boolean;
  /** It came through a list or a forwarder that may have changed the body. */
  readonly mayBeRelay: boolean;
}

const others = ({ count, intact }: Siblings): number => count - intact;
const isFair = (siblings: Siblings): boolean => siblings.intact >= siblings.count * FAIR_SHARE;

const isIntact = (siblings: Siblings, enough: number): boolean =>
  siblings.count >= enough && others(siblings) <= siblings.count * MAX_OTHERS_SHARE;

/** The siblings that speak, null when there are too few or too many of them differ as well. */
function comparedWith(find: SiblingFinder, mail: SignedMail): Compared | null {
  const own = find.ofSigner(mail, ENOUGH);
  const mayBeRelay =
    mail.traits.relay !== "" && !isIntact(find.ofAnySigner(mail, Number.POSITIVE_INFINITY), MANY);
  if (own.count >= ENOUGH) {
    const allowed = Math.max(1, own.count * MAX_OTHERS_SHARE);
    const who = `mails signed by ${mail.traits.signer}`;
    const isStrong = others(own) <= allowed;
    return isFair(own) ? { siblings: own, who, isStrong, mayBeRelay } : null;
  }
  // The signer's few other mails differ too: that is how its mail arrives here
  if (others(own) > 0) return null;
  const any = find.ofAnySigner(mail, MANY);
  return isIntact(any, ENOUGH_OF_ANY)
    ? { siblings: any, who: "signed mails", isStrong: isIntact(any, MANY), mayBeRelay }
    : null;
}

/** High only where many siblings are intact and no list in between changes bodies; a step less for what servers also do, null when nothing is left. */
function levelOf({ traits }: SignedMail, { isStrong, mayBeRelay }: Compared): Level | null {
  const steps = (isStrong ? 0 : 1) + (mayBeRelay ? 1 : 0);
  const done = traits.signedBody === "differs" ? 0 : traits.signedBody === "added" ? 1 : 2;
  // Lists add footers and sign again as a rule
  if (traits.relay !== "" && done > 0) return null;
  return (["high", "medium", "low"] as const)[steps + done] ?? null;
}

function evidenceOf({ traits }: SignedMail, { siblings, who }: Compared): Evidence[] {
  const hash = traits.bodyHash;
  if (hash === null) return [];
  const added =
    hash.linesAdded === 0
      ? []
      : [`without its last ${hash.linesAdded} lines the body is as signed: they were added behind`];
  const again =
    traits.signedBody === "rewritten"
      ? [
          "a server on the way saw another body than the signed one: its own signature fits, or it noted dkim=fail",
        ]
      : [];
  const where = traits.relay === "" ? "" : `, come through ${traits.relay}`;
  return [
    {
      raw: hash.stated,
      where: {
        kind: "header",
        name: "DKIM-Signature",
        offsetBytes: hash.offsetBytes,
        lengthBytes: hash.lengthBytes,
      },
      steps: [
        "bh= of the signature is the hash of the body as signed",
        `the body here, CRLF line ends, ${hash.form}, base64: ${hash.computed}`,
        "leaksift signatures with the id computes both again",
        ...added,
        ...again,
      ],
      value: hash.computed,
      comparedWith: {
        what: `bodies of the other ${who} in this mailbox ${siblings.period}, ${traits.bodyForm}${where}`,
        raw: `${siblings.intact} of ${siblings.count} as signed`,
        where: { kind: "corpus", what: "signed mail of the mailbox" },
      },
    },
  ];
}

export const signedBodyDiffersAlone: CorpusCheck = {
  scope: "corpus",
  id: "signed-body-differs-alone",
  catalogue: "K03",
  line: "consistency",
  level: "high",
  sentence:
    "The body is not the one that {signer} signed; of {count} {who} in this mailbox {period}, {intact} have the body as signed.",
  looksFor:
    "A mail whose body does not have the hash its DKIM signature states, while the bodies of its siblings do: same mailbox, signer, list and form of body, near in time. Mail of lists and forwarders is counted apart.",
  whyItMatters:
    "A server or an export that changes bodies changes many. A body that differs alone among intact ones was changed alone, after it was signed.",
  innocentCauses: [
    "a server on the way that rewrote this one body: a rare charset, a long line, an attachment taken out",
    "a warning or footer put into this one mail by a filter",
    "a mail that was moved, restored or imported by another program than the rest",
    "a signature that was faulty when it was made",
  ],
  sources: ["RFC 6376 sections 3.4 and 3.7", "own design"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const containers = containersOf(view);
    const applies = containers.reduce(
      (sum, { signed, isAltered }) => sum + (isAltered ? 0 : signed),
      0,
    );
    const differing = containers.flatMap((each) => (each.isAltered ? [] : each.differing));
    if (differing.length === 0) return { findings: [], applies };
    const find = siblingFinder(view);
    const findings = differing
      .sort((a, b) => a.docId - b.docId)
      .flatMap((mail): Finding[] => {
        const compared = comparedWith(find, mail);
        const level = compared === null ? null : levelOf(mail, compared);
        if (compared === null || level === null) return [];
        const { siblings, who } = compared;
        return [
          {
            check: "signed-body-differs-alone",
            level,
            sentence: fill(signedBodyDiffersAlone.sentence, {
              signer: mail.traits.signer,
              count: siblings.count + 1,
              who,
              period: siblings.period,
              intact: siblings.intact,
            }),
            members: [{ docId: mail.docId, evidence: evidenceOf(mail, compared) }],
            evidence: [],
            rarity: siblings.intact / Math.max(1, siblings.count),
          },
        ];
      });
    return { findings, applies };
  },
};
