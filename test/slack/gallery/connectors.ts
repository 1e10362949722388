import { formFor, listed } from "../../../src/chat/verbs/connect.ts";
import type { ConnectorRow } from "../../../src/store/connectors.ts";
import { on } from "./parts.ts";

const connector = (id: string, more: Partial<ConnectorRow> = {}): ConnectorRow => ({
  id,
  baseUrl: `https://api.${id}.example/v1`,
  header: "authorization",
  sealedSecret: "",
  lastFour: "0451",
  knowsRepeats: false,
  lastUsedAt: on("2026-11-20"),
  ...more,
});

export const connections = listed([
  connector("billing", { knowsRepeats: true }),
  connector("data_warehouse", { header: "x-api-key", lastFour: "", lastUsedAt: null }),
]).reply;

export const connectForm = formFor("billing", null);
