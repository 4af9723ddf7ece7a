import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { getCreateAddress, Interface, id, type Wallet } from 'ethers';
import hre from 'hardhat';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChainProcess } from '../../src/chain/process.ts';
import { rpc, signed, startNode, waitForReceipt, wallet } from './world.ts';

const DAY = 86_400;
const REQUESTER = 8;
const administrator = wallet(0);
const member = wallet(1);
const successor = wallet(2);
const membership = getCreateAddress({ from: administrator.address, nonce: 0 });

describe('a node that knows its Membership contract', () => {
  let node: ChainProcess;
  let close: () => Promise<void>;
  let abi: Interface;
  const nonces = new Map<string, number>();

  beforeAll(async () => {
    const artifact = await hre.artifacts.readArtifact('Membership');
    abi = new Interface(artifact.abi);
    ({ node, close } = await startNode({
      senders: [administrator.address],
      membership,
    }));
    const policy = [60, 300, 120, 600, 3 * DAY, 14 * DAY, false, false, 0];
    const argumentBytes = abi.encodeDeploy([2 * DAY, administrator.address, policy]).slice(2);
    await send(administrator, { to: null, data: artifact.bytecode + argumentBytes, gasLimit: 10_000_000 });
  });

  afterAll(async () => {
    await close();
  });

  async function send(from: Wallet, fields: object, status = '0x1'): Promise<void> {
    const nonce = nonces.get(from.address) ?? 0;
    const { result, error } = await rpc(node.url, 'eth_sendRawTransaction', [
      signed(from, { nonce, to: membership, ...fields }),
    ]);
    if (error) throw new Error(error.message);
    nonces.set(from.address, nonce + 1);
    expect((await waitForReceipt(node.url, String(result)))['status']).toBe(status);
  }

  const call = (name: string, ...args: unknown[]) => ({ data: abi.encodeFunctionData(name, args) });

  it('lets an active member write, and no longer when it is suspended or removed', async () => {
    const endpoint = call('setEndpoint', member.address, 'https://member.example');
    await expect(send(member, endpoint)).rejects.toThrow(/sender not allowed/);
    await send(administrator, call('add', member.address, REQUESTER, member.address, id('organisation'), ''));
    await send(member, endpoint);
    await send(administrator, call('suspend', member.address));
    await expect(send(member, endpoint)).rejects.toThrow(/sender not allowed/);
    await send(administrator, call('resume', member.address));
    await send(member, endpoint);
    await send(administrator, call('remove', member.address));
    await expect(send(member, endpoint)).rejects.toThrow(/sender not allowed/);
  });

  it('lets the next administrator write, to whom the contract gives the office after its delay', async () => {
    const accept = call('acceptDefaultAdminTransfer');
    await expect(send(successor, accept)).rejects.toThrow(/sender not allowed/);
    await send(administrator, call('beginDefaultAdminTransfer', successor.address));
    await send(successor, { ...accept, gasLimit: 100_000 }, '0x0');
    await send(administrator, call('cancelDefaultAdminTransfer'));
    await expect(send(successor, accept)).rejects.toThrow(/sender not allowed/);
  });

  it('verifies P-256 signatures in the precompile of EIP-7951', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const message = Buffer.from('custos');
    const signature = sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const digest = createHash('sha256').update(message).digest();
    const input = Buffer.concat([digest, signature, Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
    const verify = async (data: Buffer) =>
      (
        await rpc(node.url, 'eth_call', [
          { to: `0x${'100'.padStart(40, '0')}`, data: `0x${data.toString('hex')}` },
          'latest',
        ])
      ).result;
    expect(await verify(input)).toBe(`0x${'1'.padStart(64, '0')}`);
    input[0] = (input[0] ?? 0) ^ 1;
    expect(await verify(input)).toBe('0x');
  });
});
