import { sealTyped } from "../connect/seal.ts";
import { UserError } from "../errors.ts";
import { type CardKind, findCardAt, touchCards } from "../store/cards.ts";
import { listOpenChecklists } from "../store/checklists.ts";
import { type DraftRow, findDraftIn } from "../store/drafts.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import { approvalCard } from "./cards/approval.ts";
import { checklistCard } from "./cards/checklist.ts";
import { draftCard } from "./cards/draft.ts";
import { runCard } from "./cards/run.ts";
import { stepCard } from "./cards/step.ts";
import type { Chat, Pressed, Response, Said } from "./chat.ts";
import { talkOfDraft } from "./draft-talk.ts";
import { homeOf } from "./home.ts";
import type { ChatNeeds } from "./needs.ts";
import { verbs } from "./verbs/all.ts";
import { notUnderstood } from "./verbs/help.ts";
import type { Card } from "./replies.ts";
import type { Act, Verb } from "./verb.ts";
import { say } from "./words.ts";

type DrawCard = (needs: ChatNeeds, tenant: Tenant, subject: string) => Promise<Card | null>;

const cards: Record<CardKind, DrawCard> = {
  run: runCard,
  approval: approvalCard,
  step: stepCard,
  draft: draftCard,
  checklist: checklistCard,
};

// what is mostly pressed on a draft's card may as well be said below it
const whatSettles: readonly [RegExp, string][] = [
  [/^(?:turn|switch) (?:(?:it|this) )?on[.!]?$/i, "draft-on"],
  [/^save(?: it| this| the draft)?[.!]?$/i, "draft-save"],
  [/^discard(?: it| this| the draft)?[.!]?$/i, "draft-drop"],
];

/** The one place through which everything is said to the program, and everything it shows is asked for. */
export function createChat(needs: ChatNeeds): Chat {
  const acts = new Map<string, Act>(verbs.flatMap((verb) => Object.entries(verb.acts)));
  // what a button says is meant as it stands, wherever the button is
  acts.set("say", {
    replay: "run",
    press: async (_, pressed) => {
      const via = pressed.place.direct ? "direct" : "mention";
      const said = { ...pressed, text: pressed.value, via } as const;
      return (await asCommand(said, verbs)) ?? { reply: notUnderstood(verbs, said.text) };
    },
  });

  async function hear(asTyped: Said): Promise<Response> {
    const said = { ...asTyped, text: plainly(asTyped.text) };
    const { text } = said;
    const { draft, isOurs } = await threadOf(needs, said);
    const heard = draft ? verbs.filter((verb) => verb.besideDraft?.test(text)) : verbs;
    const response = await asCommand(said, heard);
    if (response) return response;
    const settles = draft && whatSettles.find(([words]) => words.test(text));
    if (settles) return press({ ...said, act: settles[1], value: draft.id });
    if (draft) {
      const because = await talkOfDraft(needs, said, draft, text);
      return because === null ? {} : say(because);
    }
    // elsewhere in threads of ours, silence is politer
    if (isOurs && said.via === "thread") return {};
    return { reply: notUnderstood(verbs, text) };
  }

  async function asCommand(said: Said, heard: readonly Verb[]): Promise<Response | null> {
    for (const verb of heard) {
      const args = verb.reads(said.text);
      if (args) return verb.hear(needs, said, args);
    }
    return null;
  }

  async function press(pressed: Pressed): Promise<Response> {
    const act = acts.get(pressed.act)?.press;
    if (!act)
      throw new UserError(
        "This button is from an older version and does nothing any more. Say “help” to see what works.",
      );
    return act(needs, pressed);
  }

  return {
    hear,
    press,
    submit: (submitted) => {
      const act = acts.get(submitted.act)?.submit;
      if (!act) throw new UserError("This form is from an older version. Please open it again.");
      return act(needs, submitted);
    },
    mayWait: (act) => acts.get(act)?.mayWait ?? false,
    replayOf: (act) => acts.get(act)?.replay ?? "ask again",
    seal: (workspaceId, typed) => sealTyped(needs.engine.connectorKey, workspaceId, typed),
    card: (workspaceId, kind, subject) =>
      forWorkspace(needs.pool, workspaceId, (tenant) => cards[kind](needs, tenant, subject)),
    home: (workspaceId, person) => homeOf(needs, workspaceId, person),
    entered: (workspaceId) => {
      needs.reach.renew(workspaceId);
      return forWorkspace(needs.pool, workspaceId, async (tenant) =>
        touchCards(tenant, "checklist", await listOpenChecklists(tenant)),
      );
    },
  };
}

/** The draft that is talked about in a thread, and whether the thread is one of ours at all. */
async function threadOf(
  needs: ChatNeeds,
  { workspaceId, place: { channel, thread } }: Said,
): Promise<{ draft: DraftRow | null; isOurs: boolean }> {
  if (thread === null) return { draft: null, isOurs: false };
  return forWorkspace(needs.pool, workspaceId, async (tenant) => {
    const draft = await findDraftIn(tenant, channel, thread);
    return {
      draft: draft?.state.is === "settled" ? null : draft,
      isOurs: (await findCardAt(tenant, channel, thread)) !== null,
    };
  });
}

// a verb may stand behind politeness, and the name of the bot behind a comma
function plainly(text: string): string {
  return text
    .trim()
    .replace(/^(?:(?:hey|hi|hello|ok|okay|please|so)\b[,!]?\s+)+(?=\S)/i, "")
    .replace(/^(?:can|could|would|will)\s+you\s+(?:please\s+)?/i, "")
    .replace(/^let'?s\s+/i, "")
    .trim();
}
