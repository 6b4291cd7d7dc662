// Starts the dashboard: query client, router, toasts.
import { hashKey, MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api/error.ts';
import { Toaster } from './components/toaster.tsx';
import { sessionQuery } from './api/session.ts';
import { leadToSignIn } from './lead-to-sign-in.ts';
import { createDashboardRouter } from './routes.tsx';

const MAX_RETRIES = 2;

/** Only what may pass by itself is tried again: no answer, or a fault on the server's side. */
const mayPass = (error: unknown): boolean => error instanceof ApiError && (error.status === 0 || error.status >= 500);

/** The first question of a page, who is signed in, is answered by the page itself. */
const isFirstAsked = (query: { readonly queryHash: string; readonly state: { readonly data: unknown } }): boolean =>
  query.queryHash === hashKey(sessionQuery.queryKey) && query.state.data === undefined;

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error, query) => !isFirstAsked(query) && leadToSignIn(router, error) }),
  mutationCache: new MutationCache({ onError: (error) => leadToSignIn(router, error) }),
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
