/**
 * Whether a message can match a query when only its headers are known: yes, no, or unknown (the answer is in a text that nobody read). The three combine as in Kleene's
 * logic, so `from:anna invoice` is no for everybody but Anna, and unknown for her.
 */
import { findField } from "../fields.ts";
import { compileGlob } from "../query/glob.ts";
import { type Clock, resolveBound } from "../query/resolve-date.ts";
import type { QueryNode, Slot } from "../query/tree.ts";
import { foldWord, termsOf } from "../tokenize.ts";
import type { PeekedMail } from "./peeked-mail.ts";

export type Answer = "yes" | "no" | "unknown";

type Test = (mail: PeekedMail) => Answer;

const answer = (holds: boolean): Answer => (holds ? "yes" : "no");
const unknown: Test = () => "unknown";

/** Field -> the text it holds. A field that is not here cannot be known from headers. */
const TEXTS: Readonly<Record<string, (mail: PeekedMail) => string>> = {
  subject: (mail) => mail.subject(),
  from: (mail) => peopleText(mail, "from", "sender"),
  to: (mail) => peopleText(mail, "to", "cc", "bcc"),
  cc: (mail) => peopleText(mail, "cc"),
  bcc: (mail) => peopleText(mail, "bcc"),
  participants: (mail) => peopleText(mail, "from", "sender", "to", "cc", "bcc"),
};

const peopleText = (mail: PeekedMail, ...keys: readonly string[]): string =>
  mail
    .people(...keys)
    .map(({ name, address }) => `${name} ${address}`)
    .join("\n");

/** The test of a query over one message. */
export function headerTest(node: QueryNode, clock: Clock): Test {
  switch (node.kind) {
    case "all":
      return () => "yes";
    case "and":
      return all(node.operands.map((each) => headerTest(each, clock)));
    case "or":
      return any(node.operands.map((each) => headerTest(each, clock)));
    case "not":
      return negated(headerTest(node.operand, clock));
    case "term":
      return node.exact ? unknown : inText(node.field, [{ kind: "word", text: node.text }]);
    case "phrase":
      return node.exact || node.slop > 0 ? unknown : inText(node.field, node.slots);
    case "pattern":
      return inText(node.field, [{ kind: "pattern", pattern: node.pattern }]);
    case "timeRange":
      return node.field === "date" ? inTime(node, clock) : unknown;
    case "numberRange":
      return node.field === "size" ? inSize(node) : unknown;
    default:
      return unknown;
  }
}

const all =
  (tests: readonly Test[]): Test =>
  (mail) => {
    let said: Answer = "yes";
    for (const test of tests) {
      const each = test(mail);
      if (each === "no") return "no";
      if (each === "unknown") said = "unknown";
    }
    return said;
  };

const negated =
  (test: Test): Test =>
  (mail) => {
    const said = test(mail);
    return said === "unknown" ? said : answer(said === "no");
  };

const any = (tests: readonly Test[]): Test => negated(all(tests.map(negated)));

/** Words beside each other in the text of a field. Without a field they may be anywhere: in the subject or among the people is a yes, elsewhere nobody knows. */
function inText(field: string | null, slots: readonly Slot[]): Test {
  const wanted = slots.flatMap(testsOf);
  const name = field === null ? null : (findField(field)?.name ?? field);
  const holds = (text: string): boolean => hasRun(termsOf(text), wanted);
  if (name === null) {
    const texts = [TEXTS["subject"], TEXTS["participants"]];
    return (mail) =>
      texts.some((text) => text !== undefined && holds(text(mail))) ? "yes" : "unknown";
  }
  const text = TEXTS[name];
  return text === undefined ? unknown : (mail) => answer(holds(text(mail)));
}

/** One test a term: "anna@example.org" is three terms in a row. */
function testsOf(slot: Slot): ((term: string) => boolean)[] {
  if (slot.kind === "pattern") return [compileGlob(foldWord(slot.pattern)).test];
  return termsOf(slot.text).map((wanted) => (term: string) => term === wanted);
}

function hasRun(terms: readonly string[], wanted: readonly ((term: string) => boolean)[]): boolean {
  if (wanted.length === 0) return false;
  for (let at = 0; at + wanted.length <= terms.length; at++)
    if (wanted.every((test, i) => test(terms[at + i] ?? ""))) return true;
  return false;
}

/** Undated mail is sorted by its time of receipt while searching; here it is unknown. */
function inTime({ low, high }: Extract<QueryNode, { kind: "timeRange" }>, clock: Clock): Test {
  const from = low === null ? Number.NEGATIVE_INFINITY : resolveBound(low, clock);
  const until = high === null ? Number.POSITIVE_INFINITY : resolveBound(high, clock);
  return (mail) => {
    const at = mail.sentAt();
    return at === null ? "unknown" : answer(at >= from && at < until);
  };
}

function inSize({ low, high }: Extract<QueryNode, { kind: "numberRange" }>): Test {
  return ({ sizeBytes }) =>
    answer(
      (low === null || sizeBytes > low.value || (low.inclusive && sizeBytes === low.value)) &&
        (high === null || sizeBytes < high.value || (high.inclusive && sizeBytes === high.value)),
    );
}
