import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { z } from "zod";
import { manifest } from "./stand.ts";

const json = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8"));

const Names = z.record(z.string(), z.array(z.string()));
/** which scopes Slack's reference asks for, by method, event and feature */
const needs = z
  .object({ methods: Names, events: Names, features: Names })
  .parse(json("scopes.json"));

const Manifest = z.looseObject({
  features: z.looseObject({ slash_commands: z.array(z.looseObject({ command: z.string() })) }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.looseObject({ event_subscriptions: z.object({ bot_events: z.array(z.string()) }) }),
});
const ours = Manifest.parse(manifest);
const scopes = ours.oauth_config.scopes.bot;
const events = ours.settings.event_subscriptions.bot_events;

test("the manifest has the shape that Slack takes", () => {
  const validate = new Ajv({ strict: true }).compile(
    z.looseObject({}).parse(json("manifest-schema.json")),
  );

  expect(validate(manifest), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...ours, surprise: 1 })).toBe(false);
});

/** Every method that the sources name, however they call it. */
function methodsCalled(): string[] {
  const source = join(import.meta.dirname, "../../src/slack");
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((it) =>
    it.endsWith(".ts"),
  );
  const text = files.map((file) => readFileSync(join(source, file), "utf8")).join("\n");
  const named = [
    ...text.matchAll(/"((?:auth|chat|conversations|views|files|users|reactions)\.[A-Za-z.]+)"/g),
  ];
  const uploads = text.includes("filesUploadV2")
    ? ["files.getUploadURLExternal", "files.completeUploadExternal"]
    : [];
  return [...new Set([...named.map(([, name = ""]) => name), ...uploads, "apps.connections.open"])];
}

test("every method we call is one we know the scopes of", () => {
  expect(methodsCalled().toSorted()).toEqual(Object.keys(needs.methods).toSorted());
});

test("every scope is needed, and every need has its scope", () => {
  const wanted = [
    ...methodsCalled().flatMap((method) => needs.methods[method] ?? []),
    ...events.flatMap((event) => needs.events[event] ?? ["an unknown event"]),
    ...Object.values(needs.features).flat(),
  ];

  // twice would be a mistake, too
  expect(scopes.toSorted()).toEqual([...new Set(wanted)].toSorted());
});
