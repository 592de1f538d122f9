import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

// dist/web: one script, one stylesheet, names with hashes, and a manifest from which the server learns them. The HTML is the
// server's (src/http/page), because it depends on who asks.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/page/',
  publicDir: false,
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    manifest: true,
    assetsDir: '',
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0, // the policy allows no data: URL
    rollupOptions: { input: { weir: fileURLToPath(new URL('main.tsx', import.meta.url)) } },
  },
});
