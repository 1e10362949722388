/** Chance that is the same again for the same seed. */
export type Chance = {
  /** from 0 up to, not including, 1 */
  part(): number;
  /** a whole number from `least` to `most` */
  whole(least: number, most: number): number;
  one<const All extends readonly [unknown, ...unknown[]]>(all: All): All[number];
  shuffled<T>(all: readonly T[]): T[];
};

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const part = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (least: number, most: number) => least + Math.floor(part() * (most - least + 1));
  return {
    part,
    whole,
    one: (all) => all[whole(0, all.length - 1)] ?? all[0],
    shuffled: (all) =>
      all
        .map((it) => ({ it, at: part() }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ it }) => it),
  };
}
