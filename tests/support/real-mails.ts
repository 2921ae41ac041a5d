/** A sample of real mails, read once: as segments for search and as plain documents for the brute-force evaluator. */
import { createHash } from "node:crypto";
import { mkdtempSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { scriptsOf } from "../../src/decode/script-names.ts";
import { readFile } from "../../src/extract/read-file.ts";
import { detectLanguage } from "../../src/extract/text/language.ts";
import { NO_NEIGHBOURS } from "../../src/ingest/beside-attachments.ts";
import { messageOf } from "../../src/ingest/embedded-message.ts";
import { addFamily, type FamilyTarget } from "../../src/ingest/family.ts";
import { TextStore } from "../../src/ingest/text-store.ts";
import type { DocumentRecord } from "../../src/model/document.ts";
import type { Extraction } from "../../src/model/extraction.ts";
import type { Address, Message } from "../../src/model/message.ts";
import { parseMessage } from "../../src/parse/parse-message.ts";
import type { SearchSegment } from "../../src/search/segment-terms.ts";
import { SegmentBuilder } from "../../src/segment/builder.ts";
import { SegmentReader } from "../../src/segment/reader.ts";
import { writeSegment } from "../../src/segment/write-segment.ts";
import { canonicalSha256 } from "../../src/split/message-bytes.ts";
import { splitMbox } from "../../src/split/split-mbox.ts";
import { foldWord, idsOf } from "../../src/tokenize.ts";
import type { PlainDocument, PlainFamily } from "./plain-corpus.ts";

export interface RealMails {
  readonly families: readonly PlainFamily[];
  readonly segments: readonly SearchSegment[];
}

const written = ({ name, address }: Address): string =>
  name === "" ? address : `${name} ${address}`;

type Texts = Record<string, readonly string[]>;

const filledOnly = (texts: Texts): Texts =>
  Object.fromEntries(
    Object.entries(texts)
      .map(([field, values]) => [field, values.filter((value) => value !== "")] as const)
      .filter(([, values]) => values.length > 0),
  );

function domainsOf(address: string): string[] {
  const [, host] = /@([^@]*)$/.exec(address.toLowerCase()) ?? [];
  const labels = (host ?? "").split(".").slice(-6);
  return labels.slice(0, -1).map((_, i) => labels.slice(i).join("."));
}

function plainMessage(record: DocumentRecord, message: Message): PlainDocument {
  const others = message.sender.filter(
    ({ address }) => !message.from.some((from) => from.address === address),
  );
  const senders = [...message.from, ...others];
  const recipients = [...message.to, ...message.cc, ...message.bcc];
  // On the envelope, in Reply-To, or named in comments: searched by domain and id like everybody else on a mail
  const alsoNamed = [...message.replyTo, ...message.envelopePeople];
  const people = [...senders, ...recipients, ...alsoNamed].map(({ address }) => address);
  const isRoot = record.parent === null;
  const at = message.date?.at ?? message.receivedAt;
  const ofRoot = (value: number | null): number[] => (isRoot && value !== null ? [value] : []);
  return {
    texts: filledOnly({
      subject: [message.subject],
      body: [message.text],
      from: senders.map(written),
      to: recipients.map(written),
      cc: message.cc.map(written),
      replyto: message.replyTo.map(written),
      envelope: message.envelopePeople.map(written),
      filename: [record.name],
    }),
    tokens: {
      kind: ["message"],
      domain: people.flatMap(domainsOf),
      ids: [
        ...idsOf(`${message.subject}\n${message.text}`),
        ...people.map(foldWord).filter((address) => address !== "" && address.length <= 255),
      ],
    },
    numbers: {
      date: ofRoot(at),
      size: ofRoot(record.sizeBytes),
      attachments: ofRoot(message.attachments.length),
    },
    headers: [],
  };
}

function plainFile(record: DocumentRecord, extraction: Extraction | undefined): PlainDocument {
  const texts = (extraction?.text ?? []).map(({ text }) => text).filter((text) => text !== "");
  const metadata = new Map<string, string[]>();
  for (const { field, state, text } of record.metadata)
    if (state === "present") metadata.set(field, [...(metadata.get(field) ?? []), text]);
  return {
    texts: filledOnly({
      attachment: texts,
      filename: [record.name],
      ...Object.fromEntries(
        ["creator", "lastsavedby", "company", "manager", "changedby", "commentby", "people"].map(
          (field) => [field, metadata.get(field) ?? []],
        ),
      ),
    }),
    tokens: { kind: [record.kind], ids: idsOf(`${record.name}\n${texts.join("\n")}`) },
    numbers: { filesize: [record.sizeBytes] },
    headers: [],
  };
}

/** Reads every `step`th mail of an mbox, `perSegment` of them into each segment in `folder`. The caller closes the readers. */
export async function readRealMails(
  path: string,
  step: number,
  perSegment: number,
  folder: string,
): Promise<RealMails> {
  const own = mkdtempSync(`${folder}/real-`);
  const messages = new Map<string, Message>();
  const extractions = new Map<string, Extraction>();
  const families: PlainDocument[][] = [];
  const segments: SearchSegment[] = [];
  let firstDoc = 0;
  const start = () => ({ builder: new SegmentBuilder(), documents: [] as DocumentRecord[] });
  let draft = start();
  let mails = 0;
  const plainOf = (record: DocumentRecord): PlainDocument => {
    const extraction = extractions.get(record.contentId);
    if (record.kind !== "message") return plainFile(record, extraction);
    const embedded = extraction?.message;
    const message = embedded === undefined ? messages.get(record.contentId) : messageOf(embedded);
    if (message === undefined) throw new Error("a message nobody parsed");
    return plainMessage(record, message);
  };
  const finish = (): void => {
    for (const record of draft.documents) {
      if (record.parent === null) families.push([plainOf(record)]);
      else families.at(-1)?.push(plainOf(record));
    }
    const file = `${own}/${segments.length}.seg`;
    writeSegment(draft.builder, file);
    const reader = new SegmentReader(file);
    segments.push({ reader, firstDoc, copies: new Map() });
    firstDoc += reader.documentCount;
    draft = start();
  };
  const file = await open(path, "r");
  try {
    let number = 0;
    for await (const ranges of splitMbox(path, statSync(path).size, { startOffset: 0 })) {
      for (const range of ranges) {
        if (range.kind !== "message" || number++ % step !== 0) continue;
        const { offset, length, variant } = range;
        const { buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
        const target: FamilyTarget = {
          builder: draft.builder,
          documents: draft.documents,
          texts: new TextStore(),
          problems: [],
          readFile: async (bytes, context) => {
            const extraction = await readFile(bytes, context);
            extractions.set(createHash("sha256").update(bytes).digest("hex"), extraction);
            return extraction;
          },
          analysis: { scriptsOf, languageOf: detectLanguage },
          neighboursOf: () => NO_NEIGHBOURS,
        };
        await addFamily(target, { sourceId: 0, path, offset, length, variant }, buffer, {
          parse: async (bytes, locator) => {
            const message = await parseMessage({ bytes, locator });
            messages.set(canonicalSha256(bytes), message);
            return message;
          },
        });
        if (++mails % perSegment === 0) finish();
      }
    }
    if (draft.documents.length > 0) finish();
  } finally {
    await file.close();
  }
  return { families, segments };
}
