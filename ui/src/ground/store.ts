import { useSyncExternalStore } from 'react';

/** A value outside of React that screens can watch. */
export interface Store<T> {
  get(): T;
  set(value: T): void;
  watch(listener: () => void): () => void;
}

export function storeOf<T>(first: T): Store<T> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(value, next)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.watch, store.get);
}

/** Browser storage may be full or forbidden; a preference that cannot be kept is no reason to fail. */
export const memory = {
  read(name: string): string | null {
    try {
      return localStorage.getItem(`muster-${name}`);
    } catch {
      return null;
    }
  },
  write(name: string, value: string | null): void {
    try {
      if (value === null) localStorage.removeItem(`muster-${name}`);
      else localStorage.setItem(`muster-${name}`, value);
    } catch {
      // Kept for this page only.
    }
  },
};
