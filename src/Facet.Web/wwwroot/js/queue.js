// The queue of a device. What a person writes down is kept here (IndexedDB) under a number of its own, sent in order, and
// forgotten only when the server says that it is stored. Sending twice does no harm: the server knows the number.
// The shape of what is kept never changes its meaning, so that a newer version of this file sends what an older one queued.

const bar = document.querySelector("[data-queue]");
const person = bar.dataset.person;
const status = bar.querySelector("[data-queue-status]");
const troubles = bar.querySelector("[data-queue-troubles]");
const advice = document.getElementById("stop-advice");

const MOST = 20, MOST_BYTES = 40_000, PATIENCE = 15_000, SHORTEST = 2_000, LONGEST = 300_000;

const ask = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

let opened;
const open = () => opened ??= new Promise((resolve, reject) => {
  const request = indexedDB.open("facet-queue", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("people", { keyPath: "person" });
    request.result.createObjectStore("entries", { keyPath: ["person", "order"] });
  };
  request.onsuccess = () => {
    request.result.onversionchange = () => { request.result.close(); opened = undefined; };
    resolve(request.result);
  };
  request.onerror = () => { opened = undefined; reject(request.error); };
});

// All or nothing, and on the disk before it counts.
async function change(work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(["people", "entries"], "readwrite", { durability: "strict" });
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(transaction.error);
    work(transaction.objectStore("people"), transaction.objectStore("entries")).then((value) => { result = value; }, (problem) => { transaction.abort(); reject(problem); });
  });
}

const all = () => IDBKeyRange.bound([person, 0], [person, Infinity]);
const mine = async () => ask((await open()).transaction("entries").objectStore("entries").getAll(all()));

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte, place) => ([4, 6, 8, 10].includes(place) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
}

const news = "BroadcastChannel" in self ? new BroadcastChannel("facet-queue") : null;
news?.addEventListener("message", () => show());

/** Keeps an entry until it is sent. @param entry What was written down: a kind, a day and what belongs to the kind. */
export async function queue(entry) {
  const text = JSON.stringify(entry);
  await change(async (people, entries) => {
    const me = await ask(people.get(person)) ?? { person, stream: newId(), number: 1, order: 1 };
    await ask(entries.add({ person, order: me.order, stream: me.stream, number: me.number, text, state: "waiting" }));
    await ask(people.put({ ...me, number: me.number + 1, order: me.order + 1 }));
  });
  news?.postMessage("queued");
}

// What waits from a place on gets another stream and new numbers. Only for entries of which none can be stored already.
const renumber = (from) => change(async (people, entries) => {
  const me = await ask(people.get(person));
  const stream = newId();
  let number = 1;
  for (const row of await ask(entries.getAll(all()))) {
    if (row.order < from || row.state === "refused") continue;
    await ask(entries.put({ ...row, stream, number: number++, state: "waiting", conflict: undefined }));
  }
  await ask(people.put({ ...me, stream, number }));
});

const forget = (rows) => change(async (people, entries) => { for (const row of rows) await ask(entries.delete([person, row.order])); });
const mark = (row, more) => change(async (people, entries) => { await ask(entries.put({ ...row, ...more })); });

let before = Promise.resolve();
// One sender at a time over all tabs.
const alone = (work) => navigator.locks ? navigator.locks.request("facet-queue", work) : (before = before.then(work, work));

let most = MOST;

// What is stored can change what the pages say, down to a plan that is stopped: those that were kept for offline use are fetched anew.
const pagesAreOld = () => navigator.serviceWorker?.ready.then((registration) => registration.active.postMessage({ changed: person })).catch(() => { /* None are kept. */ });

async function post(rows) {
  const response = await fetch("/my/entries", {
    method: "POST", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE),
    headers: { "Content-Type": "application/json", "Facet-Person": person },
    body: `{"stream":"${rows[0].stream}","first":${rows[0].number},"entries":[${rows.map((row) => row.text).join(",")}]}`,
  });
  // Whoever answers in its place, as a network that wants a sign-in of its own, does not say what this server says.
  return response.headers.get("Content-Type")?.startsWith("application/json") ? { status: response.status, said: await response.json() } : { status: 0, said: {} };
}

/** Sends what waits. @returns What came of it, and the page that matters next. */
const sendNow = () => alone(async () => {
  let next = null, alarm = null, stored = false;
  const end = (came) => {
    if (stored) pagesAreOld();
    return { came, next: alarm ?? next };
  };
  // A yes that the server does not take is known to nobody: the safety questions come next all the same.
  const refuse = async (row, problems) => {
    await mark(row, { state: "refused", problems });
    if (isWarning(JSON.parse(row.text))) alarm = "/my/warning";
    await renumber(row.order);
  };
  for (;;) {
    const rows = (await mine()).filter((row) => row.state !== "refused");
    if (rows.length === 0) return end("sent");
    if (rows[0].state === "conflict") return end("conflict");
    const batch = [];
    let bytes = 0;
    for (const row of rows) {
      bytes += new TextEncoder().encode(row.text).length;
      if (row.state !== "waiting" || row.stream !== rows[0].stream || row.number !== rows[0].number + batch.length || batch.length === most || (batch.length > 0 && bytes > MOST_BYTES)) break;
      batch.push(row);
    }
    let answer;
    try { answer = await post(batch); } catch { return end("away"); }
    const { status: code, said } = answer;
    if (code === 200 && said.stored === batch.length) {
      await forget(batch);
      stored = true;
      next = said.next ?? null;
      most = MOST;
    } else if (code === 409 && Number.isInteger(said.stored)) {
      await forget(batch.slice(0, said.stored));
      stored ||= said.stored > 0;
      if (said.conflict) await mark(batch[said.stored], { state: "conflict", conflict: said.conflict });
      // The server has fewer than it once had, as after a copy was restored: what waits here begins anew behind it.
      else await renumber(batch[said.stored].order);
    } else if (code === 400 && said.problems?.some((problem) => problem.index !== undefined)) {
      const first = Math.min(...said.problems.map((problem) => problem.index ?? Infinity));
      await refuse(batch[first], said.problems.filter((problem) => problem.index === first).map((problem) => problem.message));
    } else if (code === 413 && batch.length > 1) {
      most = 1;
    } else if (code === 413) {
      await refuse(batch[0], ["This is too long to be sent."]);
    } else {
      return end(code === 401 ? "signed-out" : code === 403 ? "somebody-else" : "away");
    }
    news?.postMessage("sent");
  }
});

let tries = 0, timer, running, again = false;

/** Sends what waits and, where that fails, tries again by itself. */
export function send() {
  clearTimeout(timer);
  again = true;
  return running ??= (async () => {
    let result, next = null;
    // What was queued while the last entry was on its way is sent too.
    do {
      again = false;
      result = await sendNow().catch(() => ({ came: "away", next: null }));
      next = result.next ?? next;
    } while (again && result.came === "sent");
    result = { ...result, next };
    running = undefined;
    if (result.came === "away") {
      timer = setTimeout(send, Math.min(LONGEST, SHORTEST * 2 ** tries++) * (0.7 + 0.6 * Math.random()));
    } else {
      tries = 0;
    }
    await show(result);
    return result;
  })();
}

const words = (text) => {
  const entry = typeof text === "string" ? JSON.parse(text) : text;
  const day = new Date(`${entry.day}T12:00`).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
  return entry.kind === "check-in" ? `Check-in for ${day}: pain ${entry.pain} of 10` : entry.kind === "message" ? `Message of ${day}: ${entry.text}` : `What you wrote down for ${day}`;
};

const make = (name, ...parts) => { const made = document.createElement(name); made.append(...parts); return made; };

function button(label, work) {
  const made = make("button", label);
  made.type = "button";
  made.className = "nhsuk-button nhsuk-button--secondary";
  made.addEventListener("click", async () => { made.disabled = true; await work(); await show(); await send(); });
  return made;
}

function trouble(row) {
  const actions = make("div");
  actions.className = "facet-actions";
  const box = make("section");
  box.className = "facet-draft";
  if (row.state === "conflict") {
    actions.append(button("Send mine as well", () => renumber(row.order)), button("Leave mine out", async () => { await forget([row]); await renumber(row.order); }));
    box.append(make("h2", "Which one is right?"), make("p", `Your clinic has: ${words(row.conflict.entry)}.`), make("p", `This device has: ${words(row.text)}.`),
      make("p", "Both were written as the same entry. Nothing is lost: choose whether yours is sent too."));
  } else {
    actions.append(button("Remove it", () => forget([row])));
    box.append(make("h2", "One entry could not be sent"), make("p", `${words(row.text)}.`), ...row.problems.map((problem) => make("p", problem)), make("p", "If it still matters, tell your team or write it down again."));
  }
  box.append(actions);
  return box;
}

let shown = "", last = "";

/** Says what waits. Nothing changes on the page while there is nothing to say. */
async function show(result) {
  const rows = await mine().catch(() => []);
  const waiting = rows.filter((row) => row.state !== "refused");
  const count = waiting.length === 1 ? "1 entry is waiting to be sent." : `${waiting.length} entries are waiting to be sent.`;
  const text = waiting.length > 0 ? result?.came === "signed-out" ? `${count} Sign in again to send ${waiting.length === 1 ? "it" : "them"}.` : result?.came === "somebody-else" ? `${count} Somebody else is signed in now.` : count
    : shown !== "" ? "Everything has been sent." : "";
  if (text !== shown) {
    status.textContent = text;
    if (result?.came === "signed-out" && waiting.length > 0) status.append(" ", Object.assign(make("a", "Sign in"), { href: "/account/sign-in?to=/my" }));
    if (waiting.length === 0 && result?.next) status.append(" ", Object.assign(make("a", "Some questions come next"), { href: result.next }));
    shown = text;
  }
  const unsettled = rows.filter((row) => row.state !== "waiting");
  const key = JSON.stringify(unsettled.map((row) => [row.order, row.state]));
  if (key !== last && (last !== "" || unsettled.length > 0)) {
    troubles.replaceChildren(...unsettled.map(trouble));
    last = key;
  }
  // A yes to a safe question that nobody has seen yet stays in sight on every page, and one that was refused until it is removed.
  const yes = rows.filter((row) => isWarning(JSON.parse(row.text)));
  if (yes.length > 0) warn(yes.every((row) => row.state === "refused"));
  return waiting.length;
}

const isWarning = (entry) => entry.newNumbnessOrBladder === true || entry.newWeaknessOrFever === true;

function warn(isRefused) {
  for (const part of advice.querySelectorAll("[data-advice]")) part.hidden = (part.dataset.advice === "refused") !== isRefused;
  if (!advice.hidden) return;
  advice.hidden = false;
  advice.focus();
}

const localDay = () => { const now = new Date(); return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`; };

const checkIn = (form) => {
  const data = new FormData(form);
  const number = (name) => data.get(name) ? Number(data.get(name)) : undefined;
  const said = (name) => data.get(name) === "yes" ? true : data.get(name) === "no" ? false : undefined;
  return {
    kind: "check-in", pain: number("pain"), stopped: number("stopped"), stoppedWhat: data.get("stopped-what")?.trim() || undefined, sleep: number("sleep"), mood: number("mood"),
    flare: data.get("flare") === "yes" ? true : undefined, regions: data.has("region") ? data.getAll("region") : undefined, newNumbnessOrBladder: said("numb"), newWeaknessOrFever: said("weak"),
  };
};

const same = (form) => JSON.parse(form.dataset.same);

// Each kind of form becomes an entry; what is wrong with it is said by the words of the page.
const kinds = {
  "check-in": { entry: checkIn, wrong: (entry) => entry.pain === undefined ? "pain" : entry.newNumbnessOrBladder === undefined ? "numb" : entry.newWeaknessOrFever === undefined ? "weak" : null },
  same: { entry: same, wrong: () => null },
};

function refuse(field) {
  const summary = document.querySelector("[data-queue-error]");
  const text = summary.dataset[field === "pain" ? "pain" : "safe"];
  const link = summary.querySelector("a");
  link.textContent = text;
  link.href = field === "pain" ? "#pain-0" : `#${field}-no`;
  summary.hidden = false;
  summary.focus();
  if (!document.title.startsWith("Error: ")) document.title = `Error: ${document.title}`;
}

for (const form of document.querySelectorAll("form[data-entry]")) {
  const kind = kinds[form.dataset.entry];
  if (!kind) continue;
  let busy = false;
  form.addEventListener("submit", async (event) => {
    if (form.dataset.plain) return;
    event.preventDefault();
    if (busy) return;
    const entry = kind.entry(form);
    const wrong = kind.wrong(entry);
    if (wrong) { refuse(wrong); return; }
    busy = true;
    try {
      await queue({ ...entry, day: localDay(), writtenAt: new Date().toISOString() });
    } catch {
      // No room, or a browser that keeps nothing: the form goes its plain way.
      form.dataset.plain = "yes";
      form.requestSubmit(event.submitter);
      return;
    }
    const saved = document.querySelector("[data-queue-saved]");
    // Danger does not wait for an answer.
    const wait = setTimeout(async () => { await show(); kept(saved); }, !navigator.onLine ? 0 : isWarning(entry) ? 400 : 1_500);
    const { came, next } = await send();
    clearTimeout(wait);
    if (came === "sent") location.assign(next ?? "/my"); else kept(saved);
  });
}

// The entry is safe, and the server has not answered: say so where the form stood.
function kept(saved) {
  if (!saved.hidden) return;
  saved.hidden = false;
  for (const part of document.querySelectorAll("[data-queue-form]")) part.hidden = true;
  if (advice.hidden) saved.focus(); else advice.focus();
}

// A page that was kept for offline use can be of another day: what it has filled in is not about today.
for (const part of document.querySelectorAll("[data-queue-day]")) {
  if (part.dataset.queueDay === localDay()) continue;
  for (const form of part.querySelectorAll('form[data-entry="same"]')) form.hidden = true;
  for (const form of part.querySelectorAll('form[data-entry="check-in"]')) {
    for (const field of form.querySelectorAll("input:not([type=hidden])")) { if (field.type === "radio" || field.type === "checkbox") field.checked = false; else field.value = ""; }
  }
}

// Signing out: send first; what cannot be sent is said; pages kept for offline use go.
const keptPages = async () => { if ("caches" in self) for (const name of await caches.keys()) if (name.startsWith("facet-pages-")) await caches.delete(name); };
for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", async (event) => {
    if (form.dataset.sure) return;
    event.preventDefault();
    await Promise.race([send(), new Promise((done) => setTimeout(done, 5_000))]);
    const warning = document.querySelector("[data-queue-stays]");
    if ((await show()) > 0 && warning.hidden) { warning.hidden = false; warning.focus(); return; }
    await keptPages();
    form.dataset.sure = "yes";
    form.requestSubmit(event.submitter);
  });
}

addEventListener("online", () => { tries = 0; send(); });
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") send(); });
addEventListener("focus", () => send());
show().then(send);

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js", { scope: "/my", updateViaCache: "none" })
    .then(() => navigator.serviceWorker.ready)
    .then((registration) => registration.active.postMessage({ keep: person }))
    .catch(() => { /* Without it the pages are not kept for offline use; the queue works all the same. */ });
}
