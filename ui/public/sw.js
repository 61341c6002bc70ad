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
    data: { url: message.url, acknowledge: message.acknowledge },
    actions: message.acknowledge ? [{ action: 'acknowledge', title: 'Acknowledge' }] : [],
  });
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { url, acknowledge } = event.notification.data ?? {};
  // The page asks before it acknowledges: a touch in the dark is no decision.
  event.waitUntil(open(event.action === 'acknowledge' && acknowledge ? acknowledge : (url ?? '/ui/')));
});

async function open(url) {
  const target = new URL(url, self.location.origin);
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const same = pages.find((page) => new URL(page.url).pathname === target.pathname);
  if (same) return same.focus();
  return self.clients.openWindow(target.href);
}
