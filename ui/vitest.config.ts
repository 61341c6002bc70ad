import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    // Fixed, so that a test which forgets to name its zone fails everywhere or nowhere.
    env: { TZ: 'America/New_York' },
    // The machine may have much else to do, as when the server is built beside this.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
