import { Agent, request } from 'node:http';
import { RLP } from '@ethereumjs/rlp';
import { AbiCoder, getBytes, getCreateAddress, hexlify, Interface, id, keccak256, toBeArray, Wallet } from 'ethers';
import hre from 'hardhat';
import { signRecoverable } from 'tiny-secp256k1';

export const CHAIN_ID = 1_234_567_891_011;
export const GAS_LIMIT = 500_000_000;
const DAY = 86_400;
const HOLDER_AND_GATEWAY = 2 | 4;
const ZERO = `0x${'00'.repeat(32)}`;

export function wallet(index: number): Wallet {
  return new Wallet(`0x${(index + 1).toString(16).padStart(64, '0')}`);
}

export interface Call {
  readonly to: string | null;
  readonly data: string;
  readonly gas: number;
}

/** A signed EIP-155 transaction at price zero. Not by ethers' signer, which would take longer than the node. */
export function signed(from: Wallet, nonce: number, { to, data, gas }: Call): string {
  const number = (value: number): string => hexlify(toBeArray(value));
  const fields = [number(nonce), '0x', number(gas), to ?? '0x', '0x', data].map((field) =>
    field === '0x00' ? '0x' : field,
  );
  const digest = getBytes(keccak256(RLP.encode([...fields, number(CHAIN_ID), '0x', '0x'])));
  const { signature, recoveryId } = signRecoverable(digest, getBytes(from.privateKey));
  const trimmed = (bytes: Uint8Array): string => hexlify(toBeArray(BigInt(hexlify(bytes))));
  const v = number(CHAIN_ID * 2 + 35 + recoveryId);
  return hexlify(RLP.encode([...fields, v, trimmed(signature.subarray(0, 32)), trimmed(signature.subarray(32))]));
}

/** Calls that found a consortium with one holder and one open log, from an account's first nonce on. */
export async function foundingCalls(founder: Wallet, writers: readonly Wallet[]): Promise<Call[]> {
  await hre.tasks.getTask('build').run({ quiet: true });
  const [membership, accessLog] = await Promise.all(
    ['Membership', 'AccessLog'].map((name) => hre.artifacts.readArtifact(name)),
  );
  if (!membership || !accessLog) throw new Error('the contracts are not compiled');
  const members = new Interface(membership.abi);
  const log = new Interface(accessLog.abi);
  const policy = [60, 300, 120, 600, 3 * DAY, 14 * DAY, false, false, 0];
  const { membershipAddress, accessLogAddress } = addresses(founder);
  const firstLog = keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ['uint256', 'address', 'address', 'uint32'],
      [CHAIN_ID, accessLogAddress, founder.address, 0],
    ),
  );
  const create = (bytecode: string, contract: Interface, args: unknown[]): Call => ({
    to: null,
    data: bytecode + contract.encodeDeploy(args).slice(2),
    gas: 10_000_000,
  });
  const add = (account: Wallet): Call => ({
    to: membershipAddress,
    data: members.encodeFunctionData('add', [
      account.address,
      HOLDER_AND_GATEWAY,
      account.address,
      id('organisation'),
      '',
    ]),
    gas: 1_000_000,
  });
  return [
    create(membership.bytecode, members, [2 * DAY, founder.address, policy]),
    create(accessLog.bytecode, log, [membershipAddress]),
    add(founder),
    ...writers.map(add),
    {
      to: accessLogAddress,
      data: log.encodeFunctionData('openLog', [firstLog, 'bench+00000000+AAAA', 0, ZERO, 0, ZERO]),
      gas: 1_000_000,
    },
  ];
}

export function addresses(founder: Wallet): { membershipAddress: string; accessLogAddress: string } {
  const address = (nonce: number): string => getCreateAddress({ from: founder.address, nonce });
  return { membershipAddress: address(0), accessLogAddress: address(1) };
}

/** A simple write: one new slot and one event. */
export function noticeCall(founder: Wallet, name: string): Call {
  const publish = new Interface(['function publishNotice(bytes32)']);
  return {
    to: addresses(founder).membershipAddress,
    data: publish.encodeFunctionData('publishNotice', [id(name)]),
    gas: 200_000,
  };
}

/** `entries` typed entries after the first `size`. */
export function recordCall(founder: Wallet, log: string, size: number, entries: number): Call {
  const record = new Interface(['function record(bytes32,uint48,bytes32,(bytes32,bytes32,address,uint256)[])']);
  const batch = Array.from({ length: entries }, (_, i) => {
    const requester = `0x${id(`requester ${i % 50}`).slice(26)}`;
    return [id(`leaf ${size + i}`), id(`dataset ${i % 7}`), requester, BigInt(id(`facts ${i}`)) & ((1n << 104n) - 1n)];
  });
  const data = record.encodeFunctionData('record', [log, size + entries, id(`root ${size}`), batch]);
  return { to: addresses(founder).accessLogAddress, data, gas: 20_000_000 };
}

/** JSON-RPC over kept connections. */
export class RpcClient {
  readonly #url: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(url: string) {
    this.#url = new URL(url);
  }

  async call(method: string, params: unknown[] = []): Promise<unknown> {
    const reply = JSON.parse(await this.#post(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))) as {
      result?: unknown;
      error?: { message: string };
    };
    if (reply.error) throw new Error(`${method}: ${reply.error.message}`);
    return reply.result;
  }

  async receipt(hash: unknown): Promise<{ status: string; logs: { topics: string[] }[] }> {
    for (;;) {
      const receipt = await this.call('eth_getTransactionReceipt', [hash]);
      if (receipt) return receipt as { status: string; logs: { topics: string[] }[] };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Sends in order and resolves when the last is mined; throws unless all succeeded. */
  async sendAll(raws: readonly string[]): Promise<{ logs: { topics: string[] }[] } | undefined> {
    const hashes: unknown[] = [];
    for (const raw of raws) hashes.push(await this.call('eth_sendRawTransaction', [raw]));
    const last = await this.receipt(hashes.at(-1));
    if (last.status !== '0x1') throw new Error('the last transaction failed');
    return last;
  }

  async #post(body: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const headers = { 'content-type': 'application/json' };
    const outgoing = request(this.#url, { method: 'POST', agent: this.#agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString()));
    });
    outgoing.on('error', (error) => {
      // The server closed the kept connection just when it was used again; the request never reached it.
      if (outgoing.reusedSocket && 'code' in error && error.code === 'ECONNRESET') resolve(this.#post(body));
      else reject(error);
    });
    outgoing.end(body);
    return promise;
  }

  close(): void {
    this.#agent.destroy();
  }
}
