import { CircleCheck, CircleX, Clock } from 'lucide-react';
import type { ReactNode } from 'react';

const ICONS = { done: CircleCheck, danger: CircleX, warn: Clock } as const;

/** How something stands, in a word, with an icon that says the same as its colour. */
export function StateMark({ as, children }: { readonly as: keyof typeof ICONS; readonly children: ReactNode }) {
  const Icon = ICONS[as];
  return (
    <span className={`state ${as}`}>
      <Icon aria-hidden size={16} />
      {children}
    </span>
  );
}
