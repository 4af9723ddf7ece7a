import { Link, Outlet } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { House } from '../houses.ts';
import { HouseGate } from './house-gate.tsx';
import './workbench.css';

/** A page of a house, as the list at its side names it. */
export interface BenchPage {
  readonly to: string;
  readonly icon: LucideIcon;
  readonly word: string;
  /** What waits there. */
  readonly count?: number | undefined;
}

/** The house of those who work with data: its pages at the side, and one of them. Nobody else comes further than the door. */
export function Workbench({
  house,
  label,
  pages,
  search,
}: {
  readonly house: Exclude<House, 'patient'>;
  /** What the list of pages is called. */
  readonly label: string;
  readonly pages: readonly BenchPage[];
  /** A field that finds things, above everything. */
  readonly search?: ReactNode;
}) {
  return (
    <HouseGate house={house}>
      {() => (
        <div className="workbench" data-house="work">
          <nav className="side no-print" aria-label={label}>
            <ul role="list">
              {pages.map(({ to, icon: Icon, word, count }) => (
                <li key={to}>
                  <Link to={to}>
                    <Icon aria-hidden size={18} />
                    {word}
                    {count !== undefined && count > 0 && <span className="count">{count}</span>}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
          <div className="bench stack wide">
            {search}
            <Outlet />
          </div>
        </div>
      )}
    </HouseGate>
  );
}
