// What a service worker does with a pushed reminder: imported by the site's worker (importScripts). The words are neutral, for a locked screen shows them to anybody.

self.addEventListener("push", (event) => {
  event.waitUntil(self.registration.showNotification("A reminder", { body: "Open your page.", tag: "reminder", data: { open: "/my" } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil((async () => {
    const open = new URL(event.notification.data?.open ?? "/my", self.location.origin);
    const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const page = pages.find((each) => new URL(each.url).pathname.startsWith("/my"));
    return page ? page.focus() : self.clients.openWindow(open.href);
  })());
});
