/**
 * French scenarios. Each: category, how many threads, who writes to whom, subjects, paragraphs (one alternative of each is
 * taken), replies (chance, paragraphs), files (names of makers in attachments.js).
 */

export const FR_WORDS = {
  lieu: [
    "la salle des mariages",
    "l'ancienne laiterie",
    "la cour du presbytère",
    "le préau de l'école",
    "la petite halle",
    "le local de la rue des Tanneurs",
    "la maison des associations",
  ],
  chose: [
    "la bâche du stand",
    "le vidéoprojecteur",
    "les tréteaux",
    "la sono",
    "les clés du local",
    "le percolateur",
    "la caisse à outils",
    "les guirlandes",
    "le barnum",
    "les gobelets réutilisables",
  ],
  sujet: [
    "la charpente",
    "la nuit des étals",
    "la consultation du printemps",
    "la fête de la Halle",
    "l'accueil des Lindenrodais",
    "l'heure d'ouverture",
    "la place du Marché",
    "la soirée des chorales",
    "la toiture",
    "la buvette",
    "l'éclairage de la halle",
    "la signalétique",
  ],
  gens: [
    "les bénévoles",
    "les adhérents",
    "les commerçants",
    "les riverains",
    "les gens du samedi",
    "les élèves du collège",
    "les amis du jumelage",
    "les forains",
  ],
  prenom: ["Ghislain", "Noémie", "Séverine", "Maëlle", "Aglaya", "Gérald", "Corentin", "Henrike"],
  plat: [
    "le gratin de courge",
    "la tarte aux mirabelles",
    "le pâté en croûte",
    "la soupe à l'oignon",
    "les gougères",
    "le clafoutis",
    "la blanquette",
  ],
  petit: (r) => `${r.int(2, 19) * 10}`,
  moyen: (r) => `${r.int(12, 98) * 10}`,
  nombre: (r) => String(r.int(6, 48)),
  heure: (r) => `${r.int(8, 20)}h${r.pick(["", "", "30", "15", "45"])}`,
};

export const FR = [
  {
    category: "notes",
    threads: 34,
    pairs: [
      ["corentin", "henrike"],
      ["henrike", "corentin"],
      ["corentin", "odile"],
      ["henrike", "bastien"],
      ["odile", "corentin"],
      ["corentin", "bastien"],
      ["maelle", "henrike"],
    ],
    cc: ["odile", "henrike", "aglaya", "bastien"],
    ccShare: 0.22,
    subjects: [
      "Note sur {sujet}",
      "Compte rendu de {jourPasse}",
      "Réunion de {jour} : ordre du jour",
      "Points à trancher : {sujet}",
      "Relevé de décisions, {sujet}",
      "À propos de {sujet}",
    ],
    body: [
      ["[Bonjour|Bonjour à tous|Chers amis],", "[Bonsoir|Bonjour],"],
      [
        "Voici la note [promise|demandée] sur {sujet}. [Elle tient en une page|J'ai essayé de faire court|Dites-moi si quelque chose manque].",
        "Je résume ce que nous avons dit [hier soir|lundi|l'autre jour] au sujet de {sujet}, avant que chacun n'ait sa propre version.",
        "La réunion a duré deux heures, dont une bonne moitié sur {sujet}. [Je passe les détails|L'essentiel tient en trois points].",
      ],
      [
        "1. {gens} [demandent|souhaitent] que l'on décide avant {jour}.\n2. {prenom} apporte {chose}.\n3. Le reste attendra la prochaine séance.",
        "- {sujet} : d'accord sur le principe, pas sur la date.\n- {chose} : {prenom} s'en occupe.\n- {lieu} est libre {jour}.",
        "{prenom} a rappelé que {gens} n'ont pas été consultés, ce qui est vrai. Nous sommes convenus de les recevoir {jour} à {heure} dans {lieu}.",
        "Il faudra [environ|à peu près] {nombre} chaises et {chose}. {prenom} voudrait savoir assez tôt si {lieu} n'est pas disponible.",
      ],
      [
        "[Merci de relire|Relisez s'il vous plaît] avant {bientot}, ensuite je l'envoie [au conseil|aux adhérents].",
        "Je ne mets personne d'autre en copie pour l'instant.",
        "Si personne ne dit le contraire, je considère que c'est adopté.",
        "[Bonne journée|Bien à vous|À demain].",
      ],
    ],
    replies: [
      {
        chance: 0.6,
        body: [
          [
            "Merci, c'est clair. [Un seul point|Deux remarques] : {gens} préfèrent {jour}.",
            "D'accord sur tout, sauf un détail, {chose} : ce n'est plus à nous depuis l'été.",
            "Bien reçu. Je complète le paragraphe sur {sujet} et je renvoie.",
          ],
          ["[À plus tard|Bonne soirée|Amitiés]."],
        ],
      },
      {
        chance: 0.3,
        body: [
          [
            "Parfait, je note. On en reparle {jour}.",
            "Je m'en charge, ne bougez pas.",
            "Entendu. {prenom} est au courant.",
          ],
        ],
      },
    ],
    files: [
      ["noteDocx", 0.2],
      ["agendaIcs", 0.1],
    ],
  },
  {
    category: "logistics",
    threads: 27,
    pairs: [
      ["henrike", "maelle"],
      ["maelle", "henrike"],
      ["henrike", "severine"],
      ["severine", "henrike"],
      ["ghislain", "henrike"],
      ["henrike", "odile"],
      ["noemie", "henrike"],
    ],
    subjects: [
      "{chose} pour {jour}",
      "Qui a {chose} ?",
      "Installation dans {lieu}",
      "Buvette : qui tient quoi ?",
      "Livraison {jour}",
      "Planning des permanences",
      "Fête de la Halle : {chose}",
    ],
    body: [
      ["Bonjour,", "Salut,", "[Bonjour|Coucou] à tous,"],
      [
        "Quelqu'un sait-il où [est passé|se trouve|a été rangé] ce qu'il faut pour {jour} ? Je cherche {chose} depuis ce matin.",
        "Pour {jour}, il nous faut {chose} et {nombre} chaises à {heure} dans {lieu}.",
        "La livraison est [annoncée|prévue] {jour} vers {heure}. Il faudrait deux personnes [costaudes|pour décharger] devant {lieu}.",
      ],
      [
        "J'ai prévu {plat} pour {nombre} personnes, [en comptant large|sans compter les enfants]. S'il y a des régimes particuliers, c'est maintenant qu'il faut le dire.",
        "Si vous trouvez porte close, la clé de secours est chez {prenom}, [côté jardin|au premier étage].",
        "On commence à monter à {heure}, on démonte dimanche matin. [Le camion repart à midi|Prévoyez des gants].",
      ],
      [
        "Merci d'avance !",
        "[À samedi|À très vite|Bonne fin de journée].",
        "Je passe [ce soir|demain] de toute façon.",
      ],
    ],
    replies: [
      {
        chance: 0.75,
        body: [
          [
            "C'est moi qui ai {chose}, [dans le coffre de la voiture|au garage depuis Noël|pardon]. Je rapporte tout {jour}.",
            "Je peux venir à {heure}, pas avant, [j'ai cours|je ferme la boutique|le train n'arrive qu'à cette heure].",
            "Oui pour moi. {prenom} vient aussi, avec une remorque.",
          ],
          ["[Bises|À bientôt|Bonne journée]."],
        ],
      },
      {
        chance: 0.35,
        body: [
          ["Super, merci.", "Génial. Je préviens {prenom}.", "Noté, on se retrouve devant {lieu}."],
        ],
      },
    ],
    files: [
      ["planningXlsx", 0.16],
      ["photoJpg", 0.12],
      ["contactVcf", 0.05],
    ],
  },
  {
    category: "invoices",
    threads: 17,
    pairs: [
      ["garance", "odile"],
      ["meunerie", "odile"],
    ],
    numbering: "FA",
    subjects: [
      "Facture {facture}",
      "Votre facture {facture}",
      "Facture {facture} du {dateFacture}",
    ],
    body: [
      ["Bonjour,", "Madame,"],
      [
        "Veuillez trouver ci-joint la facture {facture} d'un montant de {total}\u00a0€ TTC, [payable à 30 jours|à régler sous trente jours].",
        "La facture {facture} ({total}\u00a0€, TVA 20\u00a0% comprise) est jointe à ce message.",
      ],
      [
        "Elle correspond à [l'impression|la livraison] de {quantite} [affiches|dépliants|programmes|tuiles plates|cartons d'invitation].",
        "Règlement par virement : IBAN {iban}.",
        "Merci de rappeler le numéro {facture} dans le libellé du virement. IBAN : {iban}.",
      ],
      ["Cordialement,", "Nous vous remercions de votre confiance."],
    ],
    replies: [
      {
        chance: 0.3,
        body: [
          [
            "Bonjour,\n\nBien reçu, le virement part {jour}.",
            "Bonjour,\n\nMerci. Il me semble que la quantité est [de moitié|fausse d'une dizaine], pouvez-vous vérifier ?",
            "Bonjour,\n\nC'est réglé ce matin, vous devriez le voir [demain|sous deux jours].",
          ],
        ],
      },
    ],
    files: [["invoicePdf", 1]],
  },
  {
    category: "small-loans",
    threads: 13,
    pairs: [
      ["noemie", "odile"],
      ["maelle", "odile"],
      ["ghislain", "bastien"],
      ["bastien", "maelle"],
      ["ghislain", "henrike"],
      ["bastien", "odile"],
    ],
    subjects: [
      "Petit service",
      "Avance de {petit} euros",
      "Remboursement",
      "Les {petit} euros de l'autre jour",
      "Un prêt jusqu'à la fin du mois ?",
      "Prêt de la remorque",
    ],
    body: [
      ["[Bonjour|Salut] {prenomA},", "{prenomA},"],
      [
        "[Pourrais-tu|Est-ce que tu pourrais] m'avancer {petit} euros jusqu'[à la fin du mois|au 5] ? [Le garagiste ne prend pas la carte|J'ai eu la taxe d'habitation et la chaudière la même semaine].",
        "Je te dois toujours {petit} euros pour [le train|les courses du pique-nique|le cadeau de Séverine]. Je te les rends {jour}.",
        "J'ai réglé {petit} euros de ma poche pour [les ampoules|les timbres|le gasoil du camion]. Le ticket est dans la boîte de l'association.",
        "Tu me prêterais [ta remorque|ton appareil à raclette|ta scie sauteuse] {jour} ? Je la rapporte le soir même.",
      ],
      [
        "Rien d'urgent.",
        "Dis-moi franchement si ça t'embête.",
        "Je t'offre [un café|l'apéritif] pour la peine.",
      ],
    ],
    replies: [
      {
        chance: 0.85,
        body: [
          [
            "[Bien sûr|Pas de souci|Avec plaisir], je te fais ça [ce soir|demain].",
            "Aucun problème, passe quand tu veux, [je suis là jusqu'à {heure}|la porte est ouverte].",
            "Pas de souci, mais garde le ticket, sinon je ne peux pas le passer dans les comptes.",
          ],
          ["[Amitiés|Bises|À bientôt]"],
        ],
      },
    ],
  },
  {
    category: "recommendations",
    threads: 11,
    pairs: [
      ["corentin", "bastien"],
      ["ghislain", "henrike"],
      ["bastien", "corentin"],
      ["gerald", "odile"],
      ["noemie", "bastien"],
    ],
    subjects: [
      "Recommandation",
      "Lettre pour {stagiaire}",
      "Un bon menuisier",
      "Une candidature que je te recommande",
      "{stagiaire}, stage de printemps",
    ],
    body: [
      ["Bonjour {prenomA},", "Bonjour,"],
      [
        "Je te [recommande|signale] {stagiaire}, qui cherche un stage de [deux|trois] mois. [Sérieuse, curieuse, à l'heure|Un vrai sens du contact et une bonne plume].",
        "Tu cherchais quelqu'un pour {sujet} : essaie l'atelier de la rue des Tanneurs, ils ont refait la porte de la mairie et c'est [du beau travail|propre].",
        "Pourrais-tu écrire deux lignes de recommandation pour {stagiaire} ? Elle dépose son dossier {jour}.",
      ],
      [
        "Je l'ai vue à l'œuvre pendant la fête, elle a tenu la caisse sans une erreur.",
        "Je ne m'engage pas pour lui, mais j'en ai entendu du bien de [deux|plusieurs] personnes.",
        "C'est en toute liberté, évidemment.",
      ],
      ["Bien à toi,", "Amicalement,"],
    ],
    replies: [
      {
        chance: 0.6,
        body: [
          [
            "Merci du conseil, je l'appelle {jour}.",
            "Avec plaisir, la lettre est prête, je la signe {jour}.",
            "On a déjà trois stagiaires, mais je transmets [à la mairie|au collège].",
          ],
        ],
      },
    ],
    files: [["letterOdt", 0.1]],
  },
  {
    category: "personal",
    threads: 21,
    pairs: [
      ["noemie", "bastien"],
      ["ghislain", "bastien"],
      ["bastien", "noemie"],
      ["maelle", "bastien"],
      ["henrike", "ghislain"],
      ["ghislain", "odile"],
      ["noemie", "henrike"],
      ["bastien", "ghislain"],
    ],
    subjects: [
      "Dimanche",
      "Des nouvelles",
      "Photos de la randonnée",
      "Anniversaire de maman",
      "Tu as vu ça ?",
      "Le chat",
      "Vacances",
      "Recette : {plat}",
    ],
    body: [
      ["Salut,", "Coucou,", "{prenomA},"],
      [
        "On a marché jusqu'à l'étang {jourPasse}, [il n'y avait personne|on est rentrés trempés], et le chien s'est roulé dans [tout ce qu'il a trouvé|une flaque].",
        "Merci pour {plat}, tout le monde [en a repris|m'a demandé la recette]. [Je garde le plat en otage|Ton plat t'attend].",
        "Visite chez le vétérinaire avec le chat : [rien de grave|il est au régime], il me fait la tête depuis.",
        "Les vacances sont posées : du {jour} au lundi suivant, [en Bretagne|chez mes parents|à la montagne]. Vous venez un week-end ?",
        "J'ai retrouvé les photos de la classe de neige. On avait tous [la même coupe|des pulls affreux].",
      ],
      [
        "Et toi, [ton dos|le nouveau travail|la maison] ?",
        "[Papa va mieux|Maman t'embrasse], il paraît qu'il y aura {plat} dimanche.",
        "Je lis enfin le roman que tu m'avais prêté, j'avance lentement, mais avec joie.",
      ],
      ["[Bises|Je t'embrasse|À dimanche|Grosses bises à vous trois]."],
    ],
    replies: [
      {
        chance: 0.6,
        body: [
          [
            "[Ha ha|Excellent] ! Dimanche nous va très bien, on apporte {plat}.",
            "Je t'appelle ce soir, trop long à écrire ici.",
            "Tant mieux si ça t'a plu. La recette vient de ma grand-tante, il faut [deux fois plus de beurre|de la patience].",
          ],
          ["[Bises|À très vite]"],
        ],
      },
    ],
    files: [["photoJpg", 0.22]],
  },
  {
    category: "table-reservations",
    threads: 13,
    pairs: [
      ["auberge", "henrike"],
      ["tilleul", "bastien"],
      ["auberge", "odile"],
      ["tilleul", "henrike"],
      ["auberge", "bastien"],
    ],
    subjects: [
      "Votre réservation du {dateRepas}",
      "Confirmation : table pour {couverts}",
      "Réservation {dossier}",
    ],
    body: [
      ["Bonjour,", "Bonjour {prenomA},"],
      [
        "Nous avons le plaisir de confirmer votre table pour {couverts} personnes, {jourRepas} à [12h30|19h30|20h00|20h30].",
        "C'est noté : une table pour {couverts}, {jourRepas} à [12h15|13h00|20h00], [en terrasse si le temps le permet|près de la cheminée|dans la petite salle].",
      ],
      [
        "Numéro de dossier : {dossier}. Au menu cette semaine : {plat}.",
        "La table est gardée vingt minutes. Pour annuler, rappelez le dossier {dossier}.",
      ],
      ["À bientôt,", "Au plaisir de vous recevoir."],
    ],
    replies: [
      {
        chance: 0.2,
        body: [
          [
            "Bonjour,\n\nNous serons finalement un de plus. Est-ce possible ?",
            "Bonjour,\n\nMerci. Une personne ne mange pas de gluten.",
          ],
        ],
      },
    ],
  },
  {
    category: "travel",
    threads: 12,
    pairs: [
      ["rail", "henrike"],
      ["rail", "bastien"],
      ["rail", "odile"],
    ],
    subjects: ["Votre billet, dossier {dossier}", "Confirmation de voyage {dossier}"],
    body: [
      ["Bonjour,"],
      [
        "Votre voyage est confirmé : Sainte-Avelle, {jour}, départ [6h48|7h21|8h05|17h32], [arrivée à Lindenrode|correspondance au Croisement], voiture {nombre}, place {nombre}.",
        "Voici votre billet [aller-retour|aller simple] pour {jour}. Voiture {nombre}, place {nombre}, côté [couloir|fenêtre].",
      ],
      [
        "Prix payé : {petit}\u00a0€. Référence du dossier : {dossier}.",
        "Dossier {dossier}, échangeable sans frais jusqu'à la veille.",
      ],
      ["Bon voyage !"],
    ],
    files: [["ticketPdf", 0.6]],
  },
  {
    category: "speeches",
    threads: 12,
    pairs: [
      ["bastien", "corentin"],
      ["corentin", "bastien"],
    ],
    cc: ["henrike"],
    ccShare: 0.35,
    subjects: [
      "Discours : {sujet}",
      "Projet d'allocution, {sujet}",
      "Version {nombre} du discours",
      "Tes mots pour {jour}",
    ],
    body: [
      ["Bonjour {prenomA},", "{prenomA},"],
      [
        "Voici [un premier jet|une nouvelle version] pour {jour}. J'ai gardé l'image [du toit|de la charpente|de la place vide], et coupé [le passage sur les subventions|la moitié des chiffres].",
        "Il me faudrait [cinq|huit] minutes sur {sujet}, sans jargon. [Commence par les gens|Finis par la date du vote].",
        "J'ai relu à voix haute : ça tient en [six|sept|neuf] minutes. La fin me paraît encore [trop sage|longue].",
      ],
      [
        "« Une halle n'est pas un décor, c'est une conversation qui dure depuis quatre siècles. » [Tu gardes|On garde] ?",
        "Je propose : « Nous ne demandons pas la lune, nous demandons un toit. »",
        "Attention au nom [du maire de Lindenrode|des donateurs], il y avait une coquille la dernière fois.",
      ],
      ["Dis-moi [ce soir|demain matin].", "À toi de couper.", "[Bon courage|Bonne lecture]."],
    ],
    replies: [
      {
        chance: 0.75,
        body: [
          [
            "C'est mieux. Enlève « conversation », [garde le reste|ça fait salon de thé].",
            "Je le lirai tel quel. Merci pour [la nuit blanche|ta patience].",
            "Trop long de deux minutes. Coupe {sujet}, personne ne nous attend là-dessus.",
          ],
          ["À demain."],
        ],
      },
    ],
    files: [["speechDocx", 0.7]],
  },
  {
    category: "accounts",
    threads: 13,
    pairs: [
      ["odile", "gerald"],
      ["gerald", "odile"],
      ["odile", "corentin"],
    ],
    subjects: [
      "Comptes de {mois}",
      "Rapprochement bancaire",
      "Budget : {sujet}",
      "Pièces manquantes",
      "Subvention communale",
      "Cotisations",
    ],
    body: [
      ["Bonjour,", "Bonjour {prenomA},"],
      [
        "Je vous joins [le tableau|les comptes] de {mois}. Le solde est de {moyen} euros, [conforme au relevé|à douze euros près].",
        "Il manque [trois|quatre] justificatifs pour {mois} : [les timbres, le gaz et la location du barnum|la sono, les affiches, le camion et l'assurance].",
        "La subvention communale ({moyen} euros) est arrivée {jourPasse}. [Je l'ai affectée à la toiture|Elle couvre la moitié de {sujet}].",
      ],
      [
        "Les recettes de la tombola ont été comptées à deux et déposées en banque le lundi, bordereau à l'appui.",
        "Les dons reçus par chèque donnent lieu à un reçu fiscal ; j'ai préparé les {nombre} reçus.",
        "La déclaration est à faire avant {jour}, je m'en occupe.",
      ],
      ["Bien cordialement,", "Bonne réception."],
    ],
    replies: [
      {
        chance: 0.55,
        body: [
          [
            "Merci, tout est en ordre. Je clôture {mois}.",
            "Bien reçu. Pour {sujet}, mettez-le plutôt en investissement.",
            "Il reste {petit} euros que je ne sais pas rattacher, une idée ?",
          ],
          ["[Cordialement|Bonne journée],"],
        ],
      },
    ],
    files: [
      ["budgetXlsx", 0.6],
      ["statementCsv", 0.15],
    ],
  },
];
