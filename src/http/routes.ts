import type { IncomingMessage, ServerResponse } from "node:http";
import { reasonOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { send, sendProblem } from "./problem.ts";

export type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Whoever else answers on the port; true when it did. */
export type Other = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

type Needs = {
  log: Log;
  /** by "POST /events" and the like */
  routes: ReadonlyMap<string, Handle>;
  others: readonly Other[];
};

/** Everything on one port: our own routes, then the others', then a plain no. */
export function createRoutes({
  log,
  routes,
  others,
}: Needs): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error("request failed", { path: pathOf(request), error });
      if (response.headersSent) return void response.destroy();
      sendProblem(response, {
        status: 500,
        title: "Failed",
        detail: `It went wrong on our side (${reasonOf(error)}). Try again.`,
      });
    });
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    const handle = routes.get(`${request.method} ${path}`);
    if (handle) return handle(request, response);
    for (const other of others) if (await other(request, response)) return;
    const known = [...routes.keys()]
      .filter((it) => it.endsWith(` ${path}`))
      .map((it) => it.split(" ")[0]);
    if (known.length > 0)
      return sendProblem(response, {
        status: 405,
        title: "Not this way",
        detail: `${path} takes ${known.join(", ")}.`,
      });
    sendProblem(response, {
      status: 404,
      title: "Not found",
      detail: `There is nothing at ${path}.`,
    });
  }
}

/** GET /healthz: 200 while the program can do its work. */
export function health(check: () => Promise<Record<string, string>>): Handle {
  return async (_request, response) => {
    try {
      send(response, 200, { status: "ok", ...(await check()) });
    } catch (error) {
      send(response, 503, { status: "unavailable", reason: reasonOf(error) });
    }
  };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}
