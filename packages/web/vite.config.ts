// Builds the UI to static files that the server serves from its own port.

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const DEV_API = process.env['THROUGHLINE_DEV_API'] ?? 'http://127.0.0.1:16686';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    // The content security policy allows fonts and images from this origin, not from data: URLs.
    assetsInlineLimit: 0,
    // The first browsers with OKLCH colours, also on a canvas.
    target: ['chrome111', 'edge111', 'firefox113', 'safari16.4'],
    // In kB. What counts is what is sent: 250 kB compressed, measured by "npm run bench -- web".
    chunkSizeWarningLimit: 600,
    // What every page loads at first is one file: cut by who else shares which part of it, it was twenty.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } },
    },
  },
  server: { host: '127.0.0.1', proxy: { '/api': DEV_API } },
});
