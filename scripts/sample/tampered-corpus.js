/** Samples for checks that compare messages with each other: pairs of ordinary mails of the cast, one of them changed. */
import { accounts, file, sheetMeta } from "./attachments.js";
import { DAY, instant, mailDate } from "./base/time.js";
import { xlsx } from "./files/xlsx.js";
import { asReceived, composed, edit } from "./plain-mail.js";
import { addHeader, setHeader } from "./tampered-mail.js";

const paris = (y, m, d, h, min, s = 0) => instant(y, m, d, h, min, "paris", s);

function replyBeforeParent(root) {
  const at = paris(2016, 9, 20, 14, 5, 9);
  const parent = composed(root, "tampered/early/parent", {
    from: "corentin",
    to: ["odile"],
    at,
    subject: "Horloge",
    paragraphs: ["Bonjour Odile,", "L'horloger demande quand il peut venir."],
  });
  const reply = composed(root, "tampered/early/reply", {
    from: "henrike",
    to: ["corentin"],
    at: at + DAY,
    subject: "Re: Horloge",
    parent,
    paragraphs: ["Bonjour, jeudi lui irait."],
  });
  const bytes = setHeader(asReceived(reply), "Date", mailDate(at - 6 * DAY, "paris"));
  return {
    check: "reply-before-parent",
    files: [
      ["horloge.eml", asReceived(parent)],
      ["re-horloge.eml", bytes],
    ],
    fires: ["re-horloge.eml"],
    mayAlsoFire: [
      "date-before-first-hop",
      "date-week-before-first-hop",
      "composition-clock-disagrees-with-date",
    ],
    note: "A reply is dated six days before the message it answers.",
  };
}

function queueIdShared(root) {
  const first = composed(root, "tampered/queue/first", {
    from: "meunerie",
    to: ["odile"],
    at: paris(2016, 11, 3, 10, 12, 1),
    subject: "Devis reçu",
    paragraphs: ["Bonjour,", "Nous avons bien reçu votre demande."],
  });
  const second = composed(root, "tampered/queue/second", {
    from: "ghislain",
    to: ["odile"],
    at: paris(2016, 12, 9, 8, 41, 30),
    subject: "Livraison",
    paragraphs: ["Bonjour,", "La livraison est prévue lundi."],
  });
  const id = "by mx.halle.example (Postfix) with ESMTPS id kT7Qm2Vb9XzA";
  const stamp = (bytes, at) =>
    addHeader(
      bytes,
      "Received",
      `from relais.example.net ([192.0.2.77]) ${id}; ${mailDate(at, "paris")}`,
    );
  return {
    check: "queue-id-shared",
    files: [
      ["devis-recu.eml", stamp(asReceived(first), paris(2016, 11, 3, 10, 12, 0))],
      ["livraison.eml", stamp(asReceived(second), paris(2016, 12, 9, 8, 41, 29))],
    ],
    fires: ["devis-recu.eml", "livraison.eml"],
    note: "Two messages of different senders carry one queue id of one server.",
  };
}

function conversationReused(root) {
  const one = composed(root, "tampered/conversation/one", {
    from: "meunerie",
    to: ["odile"],
    at: paris(2016, 4, 4, 9, 1, 12),
    subject: "Facture d'avril",
    paragraphs: ["Bonjour,", "La facture suit par courrier."],
  });
  const two = composed(root, "tampered/conversation/two", {
    from: "gerald",
    to: ["henrike"],
    at: paris(2016, 8, 8, 16, 30, 2),
    subject: "Clôture des comptes",
    paragraphs: ["Bonjour,", "Les comptes sont clos."],
  });
  const index = "AdFkT3qRUEKfJ0xHQqiV2YvU7W8a5Q==";
  const named = (mail) => addHeader(setOrAdd(asReceived(mail)), "Thread-Index", index);
  return {
    check: "conversation-id-reused",
    files: [
      ["facture-avril.eml", named(one)],
      ["cloture.eml", named(two)],
    ],
    fires: ["facture-avril.eml", "cloture.eml"],
    mayAlsoFire: ["composition-clock-disagrees-with-date"],
    note: "Two mails with neither subject nor people in common carry one conversation id.",
  };
}

/** Without the Thread-Index its program wrote, when it wrote one. */
function setOrAdd(bytes) {
  return /^thread-index:/im.test(bytes.toString("latin1"))
    ? setHeader(bytes, "Thread-Index", null)
    : bytes;
}

function withSheet(root, key, from, at, meta, random) {
  const sheet = file(
    "bilan-buvette.xlsx",
    xlsx([{ name: "Bilan", rows: accounts(random, at) }], meta),
    meta,
  );
  return composed(root, key, {
    from,
    to: ["henrike"],
    at,
    subject: "Bilan de la buvette",
    paragraphs: ["Bonjour,", "Le bilan est joint."],
    files: [sheet],
  });
}

function attachmentVariants(root) {
  const at = paris(2016, 6, 2, 17, 40, 0);
  const random = root.fork("tampered/variants");
  const meta = sheetMeta(random, "odile", "odile", at - DAY);
  const rows = [
    ["Recettes de la buvette", 1240],
    ["Boissons achetées chez le grossiste", 310],
    ["Verres consignés rendus au dépôt", 45],
    ["Don du comité des fêtes de la commune", 200],
    ["Solde remis à la trésorière le soir même", 1085],
    ["Heures des bénévoles au comptoir et en salle", 36],
  ];
  const make = (amount, key, when) => {
    const changed = rows.map(([label, n], i) => [label, i === 0 ? amount : n]);
    const sheet = file("bilan-buvette.xlsx", xlsx([{ name: "Bilan", rows: changed }], meta), meta);
    return asReceived(
      composed(root, key, {
        from: "odile",
        to: ["henrike"],
        at: when,
        subject: "Bilan de la buvette",
        paragraphs: ["Bonjour,", "Le bilan est joint."],
        files: [sheet],
      }),
    );
  };
  return {
    check: "attachment-variants",
    files: [
      ["bilan-1.eml", make(1240, "tampered/variants/1", at)],
      ["bilan-2.eml", make(4240, "tampered/variants/2", at + 12 * DAY)],
    ],
    fires: ["bilan-1.eml", "bilan-2.eml"],
    note: "One sheet in two mails with one time of last saving; the receipts are 1240 euros in one and 4240 in the other.",
  };
}

function looseTwin(root) {
  const at = paris(2016, 7, 19, 11, 2, 44);
  const random = root.fork("tampered/twin");
  const meta = {
    ...sheetMeta(random, "odile", "odile", at - DAY),
    created: paris(2012, 10, 9, 14, 33, 21),
  };
  const mail = withSheet(root, "tampered/twin/mail", "odile", at, meta, random.fork("rows"));
  const later = {
    ...meta,
    modified: paris(2017, 2, 14, 22, 51, 3),
    lastModifiedBy: "Bertil Hagsund",
  };
  const loose = xlsx([{ name: "Bilan", rows: accounts(random.fork("rows"), at) }], later).bytes;
  return {
    check: "loose-file-twin-differs",
    files: [
      ["bilan.eml", asReceived(mail)],
      ["bilan-buvette.xlsx", loose],
    ],
    fires: ["bilan-buvette.xlsx"],
    mayAlsoFire: ["saver-seen-nowhere-else", "attachment-variants"],
    note: "The loose sheet and the one in the mail were made at one second by one creator; the loose one was saved again seven months later under another name.",
  };
}

/** H20: a mail of the treasurer in another program's form, zone and charset. The clean corpus holds hundreds of hers to compare with. */
function unlikeHistory(root) {
  const mail = composed(root, "tampered/unlike", {
    from: "odile",
    client: "outlook-ru",
    to: ["henrike"],
    at: paris(2016, 11, 22, 3, 14, 8),
    subject: "Virement",
    paragraphs: ["Bonjour,", "Merci de faire le virement aujourd'hui."],
  });
  const zoned = edit(
    asReceived(mail),
    "Date: Tue, 22 Nov 2016 03:14:08 +0100",
    "Date: Tue, 22 Nov 2016 10:14:08 +0800",
  );
  return {
    check: "unlike-senders-history",
    files: [["virement.eml", zoned]],
    fires: ["virement.eml"],
    mayAlsoFire: [
      "sender-zone-new",
      "sender-client-new",
      "sender-message-id-shape-new",
      "sender-charset-new",
      "sender-first-hop-new",
      "composition-clock-disagrees-with-date",
    ],
    note: "A mail of the treasurer was written by another program, in another zone and charset than all other mail from that address.",
  };
}

/** The same mail changed in one trait only, for each trait. */
function senderTraits(root) {
  const base = (key) =>
    asReceived(
      composed(root, key, {
        from: "odile",
        to: ["henrike"],
        at: paris(2016, 11, 24, 9, 20, 31),
        subject: "Compte rendu",
        paragraphs: ["Bonjour Henrike,", "Le compte rendu sera prêt demain, relu par Maëlle."],
      }),
    );
  const rows = [
    [
      "sender-zone-new",
      "compte-rendu-1.eml",
      "One mail of the treasurer is dated in a zone eight hours ahead of UTC.",
      (mail) => setHeader(mail, "Date", "Thu, 24 Nov 2016 16:20:31 +0800"),
    ],
    [
      "sender-client-new",
      "compte-rendu-2.eml",
      "One mail of the treasurer names another program.",
      (mail) => setHeader(mail, "User-Agent", "KMail/4.14.10"),
    ],
    [
      "sender-message-id-shape-new",
      "compte-rendu-3.eml",
      "One mail of the treasurer has a Message-ID of another form.",
      (mail) => setHeader(mail, "Message-ID", "<web-77.12.3@halle.example>"),
    ],
    [
      "sender-charset-new",
      "compte-rendu-4.eml",
      "One mail of the treasurer is written in another charset.",
      (mail) =>
        setHeader(mail, "Content-Type", (old) =>
          old.replace(/charset="?[\w-]+"?/i, "charset=macintosh"),
        ),
    ],
  ];
  return rows.map(([check, name, note, change]) => ({
    check,
    files: [[name, change(base(`tampered/${check}`))]],
    fires: [name],
    note,
  }));
}

/** `[{check, files, fires, note, mayAlsoFire?}]`. */
export function tamperedCorpus(root) {
  return [
    ...[
      replyBeforeParent,
      queueIdShared,
      conversationReused,
      attachmentVariants,
      looseTwin,
      unlikeHistory,
    ].map((make) => make(root)),
    ...senderTraits(root),
  ];
}
