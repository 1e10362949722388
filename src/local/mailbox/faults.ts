import { z } from "zod";

const Phase = z.enum(["connect", "mail", "rcpt", "data", "after_data"]);
export type Phase = z.infer<typeof Phase>;

/**
 * What goes wrong the next `times` a client reaches `phase`: it hangs, then gets this code or loses its
 * connection. At `data` the message is not kept; at `after_data` it is, and only the client does not learn
 * so. With `to` it concerns this recipient only.
 */
export const Fault = z
  .strictObject({
    phase: Phase,
    to: z.string().optional(),
    code: z.int().min(400).max(599).optional(),
    text: z.string().default("a scripted failure"),
    drop: z.boolean().default(false),
    hang_ms: z.int().min(0).max(600_000).default(0),
    times: z.int().min(1).default(1),
  })
  .refine(({ code, drop, hang_ms }) => code !== undefined || drop || hang_ms > 0, {
    message: "a fault needs a code, drop or hang_ms",
  });
export type Fault = z.infer<typeof Fault>;

/** Whether this client meets it. */
export function meets({ phase, to }: Fault, at: Phase, recipients: string[]): boolean {
  return phase === at && (!to || recipients.some((it) => it.toLowerCase() === to.toLowerCase()));
}
