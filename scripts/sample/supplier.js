/** The Russian-language correspondence with a workshop that planes beams, and its translation: foreign script, nothing amiss. */
import { file, sheetMeta, wordMeta } from "./attachments.js";
import { instant } from "./base/time.js";
import { person } from "./cast.js";
import { docx } from "./files/docx.js";
import { xlsx } from "./files/xlsx.js";
import { message, paris } from "./single.js";

/** The correspondence with a workshop that planes beams, led by a colleague who writes Russian, and its translation. */
export function supplierThread(root) {
  const random = root.fork("supplier");
  const ru = { lang: "ru", category: "supplier", cc: [person("henrike")] };
  const t1 = paris(2016, 9, 12, 10, 21, 14);
  const first = message(
    "supplier/1",
    "aglaya",
    ["pakhom"],
    t1,
    "Запрос цены: дубовые балки",
    [
      "Здравствуйте, Пахом Ильич!",
      "Наше объединение восстанавливает крытый рынок в небольшом городке. Нам нужны двенадцать дубовых балок длиной четыре метра, строганых с двух сторон.",
      "Сообщите, пожалуйста, цену и срок доставки. Отвечать можно по-русски, я переведу.",
    ],
    ru,
  );
  const t2 = instant(2016, 9, 13, 9, 40, "moscow", 51);
  const quoteMeta = sheetMeta(random, "pakhom", "pakhom", t2, {
    sheetsHeading: "Листы",
    application: "Microsoft Excel",
    appVersion: "14.0300",
  });
  const quote = file(
    "Смета балки.xlsx",
    xlsx(
      [
        {
          name: "Смета",
          rows: [
            ["Позиция", "Количество", "Цена, EUR"],
            ["Балка дубовая 4 м", 12, 310],
            ["Строгание", 12, 45],
            ["Доставка", 1, 640],
            ["Итого", null, { formula: "B2*C2+B3*C3+C4", value: 4900 }],
          ],
        },
      ],
      quoteMeta,
    ),
    quoteMeta,
  );
  const second = message(
    "supplier/2",
    "pakhom",
    ["aglaya"],
    t2,
    "Re: Запрос цены: дубовые балки",
    [
      "Добрый день, Аглая!",
      "Смета во вложении: двенадцать балок, строгание и доставка, всего 4900 евро. Дерево сушилось три года.",
      "Срок шесть недель после задатка.",
    ],
    { ...ru, parent: first, files: [quote] },
  );
  const t3 = paris(2016, 9, 13, 15, 5, 33);
  const third = message(
    "supplier/3",
    "aglaya",
    ["pakhom"],
    t3,
    "Re: Запрос цены: дубовые балки",
    ["Спасибо, смету получила и передала казначею. Ответим после заседания правления."],
    { ...ru, parent: second },
  );
  const t4 = paris(2016, 9, 14, 11, 30, 2);
  const translation = message(
    "supplier/4",
    "henrike",
    ["pia"],
    t4,
    "Traduction du devis russe",
    [
      "Bonjour Pia,",
      "Pourriez-vous traduire le devis ci-joint pour notre trésorière ? Deux pages, rien de technique à part les essences de bois.",
      "Merci d'avance,",
    ],
    { category: "supplier", files: [quote], cc: [person("odile")] },
  );
  const t5 = paris(2016, 9, 16, 17, 12, 45);
  const pia = person("pia").name;
  const wordInfo = {
    ...wordMeta(random, "pia", "pia", t5, { title: "Devis, traduction", company: "" }),
    creator: pia,
    lastModifiedBy: pia,
  };
  const translated = file(
    "devis-traduction.docx",
    docx(
      [
        "Traduction du russe",
        "Poutre de chêne, 4 m : 12 pièces à 310 euros.",
        "Rabotage : 12 fois 45 euros.",
        "Livraison : 640 euros. Total : 4900 euros.",
      ],
      wordInfo,
    ),
    wordInfo,
  );
  const fifth = message(
    "supplier/5",
    "pia",
    ["henrike"],
    t5,
    "Re: Traduction du devis russe",
    [
      "Bonjour Henrike,",
      "Voici la traduction. Le mot « задаток » désigne un acompte, que l'on perd si l'on se dédit ; je l'ai rendu par « arrhes ».",
      "Ma note d'honoraires suivra, 85 euros.",
    ],
    { category: "supplier", parent: translation, files: [translated], cc: [person("odile")] },
  );
  const sixth = message(
    "supplier/6",
    "odile",
    ["henrike"],
    paris(2016, 9, 17, 9, 2, 10),
    "Re: Traduction du devis russe",
    [
      "Merci à toutes les deux. 4900 euros livrés, c'est moins que le devis de la scierie. Je propose de l'inscrire à l'ordre du jour.",
    ],
    { category: "supplier", parent: fifth, cc: [person("pia")] },
  );
  const t7 = paris(2016, 10, 4, 8, 55, 20);
  const seventh = message(
    "supplier/7",
    "aglaya",
    ["pakhom"],
    t7,
    "Re: Запрос цены: дубовые балки",
    [
      "Здравствуйте! Правление согласно, задаток переведём на этой неделе. Просим доставить балки до середины ноября.",
    ],
    { ...ru, parent: third },
  );
  const eighth = message(
    "supplier/8",
    "pakhom",
    ["aglaya"],
    instant(2016, 10, 4, 16, 18, "moscow", 9),
    "Re: Запрос цены: дубовые балки",
    ["Принято. Балки будут готовы десятого ноября, водитель позвонит накануне."],
    { ...ru, parent: seventh },
  );
  return [first, second, third, translation, fifth, sixth, seventh, eighth];
}
