import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    // A form that is typed into takes seconds on a machine that is busy with other things.
    testTimeout: 30_000,
    // Fixed, so that a test which forgets to name its zone fails everywhere or nowhere.
    env: { TZ: 'America/New_York' },
  },
});
