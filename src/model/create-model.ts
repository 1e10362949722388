import type { Log } from "../log.ts";
import { createAsk } from "./ask.ts";
import { createExchange } from "./exchange.ts";
import type { Model, Work } from "./model.ts";
import { openMeter } from "./open-meter.ts";
import { type RealTime, realTime } from "./real-time.ts";

export type ModelSettings = {
  /** may be empty where the server wants none */
  apiKey: string;
  /** up to and with the version, as https://api.openai.com/v1 */
  baseUrl: string;
  model: string;
  /** tokens per workspace and UTC day; no limit when left out */
  dailyTokens?: number | undefined;
};

type Needs = {
  log: Log;
  /** real time; never the clock that people can skip */
  time?: RealTime;
  fetch?: typeof fetch;
  /** for the jitter of retries, 0 to 1 */
  random?: () => number;
};

/** The gateway to one model at one address. What it learns about the server it keeps for its lifetime. */
export function createModel(settings: ModelSettings, needs: Needs): Model {
  const { log, time = realTime, random = Math.random } = needs;
  // looked up at each call, so that whatever stands in for the network may come later
  const send: typeof fetch = needs.fetch ?? ((input, init) => fetch(input, init));
  const baseUrl = settings.baseUrl.replace(/\/+$/, "");
  const { model } = settings;
  // both SDKs refuse to work without one
  const apiKey = settings.apiKey || "none";
  const exchange = createExchange(settings, { fetch: send, time, log, random });
  const url = `${baseUrl}/chat/completions`;
  const meter = (work: Work) => openMeter({ url, apiKey: settings.apiKey, exchange }, work);

  return {
    name: model,
    ask: createAsk({ client: { apiKey, baseURL: baseUrl }, model, time, meter }),
    wire: { baseUrl, apiKey, model, meter },
  };
}
