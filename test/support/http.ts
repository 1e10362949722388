import type { z } from "zod";

/** What this address answers, read as `Shape`; anything but a 2xx is thrown with its text. */
export async function getJson<Shape extends z.ZodType>(
  url: string,
  Shape: Shape,
): Promise<z.output<Shape>> {
  return read(await fetch(url), Shape);
}

export async function postJson<Shape extends z.ZodType>(
  url: string,
  body: unknown,
  Shape: Shape,
): Promise<z.output<Shape>> {
  const headers = { "content-type": "application/json" };
  return read(await fetch(url, { method: "POST", headers, body: JSON.stringify(body) }), Shape);
}

async function read<Shape extends z.ZodType>(
  response: Response,
  Shape: Shape,
): Promise<z.output<Shape>> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} from ${response.url}: ${text}`);
  return Shape.parse(JSON.parse(text));
}
