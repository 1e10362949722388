import { z } from "zod";

/** Moves business time forward; only local mode has one. */
export type SkipHook = {
  now(): Date;
  skip(to: { by: string } | { to: string }): Promise<{ now: string; said: string }>;
};

export const Skip = z.union([
  z.object({ by: z.string().min(1) }),
  z.object({ to: z.string().min(1) }),
]);
