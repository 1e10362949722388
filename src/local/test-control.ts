// what a test asks of a stand-in: what arrived, and to fail in a certain way

import { z } from "zod";
import { type Answer, json, problem } from "./answer.ts";
import type { Faults } from "./faults.ts";

type Controlled<Fault> = {
  messages(): unknown[];
  empty(): Promise<void>;
  faults: Faults<Fault>;
  fault: z.ZodType<Fault>;
};

/** `asked`: method and path, as "POST /fault". */
export async function answerTest<Fault>(
  { messages, empty, faults, fault }: Controlled<Fault>,
  asked: string,
  body: () => Promise<unknown>,
): Promise<Answer> {
  if (asked === "GET ") return json({ messages: messages() });
  if (asked === "DELETE ") {
    await empty();
    faults.clear();
    return json({});
  }
  if (asked === "DELETE /fault") {
    faults.clear();
    return json({});
  }
  if (asked !== "POST /fault") return problem(404, "There is nothing here.");
  const { data, error } = fault.safeParse(await body().catch(() => null));
  if (error) return problem(400, z.prettifyError(error));
  faults.add(data);
  return json({});
}
