import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useMatches } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Duty } from '../../client/index.ts';
import type { House } from '../houses.ts';
import { membersOf } from '../session/asked.ts';
import { useMay } from '../session/may.tsx';
import { usePerson } from '../session/use-presence.ts';
import { canBe } from './address-forms.ts';
import { HouseGate } from './house-gate.tsx';
import { Missing } from './missing.tsx';
import { NotYourDuty } from './not-your-duty.tsx';
import './workbench.css';
import { ownStaffOf } from './own-staff.ts';
import './workbench-words.ts';

/** A page of a house, as the list at its side names it. */
export interface BenchPage {
  readonly to: string;
  readonly icon: LucideIcon;
  readonly word: string;
  /** Of persons, whom it is for; everybody unless said. */
  readonly duties?: readonly Duty[];
  /** What waits there. */
  readonly count?: number | undefined;
}

interface BenchProps {
  /** What the list of pages is called. */
  readonly label: string;
  readonly pages: readonly BenchPage[];
  /** A field that finds things, above everything. */
  readonly search?: ReactNode;
}

/** The house of those who work with data: its pages at the side, and one of them. Nobody else comes further than the door. */
export function Workbench({ house, ...bench }: BenchProps & { readonly house: Exclude<House, 'patient'> }) {
  return <HouseGate house={house}>{() => <Bench {...bench} />}</HouseGate>;
}

/** A person sees the pages that its duties open. */
function Bench({ label, pages, search }: BenchProps) {
  const may = useMay();
  const wanted = useMatches({ select: (matches) => matches.at(-1)?.staticData.duties });
  const isPage = useMatches({ select: (matches) => canBe(matches.at(-1)?.params ?? {}) });
  return (
    <div className="workbench" data-house="work">
      <nav className="side no-print" aria-label={label}>
        <WhoIsIn />
        <ul role="list">
          {pages
            .filter(({ duties }) => duties === undefined || may(...duties))
            .map(({ to, icon: Icon, word, count }) => (
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
        {wanted !== undefined && !may(...wanted) ? <NotYourDuty duties={wanted} /> : isPage ? <Outlet /> : <Missing />}
      </div>
    </div>
  );
}

/** As whom somebody works here: whoever shares a computer sees whose session it is. */
function WhoIsIn() {
  const { t } = useTranslation('workbench');
  const { gateway, standing } = usePerson();
  const members = useQuery(membersOf(gateway));
  // Names of persons are known at their own organisation's node alone.
  const isOwn = standing.duties !== undefined;
  const own = useQuery({ ...ownStaffOf(gateway), enabled: isOwn });
  const organisation = members.data?.find(({ identity }) => identity === standing.member)?.name;
  const person = own.data?.person.name ?? t(standing.person === undefined ? 'account' : 'person');
  if (organisation === undefined || (isOwn && own.isPending)) return null;
  return (
    <p className="who">
      <span className="quiet">{t('who')}</span>
      <strong>{organisation}</strong>
      <span>{person}</span>
    </p>
  );
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Of persons of the organisation, whom a page is for; everybody who may enter its house unless said. */
    readonly duties?: readonly Duty[];
  }
}
