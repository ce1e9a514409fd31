import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type PluginOption } from 'vite';

const server = process.env['RADSHARP_SERVER'] ?? 'http://127.0.0.1:5080';

/** `npm run dev` takes the API from a running server, `npm run mock` from the small one in tests/mock. */
export default defineConfig(async ({ mode }) => {
  const plugins: PluginOption[] = [react()];
  if (mode === 'mock') {
    const { mockApi } = await import('./tests/mock/plugin.ts');
    plugins.push(mockApi());
  }

  return {
    plugins,
    resolve: {
      alias: {
        '@kitware/vtk.js/IO/XML/XMLPolyDataReader.js': fileURLToPath(new URL('src/viewer/withoutMeshes.ts', import.meta.url)),
      },
    },
    server: mode === 'mock' ? {} : { proxy: { '/api': server } },
    build: {
      target: 'es2022',
      // Everything is a file of its own: the page runs under a policy that forbids data: and inline sources.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 4000,
    },
    worker: { format: 'es' as const },
    test: { include: ['tests/unit/**/*.test.ts'] },
  };
});
