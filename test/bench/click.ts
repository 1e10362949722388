import { setTimeout as sleep } from "node:timers/promises";
import type { SlackMessage } from "../support/slack-user.ts";
import { commit } from "./baseline.ts";
import type { Bench } from "./figure.ts";
import { customer, maya, type Stand, startStand } from "./stand.ts";

const cards = 10;
const rounds = 10;
// Slack allows 50 edits a minute and 50 more at first: two workspaces of ten cards take in one minute what one of
// twenty would in three
const workspaces = 2;
const pause = 620;

/** From a click on a run's card to its new face in Slack, with Slack's limits. */
export const click: Bench = {
  name: "click",
  async run() {
    const each = await Promise.all(Array.from({ length: workspaces }, () => clickThrough()));
    const [first] = each;
    return [
      {
        name: "click → card edited, limits on",
        values: each.flatMap((it) => it.latencies),
        unit: "ms",
        aims: { p50: 150, p99: 500 },
        ...(first && { baseline: first.baseline }),
      },
      {
        name: "click → acknowledged, one at a time",
        values: each.flatMap((it) => it.acknowledged),
        unit: "ms",
        ...(first && { baseline: first.baseline }),
      },
    ];
  },
};

async function clickThrough() {
  await using stand = await startStand({ limits: true });
  const baseline = await commit(stand.pool);
  await stand.turnOn("click", "  - id: rest\n    do: wait\n    for: 30 days\n");
  for (let i = 0; i < cards; i++) await stand.happen("click.wanted", customer(i));
  await stand.quiet(cards);
  const all = (await stand.users.state()).messages.filter((it) => it.text.startsWith("click · "));
  if (all.length !== cards) throw new Error(`${all.length} cards instead of ${cards}`);

  const clicks: Clicked[] = [];
  for (let round = 0; round < rounds; round++)
    for (const card of all) {
      const label = round % 2 === 0 ? "Pause" : "Resume";
      const now = await stand.users.again(card);
      const { ack_ms } = await stand.users.click(maya, now, label);
      clicks.push({ card, round, ack: ack_ms ?? Number.NaN });
      await sleep(pause);
    }
  await sleep(2000);
  return {
    baseline,
    acknowledged: clicks.map((it) => it.ack),
    latencies: await latenciesOf(stand, clicks),
  };
}

type Clicked = { card: SlackMessage; round: number; ack: number };

/** From each click's delivery to the first edit of its card after it that shows what was clicked. */
async function latenciesOf(stand: Stand, clicks: Clicked[]): Promise<number[]> {
  const traffic = await stand.traffic();
  const edits = traffic.filter((it) => it.name === "chat.update" && it.answer.ok === true);
  const refused = traffic.filter((it) => it.name === "chat.update" && it.answer.ok === false);
  if (refused.length > 0) console.error(`${refused.length} edits were refused`);
  return clicks.map(({ card, round }) => {
    const [sent] = traffic
      .filter((it) => it.kind === "delivery" && it.arguments.container?.message_ts === card.ts)
      .slice(round);
    const shown = edits.find(
      (it) =>
        it.arguments.ts === card.ts &&
        it.started > (sent?.started ?? Number.POSITIVE_INFINITY) &&
        it.arguments.text?.includes("Paused") === (round % 2 === 0),
    );
    if (!sent || !shown) throw new Error(`click ${round} on ${card.text} was not shown`);
    return shown.started + shown.duration - sent.started;
  });
}
