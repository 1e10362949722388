import { z } from "zod";
import { maybeOne, run, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

const Problem = z.object({
  code: z.string(),
  message: z.string(),
  fix: z.string().nullable(),
  path: z.string(),
  line: z.number(),
  column: z.number(),
  excerpt: z.string(),
});

const Question = z.object({
  name: z.string(),
  label: z.string(),
  kind: z.enum(["line", "number", "choice"]),
  options: z.array(z.string()),
  initial: z.string().nullable(),
  optional: z.boolean(),
});

/** Where the writing of a playbook stands. */
export const DraftState = z.discriminatedUnion("is", [
  z.object({
    is: z.literal("thinking"),
    doing: z.string(),
    /** of what was said that it thinks about: said again after a crash, it is thought about again */
    key: z.string().nullable().default(null),
  }),
  z.object({
    is: z.literal("choosing"),
    because: z.string(),
    candidates: z.array(z.object({ id: z.string(), name: z.string(), goal: z.string() })),
  }),
  z.object({ is: z.literal("asking"), plan: z.string(), questions: z.array(Question) }),
  z.object({
    is: z.literal("proposed"),
    source: z.string(),
    changes: z.array(z.string()),
    notes: z.array(z.string()),
    /** what keeps it from being saved; then only `source` is worth keeping */
    problems: z.array(Problem),
  }),
  z.object({
    is: z.literal("settled"),
    text: z.string(),
    /** kept, so that what was discarded can be brought back */
    source: z.string().nullable(),
    /** the playbook it was saved as */
    playbookId: z.string().nullable(),
  }),
]);
export type DraftState = z.infer<typeof DraftState>;

export const DraftRow = z.object({
  id: z.string(),
  authorId: z.string(),
  place: z.string(),
  threadTs: z.string().nullable(),
  request: z.string(),
  /** the playbook it changes; null for a new one */
  playbookId: z.string().nullable(),
  state: DraftState,
  changedAt: z.date(),
});
export type DraftRow = z.infer<typeof DraftRow>;

const columns = `id, author_id as "authorId", place, thread_ts as "threadTs", request, playbook_id as "playbookId",
  state, changed_at as "changedAt"`;

export function findDraft({ db, workspaceId }: Tenant, id: string): Promise<DraftRow | null> {
  return maybeOne(db, DraftRow, {
    text: `select ${columns} from drafts where workspace_id = $1 and id = $2`,
    values: [workspaceId, id],
  });
}

/** The same, so that nobody else changes it before the caller's transaction ends. */
export function lockDraft({ db, workspaceId }: Tenant, id: string): Promise<DraftRow | null> {
  return maybeOne(db, DraftRow, {
    text: `select ${columns} from drafts where workspace_id = $1 and id = $2 for update`,
    values: [workspaceId, id],
  });
}

/** The draft whose thread this is, if any. */
export function findDraftIn(
  { db, workspaceId }: Tenant,
  place: string,
  threadTs: string,
): Promise<DraftRow | null> {
  return maybeOne(db, DraftRow, {
    text: `select ${columns} from drafts d where workspace_id = $1 and (
             (place = $2 and thread_ts = $3) or exists (select 1 from slack_cards k where k.workspace_id = d.workspace_id
               and k.kind = 'draft' and k.subject = d.id::text and k.channel_id = $2 and k.ts = $3))
           order by changed_at desc limit 1`,
    values: [workspaceId, place, threadTs],
  });
}

/** Adds a draft. False when it is here already: the same words arrived twice. */
export async function insertDraft({ db, workspaceId }: Tenant, it: DraftRow): Promise<boolean> {
  const inserted = await run(
    db,
    sql`insert into drafts (workspace_id, id, author_id, place, thread_ts, request, playbook_id, state, changed_at)
        values (${workspaceId}, ${it.id}, ${it.authorId}, ${it.place}, ${it.threadTs}, ${it.request}, ${it.playbookId},
                ${JSON.stringify(it.state)}, ${it.changedAt})
        on conflict do nothing`,
  );
  return inserted === 1;
}

export async function setDraftState(
  { db, workspaceId }: Tenant,
  id: string,
  state: DraftState,
  at: Date,
): Promise<void> {
  await run(
    db,
    sql`update drafts set state = ${JSON.stringify(state)}, changed_at = ${at}
        where workspace_id = ${workspaceId} and id = ${id}`,
  );
}

export async function setDraftRequest(
  { db, workspaceId }: Tenant,
  id: string,
  request: string,
): Promise<void> {
  await run(
    db,
    sql`update drafts set request = ${request} where workspace_id = ${workspaceId} and id = ${id}`,
  );
}

/** The cards of the drafts a playbook was saved from show how it stands now. */
export async function touchDraftsOf(
  { db, workspaceId }: Tenant,
  playbookId: string,
): Promise<void> {
  await run(
    db,
    sql`update slack_cards k set wanted = k.wanted + 1 from drafts d
        where d.workspace_id = ${workspaceId} and d.state ->> 'playbookId' = ${playbookId}
          and k.workspace_id = d.workspace_id and k.kind = 'draft' and k.subject = d.id::text`,
  );
}
