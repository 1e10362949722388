// the same thing is said in many words; a sentence is searched with all of them

const groups = [
  "renewal renew renews renewing contract expiry expire expires expiring subscription prolong extend extension term",
  "risk churn churning leave leaves leaving lose losing unhappy angry frustrated complain complaint cancel cancels cancelling cancellation save rescue escalate escalation warning danger detractor nps dissatisfied quit silent",
  "onboarding onboard kickoff welcome signed implementation implement setup rollout launch live start started training trial",
  "adoption adopt usage use unused inactive login logins seats activate activation feature features",
  "expansion expand upsell upgrade grow growth cross-sell more",
  "qbr review business-review ebr",
  "report reporting kpi kpis summary digest weekly monthly numbers",
  "survey feedback nps csat score",
  "email mail mails write message",
  "meeting call talk",
];

const synonyms = new Map<string, Set<string>>();
for (const group of groups)
  for (const word of group.split(" ")) {
    const known = synonyms.get(word) ?? new Set();
    for (const other of group.split(" ")) known.add(other);
    synonyms.set(word, known);
  }

// what says nothing about which playbook is meant
const empty = new Set(
  (
    "a an and are as at be before after by can create do each every for from get give has have i if in into is it make me my new of on or our " +
    "playbook please run set so that the their them then they this to us want we when which who will with write you your days day weeks week months month customer customers"
  ).split(" "),
);

/** The words of a text, those that belong together as one. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/\p{Mark}|'s\b|’s\b/gu, "")
    .replaceAll(/\bkick[ -]off/g, "kickoff")
    .replaceAll(/\bgo(es|ing)?[ -]live/g, "launch")
    .replaceAll(/\bset[ -]up/g, "setup")
    .replaceAll(/\broll[ -]out/g, "rollout")
    .replaceAll(/\bcross[ -]sell/g, "cross-sell")
    .replaceAll(/\bbusiness review/g, "business-review")
    .split(/[^\p{L}\p{N}-]+/u)
    .filter((word) => word.length > 1);
}

/** A word as it is found, and all the words it is searched with. */
export function searchTerms(word: string): { own: string | null; all: string[] | null } {
  if (empty.has(word)) return { own: null, all: null };
  const same = synonyms.get(word) ?? new Set();
  return { own: word, all: [...new Set([word, ...same])] };
}
