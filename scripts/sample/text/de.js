/** German scenarios; for the shape see fr.js. */

export const DE_WORDS = {
  ding: [
    "die Festzeltgarnituren",
    "das Gästebuch",
    "die Fahnen",
    "den Anhänger",
    "die Tonanlage",
    "das Partnerschaftsschild",
    "die Notenständer",
    "den Kühlwagen",
  ],
  thema: [
    "den Besuch im Juni",
    "das Marktfest",
    "die Fahrt nach Sainte-Avelle",
    "den Schüleraustausch",
    "das Chorkonzert",
    "die Ausstellung im Rathaus",
    "den Förderantrag",
  ],
  gruppe: [
    "der Vorstand",
    "die Gastfamilien",
    "der Chor",
    "die Feuerwehr",
    "das Kulturamt",
    "die Jugendgruppe",
  ],
  essen: ["Grünkohl", "Zwetschgenkuchen", "Kartoffelsalat", "Linsensuppe"],
  klein: (r) => `${r.int(2, 18) * 10}`,
  zahl: (r) => String(r.int(7, 46)),
  uhr: (r) => `${r.int(9, 19)}.${r.pick(["00", "15", "30", "45"])} Uhr`,
};

export const DE = [
  {
    category: "logistics",
    threads: 18,
    lang: "de",
    pairs: [
      ["lothar", "henrike"],
      ["henrike", "lothar"],
      ["frauke", "henrike"],
      ["lothar", "odile"],
      ["henrike", "frauke"],
    ],
    subjects: [
      "Planung für {thema}",
      "Rückfrage zur Unterkunft",
      "Ablauf am {tag}",
      "Busfahrt am {tag}",
      "Stand der Dinge für {thema}",
      "Gästeliste",
    ],
    body: [
      ["Liebe {vorname},", "Guten Tag {vorname},"],
      [
        "[kurz zum Stand|ein kurzer Zwischenstand]: {gruppe} hat zugestimmt, für {thema} rechnen wir mit {zahl} Personen.",
        "für {thema} fehlen uns noch {zahl} Betten. Könntet ihr [bei den Gastfamilien nachfragen|im Pfarrhaus anfragen]?",
        "wir kommen am {tag} gegen {uhr} an, der Bus darf [hoffentlich|laut Plan] auf dem Marktplatz wenden.",
        "anbei die vorläufige Liste. Größere Änderungen erwarte ich nicht mehr, kleinere schon.",
      ],
      [
        "Bitte denkt an {ding}, beim letzten Mal standen wir ohne da.",
        "Für das Abendessen bringen wir {essen} mit, genug für alle.",
        "Die Fahrtkosten liegen bei {klein} Euro pro Kopf, Schülerinnen und Schüler zahlen die Hälfte.",
      ],
      ["Herzliche Grüße", "Mit besten Grüßen"],
    ],
    replies: [
      {
        chance: 0.7,
        body: [
          [
            "Vielen Dank, das passt. [Ich gebe es weiter|Die Halle ist ab 14 Uhr offen].",
            "Das klingt gut, nur {uhr} ist für uns etwas früh. Ginge eine Stunde später?",
            "Die Betten sind gefunden, dank [der Bäckerei|zweier Lehrerinnen].",
          ],
          ["[Viele Grüße|Herzlich],"],
        ],
      },
      {
        chance: 0.3,
        body: [["Eine Stunde später geht auch. Bis dahin!", "Prima, dann ist alles geklärt."]],
      },
    ],
    files: [
      ["hostsXlsx", 0.2],
      ["programmeRtf", 0.08],
    ],
  },
  {
    category: "invoices",
    threads: 7,
    lang: "de",
    pairs: [["ahlwardt", "odile"]],
    numbering: "RE",
    subjects: ["Rechnung {facture}", "Ihre Rechnung {facture} vom {dateFacture}"],
    body: [
      ["Sehr geehrte Damen und Herren,"],
      [
        "anbei erhalten Sie die Rechnung {facture} über {total} EUR für [Urkundenpapier|Namensschilder|Fahnenstoff|Stempel und Ordner].",
      ],
      [
        "Bitte überweisen Sie den Betrag bis zum {tag} auf das Konto {iban}.",
        "Zahlbar ohne Abzug innerhalb von 14 Tagen. IBAN {iban}.",
      ],
      ["Mit freundlichen Grüßen"],
    ],
    replies: [
      { chance: 0.2, body: [["Guten Tag,\n\nvielen Dank, die Überweisung geht morgen raus."]] },
    ],
    files: [["invoicePdf", 1]],
  },
  {
    category: "personal",
    threads: 6,
    lang: "de",
    pairs: [
      ["lothar", "henrike"],
      ["henrike", "lothar"],
      ["frauke", "henrike"],
    ],
    subjects: ["Gruß aus dem Urlaub", "Danke!", "Alte Fotos", "Gute Besserung"],
    body: [
      ["Liebe {vorname},", "Hallo {vorname},"],
      [
        "die Fotos vom Wochenende sind gekommen, auf jedem zweiten hält jemand {essen} in der Hand.",
        "danke für die schönen Tage. Wir reden hier von nichts anderem als von eurem Markt.",
        "der Schnee liegt bis zur Fensterbank, und der Hund [verschwindet darin|weigert sich hinauszugehen].",
      ],
      [
        "Wie geht es deinem Knie?",
        "Meine Tochter lernt jetzt ernsthaft Französisch, das habt ihr davon.",
      ],
      ["Liebe Grüße", "Sei umarmt"],
    ],
    replies: [
      {
        chance: 0.5,
        body: [
          [
            "Wie schön! Dem Knie geht es besser, danke.",
            "Das freut mich sehr. Bis bald in Lindenrode!",
          ],
        ],
      },
    ],
    files: [["photoJpg", 0.2]],
  },
  {
    category: "small-loans",
    threads: 3,
    lang: "de",
    pairs: [
      ["lothar", "henrike"],
      ["frauke", "henrike"],
    ],
    subjects: ["Leihgabe", "Die {klein} Euro vom Ausflug"],
    body: [
      ["Liebe {vorname},"],
      [
        "ich habe für die Eintrittskarten {klein} Euro ausgelegt, das eilt aber nicht.",
        "könntet ihr uns für das Marktfest {ding} leihen? Wir bringen alles gereinigt zurück.",
      ],
      ["Vielen Dank im Voraus", "Herzliche Grüße"],
    ],
    replies: [
      {
        chance: 0.8,
        body: [
          [
            "Natürlich, ich überweise dir das [heute|morgen].",
            "Gern, holt es einfach am Freitag ab.",
          ],
        ],
      },
    ],
  },
];
