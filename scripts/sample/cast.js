/**
 * The invented people of the sample corpus: an association that restores the market hall of a small town that does not exist.
 * Every address is under a domain reserved for examples (RFC 2606, RFC 6761), every network address is a documentation address.
 */

const HALLE = {
  host: "smtp.halle.example",
  mx: "mx.halle.example",
  ip: "192.0.2.25",
  zone: "paris",
  style: "postfix",
};
const MAILHAUS = {
  host: "mail-wm0-f46.mailhaus.example",
  mx: "mx.mailhaus.example",
  ip: "198.51.100.46",
  zone: "pacific",
  style: "webmail",
};
const server = (domain, ip, zone = "paris") => ({
  host: `mail.${domain}`,
  mx: `mx.${domain}`,
  ip,
  zone,
  style: "postfix",
});

const LINDENRODE = server("lindenrode.example", "203.0.113.61");
const WEATHERBY = server("weatherby.example.org", "203.0.113.90", "london");
const DREVO = server("drevo.test", "198.51.100.171", "moscow");

/**
 * Person: key, name, address, client (see mail/clients.js), zone, lang (of the client's interface), server, ip (first hop), sign
 * (signature lines), host (name of the machine). `custodian` marks the three whose mailboxes the corpus holds.
 */
const rows = [
  {
    key: "odile",
    name: "Odile Marchandeau",
    address: "odile.marchandeau@halle.example",
    client: "thunderbird",
    lang: "fr",
    server: HALLE,
    ip: "203.0.113.17",
    custodian: "treasurer",
    sign: ["Odile Marchandeau", "Trésorière, Les Amis de la Halle", "01 99 00 41 27"],
  },
  {
    key: "bastien",
    name: "Bastien Lerouvray",
    address: "bastien.lerouvray@mailhaus.example",
    client: "webmail",
    lang: "fr",
    server: MAILHAUS,
    ip: "203.0.113.34",
    custodian: "speech-writer",
    sign: ["Bastien"],
  },
  {
    key: "henrike",
    name: "Henrike Sandvoss",
    address: "henrike.sandvoss@halle.example",
    client: "apple",
    phone: "iphone",
    lang: "fr",
    server: HALLE,
    ip: "203.0.113.22",
    custodian: "coordinator",
    sign: ["Henrike Sandvoss", "Coordination, Les Amis de la Halle"],
  },
  {
    key: "corentin",
    name: "Corentin Vaubrun",
    address: "corentin.vaubrun@halle.example",
    client: "outlook",
    lang: "fr",
    server: HALLE,
    ip: "203.0.113.29",
    sign: [
      "Corentin Vaubrun",
      "Président",
      "Les Amis de la Halle, 3 place du Marché, Sainte-Avelle-sur-Lonne",
    ],
  },
  {
    key: "maelle",
    name: "Maëlle Quintrec",
    address: "maelle.quintrec@mailhaus.example",
    client: "webmail",
    lang: "fr",
    server: MAILHAUS,
    ip: "203.0.113.41",
    sign: ["Maëlle"],
  },
  {
    key: "aglaya",
    name: "Аглая Вересова",
    address: "aglaya.veresova@halle.example",
    client: "thunderbird",
    lang: "fr",
    server: HALLE,
    ip: "203.0.113.48",
    sign: ["Аглая Вересова / Aglaya Veresova", "Les Amis de la Halle"],
  },
  {
    key: "gerald",
    name: "Gérald Pommerit",
    address: "g.pommerit@pommerit-compta.example",
    client: "outlook",
    lang: "fr",
    server: server("pommerit-compta.example", "198.51.100.80"),
    ip: "198.51.100.81",
    sign: ["Gérald Pommerit", "Cabinet Pommerit et Fille, expertise comptable", "02 61 91 30 08"],
  },
  {
    key: "severine",
    name: "Séverine d'Hautcastel",
    address: "contact@traiteur-hautcastel.example",
    client: "iphone",
    lang: "fr",
    server: server("traiteur-hautcastel.example", "198.51.100.90"),
    ip: "203.0.113.53",
    sign: ["Séverine"],
  },
  {
    key: "ghislain",
    name: "Ghislain Torquebiau",
    address: "ghislain.torquebiau@courrier.example.net",
    client: "apple",
    lang: "fr",
    server: server("courrier.example.net", "198.51.100.95"),
    ip: "203.0.113.58",
    sign: ["Ghislain"],
  },
  {
    key: "noemie",
    name: "Noémie Castelbrac",
    address: "n.castelbrac@courrier.example.net",
    client: "iphone",
    lang: "fr",
    server: server("courrier.example.net", "198.51.100.95"),
    ip: "203.0.113.59",
    sign: ["Noémie"],
  },
  {
    key: "garance",
    name: "Imprimerie Garance",
    address: "facturation@garance.example",
    client: "javamail",
    lang: "fr",
    server: server("garance.example", "198.51.100.101"),
    ip: "198.51.100.102",
    sign: ["Imprimerie Garance", "Service facturation"],
  },
  {
    key: "meunerie",
    name: "Toitures de la Meunerie",
    address: "compta@toitures-meunerie.example",
    client: "outlook",
    lang: "fr",
    server: server("toitures-meunerie.example", "198.51.100.111"),
    ip: "198.51.100.112",
    sign: ["Toitures de la Meunerie", "Le secrétariat"],
  },
  {
    key: "nuage",
    name: "Nuage Net Billing",
    address: "billing@nuage.example.net",
    client: "javamail",
    lang: "en",
    server: server("nuage.example.net", "198.51.100.121", "utc"),
    ip: "198.51.100.122",
    sign: ["Nuage Net customer accounts"],
  },
  {
    key: "ahlwardt",
    name: "Bürobedarf Ahlwardt",
    address: "rechnung@ahlwardt.example",
    client: "phpmail",
    lang: "de",
    server: server("ahlwardt.example", "198.51.100.131"),
    ip: "198.51.100.132",
    sign: ["Bürobedarf Ahlwardt, Lindenrode"],
  },
  {
    key: "auberge",
    name: "Auberge du Pont Cassé",
    address: "reservations@pontcasse.example",
    client: "phpmail",
    lang: "fr",
    server: server("pontcasse.example", "198.51.100.141"),
    ip: "198.51.100.142",
    sign: ["L'équipe de l'Auberge du Pont Cassé"],
  },
  {
    key: "tilleul",
    name: "Le Tilleul",
    address: "table@letilleul.example",
    client: "phpmail",
    lang: "fr",
    server: server("letilleul.example", "198.51.100.143"),
    ip: "198.51.100.144",
    sign: ["Le Tilleul, cuisine de saison"],
  },
  {
    key: "rail",
    name: "Rail Billets",
    address: "billets@rail.example",
    client: "javamail",
    lang: "fr",
    server: server("rail.example", "198.51.100.151"),
    ip: "198.51.100.152",
    sign: ["Votre service Rail Billets"],
  },
  {
    key: "librairie",
    name: "Librairie des Deux Ponts",
    address: "commandes@deuxponts.example",
    client: "phpmail",
    lang: "fr",
    server: server("deuxponts.example", "198.51.100.161"),
    ip: "198.51.100.162",
    sign: ["Librairie des Deux Ponts"],
  },
  {
    key: "lothar",
    name: "Lothar Brenneke",
    address: "lothar.brenneke@lindenrode.example",
    client: "thunderbird-flowed",
    lang: "de",
    server: LINDENRODE,
    ip: "203.0.113.62",
    sign: ["Lothar Brenneke", "Partnerschaftsverein Lindenrode e. V."],
  },
  {
    key: "frauke",
    name: "Frauke Teichgräber",
    address: "frauke.teichgraeber@lindenrode.example",
    client: "outlook",
    lang: "de",
    server: LINDENRODE,
    ip: "203.0.113.63",
    sign: ["Frauke Teichgräber", "Schriftführerin"],
  },
  {
    key: "imogen",
    name: "Imogen Thistlewood",
    address: "imogen.thistlewood@weatherby.example.org",
    client: "apple",
    lang: "en",
    server: WEATHERBY,
    ip: "203.0.113.91",
    sign: ["Imogen Thistlewood", "Market Weatherby Twinning Circle"],
  },
  {
    key: "rupert",
    name: "Rupert Oakshott",
    address: "rupert@oakshott.example.com",
    client: "mutt",
    lang: "en",
    server: server("oakshott.example.com", "203.0.113.97", "london"),
    ip: "203.0.113.98",
    sign: ["Rupert Oakshott", "Oakshott Joinery"],
  },
  {
    key: "pia",
    name: "Pia Lindqvarn",
    address: "pia.lindqvarn@uebersetzung.example",
    client: "thunderbird",
    lang: "de",
    server: server("uebersetzung.example", "203.0.113.71"),
    ip: "203.0.113.72",
    sign: ["Pia Lindqvarn", "Übersetzungen Russisch, Deutsch, Französisch"],
  },
  {
    key: "pakhom",
    name: "Пахом Дубравин",
    address: "p.dubravin@drevo.test",
    client: "outlook-ru",
    lang: "ru",
    server: DREVO,
    ip: "198.51.100.172",
    sign: ["Пахом Дубравин", "Мастерская «Тёсаный брус»"],
  },
  {
    key: "lettre",
    name: "La Lettre des Halles",
    address: "lettre@halles-infos.example",
    client: "javamail",
    lang: "fr",
    server: server("halles-infos.example", "198.51.100.181"),
    ip: "198.51.100.182",
    list: "lettre.halles-infos.example",
    sign: ["La rédaction"],
  },
  {
    key: "pratique",
    name: "Trésorerie pratique",
    address: "bonjour@tresorerie-pratique.example",
    client: "phpmail",
    lang: "fr",
    server: server("tresorerie-pratique.example", "198.51.100.185"),
    ip: "198.51.100.186",
    list: "abonnes.tresorerie-pratique.example",
    sign: ["L'équipe de Trésorerie pratique"],
  },
  {
    key: "bulletin",
    name: "Weatherby Market Bulletin",
    address: "bulletin@weatherby.example.org",
    client: "phpmail",
    lang: "en",
    server: WEATHERBY,
    ip: "203.0.113.92",
    list: "bulletin.weatherby.example.org",
    sign: ["The Bulletin team"],
  },
  {
    key: "rundbrief",
    name: "Rundbrief Lindenrode",
    address: "rundbrief@lindenrode.example",
    client: "javamail",
    lang: "de",
    server: LINDENRODE,
    ip: "203.0.113.64",
    list: "rundbrief.lindenrode.example",
    sign: ["Ihre Redaktion"],
  },
];

const PEOPLE = new Map(
  rows.map((row) => [
    row.key,
    { zone: row.server.zone === "pacific" ? "paris" : row.server.zone, ...row },
  ]),
);

export function person(key) {
  const found = PEOPLE.get(key);
  if (found === undefined) throw new Error(`no such person: ${key}`);
  return found;
}

/** The three mailbox owners, in the order their folders are written. */
export const CUSTODIANS = rows.filter((row) => row.custodian !== undefined).map((row) => row.key);

export const COMPANY = "Les Amis de la Halle";

/** Which office program someone writes with; the same for all files of that person. */
export function office(key, program) {
  const version =
    {
      odile: "14.0300",
      corentin: "15.0300",
      henrike: "15.0300",
      gerald: "16.0300",
      aglaya: "15.0300",
      bastien: "14.0300",
      maelle: "15.0300",
    }[key] ?? "15.0300";
  return { application: program, appVersion: version };
}
