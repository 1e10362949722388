import { z } from "zod";

/**
 * What goes wrong with the next calls of a method; `method: "socket"` happens to the connections at once, and
 * `method: "delivery"` to the next things the app is told: with `delay` others overtake them, with `twice` each comes
 * once more.
 */
export const Fault = z.object({
  method: z.string(),
  /** an error code instead of the call */
  error: z.string().optional(),
  /** an HTTP status instead of the call */
  status: z.number().int().optional(),
  /** a whole answer instead of the call, or a raw frame for the sockets */
  answer: z.unknown().optional(),
  /** the call happens, its answer is lost */
  drop_after: z.boolean().optional(),
  /** the call happens late by this many milliseconds, whether anybody waits for it still or not */
  delay: z.number().optional(),
  twice: z.boolean().optional(),
  times: z.number().int().min(1).default(1),
  retry_after: z.number().optional(),
});
export type Fault = z.infer<typeof Fault>;

export type Faults = {
  add(fault: Fault): void;
  take(method: string): Fault | null;
  clear(): void;
};

export function createFaults(): Faults {
  const waiting: Fault[] = [];
  return {
    add: (fault) => void waiting.push({ ...fault }),
    take(method) {
      const ofAll = (fault: Fault) => fault.method === "*" && method !== "delivery";
      const index = waiting.findIndex((fault) => fault.method === method || ofAll(fault));
      const fault = waiting[index];
      if (!fault) return null;
      fault.times -= 1;
      if (fault.times === 0) waiting.splice(index, 1);
      return fault;
    },
    clear: () => void waiting.splice(0),
  };
}
