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
  /** When what is shown all the same was told, in ms. */
  readonly since?: number;
}

/** A part that shows what the gateway answers, once it does, and else says by `Failure` what keeps it from that. `isDated`: what was told
 *  before, and could not be asked for anew, says of when it is. */
export function askedBy(Failure: ComponentType<FailureProps>, isDated = false) {
  return function Answered<Answer>({ query, children }: AskedProps<Answer>) {
    const again = () => void query.refetch();
    if (query.data !== undefined) {
      const isOld = isDated && query.isError;
      return (
        <>
          {isOld && <Failure error={query.error} again={again} since={query.dataUpdatedAt} />}
          {children(query.data)}
        </>
      );
    }
    if (query.isError) return <Failure error={query.error} again={again} />;
    return <Waiting />;
  };
}

/** For patients. */
export const Asked = askedBy(Failed, true);
