import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** One configuration for the dashboard's build (root `dashboard/`) and for all tests (root of the project). */
const testing = process.env.VITEST !== undefined;

export default defineConfig({
  root: testing ? '.' : 'dashboard',
  plugins: testing ? [] : [svelte()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 900 },
  worker: { format: 'es' },
  server: { port: 5173, host: '127.0.0.1', proxy: { '/api': 'http://127.0.0.1:8787', '^/reports(/|$)': 'http://127.0.0.1:8787' } },
  test: {
    // Two cores: several workers each with a database and a browser would only wait for each other.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'code', include: ['tests/**/*.test.ts'], exclude: ['tests/browser/**', 'tests/bench/**'] } },
      { extends: true, test: { name: 'browser', include: ['tests/browser/**/*.test.ts'], testTimeout: 120_000, fileParallelism: false } },
    ],
  },
});
