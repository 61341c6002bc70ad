import { api } from '../../ground/api';
import type { ContactMethod } from '../../ground/wire';

/** Why this browser cannot be reached with its tabs closed; null when it can. */
export function pushObstacle(scope: {
  secure: boolean;
  worker: boolean;
  push: boolean;
  permission: string | undefined;
}): string | null {
  if (!scope.secure) return 'Browsers take pushes only over https (or on localhost).';
  if (!scope.worker || !scope.push || scope.permission === undefined)
    return 'This browser knows no web push.';
  if (scope.permission === 'denied') {
    return 'Notifications of this site are blocked. Allow them in the browser, then try again.';
  }
  return null;
}

export function obstacleHere(): string | null {
  return pushObstacle({
    secure: globalThis.isSecureContext === true,
    worker: 'serviceWorker' in navigator,
    push: 'PushManager' in globalThis,
    permission: 'Notification' in globalThis ? Notification.permission : undefined,
  });
}

/** `Firefox on Linux`, from what the browser says about itself. */
export function browserName(agent: string): string {
  const browser = /Edg\//.test(agent)
    ? 'Edge'
    : /Firefox\//.test(agent)
      ? 'Firefox'
      : /Chrom(e|ium)\//.test(agent)
        ? 'Chrome'
        : /Safari\//.test(agent)
          ? 'Safari'
          : 'Browser';
  const system = /Android/.test(agent)
    ? 'Android'
    : /iPhone|iPad/.test(agent)
      ? 'iOS'
      : /Windows/.test(agent)
        ? 'Windows'
        : /Mac OS/.test(agent)
          ? 'macOS'
          : /Linux/.test(agent)
            ? 'Linux'
            : null;
  return system === null ? browser : `${browser} on ${system}`;
}

/** The bytes of a base64url text, as the browser takes a server's key. */
export function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** A browser says hardly more than that it did not work; nearly always it cannot reach its maker. */
export function refusalWords(refused: unknown): string {
  const said = refused instanceof Error ? refused.message : String(refused);
  return `The browser's own push service did not take the subscription (${said}). It must be reachable from this computer; some browsers are built without one.`;
}

/** Subscribes this browser and makes it a contact method of that person. */
export async function subscribeHere(userId: string): Promise<ContactMethod> {
  if ((await Notification.requestPermission()) !== 'granted') {
    throw new Error('The browser did not allow notifications.');
  }
  const worker = await navigator.serviceWorker.register('/ui/sw.js', { scope: '/ui/' });
  await navigator.serviceWorker.ready;
  const { push_key } = await api.get<{ push_key: { public_key: string } }>('/push_key');
  const key = bytesOf(push_key.public_key);
  let subscription = await worker.pushManager.getSubscription();
  if (subscription !== null && !sameKey(subscription.options.applicationServerKey, key)) {
    // Made for another house, or before this one was set up anew.
    await subscription.unsubscribe();
    subscription = null;
  }
  subscription ??= await worker.pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: key })
    .catch((refused: unknown) => {
      throw new Error(refusalWords(refused));
    });
  const made = await api.post<{ contact_method: ContactMethod }>(`/users/${userId}/contact_methods`, {
    contact_method: {
      type: 'push_notification_contact_method',
      label: browserName(navigator.userAgent),
      push_subscription: subscription.toJSON(),
    },
  });
  return made.contact_method;
}

function sameKey(held: ArrayBuffer | null, wanted: Uint8Array): boolean {
  if (held === null || held.byteLength !== wanted.byteLength) return false;
  const bytes = new Uint8Array(held);
  return wanted.every((byte, index) => bytes[index] === byte);
}
