// Starts the dashboard: query client, router, toasts.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api/error.ts';
import { Toaster } from './components/toaster.tsx';
import { createDashboardRouter } from './routes.tsx';

const MAX_RETRIES = 2;

/** Only what may pass by itself is tried again: no answer, or a fault on the server's side. */
const mayPass = (error: unknown): boolean => error instanceof ApiError && (error.status === 0 || error.status >= 500);

const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 5_000, retry: (tries, error) => tries < MAX_RETRIES && mayPass(error), refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});
const router = createDashboardRouter(queries);

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <Toaster />
      </QueryClientProvider>
    </StrictMode>,
  );
}
