/** Measured rates of every check on genuine mail and files. Written by bench/checks.js; not edited by hand. */
import type { MeasuredRate } from "../../model/flag.ts";

/** check | corpus | era | unit | applies | fired | clusters | clusters fired */
const ROWS = `
active-content|office documents|1990-2024|file|1716|100|676|68
anonymised-metadata|office documents|1990-2024|file|612|54|294|3
archive-packer-zone|office documents|1990-2024|file|9|9|8|8
archive-times-all-equal|office documents|1990-2024|file|12|10|7|5
arrival-time-contradicts-itself|mail-50k|1996-2003|message|3|0|1|0
arrival-time-contradicts-itself|mail-50k|2004-2012|message|243|0|32|0
arrival-time-contradicts-itself|mail-50k|2013-2018|message|16|0|3|0
arrival-time-contradicts-itself|mail-50k|2019-2026|message|5|0|1|0
arrival-time-contradicts-itself|spamassassin-ham|1996-2003|message|58|0|13|0
attachment-variants|mail-50k|1996-2026|corpus|1|0|1|0
composition-clock-disagrees-with-date|mail-50k|1996-2003|message|555|0|78|0
composition-clock-disagrees-with-date|mail-50k|2004-2012|message|1715|0|201|0
composition-clock-disagrees-with-date|mail-50k|2013-2018|message|1503|0|161|0
composition-clock-disagrees-with-date|mail-50k|2019-2026|message|3610|0|435|0
composition-clock-disagrees-with-date|spamassassin-ham|1996-2003|message|555|0|211|0
container-written-after-saving|office documents|1990-2024|file|234|40|143|32
conversation-id-reused|mail-50k|1996-2026|corpus|989|0|989|0
date-after-first-hop|mail-50k|1996-2003|message|1000|1|152|1
date-after-first-hop|mail-50k|2004-2012|message|3080|0|424|0
date-after-first-hop|mail-50k|2013-2018|message|3859|0|342|0
date-after-first-hop|mail-50k|2019-2026|message|11000|1|1084|1
date-after-first-hop|spamassassin-ham|1996-2003|message|2037|1|575|1
date-before-first-hop|mail-50k|1996-2003|message|1000|16|152|7
date-before-first-hop|mail-50k|2004-2012|message|3080|32|424|13
date-before-first-hop|mail-50k|2013-2018|message|3859|42|342|8
date-before-first-hop|mail-50k|2019-2026|message|11000|36|1084|10
date-before-first-hop|spamassassin-ham|1996-2003|message|2037|85|575|35
date-unreadable|mail-50k|1996-2003|message|25956|0|3040|0
date-unreadable|mail-50k|undated|message|30|0|5|0
date-unreadable|mail-50k|2004-2012|message|3094|0|425|0
date-unreadable|mail-50k|2013-2018|message|3920|0|347|0
date-unreadable|mail-50k|2019-2026|message|11000|0|1084|0
date-unreadable|spamassassin-ham|1996-2003|message|2115|0|584|0
date-week-before-first-hop|mail-50k|1996-2003|message|1000|0|152|0
date-week-before-first-hop|mail-50k|2004-2012|message|3080|0|424|0
date-week-before-first-hop|mail-50k|2013-2018|message|3859|0|342|0
date-week-before-first-hop|mail-50k|2019-2026|message|11000|0|1084|0
date-week-before-first-hop|spamassassin-ham|1996-2003|message|2037|0|575|0
date-weekday-wrong|mail-50k|1996-2003|message|25938|47|3035|3
date-weekday-wrong|mail-50k|undated|message|30|0|5|0
date-weekday-wrong|mail-50k|2004-2012|message|3061|0|414|0
date-weekday-wrong|mail-50k|2013-2018|message|3920|0|347|0
date-weekday-wrong|mail-50k|2019-2026|message|10998|0|1082|0
date-weekday-wrong|spamassassin-ham|1996-2003|message|1966|0|545|0
date-without-zone|mail-50k|1996-2003|message|25956|0|3040|0
date-without-zone|mail-50k|undated|message|30|0|5|0
date-without-zone|mail-50k|2004-2012|message|3094|2|425|1
date-without-zone|mail-50k|2013-2018|message|3920|0|347|0
date-without-zone|mail-50k|2019-2026|message|11000|0|1084|0
date-without-zone|spamassassin-ham|1996-2003|message|2115|1|584|1
date-zone-impossible|mail-50k|1996-2003|message|25956|0|3040|0
date-zone-impossible|mail-50k|undated|message|30|0|5|0
date-zone-impossible|mail-50k|2004-2012|message|3092|0|424|0
date-zone-impossible|mail-50k|2013-2018|message|3920|0|347|0
date-zone-impossible|mail-50k|2019-2026|message|11000|0|1084|0
date-zone-impossible|spamassassin-ham|1996-2003|message|2114|0|583|0
display-name-holds-other-address|mail-50k|1996-2003|message|1029|0|147|0
display-name-holds-other-address|mail-50k|2004-2012|message|3048|0|405|0
display-name-holds-other-address|mail-50k|2013-2018|message|3850|0|343|0
display-name-holds-other-address|mail-50k|2019-2026|message|10366|2|1011|1
display-name-holds-other-address|spamassassin-ham|1996-2003|message|1993|1|557|1
duplicate-date|mail-50k|1996-2003|message|25956|0|3040|0
duplicate-date|mail-50k|undated|message|30|0|5|0
duplicate-date|mail-50k|2004-2012|message|3094|0|425|0
duplicate-date|mail-50k|2013-2018|message|3920|0|347|0
duplicate-date|mail-50k|2019-2026|message|11000|0|1084|0
duplicate-date|spamassassin-ham|1996-2003|message|2115|0|584|0
duplicate-from|mail-50k|1996-2003|message|25956|0|3040|0
duplicate-from|mail-50k|undated|message|30|0|5|0
duplicate-from|mail-50k|2004-2012|message|3094|0|425|0
duplicate-from|mail-50k|2013-2018|message|3920|0|347|0
duplicate-from|mail-50k|2019-2026|message|11000|0|1084|0
duplicate-from|spamassassin-ham|1996-2003|message|2115|0|584|0
duplicate-message-id|mail-50k|1996-2003|message|25956|1|3040|1
duplicate-message-id|mail-50k|undated|message|30|0|5|0
duplicate-message-id|mail-50k|2004-2012|message|3094|2|425|2
duplicate-message-id|mail-50k|2013-2018|message|3920|0|347|0
duplicate-message-id|mail-50k|2019-2026|message|11000|0|1084|0
duplicate-message-id|spamassassin-ham|1996-2003|message|2115|0|584|0
duplicate-subject|mail-50k|1996-2003|message|25956|0|3040|0
duplicate-subject|mail-50k|undated|message|30|0|5|0
duplicate-subject|mail-50k|2004-2012|message|3094|0|425|0
duplicate-subject|mail-50k|2013-2018|message|3920|0|347|0
duplicate-subject|mail-50k|2019-2026|message|11000|0|1084|0
duplicate-subject|spamassassin-ham|1996-2003|message|2112|0|582|0
edit-time-exceeds-lifetime|office documents|1990-2024|file|331|2|174|2
file-zone-told|office documents|1990-2024|file|322|322|217|217
foreign-error-text|office documents|1990-2024|file|615|0|301|0
foreign-script-metadata|mail-50k|1996-2026|corpus|21|0|21|0
gmail-id-contradicts-received|mail-50k|2004-2012|message|308|0|22|0
gmail-id-contradicts-received|mail-50k|2013-2018|message|676|0|85|0
gmail-id-contradicts-received|mail-50k|2019-2026|message|2182|0|172|0
gmail-id-under-other-program|mail-50k|1996-2003|message|405|0|42|0
gmail-id-under-other-program|mail-50k|2004-2012|message|1581|0|188|0
gmail-id-under-other-program|mail-50k|2013-2018|message|1034|0|181|0
gmail-id-under-other-program|mail-50k|2019-2026|message|2779|0|273|0
gmail-id-under-other-program|spamassassin-ham|1996-2003|message|345|0|139|0
hidden-content|office documents|1990-2024|file|1262|129|583|87
image-changed-before-taken|office documents|1990-2024|file|42|1|27|1
image-saved-by-editor|office documents|1990-2024|file|31|15|22|9
inherited-from-other-file|mail-50k|1996-2026|corpus|3|0|3|0
last-saver-differs-from-creator|office documents|1990-2024|file|550|185|310|135
line-ends-unlike-mailbox|mail-50k|1996-2026|corpus|50000|0|50000|0
long-text-no-edit-time|office documents|1990-2024|file|160|3|94|2
machine-traces|office documents|1990-2024|file|1061|259|579|174
mail-hole|mail-50k|1996-2026|corpus|49973|10|49973|10
mailbox-number-out-of-order|mail-50k|1996-2026|corpus|5252|1|5252|1
message-id-domain-differs|mail-50k|1996-2003|message|25956|25309|3040|2944
message-id-domain-differs|mail-50k|undated|message|30|30|5|5
message-id-domain-differs|mail-50k|2004-2012|message|3094|745|425|151
message-id-domain-differs|mail-50k|2013-2018|message|3920|841|347|134
message-id-domain-differs|mail-50k|2019-2026|message|11000|4281|1084|419
message-id-domain-differs|spamassassin-ham|1996-2003|message|2115|1111|584|284
message-id-domain-unrelated|mail-50k|1996-2003|message|1000|148|152|17
message-id-domain-unrelated|mail-50k|2004-2012|message|3080|306|424|61
message-id-domain-unrelated|mail-50k|2013-2018|message|3859|590|342|76
message-id-domain-unrelated|mail-50k|2019-2026|message|11000|2365|1084|195
message-id-domain-unrelated|spamassassin-ham|1996-2003|message|2037|263|575|105
message-id-malformed|mail-50k|1996-2003|message|25956|0|3040|0
message-id-malformed|mail-50k|undated|message|30|0|5|0
message-id-malformed|mail-50k|2004-2012|message|3094|0|425|0
message-id-malformed|mail-50k|2013-2018|message|3920|0|347|0
message-id-malformed|mail-50k|2019-2026|message|11000|0|1084|0
message-id-malformed|spamassassin-ham|1996-2003|message|2115|1|584|1
message-id-missing|mail-50k|1996-2003|message|1000|0|152|0
message-id-missing|mail-50k|2004-2012|message|3080|0|424|0
message-id-missing|mail-50k|2013-2018|message|3859|0|342|0
message-id-missing|mail-50k|2019-2026|message|11000|0|1084|0
message-id-missing|spamassassin-ham|1996-2003|message|2037|0|575|0
modified-before-created|office documents|1990-2024|file|671|2|328|2
no-received|mail-50k|1996-2003|message|25956|24956|3040|2888
no-received|mail-50k|undated|message|30|30|5|5
no-received|mail-50k|2004-2012|message|3094|14|425|1
no-received|mail-50k|2013-2018|message|3920|61|347|17
no-received|mail-50k|2019-2026|message|11000|0|1084|0
no-received|spamassassin-ham|1996-2003|message|2115|78|584|11
outlook-without-its-boundary|mail-50k|1996-2003|message|9|0|4|0
outlook-without-its-boundary|mail-50k|2004-2012|message|3|0|2|0
outlook-without-its-boundary|mail-50k|2019-2026|message|17|15|7|6
outlook-without-its-boundary|spamassassin-ham|1996-2003|message|9|0|8|0
outlook-without-its-headers|mail-50k|2004-2012|message|22|0|10|0
outlook-without-its-headers|mail-50k|2013-2018|message|8|0|2|0
outlook-without-its-headers|mail-50k|2019-2026|message|45|0|13|0
outlook-without-its-headers|spamassassin-ham|1996-2003|message|35|0|13|0
pdf-changed-after-signature|office documents|1990-2024|file|4|3|3|2
pdf-dates-disagree|office documents|1990-2024|file|194|1|134|1
pdf-earlier-revision|office documents|1990-2024|file|635|29|239|23
pdf-modified-before-created|office documents|1990-2024|file|260|0|183|0
pdf-number-in-other-font|office documents|1990-2024|file|108|3|74|3
pdf-revision-text-changed|mail-50k|1996-2026|corpus|4|0|4|0
pdf-text-over-letterhead|office documents|1990-2024|file|620|2|235|1
printed-after-modified|office documents|1990-2024|file|82|0|67|0
program-newer-than-date|mail-50k|2004-2012|message|278|0|46|0
program-newer-than-date|mail-50k|2013-2018|message|1770|0|159|0
program-newer-than-date|mail-50k|2019-2026|message|3936|1|341|1
program-under-document-name|office documents|1990-2024|file|1791|1|720|1
queue-id-shared|mail-50k|1996-2026|corpus|88799|1|88799|1
quoted-text-differs|mail-50k|1996-2026|corpus|9603|1|9603|1
re-save-burst|mail-50k|1996-2026|corpus|4|0|4|0
received-clock-skew|mail-50k|1996-2003|message|1000|24|152|13
received-clock-skew|mail-50k|2004-2012|message|3080|68|424|25
received-clock-skew|mail-50k|2013-2018|message|3859|72|342|9
received-clock-skew|mail-50k|2019-2026|message|11000|122|1084|13
received-clock-skew|spamassassin-ham|1996-2003|message|2027|221|574|79
received-goes-backwards|mail-50k|1996-2003|message|1000|0|152|0
received-goes-backwards|mail-50k|2004-2012|message|3080|0|424|0
received-goes-backwards|mail-50k|2013-2018|message|3859|0|342|0
received-goes-backwards|mail-50k|2019-2026|message|11000|0|1084|0
received-goes-backwards|spamassassin-ham|1996-2003|message|2027|0|574|0
referenced-mail-missing|mail-50k|1996-2026|corpus|791|47|791|47
removed-cells-left-traces|office documents|1990-2024|file|174|0|93|0
reply-before-parent|mail-50k|1996-2026|corpus|14436|0|14436|0
reply-to-elsewhere|mail-50k|1996-2003|message|92|4|21|2
reply-to-elsewhere|mail-50k|2004-2012|message|165|4|45|1
reply-to-elsewhere|spamassassin-ham|1996-2003|message|110|78|54|34
reply-without-references|mail-50k|1996-2003|message|9165|8423|927|827
reply-without-references|mail-50k|undated|message|8|8|4|4
reply-without-references|mail-50k|2004-2012|message|2082|43|294|30
reply-without-references|mail-50k|2013-2018|message|1660|3|282|3
reply-without-references|mail-50k|2019-2026|message|5530|15|628|10
reply-without-references|spamassassin-ham|1996-2003|message|1116|119|357|47
same-message-id-different-body|mail-50k|1996-2026|corpus|31|0|31|0
saved-after-sent|mail-50k|1996-2026|corpus|65|0|65|0
saved-before-program-existed|office documents|1990-2024|file|586|0|277|0
saver-seen-nowhere-else|mail-50k|1996-2026|corpus|2|0|2|0
saver-zone-new|mail-50k|1996-2026|corpus|8|0|8|0
sender-charset-new|mail-50k|1996-2026|corpus|17532|10|17532|10
sender-client-new|mail-50k|1996-2026|corpus|20|1|20|1
sender-first-hop-new|mail-50k|1996-2026|corpus|151|0|151|0
sender-message-id-shape-new|mail-50k|1996-2026|corpus|17688|1|17688|1
sender-zone-new|mail-50k|1996-2026|corpus|17688|7|17688|7
shared-rsids|mail-50k|1996-2026|corpus|1|0|1|0
signature-key-younger-than-date|mail-50k|2004-2012|message|23|0|7|0
signature-key-younger-than-date|mail-50k|2013-2018|message|616|0|89|0
signature-key-younger-than-date|mail-50k|2019-2026|message|3331|0|316|0
signature-shared|mail-50k|1996-2026|corpus|14627|0|14627|0
signed-bodies-differ-widely|mail-50k|1996-2026|corpus|1|0|1|0
signed-body-differs-alone|mail-50k|1996-2026|corpus|11769|1|11769|1
transport-clock-disagrees-with-date|mail-50k|1996-2003|message|24|0|5|0
transport-clock-disagrees-with-date|mail-50k|2004-2012|message|667|0|91|0
transport-clock-disagrees-with-date|mail-50k|2013-2018|message|1151|0|120|0
transport-clock-disagrees-with-date|mail-50k|2019-2026|message|7765|0|769|0
transport-clock-disagrees-with-date|spamassassin-ham|1996-2003|message|258|0|61|0
unlike-senders-history|mail-50k|1996-2026|corpus|17688|0|17688|0
word-file-without-rsids|office documents|1990-2024|file|96|3|51|1
word-save-times-disagree|office documents|1990-2024|file|57|1|45|1
zip-layout-unlike-program|office documents|1990-2024|file|296|31|147|22
zone-comment-contradicts-offset|mail-50k|1996-2003|message|25045|0|2919|0
zone-comment-contradicts-offset|mail-50k|undated|message|30|0|5|0
zone-comment-contradicts-offset|mail-50k|2004-2012|message|427|0|58|0
zone-comment-contradicts-offset|mail-50k|2013-2018|message|59|0|13|0
zone-comment-contradicts-offset|mail-50k|2019-2026|message|80|0|21|0
zone-comment-contradicts-offset|spamassassin-ham|1996-2003|message|304|0|113|0
`;

/** By check id; a check that is not here was not measured. */
export const RATES: ReadonlyMap<string, readonly MeasuredRate[]> = readRows(ROWS);

function readRows(text: string): Map<string, MeasuredRate[]> {
  const byId = new Map<string, MeasuredRate[]>();
  for (const line of text.trim().split("\n")) {
    const [id = "", corpus = "", era = "", unit, applies, fired, clusters, clustersFired] =
      line.split("|");
    const list = byId.get(id) ?? [];
    byId.set(id, list);
    list.push({
      corpus,
      era,
      unit: unit as MeasuredRate["unit"],
      applies: Number(applies),
      fired: Number(fired),
      clusters: Number(clusters),
      clustersFired: Number(clustersFired),
    });
  }
  return byId;
}
