// Shows what the server pushes while no page of Muster is open. It keeps nothing and answers no requests.

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => {
  let message;
  try {
    message = event.data.json();
  } catch {
    // A browser takes the right to push away from whoever pushes without showing something.
    message = {
      title: 'Muster',
      body: 'Something was sent to you that this browser cannot read.',
      tag: 'unreadable',
    };
  }
  event.waitUntil(show(message));
});

async function show(message) {
  if (message.code) {
    for (const page of await self.clients.matchAll({ type: 'window', includeUncontrolled: true })) {
      page.postMessage({ musterCode: message.code });
    }
  }
  await self.registration.showNotification(message.title, {
    body: message.body,
    tag: message.tag,
    renotify: true,
    requireInteraction: message.urgent === true,
    icon: '/ui/favicon.svg',
    data: { url: message.url, actions: message.actions },
    actions: (message.actions ?? []).map(({ title }, index) => ({ action: String(index), title })),
  });
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { url, actions } = event.notification.data ?? {};
  // The page of an action asks before it does it: a touch in the dark is no decision.
  const chosen = event.action === '' ? undefined : actions?.[Number(event.action)];
  event.waitUntil(open(chosen?.url ?? url ?? '/ui/'));
});

async function open(url) {
  const target = new URL(url, self.location.origin);
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const same = pages.find((page) => new URL(page.url).pathname === target.pathname);
  if (same) return same.focus();
  return self.clients.openWindow(target.href);
}
