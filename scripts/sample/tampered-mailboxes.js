/** Samples of what a mailbox shows as a whole: its numbers, its line ends, whom it is delivered to; and pictures among others. */
import { wordMeta } from "./attachments.js";
import { DAY, instant } from "./base/time.js";
import { docx } from "./files/docx.js";
import { mbox, note, photo } from "./tampered-more.js";

const paris = (y, m, d, h, min, s = 0) => instant(y, m, d, h, min, "paris", s);
const AT = paris(2016, 5, 11, 15, 20, 9);

/** Sixty mails between two people; `more` gives further fields of the mail at a place. */
function sixty(random, more = () => ({})) {
  return Array.from({ length: 60 }, (_, i) =>
    note(random, {
      from: i % 3 === 0 ? "perrine@halle.example" : "yann@halle.example",
      to: i % 3 === 0 ? "yann@halle.example" : "perrine@halle.example",
      at: paris(2016, 3, 1 + (i % 28), 9, i),
      ...more(i),
    }),
  );
}

/** Check, what is planted, and the mails of the mailbox. */
const ROWS = [
  [
    "mailbox-number-out-of-order",
    "The mails are numbered from 100 on; the one in the middle has the number 9.",
    (random) =>
      sixty(random, (i) => ({ headers: [`X-UID: ${i === 31 ? 9 : 100 + 2 * i}`, "Status: RO"] })),
  ],
  [
    "line-ends-unlike-mailbox",
    "One of sixty mails ends its lines with CR LF.",
    (random) => sixty(random).map((mail, i) => (i === 40 ? mail.replaceAll("\n", "\r\n") : mail)),
  ],
  [
    "owner-not-named",
    "Fifty-nine mails were delivered to the owner; one is to another person and names no delivery.",
    (random) =>
      sixty(random, (i) =>
        i === 22
          ? { from: "mairie@ville.example", to: "ghislain@halle.example" }
          : { headers: ["Delivered-To: perrine@halle.example"] },
      ),
  ],
];

/** E01: a document that holds a picture younger than itself. */
function pictureTakenLater(root) {
  const random = root.fork("tampered/picture");
  const meta = wordMeta(random, "odile", "odile", AT);
  const picture = photo({ takenAt: meta.modified + 30 * DAY });
  return {
    check: "picture-taken-after-saving",
    files: [["etat-des-lieux.docx", docx(["État des lieux."], { ...meta, picture }).bytes]],
    fires: ["etat-des-lieux.docx"],
    note: "The document says it was saved a month before its picture says it was taken.",
  };
}

/** E01: two pictures with one serial number and two models. */
function cameraShared() {
  return {
    check: "camera-shared",
    files: [
      ["pignon.jpg", photo({ serial: "HC7709213" })],
      ["toit.jpg", photo({ serial: "HC7709213", model: "HC-40", takenAt: AT + DAY })],
    ],
    fires: ["pignon.jpg", "toit.jpg"],
    note: "Two pictures carry one serial number and name two models.",
  };
}

/** Samples of this file. */
export function tamperedMailboxes(root) {
  const boxes = ROWS.map(([check, note, mails]) => ({
    check,
    files: [["perrine.mbox", mbox(mails(root.fork(`tampered/${check}`)))]],
    fires: ["perrine.mbox"],
    note,
  }));
  return [...boxes, pictureTakenLater(root), cameraShared()];
}
