import { type IdentificationStatement, identificationDigest } from '../core/identification.ts';
import { type Address, type Digest, type Pseudonym, ZERO_ADDRESS } from '../core/ids.ts';
import { EventArgs } from './past/event-args.ts';
import type { ChainEvent, LedgerSource } from './source/sources.ts';

/** What the holder says of a binding: what its digest on chain stands for. */
export interface SaidBinding {
  /** Id of the signer. */
  readonly signer: Digest;
  readonly statement: IdentificationStatement;
}

/** A binding on chain, and whether the holder's statement opens it. */
export interface AuditedBinding {
  readonly subject: Pseudonym;
  /** Id of the signer. */
  readonly signer: Digest;
  readonly kind: 'self' | 'guardian';
  readonly height: number;
  /** Second of its block, and the one from which the signer counts. */
  readonly seconds: number;
  readonly from: number;
  /** Whether the subject had a signer bound before: the person was enrolled again, or a guardian beside it. */
  readonly isAgain: boolean;
  readonly identification: Digest;
  /** Account of the second member; absent where none signed. */
  readonly countersigner?: Address;
  /** `opens`: the statement's digest, subject and kind are those on chain. `missing`: the holder has none, as of an erased
   *  patient. */
  readonly verdict: 'opens' | 'missing' | 'differs';
  /** Where it opens. */
  readonly statement?: IdentificationStatement;
}

export interface BindingReport {
  /** All of the holder's patients, in the order of the chain. */
  readonly bindings: readonly AuditedBinding[];
  /** Statements of signers that the chain has no binding of. */
  readonly unbound: readonly SaidBinding[];
  /** Contradictions between what the ledger's node says and its headers. */
  readonly faults: number;
}

const GUARDIAN = 2;

/** Holds what a holder says of how its patients' signers came to be bound to the ledger's own events. What a statement says
 *  beside its digest is the holder's word, given before the binding. */
export async function auditBindings(
  ledger: LedgerSource,
  holder: Address,
  said: readonly SaidBinding[],
): Promise<BindingReport> {
  const statements = new Map(said.map(({ signer, statement }) => [signer, statement]));
  const own = new Set<Pseudonym>();
  const first = new Map<Pseudonym, Digest>();
  const bindings: AuditedBinding[] = [];
  for await (const event of ledger.events((await ledger.head()).height)) {
    const args = new EventArgs(event);
    if (event.name === 'SubjectEnrolled' && args.hex('holder') === holder) own.add(args.hex('subject'));
    if (event.name === 'SignerRemoved' && isCancelled(bindings, args, event.seconds)) first.delete(args.hex('subject'));
    if (event.name !== 'SignerBound' || !own.has(args.hex('subject'))) continue;
    const bound = boundBy(event, args, statements, first.has(args.hex('subject')));
    bindings.push(bound);
    if (!bound.isAgain) first.set(bound.subject, bound.signer);
    statements.delete(bound.signer);
  }
  const unbound = said.filter(({ signer }) => statements.has(signer));
  return { bindings, unbound, faults: ledger.proof?.().total ?? 0 };
}

/** Whether the first signer of a subject was removed while it waited: then the next one is the first again. */
function isCancelled(bindings: readonly AuditedBinding[], args: EventArgs, seconds: number): boolean {
  const bound = bindings.findLast(({ signer }) => signer === args.hex('signer'));
  return bound !== undefined && !bound.isAgain && bound.from > seconds;
}

function boundBy(
  { height, seconds }: ChainEvent,
  args: EventArgs,
  statements: ReadonlyMap<Digest, IdentificationStatement>,
  isAgain: boolean,
): AuditedBinding {
  const [subject, signer] = [args.hex<Pseudonym>('subject'), args.hex<Digest>('signer')];
  const kind = args.number('kind') === GUARDIAN ? ('guardian' as const) : ('self' as const);
  const [identification, countersigner] = [args.hex<Digest>('identification'), args.hex<Address>('countersigner')];
  const statement = statements.get(signer);
  const verdict = verdictOf(statement, { subject, kind, identification });
  return {
    subject,
    signer,
    kind,
    height,
    seconds,
    from: args.number('from'),
    isAgain,
    identification,
    ...(countersigner === ZERO_ADDRESS ? {} : { countersigner }),
    verdict,
    ...(verdict === 'opens' && statement ? { statement } : {}),
  };
}

function verdictOf(
  statement: IdentificationStatement | undefined,
  { subject, kind, identification }: Pick<AuditedBinding, 'subject' | 'kind' | 'identification'>,
): AuditedBinding['verdict'] {
  if (statement === undefined) return 'missing';
  const isKind = (statement.guardian === undefined) === (kind === 'self');
  const isSame = statement.subject === subject && identificationDigest(statement) === identification;
  return isSame && isKind ? 'opens' : 'differs';
}
