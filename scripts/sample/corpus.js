/** The clean part of the sample: all messages composed in time order, delivered, with the loose files. */

import { instant } from "./base/time.js";
import { person } from "./cast.js";
import { bounceDraft, deliver, receivedBytes } from "./deliver.js";
import { looseFiles } from "./loose.js";
import { compose } from "./mail/clients.js";
import { newsletterDrafts } from "./newsletters.js";
import { draft, scenarioDrafts } from "./plot.js";
import { bounceOf, specialDrafts } from "./specials.js";

function attachForwarded(d) {
  if (d.forwards === undefined) return;
  const { bytes } = receivedBytes(d.forwards, d.from);
  const text = [d.forwards.subject, ...d.forwards.lines.map((l) => l.text)].join("\n");
  d.files = [{ name: `${d.forwards.subject}.eml`, type: "message/rfc822", bytes, text, meta: {} }];
}

/** A message to an address that is gone; the answer is the server's. */
function lostMessage() {
  return draft({
    key: "special/lost",
    from: person("odile"),
    to: [
      {
        key: "nobody",
        name: "Firmin Aubrelle",
        address: "firmin.aubrelle@courrier.example.net",
        server: person("noemie").server,
      },
    ],
    at: instant(2016, 5, 18, 16, 41, "paris", 9),
    subject: "Votre cotisation 2016",
    lang: "fr",
    category: "accounts",
    markup: "none",
    paragraphs: [
      "Bonjour Firmin,",
      "Sauf erreur de ma part, votre cotisation n'est pas encore arrivée. Vingt euros, par chèque ou par virement.",
      "Bien à vous,",
    ],
  });
}

/** `{drafts, files, records, loose}` of the clean corpus, made from the random source. */
export function cleanCorpus(root) {
  const lost = lostMessage();
  const drafts = [...scenarioDrafts(root), ...newsletterDrafts(root), ...specialDrafts(root), lost];
  drafts.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
  for (const d of drafts) {
    d.random = root.fork(`mail/${d.key}`);
    attachForwarded(d);
    compose(d, d.random);
  }
  const bounceRandom = root.fork("bounce");
  drafts.push(bounceDraft(lost, bounceOf(lost, bounceRandom), bounceRandom));
  return { drafts, ...deliver(drafts, root), loose: looseFiles(root, drafts) };
}
