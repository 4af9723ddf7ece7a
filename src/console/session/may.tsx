import type { ReactNode } from 'react';
import type { Duty } from '../../client/index.ts';
import { usePerson } from './use-presence.ts';

/** Whether whoever is in may do what any of these duties opens. An organisation's account may do all, also what no duty opens. */
export type May = (...duties: readonly Duty[]) => boolean;

export function useMay(): May {
  const { duties } = usePerson().standing;
  return (...wanted) => duties === undefined || wanted.some((duty) => duties.includes(duty));
}

/** Shows something to whom one of these duties opens it. */
export function OfDuty({ duties, children }: { readonly duties: readonly Duty[]; readonly children: ReactNode }) {
  return useMay()(...duties) ? children : null;
}
