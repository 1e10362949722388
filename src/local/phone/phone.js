// shows what arrives, and times in the reader's own zone

const words = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

function localTimes() {
  for (const time of document.querySelectorAll("time"))
    time.textContent = words.format(new Date(time.dateTime));
}

let asked = 0;
async function refresh() {
  const number = ++asked;
  const response = await fetch(location.href);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  // only the answer to the newest question counts
  if (number !== asked || !response.ok) return;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  localTimes();
}

new EventSource("/phone/changes").addEventListener("text", refresh);
localTimes();
