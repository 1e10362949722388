// puts the server's HTML in place, touching only what changed

import { enteredIn, putBack } from "./elements.js";

export function patchHtml(node, html) {
  if (node.shown === html) return false;
  const entered = enteredIn(node);
  const focused = node.contains(document.activeElement) ? document.activeElement.id : "";
  node.shown = html;
  node.innerHTML = html;
  putBack(node, entered);
  if (focused) node.querySelector(`#${CSS.escape(focused)}`)?.focus();
  return true;
}

/** A list of keyed items; those whose HTML is the same stay as they are, with their focus and selection. */
export function patchList(list, items) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 120;
  const old = new Map([...list.children].map((child) => [child.dataset.key, child]));
  let after = null;
  for (const { key, html } of items) {
    const child = old.get(key) ?? made(key);
    old.delete(key);
    patchHtml(child, html);
    const next = after ? after.nextSibling : list.firstChild;
    if (child !== next) list.insertBefore(child, next);
    after = child;
  }
  for (const [key, child] of old)
    if (!key.startsWith("sending-") || arrived(list, key)) child.remove();
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function made(key) {
  const child = document.createElement("div");
  child.className = "item";
  child.dataset.key = key;
  return child;
}

// what was shown as "sending" is replaced by the message itself
function arrived(list, key) {
  return list.querySelector(`[data-client="${CSS.escape(key.replace("sending-", ""))}"]`) !== null;
}

export function toEnd(list) {
  list.scrollTop = list.scrollHeight;
}
