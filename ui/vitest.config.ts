import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    // Fixed, so that a test which forgets to name its zone fails everywhere or nowhere.
    env: { TZ: 'America/New_York' },
  },
});
