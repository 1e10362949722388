import { z } from "zod";

/**
 * What goes wrong with the next `times` messages: the client waits, then gets this code or loses its connection.
 * With `kept` the message arrives all the same, and only the client does not learn so.
 */
export const Fault = z
  .strictObject({
    to: z.string().optional(),
    status: z.int().min(400).max(599).optional(),
    code: z.int().default(20_500),
    text: z.string().default("a scripted failure"),
    drop: z.boolean().default(false),
    kept: z.boolean().default(false),
    hang_ms: z.int().min(0).max(600_000).default(0),
    times: z.int().min(1).default(1),
  })
  .refine(({ status, drop, hang_ms }) => status !== undefined || drop || hang_ms > 0, {
    message: "a fault needs a status, drop or hang_ms",
  });
export type Fault = z.infer<typeof Fault>;
