import { defineConfig } from 'vitest/config';

/** The page against the real server, in a real browser: `npm run e2e`. */
export default defineConfig({
  test: {
    include: [process.env['RADSHARP_SCREENSHOTS'] ? 'tests/e2e/screenshots.ts' : 'tests/e2e/**/*.e2e.ts'],
    globalSetup: 'tests/e2e/server.ts',
    // One browser and one model at a time.
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
