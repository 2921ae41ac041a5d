/** Samples for the checks of signed bodies: a mailbox of signed mails in which one body was edited, and one in which nearly all were written anew. */
import { createHash } from "node:crypto";
import { DAY, instant, mailDate } from "./base/time.js";

const AT = instant(2016, 5, 2, 9, 10, "paris", 4);
const MAILS = 24;

/** A signed mail as it stands in an mbox. The hash is right for the body; `changed` edits the body behind it. The signature itself is invented. */
function signedNote(random, i, changed) {
  const at = AT + i * DAY;
  const body = `Bonjour Odile,\n\nsemaine ${i + 1} : ${random.int(20, 90)} sacs de farine livres, solde ${random.int(200, 900)} euros.\nLe reste suit vendredi.\n\nPerrine\n`;
  const bh = createHash("sha256").update(body.replaceAll("\n", "\r\n")).digest("base64");
  const id = `${random.hex(20)}@meunerie.example`;
  return `From perrine@meunerie.example Mon May  2 09:10:04 2016
Received: from poste.meunerie.example ([192.0.2.14]) by mx.halle.example (Postfix) with ESMTPSA id ${random.hex(11)}; ${mailDate(at + 2000, "paris")}
DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=meunerie.example; s=mail; h=from:to:subject:date; bh=${bh}; b=Zm9v
Date: ${mailDate(at, "paris")}
From: <perrine@meunerie.example>
To: <odile@halle.example>
Subject: Livraison ${i + 1}
Message-ID: <${id}>

${changed(body, i)}
`;
}

const mailbox = (random, changed) =>
  Buffer.from(
    Array.from({ length: MAILS }, (_, i) => signedNote(random, i, changed)).join(""),
    "latin1",
  );

/** K03: one word of one mail was changed. */
function differsAlone(root) {
  const changed = (body, i) => (i === 13 ? body.replace("livres", "perdus") : body);
  return {
    check: "signed-body-differs-alone",
    files: [["livraisons.mbox", mailbox(root.fork("tampered/signed-alone"), changed)]],
    fires: ["livraisons.mbox"],
    note: "One body of twenty-four is not the signed one: a word was replaced.",
  };
}

/** K06: an export wrote the lines anew. */
function differWidely(root) {
  const changed = (body, i) => (i % 8 === 0 ? body : body.replaceAll(" euros", "  EUR"));
  return {
    check: "signed-bodies-differ-widely",
    files: [["export.mbox", mailbox(root.fork("tampered/signed-widely"), changed)]],
    fires: ["export.mbox"],
    note: "Most bodies of this mailbox are not the signed ones: an export wrote them anew.",
  };
}

/** One signature in two messages with ids of their own. */
function shared(root) {
  const random = root.fork("tampered/signature-shared");
  const value = random.hex(64);
  const mail = (i) =>
    signedNote(random, i, (body) => body)
      .replace(/^From .*\n/, "")
      .replace("b=Zm9v", `b=${value}`);
  return {
    check: "signature-shared",
    files: [
      ["semaine-1.eml", Buffer.from(mail(0), "latin1")],
      ["semaine-2.eml", Buffer.from(mail(1), "latin1")],
    ],
    fires: ["semaine-1.eml", "semaine-2.eml"],
    note: "Two messages with ids of their own carry one signature.",
  };
}

/** Samples of this file. */
export function tamperedSigned(root) {
  return [differsAlone, differWidely, shared].map((make) => make(root));
}
