import { z } from "zod";
import type { Started } from "../support/processes.ts";

const Answer = z.object({
  id: z.number(),
  result: z.looseObject({ usedSize: z.number().optional() }),
});

/** What a process started with --inspect=0 still holds after a full collection, in MB. */
export async function heapUsed(process: Started): Promise<number> {
  const [url] = /ws:\/\/\S+/.exec(process.output()) ?? [];
  if (url === undefined) throw new Error("its inspector is not open");
  const socket = new WebSocket(url);
  await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
  let id = 0;
  const ask = async (method: string) => {
    const answered = new Promise<MessageEvent>((resolve) =>
      socket.addEventListener("message", resolve, { once: true }),
    );
    socket.send(JSON.stringify({ id: ++id, method }));
    return Answer.parse(JSON.parse(String((await answered).data))).result;
  };
  // what the first collection lets finalize goes with the second
  await ask("HeapProfiler.collectGarbage");
  await ask("HeapProfiler.collectGarbage");
  const { usedSize = Number.NaN } = await ask("Runtime.getHeapUsage");
  socket.close();
  return usedSize / 1e6;
}
