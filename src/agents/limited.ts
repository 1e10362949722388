import type { Meter } from "../model/model.ts";

/** The same meter, but after so many calls it refuses, whatever its user has lost count of. */
export function limited(meter: Meter, most: number): Meter {
  return {
    ...meter,
    async fetch(input, init) {
      if (meter.spent().calls >= most) throw new Error("no calls left");
      return meter.fetch(input, init);
    },
  };
}
