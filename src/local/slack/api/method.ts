import { z } from "zod";
import { problemsOf } from "../blocks/problem.ts";
import type { Tier } from "../limits.ts";
import { Refusal, refusalOf } from "../refusal.ts";
import type { Json } from "../shapes.ts";
import type { World } from "../world.ts";

/** One method of the Web API. */
export type Method = {
  name: string;
  tier: Tier;
  token: "bot" | "app";
  /** any one of these scopes is enough; none needed where it is empty */
  scopes: readonly string[];
  call(world: World, given: Json): Json | Promise<Json>;
};

type Definition<Shape extends z.ZodRawShape> = {
  name: string;
  tier: Tier;
  token?: "bot" | "app";
  scopes?: readonly string[];
  takes: Shape;
  run: (world: World, given: z.infer<z.ZodObject<Shape>>) => Json | Promise<Json>;
};

export function defineMethod<Shape extends z.ZodRawShape>({
  name,
  tier,
  token = "bot",
  scopes = [],
  takes,
  run,
}: Definition<Shape>): Method {
  const Arguments = z.object(takes);
  return {
    name,
    tier,
    token,
    scopes,
    call(world, given) {
      const read = Arguments.safeParse(given, { reportInput: true });
      if (!read.success) throw refusalOf("invalid_arguments", problemsOf(read.error, ""));
      return run(world, read.data);
    },
  };
}

/** For what needs a scope only in some places: a private channel, a direct message. */
export function needScope(world: World, scopes: readonly string[]) {
  if (scopes.length === 0 || scopes.some((scope) => world.grants.scopes.has(scope))) return;
  throw new Refusal("missing_scope", {
    needed: scopes.join(","),
    provided: [...world.grants.scopes].join(","),
  });
}

// forms carry everything as text
export const flag = z
  .union([z.boolean(), z.string()])
  .transform((value) => value === true || value === "true" || value === "1");
export const count = z.coerce.number().int();
export const list = z.union([
  z.array(z.string()),
  z.string().transform((value) => value.split(",").filter(Boolean)),
]);
