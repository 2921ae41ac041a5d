/** `leaksift keys recover [QUERY]`: computes public keys from the signatures of the corpus, and keeps them in the index folder. Looks nothing up. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { findIndex } from "../../catalog/index-folder.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  type ParsedArgs,
  textValue,
} from "../../cli/command.ts";
import { documentsNamed } from "../../cli/named.ts";
import { byteProgress } from "../../cli/progress.ts";
import { EXIT, UserError } from "../../errors.ts";
import { safeLine } from "../../render/escape.ts";
import { counted } from "../../render/terminal.ts";
import { documentFile } from "../../replay/replay.ts";
import { type OpenIndex, openIndex } from "../../search/open-index.ts";
import { type Selector, SelectorCollection } from "../../signatures/recover/collect.ts";
import { MIN_VERIFIED, recoverKey } from "../../signatures/recover/recover-key.ts";

const FILE_NAME = "recovered-keys.tsv";
const TRIED = "# tried";

/** Where recovered keys are kept beside an index. */
export function recoveredKeysPath(folder: string): string {
  return join(folder, FILE_NAME);
}

async function collect(
  io: Io,
  index: OpenIndex,
  words: readonly string[],
): Promise<readonly Selector[]> {
  const { catalog } = index;
  const named = await documentsNamed(io, index, words.length === 0 ? ["*"] : words);
  const signed = named.filter(
    ({ kind, docId }) =>
      kind === "message" && /^dkim-signature[ \t]*:/im.test(catalog.head(docId).toString("latin1")),
  );
  const collection = new SelectorCollection();
  const progress = byteProgress(
    io,
    signed.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  );
  for (const document of signed) {
    collection.add(document.docId, (await documentFile(catalog, document)).bytes);
    progress.bytes(document.sizeBytes);
  }
  progress.end();
  return collection.selectors(MIN_VERIFIED + 2);
}

/** Tries one selector and appends what came out; true when a key was found. */
function recoverOne(io: Io, { keyName, bits, signed }: Selector, out: string): boolean {
  let shown = 0;
  const found = recoverKey(signed, ({ pair, bitsLeft }) => {
    if (!io.errIsTerminal || io.now() - shown < 200) return;
    shown = io.now();
    io.err(
      `\r\u001b[K${safeLine(keyName)}: pair ${pair + 1}, ${Math.round(bitsLeft / 1e6)} million bits left`,
    );
  });
  if (io.errIsTerminal) io.err("\r\u001b[K");
  const line =
    found === null
      ? `${TRIED} ${keyName} ${bits}`
      : `${keyName}\tv=DKIM1; k=rsa; p=${found.p}\trecovered\t${found.bits} bits\tverifies ${found.verified} more`;
  // One line for each selector as soon as it is done: a run that is stopped goes on from here
  appendFileSync(out, `${line}\n`, { mode: 0o600 });
  io.out(
    found === null
      ? `${safeLine(keyName)}: no key of ${bits} bits found in ${counted(signed.length, "signature")}\n`
      : `${safeLine(keyName)}: key of ${found.bits} bits, verifies ${counted(found.verified, "mail")} that ${found.verified === 1 ? "was" : "were"} not used\n`,
  );
  return found !== null;
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const [verb, ...words] = args.positional;
  if (verb !== "recover")
    throw new UserError("Say what to do with keys: leaksift keys recover [QUERY].");
  const most = Number(textValue(args, "bits") ?? "2048");
  const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  const named = textValue(args, "out");
  const out =
    named === undefined ? recoveredKeysPath(paths.folder) : resolve(io.workingFolder, named);
  const known = existsSync(out) ? readFileSync(out, "utf8") : "";
  const index = openIndex(paths);
  try {
    const all = (await collect(io, index, words)).filter(({ bits }) => bits <= most);
    const left = all.filter(
      ({ keyName, bits }) =>
        !known.includes(`\n${TRIED} ${keyName} ${bits}\n`) &&
        !`\n${known}`.includes(`\n${keyName}\t`),
    );
    if (known === "")
      appendFileSync(out, "# keys computed from signatures of the corpus\n", { mode: 0o600 });
    io.err(
      `${counted(all.length, "selector")} with enough signatures, ${all.length - left.length} done before.\n`,
    );
    const found = left.filter((selector) => recoverOne(io, selector, out)).length;
    io.out(`${counted(found, "key")} recovered; kept in ${safeLine(out)}\n`);
    return EXIT.done;
  } finally {
    index.close();
  }
}

export const keys: CommandSpec = {
  name: "keys",
  positional: "recover [QUERY]",
  access: "write",
  summary: "Compute signing keys from signatures of the corpus itself",
  options: [
    INDEX_OPTION,
    {
      name: "bits",
      type: "string",
      choices: ["1024", "2048"],
      placeholder: "BITS",
      description:
        "The longest keys to try (2048): two minutes of computing for a pair of 1024, five for 2048",
    },
    {
      name: "out",
      type: "string",
      placeholder: "FILE",
      description: `Where keys are kept (default: ${FILE_NAME} in the index folder, which leaksift signatures reads)`,
    },
  ],
  examples: [
    [
      "leaksift keys recover --bits 1024",
      "Recover the short keys, then check with them: leaksift signatures",
    ],
    ["leaksift keys recover from:example.org", "Only from signatures in these messages"],
  ],
  notes: [
    "Two signatures of one RSA key are enough to compute the key that checks them. It is a public key: nobody can sign with it. A key is kept only when three messages that were not used verify with it.",
    "A run that is stopped goes on where it was. A recovered key says that these messages were signed by one key, not whose it was: what was published is better evidence.",
  ],
  run,
};
