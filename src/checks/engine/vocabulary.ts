/** The closed vocabulary of checks (see wording.ts). A word is added here on purpose, never by a tool in a test. */

const WORDS = `
a about above absolute accident account act actions activex add added adding address addresses adds after afterwards
again against agrees ahead album alias all allowed alone along also altered always among amounts an and anew another
another's answer answered answers any apart apple application archive are around as ask assistant at attachment
attachments author author's away back backup batch battery bcc be before beginning begins begun behalf behind beside
between beyond blanks block bodies body bold books both bought boundaries boundary brackets breaks brings brought bulk
but by bystander bytes calculated calculation calendar came camera camera's can cannot carried carries carry cc cell
cells chance change changed changes characters charset charsets check choose chosen claim cleaned clock clocks closed
closing cluster colleague colleague's colleagues collection columns come comes comment comments common company
compared compute computed computer computers connection container content context contractor control controls
conversation conversion converted converter copied copy corpus corrected correction correspondent count counted
counter counters counting counts covers created creation creationdate creator creators cropping damage data date dated
dates day days default deleted delivered delivery device did differ difference different differently differs display
dkim do document documents docx does domain down download draft drafts dragged drawn dropped dynamic each earlier
earliest easily edited editing either else elsewhere empty emptying end ending ends entry error every evolution
exactly example exceeds excel exchange exif exist existed expected explain export express external falls false family
far faulty fetched few field fields fifty figures file files filetime filled fills filter filtered filters first five
folder folders font fonts footer for form formats forms forwarded forwarder forwarders forwarding found four from full
gap gateway gateways gave generated generates genuine git give given gives gmail gmail's go gone good google group
half hand handed handled has hash have header headers held helpdesk helper here hidden highest history hold holds
holidays host hosting hotels hour hours how hundred id ids illness import imported in information inside inspector
installation instead intact interface into invitation invoice is it its itself journey keeps kept key known knows
lacks language languages laptop large larger last late later launch leaks leaksift least leave leaves left length less
letter letters level library licensed lie life like line lines link links list lists local long longer longest look
loose lowest mac macro macros made mail mailbox mailboxes mailer mailing mails make maker makes many mark marked marks
masked material may mean means member members merge message message's messages metadata microsoft migration mime
minutes missing mobile moddate mode models moment month monthly more most move moved moves multiple mutt name named
names near nearly needs negation neighbouring neither network networks never new newest newsletter newsletters
newspaper next no nobody none nor not note noted notes nothing nowhere number numbered numbers occurs odd of off
offers office office's offices offset offsets often old on once one ones only open opened opens or order ordinary
original other others otherwise out outbox outlook outside over overlooked overlooks own owner owners package packed
packet packing page pages part pass passed passes pasted path paths pattern pause pauses pdf pdf's people percent
person personal phone phones photograph picture pictures piece pivot place points pptx prepares present printed
printer printers printing private program program's programs properties protection provider pst public purpose put
puts putting quarters question queue quotation quotations quote quoted quotes raise random range rare rate re read
readable reader rebuilt receipt received receiving recipient recipient's recipients redirected reference references
removes renamed repair repaired replacing reply report reset resizing rest restored reuses review revision revisions
rewrite rewrites rewrote rise rising root rows rsid rules runs said same save saved saver saves saving say says scan
scanned scanner scheduled script scripts search second seconds security seen sees seldom selection selector send
sender sender's senders sends sent serial series server server's servers service session set sets setting settings
seven several share shared shares sheet sheets shortcut should show shown shows shrinking siblings side sign signature
signatures signed signer signing silent since single size slide slides slip slots so software some somebody someone
something sorted sound source space span speaker speaks splits spread spreadsheets stamp stamped stamps stand standard
stands state stated states stationery status stay stays store stored stores stretches strings subject subjects such
summer suppliers system systems tables tag take taken takes taking tell tells template templates ten test text texts
than that the their theirs them then there these they things third thirty this those thread three through thunderbird
ticket time times to together told took tool topmost total touch traces tracked traits transferred translators travel
travelled turning twenty twice two type typed uncovered under unfinished unpacking unreadable until up updated updates
upper use used user user's uses usual usually utc value values version versions very virus visible w waited wall
warning was way web week weekday weeks were what when where whether which while who whoever whole whom whose widest
windows with within without word words work workbook workbooks worked would write writer writes writing written wrong
wrongly wrote xlsx xmp year year's years yes yet zip zone zones
`;

export const VOCABULARY: ReadonlySet<string> = new Set(WORDS.trim().split(/\s+/));
