// an author with a scripted model behind a real gateway

import { createAuthor } from "../../src/author/create-author.ts";
import { silent } from "../../src/log.ts";
import { createModel } from "../../src/model/create-model.ts";
import { interceptModel, type ModelRequest, type Script } from "../support/model.ts";
import { folders } from "./stand.ts";

/** An author whose model says what the script says, over HTTP. */
export async function scriptedAuthor(script: Script) {
  const scripted = interceptModel(script);
  const settings = { baseUrl: scripted.baseUrl, apiKey: "sk-test", model: "scripted" };
  const author = await createAuthor({
    model: createModel(settings, { log: silent, random: () => 0 }),
    ...folders,
  });
  return { author, requests: scripted.requests, [Symbol.dispose]: scripted[Symbol.dispose] };
}

/** The name of the schema that a request asks for, as playbook_fill. */
export function asked({ response_format: format }: ModelRequest): string {
  return /"name":"(\w+)"/.exec(JSON.stringify(format))?.[1] ?? "";
}

/** What the model was told last. */
export function lastSaid({ messages }: ModelRequest): string {
  return messages.at(-1)?.content ?? "";
}
