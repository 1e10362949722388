import { expect, test } from "vitest";
import { afterwards, type Health, type Heard, mayAsk, unheard } from "../../src/run/health.ts";

const minute = 60_000;
const start = new Date("2026-11-23T15:00:00Z").getTime();
const ill: Heard = { is: "ill", reason: "busy" };

/** How it is after all of it, each a minute later than the one before. */
function heard(...all: Heard[]): { health: Health; now: Date } {
  const now = new Date(start + all.length * minute);
  return {
    now,
    health: all.reduce((health, one, i) => {
      const at = new Date(start + (i + 1) * minute);
      return afterwards(health, one, { at, first: false }) ?? health;
    }, unheard("smtp")),
  };
}

const alone = ({ health, now }: ReturnType<typeof heard>) =>
  health.aloneUntil && (health.aloneUntil.getTime() - now.getTime()) / minute;

test("who fails three times in a row is left alone; one that works in between, or says no, is not", () => {
  expect(alone(heard(ill, ill))).toBe(null);
  expect(alone(heard(ill, ill, ill))).toBe(2);
  expect(alone(heard(ill, ill, { is: "well" }, ill))).toBe(null);
  expect(alone(heard(ill, ill, { is: "refused", reason: "no such person" }))).toBe(null);
});

test("who asks for it is left alone at once and for as long, within the day", () => {
  const asks = (minutes: number): Heard => ({ ...ill, after: minutes * minute });

  expect(alone(heard(asks(10)))).toBe(10);
  expect(alone(heard(asks(5000)))).toBe(1440);
  expect(alone(heard(ill, ill, asks(1)))).toBe(2);
});

test("each vain try for all leaves it alone for longer, and one that has come to its end late changes nothing", () => {
  let { health } = heard(ill, ill, ill);
  const pauses: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    const at = health.aloneUntil ?? new Date(0);
    expect(mayAsk(health, at)).toEqual({ is: "first", seen: at });
    health = afterwards(health, ill, { at, first: true }) ?? health;
    pauses.push(((health.aloneUntil?.getTime() ?? 0) - at.getTime()) / minute);
    const until = health.aloneUntil;
    health = afterwards(health, ill, { at, first: false }) ?? health;
    expect(health.aloneUntil).toEqual(until);
  }

  expect(pauses).toEqual([4, 8, 16, 30, 30]);
});

test("that it still works, or still says the same, is kept once a minute", () => {
  const at = new Date(start);
  const well = afterwards(unheard("smtp"), { is: "well" }, { at, first: false });
  if (!well) throw new Error("nothing was kept");
  const soon = { at: new Date(start + minute - 1), first: false };
  const later = { at: new Date(start + minute), first: false };

  expect(afterwards(well, { is: "well" }, soon)).toBe(null);
  expect(afterwards(well, { is: "well" }, later)).toMatchObject({ doneAt: later.at });
  const no: Heard = { is: "refused", reason: "no such path" };
  const refused = afterwards(well, no, { at, first: false });
  if (!refused) throw new Error("nothing was kept");
  expect(afterwards(refused, no, soon)).toBe(null);
  expect(afterwards(refused, { ...no, reason: "no such account" }, soon)).not.toBe(null);
  expect(afterwards(refused, no, later)).toMatchObject({ failedAt: later.at });
});
