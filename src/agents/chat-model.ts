import { ChatOpenAICompletions } from "@langchain/openai";
import type { Meter, Model } from "../model/model.ts";
import { sdkSettings } from "../model/sdk-settings.ts";

/**
 * langchain's chat model over the gateway. It is the class for chat completions, as the usual one picks
 * another protocol when the model's name has a certain sound.
 */
export function chatModel({ wire }: Model, meter: Meter): ChatOpenAICompletions {
  return new ChatOpenAICompletions({
    model: wire.model,
    apiKey: wire.apiKey,
    maxRetries: 0,
    timeout: sdkSettings.timeout,
    streaming: false,
    modelKwargs: { parallel_tool_calls: false },
    configuration: { ...sdkSettings, baseURL: wire.baseUrl, fetch: meter.fetch },
  });
}
