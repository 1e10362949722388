import type { WebClient } from "@slack/web-api";
import type { z } from "zod";

/** One call of Slack's Web API; its answer is read, not trusted. */
export async function call<Answer extends z.ZodType>(
  client: WebClient,
  method: string,
  given: Record<string, unknown>,
  Answer: Answer,
): Promise<z.output<Answer>> {
  return Answer.parse(await client.apiCall(method, given));
}
