import { addDuration, readDuration } from "../../grammar/duration.ts";
import { summarize } from "../../stats/summary.ts";
import { forWorkspace } from "../../store/tenant.ts";
import type { Response } from "../chat.ts";
import type { ChatNeeds } from "../needs.ts";
import type { Button } from "../replies.ts";
import { matching, type Verb } from "../verb.ts";
import { say } from "../words.ts";

const periods = ["7 days", "30 days", "90 days"];

export const stats: Verb = {
  name: "stats",
  group: "Look",
  help: [
    {
      say: "stats 30 days",
      does: "how many runs, how many succeeded, how long, what they wait for",
      first: true,
    },
  ],
  reads: (text) =>
    matching(text, [
      /^(?:stats|statistics|numbers|report)(?:\s+(?:for|of|over)?\s*(?:the\s+)?(?:last|past)?\s*(?<period>.+))?$/i,
    ]),
  besideDraft: /^(?:stats|statistics|numbers)\b/i,
  hear: (needs, said, { period }) => answer(needs, said.workspaceId, period ?? "30 days"),
  acts: {
    "stats-period": {
      replay: "run",
      async press(needs, { workspaceId, value }) {
        const { reply } = await answer(needs, workspaceId, value);
        return reply ? { replace: reply } : {};
      },
    },
    "stats-share": {
      replay: "run",
      press: async (needs, { workspaceId, value }) => ({
        ...(await answer(needs, workspaceId, value, false)),
        everybody: true,
      }),
    },
  },
};

const words: Record<string, string> = {
  week: "7 days",
  month: "30 days",
  quarter: "90 days",
  year: "365 days",
};

async function answer(
  needs: ChatNeeds,
  workspaceId: string,
  said: string,
  withButtons = true,
): Promise<Response> {
  const period = words[said.trim().toLowerCase()] ?? said;
  const reading = readDuration(period);
  if (!reading.ok)
    return say(`I cannot read “${said}” as a period. Say “stats 30 days”, for example.`);
  const now = needs.clock.now();
  const from = addDuration(now, reading.value, { zone: "UTC" }, -1);
  const summary = await forWorkspace(needs.pool, workspaceId, (tenant) =>
    summarize(tenant, { from, to: now }, now),
  );
  const others: Button[] = periods
    .filter((it) => it !== period)
    .map((it) => ({ label: it, act: "stats-period", value: it }));
  const share: Button = { label: "Share here", act: "stats-share", value: period };
  const buttons = withButtons ? [...others, share] : [];
  return {
    reply: { is: "stats", period: { words: `last ${period}`, from, to: now }, ...summary, buttons },
  };
}
