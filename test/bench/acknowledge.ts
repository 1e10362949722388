import { socketTrips } from "./baseline.ts";
import type { Bench } from "./figure.ts";
import { customer, maya, startStand } from "./stand.ts";

const cards = 50;
const rounds = 4;

/** Fifty people click at the same moment: how long until each click is stored and acknowledged. */
export const acknowledge: Bench = {
  name: "acknowledge",
  async run() {
    await using stand = await startStand();
    await stand.turnOn("press", "  - id: rest\n    do: wait\n    for: 30 days\n");
    await Promise.all(
      Array.from({ length: cards }, (_, i) => stand.happen("press.wanted", customer(i), i)),
    );
    await stand.quiet(cards);
    const values: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const { messages } = await stand.users.state();
      const all = messages.filter((it) => it.text.startsWith("press · "));
      if (all.length !== cards) throw new Error(`${all.length} cards instead of ${cards}`);
      const label = round % 2 === 0 ? "Pause" : "Resume";
      const clicked = await Promise.all(all.map((it) => stand.users.click(maya, it, label)));
      values.push(...clicked.map((it) => it.ack_ms ?? Number.NaN));
      await stand.quiet(cards);
    }
    return [
      {
        name: "click → acknowledged, 50 at once",
        values,
        unit: "ms",
        aims: { p99: 500 },
        baseline: await socketTrips(cards),
      },
    ];
  },
};
