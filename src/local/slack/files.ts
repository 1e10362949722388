// the bytes of files, and the two addresses outside the Web API that carry them
import { createReadStream, existsSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { readBody } from "./http.ts";
import type { StoredFile } from "./state/records.ts";
import type { World } from "./world.ts";

const types: Record<string, string> = {
  ".csv": "text/csv",
  ".gif": "image/gif",
  ".htm": "text/html",
  ".html": "text/html",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".json": "application/json",
  ".md": "text/markdown",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".txt": "text/plain",
  ".yaml": "application/yaml",
  ".yml": "application/yaml",
};
// shown in place; anything else is only ever saved, so that no page of ours runs it
const shown = new Set(["image/gif", "image/jpeg", "image/png"]);

export function mimetypeOf(name: string): string {
  return types[extname(name).toLowerCase()] ?? "application/octet-stream";
}

/** A file a person attached. */
export function keepFile(
  world: World,
  {
    name,
    bytes,
    user,
    channels,
  }: { name: string; bytes: Buffer; user: string; channels: string[] },
): StoredFile {
  const { state } = world;
  const id = state.sequence.newId("F");
  writeFileSync(join(state.filesFolder, id), bytes);
  const file: StoredFile = {
    id,
    name,
    title: name,
    mimetype: mimetypeOf(name),
    size: bytes.length,
    user,
    created: Math.floor(state.clock.now().getTime() / 1000),
    channels,
    state: "complete",
  };
  state.files.put(id, file);
  return file;
}

/** `POST /upload/v1/<id>`: raw bytes, or a form with the file in it. */
export async function takeUpload(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
) {
  const file = world.state.files.get(id);
  if (!file || file.state === "complete") return plain(response, 404, "file not found");
  const fault = world.faults.take("upload");
  if (fault?.status) return plain(response, fault.status, "fault");
  const bytes = fileIn(request, await readBody(request));
  writeFileSync(join(world.state.filesFolder, id), bytes);
  world.state.files.put(id, { ...file, size: bytes.length, state: "uploaded" });
  plain(response, 200, `OK - ${bytes.length}`);
}

/** `GET /files-pri/<team>-<id>/…` for the app, with its token. */
export function sendFile(world: World, response: ServerResponse, id: string) {
  const file = world.state.files.get(id);
  const path = join(world.state.filesFolder, file?.id ?? "none");
  if (!file || !existsSync(path)) return plain(response, 404, "file not found");
  const disposition = shown.has(file.mimetype) ? "inline" : "attachment";
  response.writeHead(200, {
    "content-type": file.mimetype,
    "content-length": file.size,
    "content-disposition": `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
  });
  createReadStream(path).pipe(response);
}

function fileIn(request: IncomingMessage, body: Buffer): Buffer {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(
    request.headers["content-type"] ?? "",
  )?.[1];
  if (!boundary) return body;
  const from = body.indexOf("\r\n\r\n");
  const to = body.indexOf(`\r\n--${boundary}`, from);
  return from === -1 || to === -1 ? body : body.subarray(from + 4, to);
}

function plain(response: ServerResponse, status: number, text: string) {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(text);
}
