import { CircleCheck, CircleX, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

const ICONS = { done: CircleCheck, danger: CircleX, warn: TriangleAlert, note: Info } as const;

/** Something that the page says to the person, with an icon that says the same as its colour. */
export function Said({
  as = 'note',
  role,
  children,
}: {
  as?: keyof typeof ICONS;
  role?: 'alert' | 'status';
  children: ReactNode;
}) {
  const Icon = ICONS[as];
  return (
    <div className={`said ${as}`} role={role}>
      <Icon aria-hidden size={22} />
      <div className="stack close">{children}</div>
    </div>
  );
}
