import { Link, Outlet } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';
import { useEffect } from 'react';
import type { Standing } from '../../client/index.ts';
import { usePresence } from '../session/use-presence.ts';
import { ToDoor } from './to-door.tsx';
import { Waiting } from './waiting.tsx';
import './workbench.css';

/** A page of a workbench, as it is named beside the pages. */
export interface Place {
  readonly to: string;
  readonly label: string;
  readonly icon: LucideIcon;
}

interface WorkbenchProps {
  /** Whose door leads here. */
  readonly who: 'staff' | 'research' | 'audit';
  readonly label: string;
  readonly places: readonly Place[];
  /** Why somebody who is in may not be here; undefined for who may. */
  readonly refusal?: (standing: Standing) => string | undefined;
}

/** The house of people who work: places at the left, denser than what patients read. */
export function Workbench({ who, label, places, refusal }: WorkbenchProps) {
  const presence = usePresence();
  useEffect(() => {
    document.documentElement.dataset['house'] = 'work';
    return () => {
      delete document.documentElement.dataset['house'];
    };
  }, []);
  if (presence.state === 'looking') return <Waiting />;
  if (presence.state === 'nobody') return <ToDoor who={who} />;
  const refused = refusal?.(presence.person.standing);
  if (refused !== undefined) return <p role="alert">{refused}</p>;
  return (
    <div className="bench">
      <nav className="places no-print" aria-label={label}>
        <ul role="list">
          {places.map(({ to, label: name, icon: Icon }) => (
            <li key={to}>
              <Link to={to}>
                <Icon aria-hidden size={18} />
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="place">
        <Outlet />
      </div>
    </div>
  );
}
