/**
 * `node scripts/compare-walks.js MAIL…`: splits every message of the mboxes, mail files and folders twice, with the walk for regular messages and with
 * mailparser, and compares. Messages attached to messages are compared too. Prints how many were regular and every difference; code 1 when there is one.
 * Run `npm run build` first.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { scanHeaders } from "../dist/parse/header-scan.js";
import { partBytes, splitWithMailparser } from "../dist/parse/part-bytes.js";
import { splitRegular } from "../dist/parse/regular-walk.js";

const counts = { messages: 0, regular: 0, multiparts: 0, attachedMessages: 0, different: 0 };

function compare(bytes, name, depth) {
  counts.messages++;
  const scan = scanHeaders(bytes);
  const reference = splitWithMailparser(scan);
  const regular = splitRegular(scan);
  if (regular !== null) {
    counts.regular++;
    if (reference.parts.length > 1) counts.multiparts++;
    const [ours, theirs] = [JSON.stringify(regular), JSON.stringify(reference)];
    if (ours !== theirs) {
      counts.different++;
      console.log(`${name}\n  regular     ${ours}\n  mailparser  ${theirs}`);
    }
  }
  for (const part of depth > 4 ? [] : reference.parts) {
    if (part.contentType !== "message/rfc822") continue;
    counts.attachedMessages++;
    compare(partBytes(scan.bytes, part).decoded, `${name} part ${part.path}`, depth + 1);
  }
}

function* filesIn(path) {
  if (!statSync(path).isDirectory()) yield path;
  else for (const name of readdirSync(path).toSorted()) yield* filesIn(join(path, name));
}

/** Records by From_ lines, escapes left in: both walks get the same bytes. */
function* recordsOf(bytes) {
  if (bytes.toString("latin1", 0, 5) !== "From ") {
    yield bytes;
    return;
  }
  for (let at = 0; at < bytes.length; ) {
    const found = bytes.indexOf("\nFrom ", at, "latin1");
    const end = found < 0 ? bytes.length : found + 1;
    yield bytes.subarray(bytes.indexOf(10, at) + 1, end);
    at = end;
  }
}

for (const path of process.argv.slice(2)) {
  for (const file of filesIn(path)) {
    let number = 0;
    for (const record of recordsOf(readFileSync(file))) compare(record, `${file}#${number++}`, 0);
  }
}
console.log(JSON.stringify(counts));
process.exitCode = counts.different > 0 ? 1 : 0;
