// secrets that were typed into a form: they are sealed before anything of what came is stored

import { isRecord } from "../grammar/field.ts";
import { secretAction } from "./views/form.ts";

/** What Slack sent, with every secret that was typed in it sealed. */
export function withTypedSealed(
  body: Record<string, unknown>,
  seal: (typed: string) => string,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([name, it]) => [name, name === "view" ? sealedView(it, seal) : it]),
  );
}

function sealedView(view: unknown, seal: (typed: string) => string): unknown {
  if (!isRecord(view) || !isRecord(view["state"]) || !isRecord(view["state"]["values"]))
    return view;
  const values = Object.entries(view["state"]["values"]).map(([block, entered]) => [
    block,
    isRecord(entered) ? sealedEntry(entered, seal) : entered,
  ]);
  return { ...view, state: { ...view["state"], values: Object.fromEntries(values) } };
}

function sealedEntry(entered: Record<string, unknown>, seal: (typed: string) => string) {
  const secret = entered[secretAction];
  if (!isRecord(secret) || typeof secret["value"] !== "string" || secret["value"] === "")
    return entered;
  return { ...entered, [secretAction]: { ...secret, value: seal(secret["value"]) } };
}
