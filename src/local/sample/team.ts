type Person = {
  id: string;
  /** the handle, without @ */
  name: string;
  real_name: string;
  email: string;
  tz: string;
  title: string;
  role: "csm" | "manager" | "admin";
};

export const team = { id: "TLOCAL01", name: "Northwind CS", domain: "northwind" };

export const maya = "UMAYA0001";
export const tom = "UTOM00001";
const priya = "UPRIYA001";
const alex = "UALEX0001";

export const people: Person[] = [
  {
    id: maya,
    name: "maya",
    real_name: "Maya Chen",
    email: "maya@northwind.example",
    tz: "America/New_York",
    title: "Senior Customer Success Manager",
    role: "csm",
  },
  {
    id: tom,
    name: "tom",
    real_name: "Tom Okafor",
    email: "tom@northwind.example",
    tz: "Europe/London",
    title: "Customer Success Manager",
    role: "csm",
  },
  {
    id: priya,
    name: "priya",
    real_name: "Priya Nair",
    email: "priya@northwind.example",
    tz: "America/Chicago",
    title: "Head of Customer Success",
    role: "manager",
  },
  {
    id: alex,
    name: "alex",
    real_name: "Alex Romero",
    email: "alex@northwind.example",
    tz: "America/Los_Angeles",
    title: "Operations and IT",
    role: "admin",
  },
];

type Channel = { id: string; name: string; topic: string; members: string[] };

const everybody = [maya, tom, priya, alex];

export const teamChannels: Channel[] = [
  { id: "CGENERAL01", name: "general", topic: "Everything and everybody", members: everybody },
  {
    id: "CRENEWALS1",
    name: "renewals",
    topic: "Contracts that come up for renewal",
    members: [maya, tom, priya],
  },
  {
    id: "CSUCCESS01",
    name: "customer-success",
    topic: "The customer-success team",
    members: everybody,
  },
  {
    id: "CRISK00001",
    name: "risk",
    topic: "Customers who may leave, and what we do about it",
    members: [maya, tom, priya],
  },
];

/** The channel of one customer: its CSM and the manager are in it. */
export function accountChannel(name: string, position: number, csm: string): Channel {
  const id = `CACCOUNT${String(position).padStart(2, "0")}`;
  return { id, name, topic: "One customer, everything in one place", members: [csm, priya] };
}
