/** A Thread-Index header as the chain of messages it names ([MS-OXOMSG] 2.2.1.3): a block of 22 bytes for the first, five more for each answer. Pure. */

const HEADER_BYTES = 22;
const ANSWER_BYTES = 5;
const MAX_CHARS = 8000;

/** From the first message to this one, each as hex of the bytes up to it; empty when the value is no Thread-Index. */
export function threadIndexSteps(value: string): readonly string[] {
  if (value.length < 28 || value.length > MAX_CHARS) return [];
  const bytes = Buffer.from(value.replace(/\s+/g, ""), "base64");
  if (bytes.length < HEADER_BYTES || (bytes.length - HEADER_BYTES) % ANSWER_BYTES !== 0) return [];
  const steps: string[] = [];
  for (let end = HEADER_BYTES; end <= bytes.length; end += ANSWER_BYTES)
    steps.push(bytes.toString("hex", 0, end));
  return steps;
}
