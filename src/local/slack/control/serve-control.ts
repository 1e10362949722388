import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { reasonOf, UserError } from "../../../errors.ts";
import { Fault } from "../faults.ts";
import { readBody, sendJson, sendProblem } from "../http.ts";
import { Refusal } from "../refusal.ts";
import { nearest, NotFound } from "../state/find.ts";
import type { World } from "../world.ts";
import { acts } from "./acts.ts";
import { Skip, type SkipHook } from "./skip.ts";
import { stateShape } from "./state.ts";

type Needs = { world: World; skip: SkipHook | undefined };

/** Answers what tests, tools and the page ask under `/_control/`. */
export async function serveControl(
  needs: Needs,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) {
  const name = url.pathname.replace("/_control/", "");
  try {
    if (request.method === "GET") return read(needs, response, name, url);
    if (request.method !== "POST") return sendProblem(response, 405, "GET or POST only");
    const body = await readBody(request);
    return sendJson(response, 200, await answer(needs, name, parsed(body)));
  } catch (error) {
    return problem(needs.world, response, error);
  }
}

function read({ world }: Needs, response: ServerResponse, name: string, url: URL) {
  if (name === "state") return sendJson(response, 200, stateShape(world));
  if (name !== "log") throw new NotFound("control", name, nearest(name, ["state", "log"]));
  const after = Number(url.searchParams.get("after") ?? 0);
  return sendJson(response, 200, { entries: world.traffic.after(after) });
}

async function answer({ world, skip }: Needs, name: string, body: unknown): Promise<unknown> {
  if (name === "fault") return addFault(world, Fault.parse(body));
  if (name === "skip") {
    if (!skip) throw new NotFound("control", name, []);
    const skipped = await skip.skip(Skip.parse(body));
    // the time is another in every window, though nothing else may be
    world.state.changed();
    return { ok: true, ...skipped };
  }
  const act = acts.get(name);
  if (!act) throw new NotFound("control", name, nearest(name, [...acts.keys(), "fault", "skip"]));
  return act(world, body);
}

function addFault(world: World, fault: Fault) {
  const { sockets, faults } = world;
  if (fault.method === "none") faults.clear();
  else if (fault.method !== "socket") faults.add(fault);
  else if (fault.answer !== undefined) sockets.raw(JSON.stringify(fault.answer));
  else if (fault.error === "refresh") sockets.refresh("refresh_requested");
  else sockets.drop();
  return { ok: true };
}

function parsed(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new UserError("The body is not JSON.");
  }
}

function problem(world: World, response: ServerResponse, error: unknown) {
  const detail = reasonOf(error);
  if (error instanceof NotFound)
    return sendProblem(response, 404, "Not found", { detail, nearest: error.nearest });
  if (error instanceof z.ZodError)
    return sendProblem(response, 400, "The body does not fit", { detail: z.prettifyError(error) });
  if (error instanceof UserError || error instanceof Refusal)
    return sendProblem(response, 409, "Not possible", { detail });
  world.log.error("a control call failed", { reason: detail, error });
  return sendProblem(response, 500, "Failed", { detail });
}
