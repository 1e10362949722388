/** The address of a call: below the connector's own, or null where a path would lead anywhere else. */
export function outsideUrl(base: string, path: string): URL | null {
  if (!/^\/[\w\-.~!$&'()*+,;=:/?%]*$/.test(path)) return null;
  const [place = "", query = ""] = path.split("?", 2);
  if (/%(2e|2f|5c|00)/i.test(place) || /%(?![0-9a-f]{2})/i.test(path)) return null;
  if (place.includes("//") || place.split("/").some((part) => part === "." || part === ".."))
    return null;
  const root = new URL(base);
  const below = root.pathname.replace(/\/$/, "");
  const url = new URL(root.origin);
  url.pathname = below + place;
  url.search = query;
  return url.origin === root.origin && url.pathname === below + place ? url : null;
}

/** What is wrong with a connector's own address; null when it may be called. */
export function faultOfBase(base: string, allowPrivate: boolean): string | null {
  if (!URL.canParse(base)) return "This is no address. Write it as https://api.example.com.";
  const { protocol, username, password, search, hash, port } = new URL(base);
  if (username !== "" || password !== "") return "Leave the user and password out of the address.";
  if (search !== "" || hash !== "") return "Leave out what follows ? or #.";
  if (allowPrivate) return null;
  if (protocol !== "https:") return "Only https:// addresses are called.";
  return port === "" ? null : "Only the usual port is called; leave the port out.";
}
