/** H16: answers go to another domain than the sender's. Context only. */
import { flagOf, type MessageCheck, quoted } from "../engine/check.ts";
import { domainOf, registeredDomain } from "../facts/domains.ts";
import { comparedHeader, headerEvidence } from "../facts/evidence.ts";

export const replyToElsewhere: MessageCheck = {
  scope: "message",
  id: "reply-to-elsewhere",
  catalogue: "H16",
  line: "identity",
  level: "information",
  sentence: "Answers go to {target}, the sender's address ends in {sender}.",
  looksFor: "A Reply-To address of another domain than the From address, in mail of no list.",
  whyItMatters: "Somebody who uses another's name in From needs the answers elsewhere.",
  innocentCauses: [
    "mailing lists and newsletters",
    "a helpdesk or shared mailbox",
    "a private address used from work",
  ],
  sources: ["own measurement"],
  cost: "trivial",
  applies: (facts) =>
    facts.message.replyTo.length > 0 &&
    facts.message.from.length > 0 &&
    facts.first("list-id") === undefined &&
    facts.first("list-post") === undefined,
  run: (facts) => {
    const header = facts.first("reply-to");
    const from = facts.first("from");
    const target = registeredDomain(domainOf(facts.message.replyTo[0]?.address ?? ""));
    const sender = registeredDomain(domainOf(facts.message.from[0]?.address ?? ""));
    if (
      header === undefined ||
      from === undefined ||
      target === "" ||
      sender === "" ||
      target === sender
    )
      return [];
    const evidence = headerEvidence(header, target, comparedHeader("the From header", from));
    return [
      flagOf(replyToElsewhere, { target: quoted(target), sender: quoted(sender) }, [evidence]),
    ];
  },
};
