import { type DraftRow, findDraft } from "../../store/drafts.ts";
import { forWorkspace } from "../../store/tenant.ts";
import type { Answer, Pressed, Response } from "../chat.ts";
import {
  changeDraft,
  contextOf,
  openDraft,
  presentText,
  proposed,
  setDraft,
  writeDraft,
} from "../drafting.ts";
import type { ChatNeeds } from "../needs.ts";
import { saveDraft, unsaved } from "../save-draft.ts";
import { changeForm, questionForm, textsOf } from "../draft-forms.ts";
import { type Act, matching, type Verb } from "../verb.ts";
import { whereSaid } from "../where.ts";
import { say } from "../words.ts";
import { on } from "./switch.ts";

export const create: Verb = {
  name: "create",
  group: "Write",
  help: [
    {
      say: "create a playbook for renewals, 90 days before the renewal date",
      does: "writes one and shows it in words",
      first: true,
    },
  ],
  reads: (text) =>
    matching(text, [
      /^(?:please\s+)?(?:create|make|write|draft|build|set up|new)\b\s*(?<request>.*)$/is,
      /^(?<request>(?:i|we)\s+(?:need|want)\s+a\s+playbook\b.+)$/is,
    ]),
  besideDraft: /^(?:\w+\s+){1,2}(?:a|an|another)\s+(?:new\s+)?playbook\b/i,
  async hear(needs, said, { request = "" }) {
    const sentence = request.trim();
    if (sentence === "")
      return say(
        "What is it for? Say, for example: create a playbook for renewals, 90 days before the renewal date.",
      );
    const draft = await openDraft(needs, {
      ...said,
      ...whereSaid(said),
      request: said.text,
      playbookId: null,
      state: { is: "thinking", doing: "Reading what you asked for", key: said.key },
    });
    // said again after a crash: only what was never finished is begun anew
    if (draft.state.is === "thinking")
      await writeDraft(needs, said, draft, { plan: null, answers: {} });
    return {};
  },
  acts: {
    change: { replay: "run", press: changePlaybook },
    "draft-template": { replay: "ask again", press: openTemplateForm },
    "draft-fill": {
      replay: "answer",
      submit: (needs, sent) =>
        onDraft(needs, sent, (draft, [, id = ""]) => fill(needs, sent, draft, id)),
    },
    "draft-answer": {
      replay: "ask again",
      press: (needs, pressed) =>
        onDraft(needs, pressed, async ({ state }) =>
          state.is === "asking"
            ? {
                form: questionForm(
                  "A few questions",
                  "draft-answered",
                  pressed.value,
                  state.questions,
                ),
              }
            : {},
        ),
    },
    "draft-answered": {
      replay: "answer",
      submit: (needs, sent) =>
        onDraft(needs, sent, async (draft) => {
          const plan = draft.state.is === "asking" ? draft.state.plan : null;
          await writeDraft(needs, sent, draft, { plan, answers: textsOf(sent.fields) });
          return {};
        }),
    },
    "draft-change": {
      replay: "ask again",
      press: (needs, pressed) =>
        onDraft(needs, pressed, async () => ({ form: changeForm(pressed.value) })),
    },
    "draft-changed": {
      replay: "answer",
      submit: (needs, sent) =>
        onDraft(needs, sent, async (draft): Promise<Answer> => {
          const because = await changeDraft(
            needs,
            sent,
            draft,
            String(sent.fields["instruction"] ?? ""),
          );
          return because === null ? {} : { problems: { instruction: because } };
        }),
    },
    "draft-yaml": {
      replay: "run",
      press: (needs, pressed) =>
        onDraft(needs, pressed, async ({ state }) =>
          state.is === "proposed"
            ? {
                reply: {
                  is: "file",
                  name: "playbook.yml",
                  title: "Draft",
                  text: state.source,
                  comment: "The draft's text. Paste a changed one into its thread to replace it.",
                },
                everybody: true,
              }
            : {},
        ),
    },
    "draft-again": settling(async (needs, pressed, draft) => {
      const { state } = draft;
      if (state.is === "choosing" || (state.is === "thinking" && state.key === pressed.key))
        await writeDraft(needs, pressed, draft, { plan: null, answers: {} });
      return {};
    }),
    "draft-save": settling((needs, pressed, draft) => save(needs, pressed, draft, false)),
    "draft-on": settling((needs, pressed, draft) => save(needs, pressed, draft, true)),
    "draft-drop": settling(async (needs, pressed, draft) => {
      const source = draft.state.is === "proposed" ? draft.state.source : null;
      const text = "Discarded.";
      const settled = { is: "settled", text, source, playbookId: null } as const;
      await setDraft(needs, pressed.workspaceId, draft.id, settled);
      return {};
    }),
    "draft-back": settling(async (needs, pressed, { id, state }) => {
      if (state.is !== "settled" || state.source === null || state.playbookId !== null) return {};
      await setDraft(needs, pressed.workspaceId, id, proposed(state.source, [], []));
      return {};
    }, true),
  },
};

function settling(
  work: (needs: ChatNeeds, pressed: Pressed, draft: DraftRow) => Promise<Response>,
  evenSettled = false,
): Act {
  return {
    replay: "run",
    press: (needs, pressed) =>
      onDraft(needs, pressed, (draft) => work(needs, pressed, draft), evenSettled),
  };
}

async function onDraft<T>(
  needs: ChatNeeds,
  { workspaceId, value }: { workspaceId: string; value: string },
  work: (draft: DraftRow, parts: string[]) => Promise<T>,
  evenSettled = false,
): Promise<T | Response> {
  const parts = value.split(" ");
  const draft = await forWorkspace(needs.pool, workspaceId, (tenant) =>
    findDraft(tenant, parts[0] ?? ""),
  );
  if (!draft) return say("That draft no longer exists. Say again what you need.");
  return draft.state.is === "settled" && !evenSettled ? say(unsaved(draft)) : work(draft, parts);
}

/** Opens the present text of a playbook as a draft, in a thread of its own. */
async function changePlaybook(needs: ChatNeeds, pressed: Pressed): Promise<Response> {
  const { workspaceId, value, place } = pressed;
  const present = await forWorkspace(needs.pool, workspaceId, (tenant) =>
    presentText(tenant, value),
  );
  if (!present) return say("That playbook no longer exists.");
  const notes = ["Say in this thread what should change, or paste the whole text."];
  await openDraft(needs, {
    ...pressed,
    place: place.channel,
    threadTs: place.direct ? null : place.thread,
    request: `Change ${present.name}`,
    playbookId: value,
    state: { is: "proposed", source: present.source, changes: [], notes, problems: [] },
  });
  return {};
}

async function openTemplateForm(needs: ChatNeeds, pressed: Pressed): Promise<Response> {
  const [, id] = pressed.value.split(" ");
  const template = needs.author.templates().find((it) => it.id === id);
  if (!template) return say("That template no longer exists.");
  return {
    form: questionForm(
      template.name,
      "draft-fill",
      pressed.value,
      needs.author.questionsOf(template),
    ),
  };
}

async function fill(
  needs: ChatNeeds,
  sent: { workspaceId: string; fields: Record<string, string | string[]> },
  draft: DraftRow,
  templateId: string,
): Promise<Answer> {
  const template = needs.author.templates().find((it) => it.id === templateId);
  if (!template) return say("That template no longer exists.");
  const filled = needs.author.fill(
    await contextOf(needs, sent.workspaceId),
    template,
    textsOf(sent.fields),
  );
  if (filled.is === "wrong") return { problems: filled.problems };
  await setDraft(needs, sent.workspaceId, draft.id, proposed(filled.source, filled.notes, []));
  return {};
}

/** Stores the text; with `turnOn`, what follows is what turning it on always asks. */
async function save(
  needs: ChatNeeds,
  pressed: Pressed,
  draft: DraftRow,
  turnOn: boolean,
): Promise<Response> {
  const saved = await saveDraft(needs, pressed, draft.id);
  if (saved.is === "refused") return say(saved.because);
  if (!turnOn) return {};
  return (await on.acts["turn-on"]?.press?.(needs, { ...pressed, value: saved.id })) ?? {};
}
