import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "./figure.ts";
import { customer, type Stand, startStand } from "./stand.ts";

const runs = 50;
const steps = 3;
// Slack takes some 50 edits a minute
const editEvery = 1400;

/** With so many runs under way, and Slack's limits: from the end of a step to the edit of its run's card that shows it. */
export const cards: Bench = {
  name: "cards",
  async run() {
    await using stand = await startStand({ limits: true });
    const waits = Array.from(
      { length: steps },
      (_, i) => `  - id: s${i + 1}\n    do: wait\n    event: tick.${i + 1}\n`,
    );
    await stand.turnOn("cards", `${waits.join("")}  - id: rest\n    do: wait\n    for: 30 days\n`);
    const names = Array.from({ length: runs }, (_, i) => customer(i));
    for (const [i, name] of names.entries()) await stand.happen("cards.wanted", name, i);
    await stand.quiet(runs);
    for (let step = 1; step <= steps; step++)
      for (const name of new Set(names)) {
        await stand.happen(`tick.${step}`, name);
        await sleep(editEvery * names.filter((it) => it === name).length);
      }
    await sleep(5000);
    const values = await lagsOf(stand);
    if (values.length !== runs * steps) throw new Error(`${values.length} ends were shown`);
    return [
      {
        name: "step ended → card edited, 50 runs, limits on",
        key: "cardLag",
        values,
        unit: "ms",
        aims: { p99: 2000 },
      },
    ];
  },
};

/** Of each step that ended, until the first edit after it that tells what its run waits for now. */
async function lagsOf({ pool, traffic }: Stand): Promise<number[]> {
  const edits = (await traffic()).filter((it) => it.name === "chat.update" && it.answer.ok);
  const { rows } = await pool.query<{ ts: string; step: number; ended: number }>(
    `select k.ts, substr(s.step_id, 2)::int as step, extract(epoch from s.ended_at)::float8 * 1000 as ended
     from playbook_step_executions s join slack_cards k on k.kind = 'run' and k.subject = s.run_id::text
     where s.step_id ~ '^s[0-9]+$' and s.ended_at is not null`,
  );
  return rows.flatMap(({ ts, step, ended }) => {
    const next = step === steps ? "30 days" : `tick.${step + 1}`;
    const shown = edits.find(
      (it) =>
        it.arguments.ts === ts &&
        it.started > ended &&
        (step === steps || JSON.stringify(it.arguments).includes(next)),
    );
    return shown ? [shown.started + shown.duration - ended] : [];
  });
}
