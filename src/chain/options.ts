import { z } from 'zod';
import type { Hex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';

const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform((text) => text.toLowerCase() as Hex);
const hex = z
  .string()
  .regex(/^0x(?:[0-9a-fA-F]{2})*$/)
  .transform((text) => text.toLowerCase() as Hex);
const selector = z
  .string()
  .regex(/^0x[0-9a-fA-F]{8}$/)
  .transform((text) => text.toLowerCase() as Hex);
const wei = z.string().regex(/^[0-9]{1,30}$/);

const account = z.strictObject({
  balance: wei.default('0'),
  nonce: z.int().min(0).default(0),
  code: hex.default('0x'),
  storage: z.record(hex, hex).default({}),
});

/** What starts an embedded node. All but `data` has a default; see the descriptions. */
export const CHAIN_OPTIONS = z.strictObject({
  data: z.string().min(1).describe('directory of the chain; made if it does not exist'),
  chainId: z
    .int()
    .min(1)
    .max(2 ** 52 - 1)
    .optional()
    .describe('needed once, to found the chain; later it must be the same or absent'),
  port: z.int().min(0).max(65_535).default(0).describe('TCP port of JSON-RPC; 0 takes a free one'),
  host: z.string().default('127.0.0.1').describe('address to listen on; other than loopback needs `exposed`'),
  exposed: z.boolean().default(false).describe('allow a host that others can reach; JSON-RPC has no password'),
  ownerToken: z.string().min(32).max(256).optional().describe('bearer token of the gateway, whose calls go first'),
  senders: z.array(address).max(1000).default([]).describe('accounts that may write besides the members'),
  membership: address.optional().describe('Membership contract, whose active members may write; may not exist yet'),
  memberCheck: z
    .strictObject({
      selector,
      mask: hex,
      value: hex,
    })
    .default({ selector: '0x0020d939', mask: '0xff0000000000', value: '0x010000000000' })
    .describe('view of Membership of an address: zero if unknown; it may write if (word & mask) == value'),
  narrowing: z
    .strictObject({ contracts: selector, place: z.int().min(0).max(63), calls: z.array(selector).max(64) })
    .default({
      contracts: '0x6c0f79b6',
      place: 2,
      // revoke, revokeAll, optOut, pause and erase, each by the subject's signature
      calls: ['0x6e37090e', '0x99f4fde3', '0xf538b621', '0x878a7483', '0xab3b7c93'],
    })
    .describe('calls that a former member may send; where Membership names the contract that takes them'),
  minGasPrice: wei.default('0').describe('wei; the base fee of every block'),
  p256: z.boolean().default(true).describe('P256VERIFY precompile (EIP-7951); fixed at the founding'),
  alloc: z.record(address, account).default({}).describe('accounts of the genesis block'),
  genesisTime: z.int().min(0).optional().describe('seconds since 1970; default now'),
  blockGasLimit: z.int().min(10_000_000).max(10_000_000_000).default(500_000_000),
  txGasLimit: z.int().min(1_000_000).max(10_000_000_000).default(100_000_000),
  callMs: z.int().min(10).max(60_000).default(5000).describe('longest that an eth_call or an estimate may run'),
  blockIntervalMs: z
    .int()
    .min(1)
    .max(60_000)
    .default(1000)
    .describe('least time between two blocks; below 1000 (tests only) timestamps run ahead of the clock'),
  settleIntervalMs: z.int().min(1).max(3_600_000).default(2000).describe('one empty block after the last full one'),
  idleIntervalMs: z.int().min(1000).max(3_600_000).default(30_000).describe('an empty block after so long'),
  poolTransactions: z.int().min(1).max(1_000_000).default(20_000),
  poolTransactionsPerSender: z.int().min(1).max(1_000_000).default(8192),
  poolBytes: z.int().min(1_000_000).max(1_000_000_000).default(128_000_000),
  maxTransactionBytes: z.int().min(10_000).max(4_000_000).default(1_000_000),
});

export type ChainOptions = z.output<typeof CHAIN_OPTIONS>;
export type ChainOptionsInput = z.input<typeof CHAIN_OPTIONS>;

/** Throws CONFIG_INVALID naming the option that is wrong. */
export function parseChainOptions(input: unknown): ChainOptions {
  const result = CHAIN_OPTIONS.safeParse(input);
  if (!result.success) {
    const [issue] = result.error.issues;
    const where = issue?.path.join('.') || 'options';
    throw new CustosError('CONFIG_INVALID', `The chain's option ${where} is wrong: ${issue?.message ?? 'unknown'}.`);
  }
  const options = result.data;
  if (!options.exposed && !['127.0.0.1', '::1', 'localhost'].includes(options.host)) {
    throw new CustosError(
      'CONFIG_INVALID',
      `JSON-RPC has no password and would be reachable on ${options.host}; set exposed if that is wanted.`,
    );
  }
  return options;
}
