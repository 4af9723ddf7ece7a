import type { UseQueryResult } from '@tanstack/react-query';
import type { ComponentType, ReactNode } from 'react';
import { Failed } from './failed.tsx';
import { Waiting } from './waiting.tsx';

interface AskedProps<Answer> {
  readonly query: UseQueryResult<Answer>;
  readonly children: (answer: Answer) => ReactNode;
}

interface FailureProps {
  readonly error: unknown;
  readonly again: () => void;
}

/** A part that shows what the gateway answers, once it does, and else says by `Failure` what keeps it from that. */
export function askedBy(Failure: ComponentType<FailureProps>) {
  return function Answered<Answer>({ query, children }: AskedProps<Answer>) {
    if (query.data !== undefined) return children(query.data);
    if (query.isError) return <Failure error={query.error} again={() => void query.refetch()} />;
    return <Waiting />;
  };
}

/** For patients. */
export const Asked = askedBy(Failed);
