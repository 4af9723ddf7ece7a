import type { Standing } from '../client/index.ts';

/** Who has pages here, by the beginning of their addresses. */
export const HOUSES = ['patient', 'staff', 'research', 'audit'] as const;
export type House = (typeof HOUSES)[number];

const ROLES: Readonly<Record<Exclude<House, 'patient'>, string>> = {
  staff: 'holder',
  research: 'requester',
  audit: 'auditor',
};

/** Where patients are: their pages, and the door to them. */
export const OF_PATIENTS = /^\/(?:enter\/)?patient\b/;

export function isHouse(name: string): name is House {
  return HOUSES.includes(name as House);
}

/** Whether somebody who is in may use a house. */
export function isOfHouse(house: House, { roles, subject, withdraws }: Standing): boolean {
  if (house === 'patient') return (subject ?? withdraws) !== undefined;
  return roles.includes(ROLES[house]);
}

/** The first house that somebody may use; undefined where it is nobody. */
export function houseOf(standing: Standing): House | undefined {
  return HOUSES.find((house) => isOfHouse(house, standing));
}
