import type { Config } from "../config.ts";
import type { Log } from "../log.ts";
import { createModel } from "./create-model.ts";
import type { Model } from "./model.ts";

/** The model that the settings name, if they do. */
export function modelOf(config: Config, log: Log): Model | null {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: model } = config;
  if (apiKey === undefined) return null;
  return createModel({ apiKey, baseUrl, model, dailyTokens: config.OPENAI_DAILY_TOKENS }, { log });
}
