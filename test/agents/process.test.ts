import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createDatabase } from "../support/database.ts";
import { calls, says, startModelServer } from "../support/model.ts";
import { startProcess } from "../support/processes.ts";
import { red } from "../model/stand.ts";
import { insertRun } from "./request.ts";
import { answers, handsOver } from "./stand.ts";

/** A server that counts who comes. */
async function startCounter() {
  let visits = 0;
  const server = createServer((_, response) => {
    visits++;
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    visits: () => visits,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

test("under the program's own flags and a hostile environment, prompts reach the model and nobody else", async () => {
  await using database = await createDatabase();
  const RUN_ID = await insertRun(database.pool);
  await using elsewhere = await startCounter();
  await using model = await startModelServer([
    says(red),
    handsOver(),
    calls("read_customer"),
    calls("answer", "{broken"),
    answers(),
  ]);

  await using program = await startProcess({
    file: fileURLToPath(new URL("./program.ts", import.meta.url)),
    env: {
      MODEL_URL: model.baseUrl,
      DATABASE_URL: database.url,
      RUN_ID,
      OPENAI_BASE_URL: elsewhere.url,
      OPENAI_API_KEY: "key-from-the-environment",
      OPENAI_LOG: "debug",
      LANGSMITH_TRACING: "true",
      LANGSMITH_GATEWAY: "true",
      LANGSMITH_ENDPOINT: elsewhere.url,
      LANGSMITH_API_KEY: "key-from-the-environment",
      LANGCHAIN_TRACING_V2: "true",
      LANGCHAIN_VERBOSE: "true",
    },
    ready: /result: (.*)\n/,
  });
  const { code } = await program.exited;

  expect(program.ready[1]).toBe('["answer","answered"]');
  expect(code).toBe(0);
  expect(elsewhere.visits()).toBe(0);
  expect(model.requests).toHaveLength(5);
  const lines = program.output().trim().split("\n");
  for (const line of lines.filter((it) => !it.startsWith("result: "))) JSON.parse(line);
  expect(program.output()).not.toMatch(/Acme|key-from-the-environment/);
});
