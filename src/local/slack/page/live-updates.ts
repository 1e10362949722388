import type { IncomingMessage, ServerResponse } from "node:http";
import type { State } from "../state/state.ts";

export type Live = {
  serve: (request: IncomingMessage, response: ServerResponse) => void;
  close: () => void;
};

const settle = 20;
const heartbeat = 25_000;

/** Tells every open window that something has changed; the window asks for what it shows. */
export function createLive(state: State): Live {
  const windows = new Set<ServerResponse>();
  let pending: NodeJS.Timeout | null = null;

  function tell(text: string) {
    for (const window of windows) window.write(text);
  }
  const forget = state.onChange(() => {
    // several changes in a row are one
    pending ??= setTimeout(() => {
      pending = null;
      tell("data: changed\n\n");
    }, settle);
  });
  const beat = setInterval(() => tell(": still here\n\n"), heartbeat);
  beat.unref();

  return {
    serve(request, response) {
      response.writeHead(200, {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      response.write("retry: 500\n\ndata: hello\n\n");
      windows.add(response);
      request.on("close", () => windows.delete(response));
    },
    close() {
      forget();
      clearInterval(beat);
      if (pending) clearTimeout(pending);
      for (const window of windows) window.end();
    },
  };
}
