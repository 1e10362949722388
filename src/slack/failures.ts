import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";

/** How a call to Slack failed, by what can be done about it. */
export type Failure =
  /** too fast: nothing was done */
  | { is: "limited"; afterMs: number }
  /** no answer, or a broken one: it may have been done */
  | { is: "unsure"; reason: string }
  /** our access is wrong: nothing was done, and an admin must act */
  | { is: "locked-out"; code: string }
  /** Slack said no: nothing was done, and the same call will never do */
  | { is: "refused"; code: string };

/** We did not even ask: Slack told us to wait. */
export class TooFast extends Error {
  override name = "TooFast";
  readonly afterMs: number;
  constructor(afterMs: number) {
    super("Slack asked us to wait");
    this.afterMs = afterMs;
  }
}

/** We did not even ask: there is no such place that we can see. */
export class NoSuchPlace extends Error {
  override name = "NoSuchPlace";
}

/** Null for what is no failure of a call: a bug. */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof NoSuchPlace) return { is: "refused", code: "channel_not_found" };
  if (error instanceof TooFast) return { is: "limited", afterMs: error.afterMs };
  if (error instanceof WebAPIRateLimitedError)
    return { is: "limited", afterMs: Math.max(1, error.retryAfter) * 1000 };
  if (error instanceof WebAPIHTTPError)
    return { is: "unsure", reason: `Slack answered ${error.statusCode}` };
  if (error instanceof WebAPIRequestError) return { is: "unsure", reason: error.message };
  if (!(error instanceof WebAPIPlatformError)) return limitWithoutTime(error);
  const { error: code, response_metadata } = error.data;
  if (code === "ratelimited" || code === "rate_limited")
    return { is: "limited", afterMs: (response_metadata?.retryAfter ?? 5) * 1000 };
  if (passing.has(code)) return { is: "unsure", reason: code };
  return { is: lockedOut.has(code) ? "locked-out" : "refused", code };
}

/** Whether it is sure that nothing was done. */
export function isCertain(failure: Failure | null): boolean {
  return failure?.is === "limited" || failure?.is === "locked-out" || failure?.is === "refused";
}

/** The code of a refusal that an error stands for, or null. */
export function refusalOf(error: unknown): string | null {
  const failure = failureOf(error);
  return failure?.is === "refused" ? failure.code : null;
}

// a 429 without its header reaches us as a bare error
function limitWithoutTime(error: unknown): Failure | null {
  const isLimit = error instanceof Error && error.message.startsWith("Retry header");
  return isLimit ? { is: "limited", afterMs: 5000 } : null;
}

const passing: ReadonlySet<string> = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "team_added_to_org",
]);

const lockedOut: ReadonlySet<string> = new Set([
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "token_expired",
  "token_revoked",
  "missing_scope",
  "no_permission",
  "org_login_required",
  "access_denied",
  "not_allowed_token_type",
]);

/** The place cannot be written to: somebody must be told elsewhere. */
export const unreachable: ReadonlySet<string> = new Set([
  "channel_not_found",
  "not_in_channel",
  "is_archived",
  "is_inactive",
  "restricted_action",
  "restricted_action_read_only_channel",
  "restricted_action_non_threadable_channel",
  "restricted_action_thread_only_channel",
  "user_not_found",
  "user_disabled",
  "users_not_found",
  "cannot_dm_bot",
  "messages_tab_disabled",
]);

/** The blocks are wrong: the words alone will do. */
export const undrawable: ReadonlySet<string> = new Set([
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_blocks_too_long",
  "block_mismatch",
]);

/** The message a thread hangs on is gone. */
export const threadless: ReadonlySet<string> = new Set([
  "thread_not_found",
  "cannot_reply_to_message",
]);

/** The message to edit is gone, or not ours to edit any more. */
export const messageless: ReadonlySet<string> = new Set([
  "message_not_found",
  "cant_update_message",
  "edit_window_closed",
]);

/** A press or command is too old, or was used already, to open a window. */
export const expiredTrigger: ReadonlySet<string> = new Set([
  "expired_trigger_id",
  "exchanged_trigger_id",
  "invalid_trigger_id",
  "invalid_trigger",
  "trigger_exchanged",
  "trigger_expired",
]);

/** When to try again, or null for never. `tries` counts this one. */
export function retryAfter(failure: Failure, tries: number): number | null {
  switch (failure.is) {
    case "limited":
      return failure.afterMs;
    case "unsure":
      return Math.min(60_000, 250 * 2 ** Math.min(tries, 10));
    case "locked-out":
      return 60_000;
    case "refused":
      return null;
  }
}

/** What a log may say of it. */
export function codeOf(failure: Failure): string {
  if (failure.is === "limited") return "limited";
  return failure.is === "unsure" ? failure.reason : failure.code;
}
