import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { House } from '../houses.ts';

/** Leads somebody who is not signed in to a door, from which it comes back to the page that it asked for. */
export function ToDoor({ who }: { readonly who: House }) {
  const navigate = useNavigate();
  const router = useRouter();
  useEffect(() => {
    // As it was when the page was asked for: the address changes as soon as the way to the door begins.
    void navigate({ to: '/enter/$who', params: { who }, search: { to: router.latestLocation.href }, replace: true });
  }, [navigate, router, who]);
  return null;
}
