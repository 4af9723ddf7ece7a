import { z } from 'zod';
import { CustosError } from '../../core/errors.ts';
import { type Address, formatLedger } from '../../core/ids.ts';
import { MAX_NAME_CHARACTERS } from '../../core/spoken-name.ts';
import { accountState } from '../../ledger/account-state.ts';
import { readTransaction } from '../../ledger/writer-relay.ts';
import type { Caller } from '../auth/caller.ts';
import type { OwnStaff } from '../auth/duties.ts';
import { nextPage, pageOf, pageQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { address, count, digest, hex } from '../http/schemas.ts';
import type { Directory } from '../ledger/directory.ts';
import type { SessionKeyRecord } from '../ledger/directory-records.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { MemberNames } from '../ledger/member-names.ts';
import { identity, ledger, member, sessionKey, signedInAs, transaction } from '../replies/ledger.ts';
import { asWritten } from './written-name.ts';

export interface LedgerDeps {
  readonly state: LedgerState;
  readonly names: MemberNames;
  readonly holder: Address;
  /** Its identity, which stays when its account is rotated. */
  readonly gateway: Address;
  /** JSON-RPC URL that clients may verify against, where there is one to name. */
  readonly rpc: string | undefined;
  readonly staff: OwnStaff;
}

/** What the gateway sees of the ledger, and the relay of members' own transactions. */
export function ledgerRoutes({ state, names, holder, gateway, rpc, staff }: LedgerDeps): Route[] {
  /** It is its holder's own door: whoever meets it may know whose. */
  const nameOf = () => {
    const organisation = names.called(holder);
    return organisation === undefined ? {} : { organisation };
  };
  const dutiesOf = ({ person, roles }: Caller) => {
    const duties = person !== undefined && roles.has('person') ? staff.dutiesOf(person) : undefined;
    return duties === undefined ? {} : { duties: [...duties] };
  };
  return [
    route({
      method: 'get',
      path: '/v1/ledger',
      leadsIn: true,
      summary: 'The ledger, its contracts, its head and its policy',
      tag: 'ledger',
      who: 'anyone',
      reply: { status: 200, description: 'The ledger.', schema: ledger },
      handle: async () => {
        const { ledger: id, contracts } = state.reader;
        const { height, hash, time } = state.block;
        return {
          ledger: formatLedger(id),
          ...id,
          contracts,
          head: { height, hash, time },
          policy: state.policy,
          ...(state.waitingPolicy === undefined ? {} : { waitingPolicy: state.waitingPolicy }),
          gateway,
          holder,
          ...nameOf(),
          ...(rpc === undefined ? {} : { rpc }),
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/me',
      summary: 'Who I am here',
      tag: 'session',
      who: ['administrator', 'member', 'subject', 'withdrawer'],
      duties: 'any',
      reply: { status: 200, description: 'Account, member or subject, and roles.', schema: z.object(identity) },
      handle: async ({ caller }) => ({
        ...signedInAs(caller.signer),
        roles: [...caller.roles],
        ...(caller.member === undefined ? {} : { member: caller.member }),
        ...(caller.person === undefined ? {} : { person: caller.person }),
        ...dutiesOf(caller),
        ...(caller.subject === undefined ? {} : { subject: caller.subject }),
        ...(caller.signsAs === undefined ? {} : { signsAs: caller.signsAs }),
        ...(caller.withdraws === undefined ? {} : { withdraws: caller.withdraws }),
      }),
    }),
    route({
      method: 'get',
      path: '/v1/members',
      summary: 'The members of the consortium',
      tag: 'members',
      who: ['administrator', 'member', 'subject'],
      duties: 'any',
      reply: { status: 200, description: 'Members.', schema: z.object({ members: z.array(member) }) },
      handle: async () => ({ members: Array.from(state.directory.members.values(), (one) => names.describe(one)) }),
    }),
    route({
      method: 'put',
      path: '/v1/members/{identity}/name',
      summary: 'Tell what a member’s organisation is called: what opens the digest on the ledger',
      tag: 'members',
      who: ['administrator', 'member'],
      duties: ['administrator'],
      params: z.object({ identity: address }),
      body: z.strictObject({
        name: z.string().min(1).max(MAX_NAME_CHARACTERS),
        salt: digest.meta({ description: '32 random bytes, as they were hashed with the name.' }),
      }),
      reply: { status: 200, description: 'The member goes by it here.', schema: member },
      handle: async ({ params: { identity: of }, body: { name, salt } }) =>
        names.describe(await names.take({ identity: of, name: asWritten(name), salt })),
    }),
    route({
      method: 'get',
      path: '/v1/members/{identity}/session-keys',
      summary: 'The keys by which a member vouches for its persons',
      tag: 'members',
      who: ['administrator', 'member'],
      duties: ['administrator', 'auditor'],
      params: z.object({ identity: address }),
      query: pageQuery,
      reply: {
        status: 200,
        description: 'At most 1,000, in the order in which they were named, with those that ended; `next` goes on.',
        schema: z.object({ keys: z.array(sessionKey), ...nextPage }),
      },
      handle: async ({ params, query }) => {
        const { page, ...next } = pageOf(state.directory.sessionKeysOf(params.identity), query);
        return { keys: page.map((one) => describeSessionKey(state.directory, one, Date.now())), ...next };
      },
    }),
    route({
      method: 'get',
      path: '/v1/accounts/{address}',
      summary: 'What an account needs to sign its next transaction',
      tag: 'members',
      who: ['administrator', 'member'],
      params: z.object({ address }),
      reply: {
        status: 200,
        description: 'Next nonce and gas price.',
        schema: z.object({ nonce: count, gasPrice: z.string().meta({ description: 'In wei, in decimal.' }) }),
      },
      handle: async ({ params }) => {
        const { nonce, fees } = await accountState(state.reader, params.address);
        return { nonce, gasPrice: fees.maxFee.toString() };
      },
    }),
    route({
      method: 'post',
      path: '/v1/transactions',
      summary: 'Relay a transaction that the caller signed, to one of the ledger’s contracts',
      tag: 'members',
      who: ['administrator', 'member'],
      body: z.strictObject({ transaction: hex(60_000) }),
      maxBody: 131_072,
      reply: { status: 201, description: 'It is final.', schema: transaction },
      handle: async ({ body, caller }) => {
        const { from } = readTransaction(body.transaction, state.reader);
        if (from !== caller.signer)
          throw new CustosError('FORBIDDEN', `The transaction is signed by ${from}, not by you.`);
        const { transaction: hash, block } = await state.writer.relay(body.transaction);
        await state.reached(block.height);
        return { transaction: hash, height: block.height };
      },
    }),
  ];
}

function describeSessionKey(directory: Directory, known: SessionKeyRecord, now: number): z.output<typeof sessionKey> {
  const { member: of, keyHash, key, from, until, removed } = known;
  const lapsed = directory.sessionKey(of, keyHash) === undefined ? 'lapsed' : undefined;
  const expired = until * 1000 < now ? 'expired' : undefined;
  return { keyHash, key, from, until, state: removed ? 'removed' : (expired ?? lapsed ?? 'counts') };
}
