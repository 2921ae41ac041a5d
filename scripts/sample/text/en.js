/** English scenarios; for the shape see fr.js. */

export const EN_WORDS = {
  thing: [
    "the trestle tables",
    "the bunting",
    "the tombola drum",
    "the spare gazebo",
    "the twinning flag",
    "the oak pegs",
    "the bell rope",
    "the minibus",
  ],
  topic: [
    "the exchange weekend",
    "the roof timbers",
    "the market visit",
    "the choir",
    "the school party",
    "the September fair",
    "the joint plaque",
  ],
  group: [
    "the Circle",
    "our committee",
    "the host families",
    "the town clerk's office",
    "the school",
    "the bell ringers",
  ],
  dish: ["the rhubarb crumble", "the game pie", "the seed cake", "the leek tart"],
  small: (r) => `${r.int(2, 19) * 5}`,
  count: (r) => String(r.int(5, 44)),
  clock: (r) => `${r.int(8, 11)}.${r.pick(["00", "15", "30", "45"])} am`,
};

export const EN = [
  {
    category: "logistics",
    threads: 17,
    pairs: [
      ["imogen", "henrike"],
      ["henrike", "imogen"],
      ["rupert", "henrike"],
      ["imogen", "bastien"],
    ],
    lang: "en",
    subjects: [
      "Exchange weekend: {topic}",
      "Arrivals on {day}",
      "Host families, update",
      "About {thing}",
      "{topic}: a few questions",
      "Timetable for {day}",
    ],
    body: [
      ["Dear {firstName},", "Hello {firstName},"],
      [
        "[Just a quick note|A short update] about {topic}. We shall be {count} in all, [two of them vegetarian|including the driver], and arrive on {day} at {clock}.",
        "Could you let me know whether {thing} will be [needed|available] on {day}? {group} would otherwise [hire a set|bring ours].",
        "{group} met last night and everyone is [delighted|quite content|happy] with the plan for {topic}.",
        "The oak for the replacement brackets has been sawn. I should like to bring {count} pegs over in the van, with {thing} if there is room.",
      ],
      [
        "We can offer {dish} for the Saturday supper, and someone has promised something sweet.",
        "Please do not go to any trouble about rooms. [Floors are fine|Half of us snore anyway].",
        "Let me know by {soon} so that the coach can be booked. The deposit is only {small} pounds.",
      ],
      ["With best wishes,", "All the best,", "Kind regards,"],
    ],
    replies: [
      {
        chance: 0.75,
        body: [
          [
            "Thank you, that works perfectly. [I have passed it on|We will be at the station].",
            "Lovely. Could we make it half an hour later? [The school bus blocks the square|The baker insists].",
            "No need to hire anything, {thing} can be borrowed from the school.",
          ],
          ["[Best wishes|Warm regards|See you soon],"],
        ],
      },
      {
        chance: 0.3,
        body: [["Half an hour later is fine by us.", "Settled, then. I shall tell {group}."]],
      },
    ],
    files: [
      ["hostsXlsx", 0.15],
      ["photoJpg", 0.1],
    ],
  },
  {
    category: "invoices",
    threads: 10,
    pairs: [["nuage", "odile"]],
    numbering: "INV",
    lang: "en",
    subjects: ["Invoice {facture}", "Your Nuage Net invoice {facture}"],
    body: [
      ["Dear customer,"],
      [
        'Your invoice {facture} for the hosting plan "Association S" is attached. The amount of EUR {total} will be collected by direct debit on {day}.',
      ],
      [
        "Account to be debited: {iban}.",
        "Nothing needs to be done on your side. Mandate account: {iban}.",
      ],
    ],
    files: [["invoicePdf", 1]],
  },
  {
    category: "recommendations",
    threads: 4,
    pairs: [
      ["imogen", "henrike"],
      ["rupert", "henrike"],
      ["henrike", "rupert"],
    ],
    lang: "en",
    subjects: ["A recommendation", "Reference for {intern}", "Someone you should meet"],
    body: [
      ["Dear {firstName},", "Hello {firstName},"],
      [
        "May I recommend {intern}, who spent [the summer|three months] with us and would love to see how you run {topic}?",
        "You asked for a lime mortar specialist. I can recommend my old colleague without hesitation; [he is slow but it stays up|her work on our own hall speaks for itself].",
      ],
      ["Reliable, cheerful, and good with {thing}.", "I would gladly write a formal reference."],
      ["Yours,", "Best wishes,"],
    ],
    replies: [
      {
        chance: 0.7,
        body: [
          [
            "Many thanks, please ask {intern} to write to me directly.",
            "That is kind. We shall find a place for the spring.",
          ],
        ],
      },
    ],
  },
  {
    category: "personal",
    threads: 8,
    pairs: [
      ["imogen", "henrike"],
      ["imogen", "bastien"],
      ["bastien", "imogen"],
    ],
    lang: "en",
    subjects: ["The garden", "Thank you for Sunday", "A book you might like", "Snow!"],
    body: [
      ["Dear {firstName},", "{firstName},"],
      [
        "The snowdrops are out and the cat has [eaten one|made her opinion known].",
        "Thank you so much for Sunday. {dish} was a triumph and I have eaten the rest [for breakfast|standing at the fridge].",
        "I have finished that enormous novel about the lighthouse. [You would hate it|You must read it].",
      ],
      [
        "How is your mother's hip?",
        "We think of coming over in [May|October], trains permitting.",
        "The choir has started on the Christmas carols, in September, imagine.",
      ],
      ["Love,", "Much love to you all,"],
    ],
    replies: [
      {
        chance: 0.5,
        body: [
          [
            "What a picture! [The hip is fine|All well here], thank you.",
            "I laughed out loud on the train. More soon.",
          ],
        ],
      },
    ],
    files: [["photoJpg", 0.2]],
  },
];
