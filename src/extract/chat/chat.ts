/** Lines of a chat -> an extraction in which each is a message of its own, with sender, time and conversation. Shared by all forms of chat export. */
import { LIMITS } from "../../limits.ts";
import {
  CHAT_MESSAGE_TYPE,
  type Child,
  type EmbeddedMessage,
  type Extraction,
} from "../../model/extraction.ts";
import type { MetadataValue } from "../../model/metadata.ts";
import type { FoundProblem } from "../collector.ts";

/** One message of a chat as its export states it. */
export interface ChatLine {
  /** Name or number, "" for lines of the program itself. */
  readonly sender: string;
  /** Mail address where the export has one. */
  readonly address?: string;
  /** Instant in ms since 1970 UTC; a clock without a zone is read as if it were UTC. Null when it cannot be read. */
  readonly at: number | null;
  readonly atText: string;
  readonly text: string;
  /** Its id within the export, "" where it has none. */
  readonly id: string;
  /** Id of the message it answers, "" for none. */
  readonly answers: string;
}

/** One conversation. */
export interface Chat {
  /** "WhatsApp", "Slack" … */
  readonly app: string;
  /** Name of the room or of the other person, "" when the export has none. */
  readonly name: string;
  readonly lines: readonly ChatLine[];
  /** Whether times are clocks of an unknown zone. */
  readonly isLocalTime: boolean;
}

const said = (field: string, text: string, source: string): MetadataValue => ({
  field,
  text,
  state: "present",
  source,
});

/** Id of a line, unlike that of any mail: `slack.1490606045000100.general@chat.invalid` (RFC 2606). */
const idOf = (chat: Chat, id: string): string =>
  `${`${chat.app}.${id}.${chat.name}`.replace(/[^\w.-]+/g, "_").slice(0, 200)}@chat.invalid`;

function childOf(chat: Chat, line: ChatLine, index: number, id: string, firstId: string): Child {
  const { sender, address = "", at, atText, text, answers } = line;
  const parent = answers !== "" ? idOf(chat, answers) : id === firstId ? "" : firstId;
  const message: EmbeddedMessage = {
    subject: chat.name === "" ? `${chat.app} chat` : chat.name,
    from: sender === "" && address === "" ? [] : [{ name: sender, address }],
    to: [],
    cc: [],
    bcc: [],
    sentAt: at,
    sentAtText: atText,
    receivedAt: null,
    messageId: id,
    inReplyTo: [],
    references: parent === "" || parent === id ? [] : [parent],
    headersText: "",
    text,
    html: "",
  };
  return {
    name: "",
    declaredType: "",
    bytes: Buffer.from(JSON.stringify(message), "utf8"),
    steps: [{ step: "member", index, name: "message" }],
    metadata: [],
    extraction: {
      text: [],
      metadata: [
        said("app", chat.app, "chat export"),
        ...(chat.isLocalTime
          ? [said("other", atText, "time as written; the export states no zone")]
          : []),
      ],
      children: [],
      problems: [],
      markers: [],
      contentType: CHAT_MESSAGE_TYPE,
      message,
    },
  };
}

/**
 * The conversations of one file as messages. `rest` is text that belongs to no message. What exceeds the limit of messages is a problem.
 * The same words of the same person in the same minute are two messages: each id counts.
 */
export function chatExtraction(
  chats: readonly Chat[],
  rest: string,
  problems: readonly FoundProblem[] = [],
): Extraction {
  const children: Child[] = [];
  let left = 0;
  for (const chat of chats) {
    const used = new Map<string, number>();
    let firstId = "";
    for (const line of chat.lines) {
      if (children.length >= LIMITS.maxChatMessages) {
        left++;
        continue;
      }
      const plain = line.id !== "" ? line.id : `${line.at ?? "undated"}.${line.sender}`;
      const times = used.get(plain) ?? 0;
      used.set(plain, times + 1);
      const id = idOf(chat, times === 0 ? plain : `${plain}.${times}`);
      if (firstId === "") firstId = id;
      children.push(childOf(chat, line, children.length, id, firstId));
    }
  }
  const apps = [...new Set(chats.map(({ app }) => app))];
  return {
    text: rest.trim() === "" ? [] : [{ place: "", text: rest }],
    metadata: [
      ...apps.map((app) => said("app", app, "chat export")),
      ...chats
        .filter(({ name }) => name !== "")
        .slice(0, 1_000)
        .map(({ name }) =>
          said("title", name.slice(0, LIMITS.maxMetadataChars), "name of the chat"),
        ),
    ],
    children,
    problems:
      left === 0
        ? problems
        : [
            ...problems,
            {
              code: "chat-too-long",
              severity: "partial",
              reason: `${left} messages beyond the first ${LIMITS.maxChatMessages} are not read`,
            },
          ],
    markers: [],
  };
}
