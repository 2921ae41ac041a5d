/**
 * Samples that one check each must find: `tampered/<check id>/` with the files and expect.json. The people, programs and hops are
 * those of the clean corpus, so that only the planted condition differs.
 */
import { accounts, file, sheetMeta } from "./attachments.js";
import { DAY, instant, MINUTE, mailDate } from "./base/time.js";
import { COMPANY, person } from "./cast.js";
import { pdf } from "./files/pdf.js";
import { xlsx } from "./files/xlsx.js";
import { asReceived, composed, edit } from "./plain-mail.js";
import { tamperedCorpus } from "./tampered-corpus.js";
import { tamperedFiles } from "./tampered-files.js";
import { tamperedMail } from "./tampered-mail.js";
import { tamperedMailboxes } from "./tampered-mailboxes.js";
import { tamperedMore } from "./tampered-more.js";
import { tamperedSigned } from "./tampered-signed.js";

const paris = (y, m, d, h, min, s = 0) => instant(y, m, d, h, min, "paris", s);

/** C06, C07, C08: nine sheets of ten years saved again within four minutes, five of them by a name that is nowhere else. */
function resaveBurst(root) {
  const random = root.fork("tampered/burst");
  const saver = "Зимин Тарас Львович";
  const start = Date.UTC(2017, 2, 27, 9, 12, 8);
  const rows = [
    ["cotisations-2006", 2006, "odile", saver],
    ["toiture-devis", 2008, "corentin", saver],
    ["tombola-2009", 2009, "odile", "odile"],
    ["inventaire", 2010, "henrike", saver],
    ["subvention-2011", 2011, "odile", "gerald"],
    ["buvette-2012", 2012, "maelle", saver],
    ["emprunt-charpente", 2013, "gerald", "gerald"],
    ["donateurs-2014", 2014, "odile", saver],
    ["budget-2016", 2016, "odile", "odile"],
  ];
  const offsets = [0, 19, 43, 71, 104, 139, 168, 201, 227];
  const files = rows.map(([name, year, creator, by], i) => {
    const foreign = by === saver;
    const created = paris(
      year,
      random.int(2, 11),
      random.int(2, 27),
      random.int(9, 17),
      random.int(0, 59),
      random.int(0, 59),
    );
    const base = sheetMeta(random, creator, foreign ? creator : by, created + 60 * DAY);
    const meta = {
      ...base,
      created,
      modified: start + offsets[i] * 1000,
      lastModifiedBy: foreign ? saver : base.lastModifiedBy,
      application: "Microsoft Excel",
      appVersion: foreign ? "15.0300" : base.appVersion,
      sheetsHeading: foreign ? "Листы" : base.sheetsHeading,
      normalStyle: foreign ? "Обычный" : "Normal",
      ...(foreign ? { absPath: "C:\\Users\\Зимин\\Desktop\\смета\\" } : {}),
    };
    return [
      `${name}.xlsx`,
      xlsx([{ name: "Feuil1", rows: accounts(random, created) }], meta).bytes,
    ];
  });
  return {
    check: "re-save-burst",
    files,
    fires: files.map(([name]) => name),
    mayAlsoFire: ["saver-seen-nowhere-else", "foreign-script-metadata"],
    note: "Nine sheets created between 2006 and 2016 were saved again within 227 seconds on 2017-03-27. Five carry the text of one last saver, a Cyrillic folder in absPath and sheet headings of a ru interface; four carry names of the cast.",
  };
}

/** C04: the sheet inside was saved forty days after the mail left. */
function savedAfterSent(root) {
  const random = root.fork("tampered/saved-after");
  const at = paris(2016, 9, 6, 11, 17, 22);
  const base = sheetMeta(random, "odile", "odile", at);
  const meta = { ...base, modified: at + 40 * DAY + 95 * MINUTE };
  const sheet = file(
    "tableau-souscription.xlsx",
    xlsx([{ name: "Souscription", rows: accounts(random, at) }], meta),
    meta,
  );
  const mail = composed(root, "tampered/saved-after-sent", {
    from: "odile",
    to: ["henrike"],
    at,
    subject: "Tableau de la souscription",
    paragraphs: [
      "Bonjour Henrike,",
      "Le tableau à jour est joint. Il manque encore deux promesses.",
    ],
    files: [sheet],
  });
  return {
    check: "saved-after-sent",
    files: [["tableau-souscription.eml", asReceived(mail)]],
    fires: ["tableau-souscription.eml"],
    note: "The mail is dated 2016-09-06, core.xml in its sheet says it was last modified 2016-10-16.",
  };
}

function weekdayWrong(root) {
  const mail = composed(root, "tampered/weekday", {
    from: "ghislain",
    to: ["bastien"],
    at: paris(2016, 6, 14, 9, 41, 3),
    subject: "Remorque",
    paragraphs: ["Bonjour,", "Je confirme que la remorque est rentrée dimanche, propre."],
  });
  return {
    check: "date-weekday-wrong",
    files: [
      ["remorque.eml", edit(asReceived(mail), "Date: Tue, 14 Jun 2016", "Date: Fri, 14 Jun 2016")],
    ],
    fires: ["remorque.eml"],
    note: "14 June 2016 was a Tuesday; the Date header says Fri.",
  };
}

function duplicateFrom(root) {
  const mail = composed(root, "tampered/duplicate-from", {
    from: "noemie",
    to: ["odile"],
    at: paris(2016, 10, 12, 18, 3, 55),
    subject: "Les clés",
    paragraphs: ["Bonjour Odile,", "Les clés sont dans la boîte aux lettres."],
  });
  const second = `From: ${person("corentin").name} <${person("corentin").address}>\r\n`;
  return {
    check: "duplicate-from",
    files: [["cles.eml", edit(asReceived(mail), "\r\nSubject: ", `\r\n${second}Subject: `)]],
    fires: ["cles.eml"],
    note: "Two From headers with different addresses stand in one header block.",
  };
}

function receivedBackwards(root) {
  const at = paris(2017, 2, 7, 15, 26, 40);
  const mail = composed(root, "tampered/received", {
    from: "meunerie",
    to: ["odile"],
    at,
    subject: "Passage du couvreur",
    paragraphs: ["Bonjour,", "Le couvreur passera jeudi matin, sauf neige."],
  });
  const bytes = asReceived(mail);
  // The hop of the receiving server is set six days before the hop that came earlier on the way.
  const text = bytes.toString("latin1");
  const hop = text.slice(text.indexOf("by mx.halle.example"));
  const stampPattern = /;\s+(\w{3}, \d+\s+\w{3}\s+\d{4}\s+[\d:]{8}\s+[+-]\d{4})/;
  const written = stampPattern.exec(hop);
  const back = mailDate(at - 6 * DAY, "paris");
  const begin = text.indexOf("by mx.halle.example") + written.index;
  const changed = `${text.slice(0, begin)};\r\n ${back}${text.slice(begin + written[0].length)}`;
  return {
    check: "received-goes-backwards",
    files: [["couvreur.eml", Buffer.from(changed, "latin1")]],
    fires: ["couvreur.eml"],
    note: "The second Received header is six days earlier than the one below it, which the message passed first.",
  };
}

function sameMessageId(root) {
  const common = {
    from: "corentin",
    to: ["odile"],
    at: paris(2016, 12, 1, 10, 8, 14),
    subject: "Accord pour l'horloge",
  };
  const first = composed(root, "tampered/same-id", {
    ...common,
    paragraphs: [
      "Bonjour Odile,",
      "D'accord pour le devis de l'horloger : 860 euros, pas davantage.",
    ],
  });
  const bytes = asReceived(first);
  const other = edit(
    edit(bytes, "860 euros, pas davantage", "8600 euros, ne dites rien"),
    "Bonjour Odile",
    "Odile",
  );
  return {
    check: "same-message-id-different-body",
    files: [
      ["accord-1.eml", bytes],
      ["accord-2.eml", other],
    ],
    fires: ["accord-1.eml", "accord-2.eml"],
    note: "Two messages share Message-ID, Date and Received headers; their bodies differ.",
  };
}

function quotedTextDiffers(root) {
  const original = composed(root, "tampered/quote/original", {
    from: "henrike",
    client: "apple",
    to: ["odile"],
    at: paris(2016, 11, 15, 9, 12, 31),
    subject: "Chèque du bal",
    paragraphs: [
      "Bonjour Odile,",
      "Le bal a rapporté 1240 euros, comptés à deux avec Maëlle.",
      "Le chèque de la sono est parti, 310 euros.",
      "Merci de me dire si cela correspond à ton cahier.",
    ],
  });
  const reply = composed(root, "tampered/quote/reply", {
    from: "odile",
    to: ["henrike"],
    at: paris(2016, 11, 15, 11, 47, 2),
    subject: "Re: Chèque du bal",
    parent: original,
    paragraphs: ["Bonjour Henrike, c'est bien ce que j'ai noté. Merci à Maëlle."],
  });
  return {
    check: "quoted-text-differs",
    files: [
      ["cheque-du-bal.eml", asReceived(original)],
      [
        "re-cheque-du-bal.eml",
        edit(
          asReceived(reply),
          "> Le bal a rapport\xc3\xa9 1240 euros",
          "> Le bal a rapport\xc3\xa9 4240 euros",
        ),
      ],
    ],
    fires: ["re-cheque-du-bal.eml"],
    note: "The reply quotes its parent word for word except for one amount: 1240 euros became 4240.",
  };
}

function earlierRevision(root) {
  const random = root.fork("tampered/pdf");
  const created = paris(2016, 7, 4, 14, 22, 10);
  const meta = {
    title: "Devis 2016-88",
    author: COMPANY,
    creator: "Writer",
    producer: "LibreOffice 5.0",
    created,
    modified: created,
    id: random.hex(32).toUpperCase(),
  };
  const lines = (amount) => [
    "Devis 2016-88",
    "Remplacement de douze poutres, pose comprise",
    `Montant total : ${amount} euros`,
    "Valable trois mois",
  ];
  const made = pdf(lines("7400"), meta, {
    updates: [
      {
        lines: lines("17400"),
        modified: created + 19 * DAY + 63 * MINUTE,
        id: random.hex(32).toUpperCase(),
      },
    ],
  });
  return {
    check: "pdf-earlier-revision",
    files: [["devis-2016-88.pdf", made.bytes]],
    fires: ["devis-2016-88.pdf"],
    mayAlsoFire: ["pdf-revision-text-changed"],
    note: "An incremental update replaced the page text; the first revision still in the file says 7400 euros, the last 17400.",
  };
}

/** `[{check, files: [[name, bytes]], fires, note, mayAlsoFire?}]`, in the order of the check ids. */
export function tamperedSamples(root) {
  const own = [
    weekdayWrong,
    duplicateFrom,
    earlierRevision,
    quotedTextDiffers,
    resaveBurst,
    receivedBackwards,
    sameMessageId,
    savedAfterSent,
  ].map((make) => make(root));
  return [
    ...own,
    ...tamperedMail(root),
    ...tamperedFiles(root),
    ...tamperedCorpus(root),
    ...tamperedMore(root),
    ...tamperedMailboxes(root),
    ...tamperedSigned(root),
  ].sort((a, b) => (a.check < b.check ? -1 : 1));
}
