import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type GatewayClient,
  listConsents,
  listDatasets,
  listDrafts,
  listGroups,
  listMembers,
  listPermits,
  listSubjects,
  type Pseudonym,
  type Subject,
} from '../../client/index.ts';
import { useOnce } from '../parts/use-once.ts';
import { useMay } from '../session/may.tsx';
import { usePerson } from '../session/use-presence.ts';

const PENDING_MS = 2_000;
/** As a page of a list of the gateway's has. */
const LISTED_AT_ONCE = 1_000;

/** What is asked for the holder. All keys begin alike: what somebody does has all of it asked anew. */
const asked = <Answer>(what: string, ask: () => Promise<Answer>) =>
  queryOptions({ queryKey: ['staff', what], queryFn: ask });

export const datasetsOf = (gateway: GatewayClient) => asked('datasets', () => listDatasets(gateway));
export const draftsOf = (gateway: GatewayClient) => asked('drafts', () => listDrafts(gateway, { published: true }));
export const subjectsOf = (gateway: GatewayClient) =>
  queryOptions({
    ...asked('subjects', () => listSubjects(gateway)),
    // What is on its way to the ledger is asked for until it is there; a list that comes in a hundred pages, a hundred times less often.
    refetchInterval: ({ state: { data = [] } }) =>
      data.some(({ pending }) => pending.length > 0) && PENDING_MS * Math.ceil(data.length / LISTED_AT_ONCE),
    // To compare a hundred thousand with those that were there takes longer than to draw the fifty that show.
    structuralSharing: false,
  });
export const consentsOf = (gateway: GatewayClient) =>
  queryOptions({ ...asked('consents', () => listConsents(gateway)), structuralSharing: false });
export const permitsOf = (gateway: GatewayClient) => asked('permits', () => listPermits(gateway));
export const membersOf = (gateway: GatewayClient) => asked('members', () => listMembers(gateway));
export const groupsOf = (gateway: GatewayClient) => asked('groups', () => listGroups(gateway));

/** Something that is done in the holder's name: what is shown is asked anew afterwards, also where it failed. */
export function useStaffAct<Answer, Given = void>(act: (given: Given) => Promise<Answer>) {
  const queries = useQueryClient();
  return useOnce({
    mutationFn: act,
    onSettled: () => void queries.invalidateQueries({ queryKey: ['staff'] }),
  });
}

export interface Names {
  readonly dataset: (id: string) => string;
  readonly member: (identity: string) => string;
}

/** What people call datasets and members; words for those whose names this gateway does not know. */
export function useNames(): Names {
  const { t } = useTranslation('staff');
  const { gateway } = usePerson();
  const datasets = useQuery(datasetsOf(gateway));
  const members = useQuery(membersOf(gateway));
  return {
    dataset: (id) => datasets.data?.find(({ dataset }) => dataset === id)?.name || t('unnamedDataset'),
    member: (id) => members.data?.find(({ identity }) => identity === id)?.name ?? t('unnamedMember'),
  };
}

/** Ids that programs drew: people use them last. */
const DRAWN = /^(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** What a patient is known by, with what people use first at the head. */
export function inUse(identifiers: readonly string[]): readonly string[] {
  const isDrawn = (one: string) => DRAWN.test(one.slice(one.indexOf('|') + 1));
  return [...identifiers.filter((one) => !isDrawn(one)), ...identifiers.filter(isDrawn)];
}

/** What a patient is known by in the hospital, without the system that gave it. */
export function numberOf(subject: Subject | undefined): string | undefined {
  const [first] = inUse(subject?.identifiers ?? []);
  return first === undefined ? undefined : first.slice(first.indexOf('|') + 1);
}

/** Numbers of patients by their pseudonyms. */
export function usePatientNumbers(): (subject: Pseudonym) => string {
  const { t } = useTranslation('staff');
  const { gateway } = usePerson();
  const may = useMay();
  const subjects = useQuery({ ...subjectsOf(gateway), enabled: may('data-manager') });
  const known = useMemo(() => new Map(subjects.data?.map((one) => [one.subject, numberOf(one)])), [subjects.data]);
  return (subject) => known.get(subject) ?? t('unnamedPatient');
}
