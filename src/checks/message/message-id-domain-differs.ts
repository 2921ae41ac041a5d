/** H15: the domain of the Message-ID is not the sender's. True of half of all mail: context that never counts. */
import { flagOf, type MessageCheck, quoted } from "../engine/check.ts";
import { domainOf, registeredDomain } from "../facts/domains.ts";
import { comparedHeader, headerEvidence } from "../facts/evidence.ts";

export const messageIdDomainDiffers: MessageCheck = {
  scope: "message",
  id: "message-id-domain-differs",
  catalogue: "H15",
  line: "identity",
  level: "information",
  sentence: "The Message-ID ends in {domain}, the sender's address in {sender}.",
  looksFor: "A Message-ID domain other than the domain of the From address.",
  whyItMatters:
    "It tells which system made the id. Half of genuine mail has it, so it never counts.",
  innocentCauses: [
    "mail sent through a provider",
    "mailing lists",
    "a computer with a local host name",
  ],
  sources: ["own measurement"],
  cost: "trivial",
  applies: ({ message }) => message.messageId.includes("@") && message.from.length > 0,
  run: (facts) => {
    const header = facts.first("message-id");
    const from = facts.first("from");
    const domain = registeredDomain(domainOf(facts.message.messageId));
    const sender = registeredDomain(domainOf(facts.message.from[0]?.address ?? ""));
    if (
      header === undefined ||
      from === undefined ||
      domain === "" ||
      sender === "" ||
      domain === sender
    )
      return [];
    const evidence = headerEvidence(header, domain, comparedHeader("the From header", from));
    return [
      flagOf(messageIdDomainDiffers, { domain: quoted(domain), sender: quoted(sender) }, [
        evidence,
      ]),
    ];
  },
};
