// How the dashboard is built and served while developing.
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = import.meta.dirname;

export default defineConfig({
  root: here,
  base: '/',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: `${here}/../../dist/web`,
    emptyOutDir: true,
    target: ['chrome123', 'firefox128', 'safari17.5'],
    // A strict content security policy allows no data: URLs, so every asset is a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Pages share dozens of small components: one file for them beats thirty requests.
        codeSplitting: {
          groups: [
            { name: 'libraries', test: /node_modules[\\/](react|react-dom|scheduler|@tanstack)[\\/]/ },
            { name: 'shared', test: /src[\\/]web[\\/]/, minShareCount: 3 },
          ],
        },
      },
    },
  },
  server: {
    port: 4601,
    strictPort: true,
    proxy: { '/api': 'http://127.0.0.1:4600', '/readyz': 'http://127.0.0.1:4600', '/sign-in/local': 'http://127.0.0.1:4600' },
  },
});
