/** H14: the domain of the Message-ID is neither the sender's nor that of any server on the way. Context only. */
import { flagOf, type MessageCheck, quoted } from "../engine/check.ts";
import { domainOf, registeredDomain } from "../facts/domains.ts";
import { comparedHeader, headerEvidence } from "../facts/evidence.ts";

export const messageIdDomainUnrelated: MessageCheck = {
  scope: "message",
  id: "message-id-domain-unrelated",
  catalogue: "H14",
  line: "identity",
  level: "information",
  sentence:
    "The Message-ID ends in {domain}, which is neither the sender's domain nor that of a server on the way.",
  looksFor: "A Message-ID domain that occurs in no sender address and in no Received header.",
  whyItMatters: "The program or server that makes the id usually puts its own name there.",
  innocentCauses: [
    "mail sent through a hosting or newsletter service",
    "a computer with a made-up host name",
    "an archive that gave new ids",
  ],
  sources: ["own measurement"],
  cost: "trivial",
  applies: ({ message }) => message.messageId.includes("@") && message.hops.length > 0,
  run: (facts) => {
    const { message } = facts;
    const header = facts.first("message-id");
    const from = facts.first("from");
    const domain = registeredDomain(domainOf(message.messageId));
    if (header === undefined || from === undefined || domain === "") return [];
    const known = [...message.from, ...message.sender, ...message.replyTo].map((a) =>
      domainOf(a.address),
    );
    for (const hop of message.hops)
      for (const host of [hop.from, hop.by]) if (host !== null) known.push(host.toLowerCase());
    if (known.some((name) => registeredDomain(name) === domain)) return [];
    return [
      flagOf(messageIdDomainUnrelated, { domain: quoted(domain) }, [
        headerEvidence(header, domain, comparedHeader("the From header", from)),
      ]),
    ];
  },
};
