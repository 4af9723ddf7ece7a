import type { AuditedBinding, BindingReport } from '../audit/binding-audit.ts';
import type { WaitingBinding } from '../client/bindings.ts';
import { dateWords } from '../core/date-words.ts';
import type { Address, Digest } from '../core/ids.ts';
import { counted } from './counted.ts';
import { table } from './output.ts';
import type { PersonNames } from './person-names.ts';
import { shortId } from './pick.ts';

/** What one person of a member bound, or the member, where it names no person. */
export interface BindingGroup {
  readonly member?: Address;
  readonly person?: Digest;
  readonly first: number;
  readonly again: number;
  readonly bindings: readonly AuditedBinding[];
}

/** What those whom a binding names are called. */
export interface BindingNames {
  readonly member: (identity: string) => string;
  readonly person: PersonNames;
  readonly patient: (subject: string) => string;
}

const VERDICTS: Readonly<Record<AuditedBinding['verdict'], string>> = {
  opens: 'yes',
  missing: 'NO statement at the hospital',
  differs: 'NO, another statement than was bound',
};

/** Those with most re-enrolments first: who enrols others again is who an auditor looks at. */
export function byWhom(bindings: readonly AuditedBinding[]): BindingGroup[] {
  const groups = Map.groupBy(bindings, ({ statement }) => `${statement?.member} ${statement?.person}`);
  return [...groups.values()]
    .map((own) => {
      const { member, person } = own[0]?.statement ?? {};
      const again = own.filter(({ isAgain }) => isAgain).length;
      return {
        ...(member === undefined ? {} : { member }),
        ...(person === undefined ? {} : { person }),
        first: own.length - again,
        again,
        bindings: own,
      };
    })
    .sort((one, other) => other.again - one.again || other.first - one.first);
}

export function bindingTable(
  { bindings, unbound, faults }: BindingReport,
  groups: readonly BindingGroup[],
  names: BindingNames,
): string[] {
  if (bindings.length === 0 && unbound.length === 0) return ['No signer of a patient was bound yet.'];
  const { member, person, patient } = names;
  return [
    ...groups.flatMap((group) => [
      `${whoWords(group, names)}: ${counted(group.first, 'first binding')}, ${counted(group.again, 're-enrolment')}`,
      ...table(
        [
          'patient',
          'signs as',
          'bound',
          'counts from',
          'identified by',
          'document',
          'countersigned by',
          'on the ledger',
        ],
        group.bindings.map((one) => [
          patient(one.subject),
          `${one.statement?.guardian?.as ?? (one.kind === 'self' ? 'the person itself' : 'guardian')}${one.isAgain ? ', again' : ''}`,
          dateWords(one.seconds),
          dateWords(one.from),
          one.statement?.text ?? '',
          one.statement?.document === undefined ? '' : shortId(one.statement.document, []),
          one.countersigner === undefined ? '' : member(one.countersigner),
          VERDICTS[one.verdict],
        ]),
      ),
    ]),
    ...person.askLines(groups.map((group) => group.person)),
    ...(unbound.length === 0
      ? []
      : [`${counted(unbound.length, 'statement')} of bindings that the ledger does not have: ask the hospital.`]),
    ...(faults === 0 ? [] : ['The ledger’s node contradicts its own headers: ask another one (--rpc).']),
  ];
}

function whoWords({ member: of, person: who }: BindingGroup, { member, person }: BindingNames): string {
  if (of === undefined) return 'Nobody is named';
  return who === undefined ? member(of) : `${person(who)} of ${member(of)}`;
}

/** Those that wait, a paragraph each. */
export function waitingLines(waiting: readonly WaitingBinding[], member: (identity: string) => string): string[] {
  if (waiting.length === 0) return ['Nothing waits for a second organisation.'];
  const ids = waiting.map(({ binding }) => binding);
  return waiting.flatMap(({ binding, statement, deadline, refusal }) => [
    `${shortId(binding, ids)}: ${statement.guardian === undefined ? 'a patient’s own signer' : `a ${statement.guardian.as} of a patient`}, to be looked at before ${dateWords(deadline)}`,
    `  identified by ${member(statement.member)} ${dateWords(Math.floor(statement.at / 1000))}: ${statement.text}`,
    ...(statement.document === undefined ? [] : [`  digest of the evidence ${statement.document}`]),
    ...(statement.guardian === undefined ? [] : [`  digest of what shows the guardian ${statement.guardian.document}`]),
    ...(refusal === undefined ? [] : [`  refused by ${member(refusal.member)}: ${refusal.reason}`]),
  ]);
}
