/** Whether a text file is an exported chat, and what it says then. */
import type { Extraction } from "../../model/extraction.ts";
import { mayBeJsonChat, readJsonChat, type SlackPeople, slackPeople } from "./json-chat.ts";
import { isDatedChat, readDatedChat } from "./whatsapp.ts";

/** The chat a text is, null for any other text. `name` is that of the file, with its folder where an archive has one. */
export function readChat(text: string, name: string, people?: SlackPeople): Extraction | null {
  const start = text.slice(0, 200).trimStart();
  if (/^[[{]/.test(start) && mayBeJsonChat(text)) {
    const chat = readJsonChat(text, name, people);
    if (chat !== null) return chat;
  }
  return isDatedChat(text, name) ? readDatedChat(text, name) : null;
}

const SLACK_DAY = /^(?:.*\/)?[^/]+\/\d{4}-\d\d-\d\d\.json$/;
const decoded = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** An archive of a Slack workspace with the names of its people in its messages: users.json has them, the days name ids. Any other archive as it is. */
export function withSlackPeople(archive: Extraction): Extraction {
  const users = archive.children.find(({ name }) => /^(?:[^/]+\/)?users\.json$/.test(name));
  if (users === undefined || !archive.children.some(({ name }) => SLACK_DAY.test(name)))
    return archive;
  const people = slackPeople(decoded(users.bytes));
  const children = archive.children.map((child) => {
    const chat = SLACK_DAY.test(child.name)
      ? readChat(decoded(child.bytes), child.name, people)
      : null;
    return chat === null
      ? child
      : { ...child, extraction: { ...chat, contentType: "application/json" } };
  });
  return { ...archive, children };
}
