/** Whom an address belongs to: its domain, or at a provider where anybody has one, the address itself. */

/** Providers of mailboxes for everybody: the domain says nothing of whose they are. */
const PUBLIC_PROVIDERS = new Set(
  `aol.com compuserve.com earthlink.net excite.com fastmail.com free.fr gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hotmail.co.uk hotmail.com
  hotmail.fr icloud.com inbox.ru juno.com laposte.net libero.it list.ru live.com mac.com mail.com mail.ru me.com msn.com netzero.net orange.fr outlook.com outlook.fr
  pm.me posteo.de prodigy.net proton.me protonmail.com qq.com rambler.ru sfr.fr t-online.de tutanota.com wanadoo.fr web.de yahoo.co.uk yahoo.com yahoo.fr yandex.ru
  ymail.com 126.com 163.com bk.ru`.split(/\s+/),
);

/** "mail.example.org" as "example.org", "a.example.co.uk" as "example.co.uk": the part that somebody registered, for all but rare suffixes. */
function registeredDomain(host: string): string {
  const labels = host.split(".");
  const second = labels.at(-2) ?? "";
  const isShared =
    labels.length > 2 &&
    /^[a-z]{2}$/.test(labels.at(-1) ?? "") &&
    /^(?:com?|org|net|gov|edu|ac|or|ne|go|gob|gouv|mil|nom|ltd|plc|sch|nhs)$/.test(second);
  return labels.slice(isShared ? -3 : -2).join(".");
}

/** `partyOf("anna@mail.example.org")` is "example.org"; `partyOf("anna@gmail.com")` is itself. Lower case is given. */
export function partyOf(address: string): string {
  const domain = registeredDomain(address.slice(address.lastIndexOf("@") + 1));
  return PUBLIC_PROVIDERS.has(domain) ? address : domain;
}
