import type { ReactNode } from 'react';
import { type House, isOfHouse } from '../houses.ts';
import type { Person } from '../session/session.ts';
import { usePresence } from '../session/use-presence.ts';
import { ToDoor } from './to-door.tsx';
import { Waiting } from './waiting.tsx';

/** Shows a house to whom it is for; whoever else comes is led to its door. */
export function HouseGate({
  house,
  children,
}: {
  readonly house: House;
  readonly children: (person: Person) => ReactNode;
}) {
  const presence = usePresence();
  if (presence.state === 'looking') return <Waiting />;
  if (presence.state === 'nobody' || !isOfHouse(house, presence.person.standing)) return <ToDoor who={house} />;
  return children(presence.person);
}
