// one plain address: no name, no list, no group, no quotes, nothing a mail server could read as more than one
const shape =
  /^[^\s\p{Cc}@<>,;:"()[\]\\]+@[^\s\p{Cc}@<>,;:"()[\]\\]+\.[^\s\p{Cc}@<>,;:"()[\]\\.]+$/u;

export function isAddress(text: string): boolean {
  return text.length <= 254 && shape.test(text);
}
