/** H17: the name shown for the sender is an address, and not the sender's. */
import { flagOf, type MessageCheck, quoted } from "../engine/check.ts";
import { domainOf, registeredDomain } from "../facts/domains.ts";
import { headerEvidence } from "../facts/evidence.ts";

const ADDRESS = /[^\s<>"'(),;:@]{1,64}@([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8})/i;

export const displayNameHoldsOtherAddress: MessageCheck = {
  scope: "message",
  id: "display-name-holds-other-address",
  catalogue: "H17",
  line: "identity",
  level: "low",
  sentence:
    "The name shown for the sender holds the address {shown}, the sender's address is {address}.",
  looksFor: "A display name in From that holds an address of another domain than the From address.",
  whyItMatters:
    "Many programs show only the name, so a reader sees an address the message does not come from.",
  innocentCauses: [
    "mailing lists that write the author's address into the name",
    "forms and ticket systems that write on behalf of a user",
    "address books that hold an old address as the name",
  ],
  sources: ["own measurement"],
  cost: "trivial",
  applies: ({ message }) => message.from.length > 0 && (message.from[0]?.name ?? "") !== "",
  run: (facts) => {
    const header = facts.first("from");
    const sender = facts.message.from[0];
    if (header === undefined || sender === undefined || !sender.name.includes("@")) return [];
    const shown = ADDRESS.exec(sender.name.slice(0, 1000));
    if (shown === null || sender.address === "") return [];
    const other = registeredDomain((shown[1] ?? "").toLowerCase());
    if (other === registeredDomain(domainOf(sender.address))) return [];
    return [
      flagOf(
        displayNameHoldsOtherAddress,
        { shown: quoted(shown[0]), address: quoted(sender.address) },
        [headerEvidence(header, shown[0])],
      ),
    ];
  },
};
