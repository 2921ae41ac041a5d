/**
 * Content-Length counts another number of bytes than the body has. A mailbox program writes it when it stores the mail. How many bytes a line end has,
 * and a mark put before "From ", are no difference.
 */
import { flagOf, type MessageCheck } from "../engine/check.ts";
import { headerEvidence } from "../facts/evidence.ts";
import type { MessageFacts } from "../facts/message-facts.ts";

/** An empty line at the end belongs to the mailbox in some formats and to the mail in others. */
const SLACK_BYTES = 2;

/** How often the text is in the bytes. */
function count(bytes: Uint8Array, text: string): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let found = 0;
  for (let at = buffer.indexOf(text); at >= 0; at = buffer.indexOf(text, at + 1)) found++;
  return found;
}

/** What the header says, null where it says nothing that can be compared. */
function stated(facts: MessageFacts): number | null {
  const header = facts.first("content-length");
  const text = header?.value.trim() ?? "";
  return facts.body !== null && /^\d{1,12}$/.test(text) ? Number(text) : null;
}

/** Bytes missing or left over once everything ordinary is allowed for; 0 when it agrees. */
function difference(body: Uint8Array, length: number): number {
  const direct = body.length - length;
  if (Math.abs(direct) <= SLACK_BYTES) return 0;
  const lines = count(body, "\n");
  const returns = count(body, "\r\n");
  const marks = count(body, "\nFrom ") + count(body, ">From ") + SLACK_BYTES;
  const explained = [direct, direct + lines - returns, direct - returns].some(
    (bytes) => Math.abs(bytes) <= marks,
  );
  return explained ? 0 : direct;
}

export const contentLengthDisagrees: MessageCheck = {
  scope: "message",
  id: "content-length-disagrees",
  catalogue: "Z02",
  line: "consistency",
  level: "low",
  sentence: "Content-Length counts {stated} bytes, and the body has {actual}.",
  looksFor:
    "A Content-Length header that differs from the size of the body by more than line ends and marked lines explain.",
  whyItMatters:
    "The program that stored the mail counted its body. A body that was changed afterwards in the mailbox file has another size.",
  innocentCauses: [
    "a header that came along from another server, which counted another form of the body",
    "a filter that added or took out a part after the count",
    "line ends that were changed when the mailbox was copied",
  ],
  sources: ["mbox(5) of Solaris, mboxcl", "own measurement"],
  cost: "trivial",
  applies: (facts) => stated(facts) !== null,
  run: (facts) => {
    const length = stated(facts);
    const header = facts.first("content-length");
    if (length === null || header === undefined || facts.body === null) return [];
    const bytes = difference(facts.body, length);
    if (bytes === 0) return [];
    const actual = facts.body.length;
    const steps = [`${actual} - ${length} = ${bytes} bytes`];
    return [
      flagOf(contentLengthDisagrees, { stated: length, actual }, [
        headerEvidence(header, String(length), null, steps),
      ]),
    ];
  },
};
