// drawn here, so that they look the same where no emoji font is installed
import { type Html, trusted } from "./html.ts";

const paths = {
  attach: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM10 6.5v7M6.5 10h7",
  back: "M12 4 6 10l6 6M6.5 10H16",
  close: "m5 5 10 10M15 5 5 15",
  down: "m6 8 4 4 4-4",
  eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5ZM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  lock: "M5.5 9h9v7h-9zM7 9V6.5a3 3 0 0 1 6 0V9",
  mail: "M3 5h14v10H3zM3.5 5.5 10 11l6.5-5.5",
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  more: "M5 10h.01M10 10h.01M15 10h.01",
  person: "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 16.5c.6-3 3-4.5 6-4.5s5.4 1.5 6 4.5",
  phone: "M6.5 2.5h7v15h-7zM9 15h2",
  reply: "M4 4.5h12v8.5H9.5L6 16v-3H4z",
  send: "M3.5 10 3 3.5 17 10 3 16.5l.5-6.5Zm0 0H10",
  skip: "m3.5 5 6 5-6 5zM10.5 5l6 5-6 5z",
  thumbDown: "M6 11V4h7.5l2.5 6v2h-4.5v3.5c0 1-.8 1.5-1.5 1.5L6 11Zm0 0H3V4h3",
  thumbUp: "M6 9v7h7.5l2.5-6V8h-4.5V4.5c0-1-.8-1.5-1.5-1.5L6 9Zm0 0H3v7h3",
  trash: "M4 6h12M8 6V4h4v2M5.5 6l.7 10.5h7.6L14.5 6M8.5 9v5M11.5 9v5",
} as const;

export type IconName = keyof typeof paths;

export function icon(name: IconName): Html {
  const wide = name === "more" ? 2.6 : 1.6;
  return trusted(
    `<svg class="svg" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="${wide}" stroke-linecap="round" stroke-linejoin="round"><path d="${paths[name]}"/></svg>`,
  );
}
