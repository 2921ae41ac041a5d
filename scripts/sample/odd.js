/**
 * Mail that breaks the rules without any intent: what old devices and careless programs write. Apart from clean/, because a check
 * may rightly remark on some of it.
 */
import { instant } from "./base/time.js";
import { asReceived, composed, edit } from "./plain-mail.js";

const paris = (y, m, d, h, min, s) => instant(y, m, d, h, min, "paris", s);

/** `[{name, bytes, draft, note}]`. */
export function oddMessages(root) {
  const make = (key, fields) => composed(root, `odd/${key}`, fields);
  const scanner = make("broken-date", {
    from: "tilleul",
    to: ["odile"],
    at: paris(2016, 6, 14, 9, 12, 0),
    subject: "Numérisation 0043",
    paragraphs: ["Document numérisé au bureau."],
    dateText: "mardi 14 juin 2016 09:12",
  });
  const undated = make("no-date", {
    from: "auberge",
    to: ["henrike"],
    at: paris(2016, 8, 2, 12, 40, 10),
    subject: "Menu de la semaine",
    paragraphs: ["Mardi : soupe à l'oignon. Jeudi : clafoutis."],
    dateText: null,
  });
  const unlabelled = make("unlabelled-charset", {
    from: "tilleul",
    to: ["bastien"],
    at: paris(2016, 9, 9, 18, 25, 31),
    subject: "Terrasse fermee",
    paragraphs: ["La terrasse est fermée jusqu'au printemps, la salle reste chauffée."],
  });
  const nameless = make("no-message-id", {
    from: "tilleul",
    to: ["henrike"],
    at: paris(2016, 10, 21, 11, 2, 9),
    subject: "Carte d'automne",
    paragraphs: ["La carte d'automne commence lundi."],
  });
  return [
    {
      name: "broken-date.eml",
      draft: scanner,
      bytes: asReceived(scanner),
      sentAt: null,
      note: "Date in words of a scanner's own language: no instant can be read from it.",
    },
    {
      name: "no-date.eml",
      draft: undated,
      bytes: asReceived(undated),
      sentAt: null,
      note: "No Date header; Received headers give a time of receipt.",
    },
    {
      name: "unlabelled-charset.eml",
      draft: unlabelled,
      bytes: edit(asReceived(unlabelled), "text/plain; charset=iso-8859-15", "text/plain"),
      sentAt: unlabelled.at,
      note: "8-bit text of ISO-8859-15 without a charset label.",
    },
    {
      name: "no-message-id.eml",
      draft: nameless,
      bytes: edit(asReceived(nameless), `Message-ID: <${nameless.messageId}>\r\n`, ""),
      sentAt: nameless.at,
      messageId: null,
      note: "No Message-ID header.",
    },
  ];
}
