// an author with a scripted model behind a real gateway

import type { Author } from "../../src/author/author.ts";
import { createAuthor } from "../../src/author/create-author.ts";
import { silent } from "../../src/log.ts";
import { createModel } from "../../src/model/create-model.ts";
import type { Model } from "../../src/model/model.ts";
import { interceptModel, type ModelRequest, type Script } from "../support/model.ts";
import { folders } from "./stand.ts";

// loading the library takes longer than most tests, so all authors of a file are one and only their model differs
let model: Model | null = null;
const current = () => {
  if (!model) throw new Error("no model yet");
  return model;
};
const author = await createAuthor({
  ...folders,
  model: {
    name: "of the test",
    ask: (question) => current().ask(question),
    get wire() {
      return current().wire;
    },
  },
});

export function authorWith(its: Model): Author {
  model = its;
  return author;
}

/** An author whose model says what the script says, over HTTP. */
export function scriptedAuthor(script: Script) {
  const scripted = interceptModel(script);
  const settings = { baseUrl: scripted.baseUrl, apiKey: "sk-test", model: "scripted" };
  const its = authorWith(createModel(settings, { log: silent, random: () => 0 }));
  return { author: its, requests: scripted.requests, [Symbol.dispose]: scripted[Symbol.dispose] };
}

/** The name of the schema that a request asks for, as playbook_fill. */
export function asked({ response_format: format }: ModelRequest): string {
  return /"name":"(\w+)"/.exec(JSON.stringify(format))?.[1] ?? "";
}

/** What the model was told last. */
export function lastSaid({ messages }: ModelRequest): string {
  return messages.at(-1)?.content ?? "";
}
