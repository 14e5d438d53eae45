// Keeps the patient's last pages for reading offline. The network comes first: a kept page is shown only when there is no answer, and says so.
// It never touches what is written down: that is the queue's (queue.js).

// What is done with a pushed reminder stands in a file of its own.
importScripts("/js/push-handler.js");

const OFFLINE = "/my/offline";
const PAGES = ["/my", "/my/plan", "/my/check-in", OFFLINE];
const FILES = "facet-files-1", MARK = "facet-pages-";
const PATIENCE = 10_000, REFRESH = 6 * 3600_000, LONGEST = 7 * 24 * 3600_000, MOST_FILES = 60;
const BANNER = '<p class="facet-offline" id="facet-offline" hidden></p>';
const KEPT_AT = "Facet-Kept-At";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// Counts what was sent below /my: a page that was asked for before it can say what holds no longer, such as a plan that has been stopped since.
let sent = 0, isOld = false;

const path = (url) => new URL(url, self.location.origin).pathname;
const names = async () => (await caches.keys()).filter((name) => name.startsWith(MARK));
const forgetAll = async (but) => { for (const name of await names()) if (name !== but) await caches.delete(name); };

// Files are named by their content, so that one that is kept never grows old.
async function file(request) {
  const kept = await caches.match(request.url, { cacheName: FILES });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok && /immutable/.test(response.headers.get("Cache-Control") ?? "")) await (await caches.open(FILES)).put(request.url, response.clone());
  return response;
}

const linked = (text, from) => [...text.matchAll(/(?:href|src)="([^"]+\.(?:css|js|svg))"|url\("?([^")]+\.woff2)"?\)/g)].map((match) => new URL(match[1] ?? match[2], from).href);

async function keepFiles(html) {
  const cache = await caches.open(FILES);
  const wanted = linked(html, self.location.origin);
  for (let place = 0; place < wanted.length && place < MOST_FILES; place++) {
    try {
      if (!await cache.match(wanted[place])) await cache.add(wanted[place]);
      if (wanted[place].endsWith(".css")) wanted.push(...linked(await (await cache.match(wanted[place])).text(), wanted[place]));
    } catch { /* It is asked for again with the next page. */ }
  }
  const keys = await cache.keys();
  if (keys.length > MOST_FILES) for (const key of keys) if (!wanted.includes(key.url)) await cache.delete(key);
}

// Whatever was kept may not be so any more. The page that says what can be opened without a connection stays.
async function forgetPages() {
  sent++;
  isOld = true;
  for (const name of await names()) {
    const cache = await caches.open(name);
    for (const address of PAGES) if (address !== OFFLINE) await cache.delete(address);
  }
}

// A page says whose it is. Pages of anybody else go before it is kept. What was sent meanwhile, since "asked", makes it old before it is kept.
async function keep(address, response, asked) {
  if (response.redirected || !response.ok) {
    // Led elsewhere: signed out, or questions come first. What was kept is not right any more.
    if (response.redirected) {
      if (path(response.url).startsWith("/account/")) await forgetAll();
      else for (const name of await names()) await (await caches.open(name)).delete(address);
    }
    return;
  }
  const html = await response.text();
  const person = /data-person="([A-Za-z0-9_-]+)"/.exec(html)?.[1];
  if (!person) return;
  await forgetAll(MARK + person);
  const headers = new Headers(response.headers);
  headers.set(KEPT_AT, String(Date.now()));
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  const cache = await caches.open(MARK + person);
  if (asked !== sent) return;
  await cache.put(address, new Response(html, { headers }));
  await keepFiles(html);
}

async function kept(address) {
  for (const name of await names()) {
    const cache = await caches.open(name);
    const response = await cache.match(address);
    const at = Number(response?.headers.get(KEPT_AT));
    if (!response) continue;
    if (!(Date.now() - at < LONGEST)) { await cache.delete(address); continue; }
    const when = new Date(at).toLocaleString("en-GB", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    const said = address === OFFLINE ? "You are offline." : `You are offline. This page is from ${when}.`;
    return new Response((await response.text()).replace(BANNER, `<p class="facet-offline" id="facet-offline">${said}</p>`), { headers: response.headers });
  }
  return null;
}

async function page(event) {
  const address = path(event.request.url), asked = sent;
  let response;
  try {
    response = await fetch(event.request, { signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    response = null;
  }
  if (response && response.status < 500) {
    const copy = PAGES.includes(address) ? response.clone() : null;
    if (response.type === "opaqueredirect") {
      // The browser follows it by itself; where it leads is seen there.
      if (PAGES.includes(address)) event.waitUntil((async () => { for (const name of await names()) await (await caches.open(name)).delete(address); })());
    } else if (copy) {
      event.waitUntil(keep(address, copy, asked));
    }
    return response;
  }
  return (PAGES.includes(address) ? await kept(address) : null) ?? await kept(OFFLINE) ?? response ?? Response.error();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  // A form can stop the plan: what was kept before it goes at once, whether or not its answer ever comes, and the next page fetches it anew. Without a network the form does not go out.
  if (request.method === "POST" && request.mode === "navigate" && navigator.onLine) event.waitUntil(forgetPages());
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (/\.(?:css|js|svg|png|woff2)$/.test(path(request.url))) event.respondWith(file(request));
});

// The page asks once it is there: what is missing or old is fetched, so that offline works from the first visit on. It tells when its queue has sent something, too.
self.addEventListener("message", (event) => {
  const person = event.data?.keep ?? event.data?.changed;
  if (!person) return;
  event.waitUntil((async () => {
    if (event.data.changed) await forgetPages();
    const asked = sent, all = isOld;
    await forgetAll(MARK + person);
    const cache = await caches.open(MARK + person);
    for (const address of PAGES) {
      const known = await cache.match(address);
      if (known && !all && Date.now() - Number(known.headers.get(KEPT_AT)) < REFRESH) continue;
      try { await keep(address, await fetch(address, { credentials: "same-origin", cache: "no-store" }), asked); } catch { return; }
    }
    if (asked === sent) isOld = false;
  })());
});
