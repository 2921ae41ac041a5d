/**
 * Messages written one by one, each for a form or a story that scenarios do not give: mbox escapes, a forwarded message, a
 * bounce, winmail.dat, a draft without Date, the Russian-language supplier and the translator, the book confirmation.
 */
import { accounts, dayName, file, picture, presentation, sheetMeta } from "./attachments.js";
import { MINUTE } from "./base/time.js";
import { person } from "./cast.js";
import { tnef } from "./files/others.js";
import { xlsx } from "./files/xlsx.js";
import { zip } from "./files/zip.js";
import { message, paris } from "./single.js";
import { supplierThread } from "./supplier.js";

function forms(root) {
  const random = root.fork("forms");
  const en = { lang: "en", category: "logistics" };
  const from1 = message(
    "from-line",
    "imogen",
    ["odile"],
    paris(2016, 6, 21, 18, 4, 12),
    "Exchange rate, and a riddle",
    [
      "Dear Odile,",
      "the coach firm would like the deposit by transfer.\nFrom Saturday on the rate is theirs to choose, so better before.\nFrom what I hear, forty pounds will do.",
      "The children ask: what has a roof and no walls?",
      "All the best,",
    ],
    en,
  );
  const from2 = message(
    "from-line-quoted",
    "odile",
    ["imogen"],
    paris(2016, 6, 21, 21, 40, 3),
    "Re: Exchange rate, and a riddle",
    [
      "Dear Imogen, the transfer left this afternoon. The old bank letter said, and I copy it as it is:\n>From our side there is no charge.\nThe answer is a market hall, naturally.",
    ],
    { ...en, parent: from1 },
  );
  const counted = message(
    "content-length",
    "imogen",
    ["henrike"],
    paris(2016, 5, 12, 12, 15, 40),
    "The order of the procession",
    [
      "Dear Henrike,",
      "the order of the procession, as the bell ringers sent it:\n\nFrom the church, the banner and the small drum.\nFrom the bridge, everybody else.\n\nPlease do not let anybody start from the car park this time.",
      "Love,",
    ],
    { ...en, client: "apple" },
  );
  const original = message(
    "forwarded/original",
    "frauke",
    ["henrike"],
    paris(2016, 8, 30, 9, 12, 26),
    "Versicherung der Gäste",
    [
      "Liebe Henrike,",
      "für die Haftpflicht während des Besuchs brauchen wir eine Bestätigung mit Stempel. Ein Formular gibt es nicht, zwei Sätze genügen.",
      "Herzliche Grüße",
    ],
    { lang: "de", category: "logistics" },
  );
  const forward = message(
    "forwarded/forward",
    "henrike",
    ["odile"],
    paris(2016, 8, 30, 10, 50, 41),
    "Tr : Versicherung der Gäste",
    [
      "Bonjour Odile,",
      "Je te fais suivre la demande de Lindenrode en pièce jointe : il leur faut une attestation d'assurance tamponnée, deux phrases suffisent.",
    ],
    { category: "logistics", forwards: original, client: "apple" },
  );
  const forgotten = message(
    "forgotten-file",
    "corentin",
    ["odile"],
    paris(2016, 11, 3, 14, 31, 5),
    "Devis de l'horloge",
    [
      "Bonjour Odile,",
      "Vous trouverez le devis de l'horloger en pièce jointe. Il me paraît raisonnable.",
    ],
    { category: "accounts" },
  );
  const reminder = message(
    "forgotten-file/reply",
    "odile",
    ["corentin"],
    paris(2016, 11, 3, 14, 52, 44),
    "Re: Devis de l'horloge",
    [
      "Bonjour Corentin, la pièce jointe est restée chez l'horloger, je crois : votre message est arrivé seul.",
    ],
    { category: "accounts", parent: forgotten },
  );
  const photoAt = paris(2016, 7, 9, 16, 20, 8);
  const only = message(
    "only-a-picture",
    "ghislain",
    ["henrike"],
    paris(2016, 7, 9, 19, 3, 55),
    "La halle vue du clocher",
    [],
    {
      category: "personal",
      emptyBody: true,
      signature: [],
      files: [file("clocher.jpg", picture(random, photoAt, "ghislain"), { takenAt: photoAt })],
    },
  );
  const balance = "Bilan provisoire 2016\nProduits : 18 420 euros\nCharges : 17 965 euros\n";
  const winmail = message(
    "winmail",
    "gerald",
    ["odile"],
    paris(2017, 1, 23, 17, 26, 31),
    "Bilan provisoire",
    [
      "Chère Madame,",
      "Vous trouverez le bilan provisoire ci-joint. Si vous ne voyez qu'un fichier winmail.dat, dites-le-moi, je le renverrai autrement.",
      "Bien cordialement,",
    ],
    {
      category: "accounts",
      files: [
        {
          name: "winmail.dat",
          type: "application/ms-tnef",
          bytes: tnef("bilan-provisoire.txt", Buffer.from(balance, "latin1")),
          text: balance,
          meta: {},
        },
      ],
    },
  );
  const winmailReply = message(
    "winmail/reply",
    "odile",
    ["gerald"],
    paris(2017, 1, 24, 8, 58, 12),
    "Re: Bilan provisoire",
    [
      "Bonjour, je ne vois en effet qu'un winmail.dat, mais notre informaticienne sait l'ouvrir. Merci !",
    ],
    { category: "accounts", parent: winmail },
  );
  const quarterAt = paris(2016, 10, 11, 9, 33, 17);
  const books = [1, 2, 3].map((n) => {
    const meta = sheetMeta(random, "odile", "odile", quarterAt - n * 26 * 60 * MINUTE);
    return {
      ...file(
        `trimestre3-${["juillet", "août", "septembre"][n - 1]}.xlsx`,
        xlsx([{ name: "Comptes", rows: accounts(random, paris(2016, 6 + n, 20, 9, 0, 0)) }], meta),
        meta,
      ),
      at: meta.modified + 2 * MINUTE,
    };
  });
  const quarter = message(
    "quarter-zip",
    "odile",
    ["gerald"],
    quarterAt,
    "Troisième trimestre",
    [
      "Bonjour Gérald,",
      "Les trois tableaux du troisième trimestre sont dans l'archive. Les soldes se suivent, j'ai vérifié.",
    ],
    {
      category: "accounts",
      files: [
        {
          name: "comptes-trimestre3.zip",
          type: "application/zip",
          bytes: zip(books),
          text: books.map((b) => `${b.name}\n${b.text}`).join("\n"),
          meta: {},
          members: books.map((b) => b.name),
        },
      ],
    },
  );
  const slidesAt = paris(2016, 3, 22, 16, 44, 30);
  const slides = message(
    "presentation",
    "henrike",
    ["corentin"],
    slidesAt,
    "Présentation pour la réunion publique",
    [
      "Bonjour Corentin,",
      "Trois pages, comme convenu. Ne lis pas les diapositives à voix haute, s'il te plaît.",
    ],
    { cc: [person("odile")], client: "apple", files: [presentation(random, slidesAt)] },
  );
  const longNameAt = paris(2016, 4, 27, 13, 8, 22);
  const roomsMeta = sheetMeta(random, "lothar", "lothar", longNameAt);
  const rooms = message(
    "long-file-name",
    "lothar",
    ["henrike"],
    longNameAt,
    "Übersicht für Juni",
    [
      "Liebe Henrike,",
      "anbei die Übersicht mit dem längsten Dateinamen des Vereins. Die Zimmer im Pfarrhaus sind noch nicht bestätigt.",
      "Herzliche Grüße",
    ],
    {
      lang: "de",
      category: "logistics",
      files: [
        file(
          "Übersicht der Gästezimmer und Ankunftszeiten für den Besuch im Juni (Entwurf).xlsx",
          xlsx(
            [
              {
                name: "Zimmer",
                rows: [
                  ["Haus", "Betten"],
                  ["Pfarrhaus", 6],
                  ["Bäckerei", 3],
                  ["Familie Quintrec", 2],
                ],
              },
            ],
            roomsMeta,
          ),
          roomsMeta,
        ),
      ],
    },
  );
  const surprise = message(
    "confidential",
    "maelle",
    ["henrike"],
    paris(2016, 11, 22, 20, 12, 50),
    "Confidentiel : l'anniversaire de Corentin",
    [
      "Chut, pas un mot à l'intéressé : on se retrouve samedi à 19h dans la petite halle avec un gâteau. Séverine fait la pièce montée.",
    ],
    { category: "personal", cc: [person("bastien")] },
  );
  const book = message(
    "book",
    "librairie",
    ["bastien"],
    paris(2016, 12, 6, 10, 17, 37),
    "Votre commande 20816 est prête",
    [
      "Bonjour,",
      "Le livre « Quatre siècles sous un toit » que vous avez commandé est arrivé. Il vous attend à la librairie jusqu'au 24 décembre.",
      "Prix : 27,50\u00a0€, à régler sur place.",
      "Bonne lecture,",
    ],
    { category: "book-confirmation" },
  );
  return [
    from1,
    from2,
    counted,
    original,
    forward,
    forgotten,
    reminder,
    only,
    winmail,
    winmailReply,
    quarter,
    slides,
    rooms,
    surprise,
    book,
  ];
}

/** A draft never sent: neither Date nor Received, as mail programs keep it. */
function unsent() {
  return message(
    "unsent",
    "henrike",
    ["lothar"],
    paris(2016, 10, 19, 22, 5, 0),
    "Brouillon : merci pour l'accueil",
    [
      "Cher Lothar,",
      "Je commence cette lettre pour la troisième fois. Comment remercier quarante personnes sans oublier le chauffeur ?",
    ],
    { category: "personal", client: "apple", dateText: null, unsent: true },
  );
}

export function specialDrafts(root) {
  return [...supplierThread(root), ...forms(root), unsent()];
}

/** The report that a message could not be delivered (RFC 3464), for a message to an address that no longer exists. */
export function bounceOf(sent, random) {
  const at = Math.floor(sent.at / 1000) * 1000 + 4000;
  const boundary = `${random.letters(11, "BCDFGHJKLMNPQRST0123456789")}.${Math.floor(at / 1000)}/smtp.halle.example`;
  const dead = sent.to[0].address;
  const headers = sent.headers.map(([n, v]) => `${n}: ${v}\r\n`).join("");
  const body = [
    `--${boundary}`,
    "Content-Description: Notification",
    "Content-Type: text/plain; charset=us-ascii",
    "",
    "This is the mail system at host smtp.halle.example.",
    "",
    "I'm sorry to have to inform you that your message could not",
    "be delivered to one or more recipients. It's attached below.",
    "",
    `<${dead}>: host mx.courrier.example.net[198.51.100.95] said: 550 5.1.1`,
    "    User unknown (in reply to RCPT TO command)",
    "",
    `--${boundary}`,
    "Content-Description: Delivery report",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; smtp.halle.example",
    "",
    `Final-Recipient: rfc822; ${dead}`,
    "Action: failed",
    "Status: 5.1.1",
    "Diagnostic-Code: smtp; 550 5.1.1 User unknown",
    "",
    `--${boundary}`,
    "Content-Description: Undelivered Message Headers",
    "Content-Type: text/rfc822-headers",
    "",
    headers.trimEnd(),
    "",
    `--${boundary}--`,
    "",
  ].join("\r\n");
  return { at, boundary, body: Buffer.from(body, "utf8"), text: body, dayName: dayName(at) };
}
