/**
 * Reads the messages of an Outlook for Mac archive (.olm): a zip in which each mail is an XML file of `OPF…` elements and its attachments are members that
 * the XML names. No specification is public; names as Outlook 2011 to 16 write them. What is no message stays a member like any other.
 */
import type { Child, EmbeddedMessage, Extraction } from "../../model/extraction.ts";
import type { Address } from "../../model/message.ts";
import type { MetadataValue } from "../../model/metadata.ts";
import { parseIsoDate } from "../stated-time.ts";
import { readXml, type XmlAttributes } from "../xml-events.ts";

/** One `<email>` with what it says, element name -> text, and the lists in it. */
interface Email {
  readonly texts: Map<string, string>;
  readonly people: Map<string, Address[]>;
  readonly files: OlmFile[];
  readonly categories: string[];
}

/** An attachment as the XML names it. */
interface OlmFile {
  readonly name: string;
  readonly type: string;
  readonly member: string;
}

const IS_MESSAGES = /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?<emails[\s>]/;

/** Whether a member is a file of messages. */
const holdsMessages = ({ name, bytes }: Child): boolean =>
  /\.xml$/i.test(name) && IS_MESSAGES.test(Buffer.from(bytes.subarray(0, 400)).toString("latin1"));

const addressOf = (attributes: XmlAttributes): Address => {
  const address = attributes.get("OPFContactEmailAddressAddress") ?? "";
  const name = attributes.get("OPFContactEmailAddressName") ?? "";
  return { name: name === address ? "" : name, address };
};

const fileOf = (attributes: XmlAttributes): OlmFile => ({
  name: attributes.get("OPFAttachmentName") ?? "",
  type: (attributes.get("OPFAttachmentContentType") ?? "").toLowerCase(),
  member: attributes.get("OPFAttachmentURL") ?? "",
});

/** The mails of one XML file. */
function emailsOf(bytes: Uint8Array): { emails: Email[]; trouble: string | null } {
  const emails: Email[] = [];
  /** Names of the open elements from `<email>` down. */
  let open: string[] = [];
  let text = "";
  const damage = readXml(bytes, {
    open: (name, attributes) => {
      if (name === "email") {
        emails.push({ texts: new Map(), people: new Map(), files: [], categories: [] });
        open = [];
      }
      const email = emails.at(-1);
      open.push(name);
      text = "";
      if (email === undefined) return undefined;
      const list = open[1] ?? "";
      if (name === "emailAddress") {
        const people = email.people.get(list) ?? [];
        people.push(addressOf(attributes));
        email.people.set(list, people);
      } else if (name === "messageAttachment") email.files.push(fileOf(attributes));
      else if (name === "category")
        email.categories.push(attributes.get("OPFCategoryCopyName") ?? "");
      return undefined;
    },
    text: (piece) => {
      text += piece;
    },
    close: (name) => {
      if (open.length === 2) emails.at(-1)?.texts.set(name, text);
      open.pop();
    },
  });
  return { emails, trouble: damage?.reason ?? null };
}

/** Times have no zone and are UTC. */
const timeOf = (text: string | undefined): number | null =>
  text === undefined || text === ""
    ? null
    : (parseIsoDate(/\dZ?$/.test(text) ? `${text.replace(/Z$/, "")}Z` : text)?.epochMs ?? null);

const idsIn = (text: string): string[] =>
  text
    .split(/[\s<>,]+/)
    .filter((id) => id !== "")
    .slice(0, 1_000);

function messageOf({ texts, people }: Email): EmbeddedMessage {
  const text = (name: string): string => texts.get(`OPFMessageCopy${name}`) ?? "";
  const list = (name: string): Address[] => people.get(`OPFMessageCopy${name}`) ?? [];
  const from = list("FromAddresses");
  const body = text("Body");
  const html = text("HTMLBody");
  const isMarkup = /^\s*<(?:!doctype|html|head|body|meta|div|p)\b/i.test(body);
  const source = text("Source");
  return {
    subject: text("Subject"),
    from: from.length > 0 ? from : list("SenderAddress"),
    to: list("ToAddresses"),
    cc: list("CCAddresses"),
    bcc: list("BCCAddresses"),
    sentAt: timeOf(texts.get("OPFMessageCopySentTime")),
    receivedAt: timeOf(texts.get("OPFMessageCopyReceivedTime")),
    messageId: idsIn(text("MessageID"))[0] ?? "",
    inReplyTo: idsIn(text("InReplyTo")),
    references: idsIn(text("References")),
    headersText: source.split(/\r?\n\r?\n/, 1)[0] ?? "",
    text: isMarkup || body === "" ? "" : body,
    html: html !== "" ? html : isMarkup ? body : "",
  };
}

/** The message as a child of the archive, its attachments inside it; `used` takes the members that are no longer loose. */
function childOf(
  carrier: Child,
  email: Email,
  number: number | null,
  members: ReadonlyMap<string, Child>,
  used: Set<Child>,
): Child {
  const children: Child[] = [];
  const problems: Extraction["problems"][number][] = [];
  for (const { name, type, member } of email.files) {
    const file = members.get(member);
    if (file === undefined) {
      const reason = `the attachment "${name}" is not in the archive, which names it as ${member === "" ? "no member" : `"${member}"`}`;
      problems.push({ code: "attachment-without-bytes", severity: "lost", reason });
      continue;
    }
    used.add(file);
    children.push({ ...file, name: name === "" ? file.name : name, declaredType: type });
  }
  const folder = carrier.name.slice(0, Math.max(0, carrier.name.lastIndexOf("/")));
  const said = (text: string, source: string): MetadataValue => ({
    field: "other",
    text,
    state: "present",
    source,
  });
  const message = messageOf(email);
  return {
    ...carrier,
    name: "",
    // Of several in one file each has bytes of its own: what was read of it
    bytes: number === null ? carrier.bytes : Buffer.from(JSON.stringify(message), "utf8"),
    // Several in one file: each has a step of its own
    steps:
      number === null
        ? carrier.steps
        : [...carrier.steps, { step: "member", index: number, name: "email" }],
    metadata: [
      ...carrier.metadata,
      said(folder, "folder in the archive"),
      ...email.categories.filter((name) => name !== "").map((name) => said(name, "category")),
    ],
    extraction: {
      text: [],
      metadata: [],
      children,
      problems,
      markers: [],
      contentType: "application/vnd.ms-outlook",
      message,
    },
  };
}

/** The archive with its mails as messages that carry their attachments; other members stay as they are. */
export function withOlmMessages(archive: Extraction): Extraction {
  const members = new Map(archive.children.map((child) => [child.name, child]));
  const used = new Set<Child>();
  const messages = new Map<Child, readonly Child[]>();
  const problems = [...archive.problems];
  for (const carrier of archive.children.filter(holdsMessages)) {
    const { emails, trouble } = emailsOf(carrier.bytes);
    const many = emails.length > 1;
    const found = emails.map((email, i) => childOf(carrier, email, many ? i : null, members, used));
    if (found.length > 0) messages.set(carrier, found);
    if (trouble !== null)
      problems.push({
        code: "xml-damaged",
        severity: "partial",
        reason: `${carrier.name}: ${trouble}`,
      });
  }
  const children = archive.children.flatMap((child) =>
    used.has(child) ? [] : (messages.get(child) ?? [child]),
  );
  return { ...archive, children, problems, contentType: "application/vnd.ms-outlook-olm" };
}
