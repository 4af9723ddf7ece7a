import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './look/base.css';
import './look/parts.css';
import { isCustosError } from '../client/index.ts';
import { router } from './routes.tsx';
import { isSentOn } from './session/left-at-once.ts';
import { session } from './session/session.ts';
import { beginSpeaking } from './words/language.ts';

/** What the gateway refused is refused again; what did not reach it is asked once more. */
const queries = new QueryClient({
  queryCache: new QueryCache({ onError: (error) => leaveIfOver(error, 'SESSION_INVALID') }),
  // A door, too, says that a session is not valid: that one is not the open one.
  mutationCache: new MutationCache({ onError: (error) => leaveIfOver(error) }),
  defaultOptions: {
    queries: {
      retry: (failed, error) => failed < 1 && isCustosError(error, 'GATEWAY_UNREACHABLE'),
      staleTime: 10_000,
      refetchOnWindowFocus: false,
    },
  },
});

function leaveIfOver(error: unknown, ...also: readonly 'SESSION_INVALID'[]): void {
  if (isCustosError(error, 'SESSION_EXPIRED', ...also)) void session.expire();
}

// What one person saw is no other’s to see. Before anybody was in there is nothing of anybody: what a page asked for already is on its
// way, and who takes that away leaves the page waiting for ever.
let wasIn = false;
session.subscribe(() => {
  const isIn = session.presence().state === 'in';
  if (wasIn && !isIn) queries.clear();
  wasIn = isIn;
});

// Of what a browser put by while somebody was elsewhere, nothing is shown: whoever was in may have left since.
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return;
  document.body.hidden = true;
  if (!isSentOn(true)) location.reload();
});

if (!isSentOn()) {
  await beginSpeaking((language) => {
    document.documentElement.lang = language;
  });
  void session.resume();
  createRoot(document.getElementById('page') as HTMLElement).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
