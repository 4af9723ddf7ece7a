import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import {
  findEnrolled,
  type GatewayClient,
  listDatasets,
  listDrafts,
  listFailedImports,
  listGroups,
  listInvitations,
  listMembers,
  listPermits,
  type Pseudonym,
  readOverview,
  type Subject,
} from '../../client/index.ts';
import { useOnce } from '../parts/use-once.ts';
import { useMay } from '../session/may.tsx';
import { usePerson } from '../session/use-presence.ts';

const PENDING_MS = 2_000;

/** What is asked for the holder. All keys begin alike: what somebody does has all of it asked anew. */
const asked = <Answer>(what: string, ask: () => Promise<Answer>) =>
  queryOptions({ queryKey: ['staff', what], queryFn: ask });

export const datasetsOf = (gateway: GatewayClient) => asked('datasets', () => listDatasets(gateway));
export const draftsOf = (gateway: GatewayClient) => asked('drafts', () => listDrafts(gateway, { published: true }));
/** The patient of a pseudonym; null where the hospital has none by it. */
export const patientOf = (gateway: GatewayClient, subject: Pseudonym) =>
  queryOptions({
    queryKey: ['staff', 'patient', subject],
    queryFn: async () => (await findEnrolled(gateway, [subject]))[0]?.subject ?? null,
    // What is on its way to the ledger is asked for until it is there.
    refetchInterval: ({ state: { data } }) => (data?.pending.length ?? 0) > 0 && PENDING_MS,
  });
/** Codes of a patient that somebody can still come with. */
export const openCodesOf = (gateway: GatewayClient, subject: Pseudonym) =>
  queryOptions({
    queryKey: ['staff', 'invitations', subject],
    queryFn: () => listInvitations(gateway, { subject }),
    select: (codes) => codes.filter(({ state }) => state !== 'expired'),
  });
export const overviewOf = (gateway: GatewayClient) => asked('overview', () => readOverview(gateway));
export const failedImportsOf = (gateway: GatewayClient) => asked('failed-imports', () => listFailedImports(gateway));
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

/** Numbers of patients by their pseudonyms: of these, which is asked for at once. */
export function usePatientNumbers(subjects: readonly Pseudonym[]): (subject: Pseudonym) => string {
  const { t } = useTranslation('staff');
  const { gateway } = usePerson();
  const isManager = useMay()('data-manager');
  const wanted = [...new Set(subjects)].sort();
  const found = useQuery({
    queryKey: ['staff', 'numbers', wanted],
    queryFn: () => findEnrolled(gateway, wanted),
    enabled: isManager && wanted.length > 0,
    placeholderData: keepPreviousData,
  });
  const known = useMemo(
    () => new Map(found.data?.flatMap(({ subject }) => (subject ? [[subject.subject, numberOf(subject)]] : []))),
    [found.data],
  );
  return (subject) => known.get(subject) ?? t('unnamedPatient');
}
