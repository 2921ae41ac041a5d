/**
 * A mail in somebody's mailbox that neither its headers nor the notes of delivery address to the owner, where nearly all other mail is. Bcc is not
 * enough for it: the server still notes whom it delivered to.
 */
import type { CorpusCheck, CorpusRun, CorpusView, MessageRow } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";
import { boxName, byMailbox } from "../facts/mailboxes.ts";

const MIN_MESSAGES = 50;
/** The server notes the owner on so much of the mail: then a mail without it is not one it delivered. */
const MIN_NAMED = 0.97;
const MAX_MEMBERS = 100;

interface Received {
  readonly docId: number;
  readonly names: ReadonlySet<string>;
  readonly bulk: boolean;
}

/** People a message is from or to, and those delivery names. */
function received({ docId, from, to, traits }: MessageRow): Received | null {
  if (traits === null) return null;
  const people = [...from, ...to].map(({ address }) => address.toLowerCase());
  return { docId, names: new Set([...people, ...traits.deliveredTo]), bulk: traits.bulk };
}

/** The address on most mails of the box, and on how many. */
function ownerOf(mails: readonly Received[]): readonly [string, number] {
  const counts = new Map<string, number>();
  for (const { names } of mails)
    for (const name of names) if (name !== "") counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].reduce<readonly [string, number]>(
    (best, each) => (each[1] > best[1] ? each : best),
    ["", 0],
  );
}

export const ownerNotNamed: CorpusCheck = {
  scope: "corpus",
  id: "owner-not-named",
  catalogue: "C11",
  line: "transport",
  level: "low",
  sentence:
    "{count} of {total} mails in {box} name {owner} nowhere; all others are from or to that address, or were delivered to it.",
  looksFor:
    "In a mailbox of fifty mails or more where at least 97 % name one address in From, To, Cc or the notes of delivery: the mails that do not. Bulk mail is left out.",
  whyItMatters:
    "A server notes for whom it takes a mail, also when the sender used Bcc. A mail without that note came into the mailbox by another way.",
  innocentCauses: [
    "mail fetched from a second account, or sent to an alias of the owner",
    "a mail that the owner moved here from another mailbox",
    "a draft without recipients",
  ],
  sources: ["RFC 5321 section 4.4, own design"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const findings: Finding[] = [];
    let applies = 0;
    for (const [box, mails] of byMailbox(view, received)) {
      if (mails.length < MIN_MESSAGES) continue;
      const [owner, named] = ownerOf(mails);
      if (named / mails.length < MIN_NAMED) continue;
      applies += mails.length;
      const others = mails.filter(({ names, bulk }) => !bulk && !names.has(owner));
      if (others.length === 0) continue;
      findings.push({
        check: "owner-not-named",
        level: "low",
        sentence: fill(ownerNotNamed.sentence, {
          count: others.length,
          total: mails.length,
          box: quoted(boxName(box)),
          owner: quoted(owner),
        }),
        members: others.slice(0, MAX_MEMBERS).map(({ docId }) => ({ docId, evidence: [] })),
        evidence: [
          {
            raw: String(others.length),
            where: { kind: "corpus", what: `mails of the box: ${mails.length}` },
            steps: [`${named} of ${mails.length} mails name ${owner}`],
            value: String(others.length),
            comparedWith: null,
          },
        ],
        rarity: 1 - others.length / mails.length,
      });
    }
    return { findings, applies };
  },
};
