import type { Receipt } from "../delivery/transport.ts";

/** What came of something a person did. */
export type Outcome = {
  /** done, and acknowledged wherever the app was told of it */
  ok: boolean;
  acknowledged: boolean;
  /** how long the app took, the slowest where it was told more than once */
  ack_ms: number | null;
  /** how many deliveries the app was sent */
  delivered: number;
  /** per block_id, what is wrong with a submitted form */
  errors?: Record<string, string>;
  /** one plain sentence for the person, where it did not work */
  problem?: string;
  [more: string]: unknown;
};

export function outcomeOf(
  receipts: readonly (Receipt | null)[],
  more: Record<string, unknown> = {},
): Outcome {
  const told = receipts.filter((receipt) => receipt !== null);
  const acknowledged = told.length > 0 && told.every((one) => one.is === "acknowledged");
  const failed = told.find((one) => one.is === "failed");
  return {
    ok: failed === undefined,
    acknowledged,
    ack_ms: told.length > 0 ? Math.round(Math.max(...told.map((one) => one.ms)) * 10) / 10 : null,
    delivered: told.length,
    ...(failed && { problem: problems[failed.reason] }),
    ...more,
  };
}

const problems = {
  timeout: "The app did not answer within three seconds.",
  connection_failed: "The app is not connected.",
  http_error: "The app answered with an error.",
};
export const commandErrors = {
  timeout: "operation_timeout",
  connection_failed: "dispatch_failed",
  http_error: "http_service_error",
};
