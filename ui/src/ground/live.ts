import type { QueryClient } from '@tanstack/react-query';
import { storeOf } from './store';

/** `starting` before the first answer, then `live`, or `lost` while what is shown may be old. */
export type LiveState = 'off' | 'starting' | 'live' | 'lost';

export const liveState = storeOf<LiveState>('off');

export interface LiveEvent {
  event: string;
  data: string;
}

/**
 * Takes a server-sent event stream apart. Not the browser's EventSource, for that hides the heartbeat comments, and
 * without them a connection that died silently (laptop asleep, changed network) looks alive for many minutes.
 */
export class EventParser {
  private rest = '';
  private event = '';
  private data: string[] = [];

  push(chunk: string): LiveEvent[] {
    const out: LiveEvent[] = [];
    this.rest += chunk;
    for (;;) {
      const end = /\r\n|\n|\r(?!$)/.exec(this.rest);
      if (end === null) return out;
      const line = this.rest.slice(0, end.index);
      this.rest = this.rest.slice(end.index + end[0].length);
      if (line === '') {
        if (this.data.length > 0) out.push({ event: this.event || 'message', data: this.data.join('\n') });
        this.event = '';
        this.data = [];
      } else if (!line.startsWith(':')) {
        const colon = line.indexOf(':');
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
        if (field === 'event') this.event = value;
        if (field === 'data') this.data.push(value);
      }
    }
  }
}

/** The server's heartbeat comes every 15 s; three missed in a row mean that the line is dead. */
const SILENCE_MS = 45_000;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 20_000];

export interface IncidentNews {
  id: string;
  status: string;
  service_id: string;
  changed_at: string;
}

export interface NotificationNews {
  incident_id: string;
  title: string;
  urgency: string;
  service: string;
}

type Said = { event: LiveEvent } | { state: LiveState };

/**
 * Keeps one stream for all tabs of this browser: the tab that holds the lock reads and passes on, the others listen.
 * Browsers allow six connections to a host, and six open incident pages would otherwise block everything else.
 */
export function startLive(hear: (event: LiveEvent, first: boolean) => void): () => void {
  const stop = new AbortController();
  const others = 'BroadcastChannel' in globalThis ? new BroadcastChannel('muster-live') : null;
  let reading = false;
  let lastWord = Date.now();

  const setState = (state: LiveState) => {
    liveState.set(state);
    others?.postMessage({ state } satisfies Said);
  };

  others?.addEventListener('message', (message: MessageEvent<Said | 'ask'>) => {
    if (message.data === 'ask') {
      if (reading) others.postMessage({ state: liveState.get() } satisfies Said);
      return;
    }
    if (reading) return;
    lastWord = Date.now();
    if ('event' in message.data) hear(message.data.event, false);
    else liveState.set(message.data.state);
  });

  const readUntilStopped = async () => {
    reading = true;
    for (let failures = 0; !stop.signal.aborted; ) {
      const line = new AbortController();
      const cut = () => line.abort();
      stop.signal.addEventListener('abort', cut);
      let watchdog = setTimeout(cut, SILENCE_MS);
      try {
        const response = await fetch('/live', {
          headers: { Accept: 'text/event-stream' },
          credentials: 'same-origin',
          signal: line.signal,
        });
        if (!response.ok || response.body === null) throw new Error(`live answered ${response.status}`);
        setState('live');
        failures = 0;
        const parser = new EventParser();
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        for (;;) {
          const { done, value } = await reader.read();
          if (done) break;
          clearTimeout(watchdog);
          watchdog = setTimeout(cut, SILENCE_MS);
          for (const event of parser.push(value)) {
            hear(event, true);
            others?.postMessage({ event } satisfies Said);
          }
        }
      } catch {
        // The loop tries again; the banner tells people meanwhile.
      } finally {
        clearTimeout(watchdog);
        stop.signal.removeEventListener('abort', cut);
      }
      if (stop.signal.aborted) break;
      setState('lost');
      await pause(RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)] ?? 20_000, stop.signal);
    }
    reading = false;
  };

  liveState.set('starting');
  if (others !== null && navigator.locks !== undefined) {
    others.postMessage('ask');
    navigator.locks.request('muster-live', { signal: stop.signal }, readUntilStopped).catch(() => {});
  } else {
    readUntilStopped();
  }
  // A tab that only listens has to notice by itself when the reading tab is frozen by the browser.
  const check = setInterval(() => {
    if (reading) return;
    others?.postMessage('ask');
    if (Date.now() - lastWord > SILENCE_MS) liveState.set('lost');
  }, 10_000);

  return () => {
    stop.abort();
    clearInterval(check);
    others?.close();
    liveState.set('off');
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      globalThis.removeEventListener('online', done);
      resolve();
    }
    signal.addEventListener('abort', done);
    globalThis.addEventListener('online', done);
  });
}

/** Gathers the changes of half a second, so that a storm of a thousand events makes two reloads a second, not a thousand. */
export function refreshGently(client: QueryClient, every = 500): (incidentId: string | null) => void {
  let due = false;
  const touched = new Set<string>();
  return (incidentId) => {
    if (incidentId !== null) touched.add(incidentId);
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      client.invalidateQueries({ queryKey: ['incidents'] });
      for (const id of touched) client.invalidateQueries({ queryKey: ['incident', id] });
      touched.clear();
    }, every);
  };
}
