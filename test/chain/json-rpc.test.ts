import { request } from 'node:http';
import { Interface, toBeHex, ZeroAddress } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChainProcess } from '../../src/chain/process.ts';
import { compileSample } from './sample.ts';
import { CHAIN_ID, rpc, signed, startNode, waitForReceipt, wallet } from './world.ts';

const sample = compileSample();
const abi = new Interface(sample.abi);
const founder = wallet(0);
const member = wallet(1);
const stranger = wallet(2);

describe('the JSON-RPC server', () => {
  let node: ChainProcess;
  let close: () => Promise<void>;
  let contract = '';
  let nonce = 0;

  beforeAll(async () => {
    ({ node, close } = await startNode({
      senders: [founder.address],
      // The address of the founder's first contract, before it exists.
      membership: '0xF2E246BB76DF876Cef8b38ae84130F4F55De395b',
      memberCheck: { selector: abi.getFunction('isActive')?.selector ?? '', mask: '0xff', value: '0x01' },
      poolTransactionsPerSender: 50,
      poolTransactions: 60,
      maxTransactionBytes: 20_000,
    }));
    const receipt = await send({ data: sample.bytecode, gasLimit: 5_000_000 });
    contract = String(receipt['contractAddress']);
    expect(contract).toBe('0xf2e246bb76df876cef8b38ae84130f4f55de395b');
  });

  afterAll(async () => {
    await close();
  });

  async function send(fields: object): Promise<Record<string, unknown>> {
    const { result, error } = await rpc(node.url, 'eth_sendRawTransaction', [
      signed(founder, { nonce: nonce++, ...fields }),
    ]);
    if (error) throw new Error(error.message);
    return waitForReceipt(node.url, String(result));
  }

  async function refusal(raw: string): Promise<string> {
    const { error } = await rpc(node.url, 'eth_sendRawTransaction', [raw]);
    if (!error) throw new Error('the transaction was not refused');
    return `${error.code} ${error.message}`;
  }

  async function post(body: string | Buffer, headers: Record<string, string> = {}, method = 'POST') {
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string; headers: object }>();
    const outgoing = request(
      node.url,
      { method, headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
    return promise;
  }

  const call = (method: string, params: unknown = [], id: unknown = 1) => ({ jsonrpc: '2.0', id, method, params });
  const errorOf = (text: string) => (JSON.parse(text) as { error?: { code: number } }).error?.code;

  it('answers bad JSON, bad requests and unknown methods with the codes of JSON-RPC 2.0', async () => {
    expect(errorOf((await post('{')).body)).toBe(-32700);
    expect(errorOf((await post('[]')).body)).toBe(-32600);
    expect(errorOf((await post('7')).body)).toBe(-32600);
    expect(errorOf((await post('{"jsonrpc":"1.0","id":1,"method":"eth_chainId"}')).body)).toBe(-32600);
    expect(errorOf((await post(JSON.stringify(call('eth_chainId', [], {})))).body)).toBe(-32600);
    expect(errorOf((await post(JSON.stringify(call('eth_chainId', { a: 1 })))).body)).toBe(-32602);
    for (const method of [
      'evm_mine',
      'hardhat_setBalance',
      'debug_setHead',
      'eth_subscribe',
      'toString',
      '__proto__',
    ]) {
      expect((await rpc(node.url, method)).error?.code).toBe(-32601);
    }
  });

  it('answers batches in order, leaves notifications out and bounds their number', async () => {
    const batch = [call('eth_chainId', [], 'a'), { jsonrpc: '2.0', method: 'net_version' }, call('no', [], 2)];
    const replies = JSON.parse((await post(JSON.stringify(batch))).body) as { id: unknown; error?: object }[];
    expect(replies.map(({ id, error }) => [id, error === undefined])).toEqual([
      ['a', true],
      [2, false],
    ]);
    expect((await post(JSON.stringify({ jsonrpc: '2.0', method: 'net_version' }))).status).toBe(204);
    const many = Array.from({ length: 257 }, (_, i) => call('eth_chainId', [], i));
    expect(errorOf((await post(JSON.stringify(many))).body)).toBe(-32600);
  });

  it.each([
    '1.5',
    '1e3',
    '-0',
    '1.0',
    '123456789012345678901234567890',
    '""',
    '"\\u0041\\n"',
    '"a"',
    'null',
    '-7',
    '0.1e-5',
  ])('gives the id %s back as it was sent', async (id) => {
    const text = `{"params": [{"id": 5}, "\\"id\\": 6"], "id" : ${id} ,"jsonrpc":"2.0","method":"eth_chainId"}`;
    const alone = (await post(text)).body;
    expect(alone).toMatch(/-32602/);
    expect(alone.startsWith(`{"jsonrpc":"2.0","id":${id},`)).toBe(true);
    const good = `{"\\u0069d":${id},"jsonrpc":"2.0","method":"eth_blockNumber"}`;
    const batch = (await post(`[${text}, 3, [4], ${good}]`)).body;
    expect(batch.split(`"id":${id},`)).toHaveLength(3 + (id === 'null' ? 2 : 0));
    expect(JSON.parse(batch)).toHaveLength(4);
  });

  it.each(['true', '{}', '[1]', '{"id":1}'])('takes no id that is %s', async (id) => {
    const { body } = await post(`{"jsonrpc":"2.0","method":"eth_chainId","id":${id}}`);
    expect(JSON.parse(body)).toMatchObject({ id: null, error: { code: -32600 } });
  });

  it('takes the last of two ids, as of any two members', async () => {
    const of = async (ids: string) => (await post(`{"jsonrpc":"2.0","method":"eth_chainId",${ids}}`)).body;
    expect(await of('"id":1,"id":2.0')).toMatch(/^\{"jsonrpc":"2.0","id":2.0,"result"/);
    expect(await of('"id":1,"id":null')).toMatch(/^\{"jsonrpc":"2.0","id":null,"result"/);
    expect(JSON.parse(await of('"id":1,"id":{}'))).toMatchObject({ id: null, error: { code: -32600 } });
  });

  it('takes parameters that are null, and the content types of JSON-RPC', async () => {
    const body = '{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":null}';
    for (const type of ['application/json-rpc', 'application/json; charset=utf-8', 'application/jsonrequest']) {
      const { status, body: text } = await post(body, { 'content-type': type });
      expect([type, status, JSON.parse(text).error]).toEqual([type, 200, undefined]);
    }
  });

  it('leaves the rest of a batch out when its replies grow too large, and serves others meanwhile', async () => {
    const receipt = await send({ to: contract, data: abi.encodeFunctionData('setBlob', [`0x${'ab'.repeat(8000)}`]) });
    const block = [receipt['blockHash'], true];
    const batch = Array.from({ length: 256 }, (_, i) =>
      i % 2 === 0
        ? call('web3_sha3', ['0x'], i)
        : call('eth_getLogs', [{ address: contract, fromBlock: '0x0', topics: [] }], i),
    );
    for (let i = 0; i < 20; i++) {
      await send({
        to: contract,
        gasLimit: 10_000_000,
        data: abi.encodeFunctionData('setBlob', [`0x${'ab'.repeat(8000)}`]),
      });
    }
    const order: string[] = [];
    const large = post(JSON.stringify(batch)).finally(() => order.push('batch'));
    await post(JSON.stringify(call('eth_getBlockByHash', block))).finally(() => order.push('other'));
    const replies = JSON.parse((await large).body) as { id: number; error?: { code: number } }[];
    expect(order).toEqual(['other', 'batch']);
    expect(replies.map(({ id }) => id)).toEqual(batch.map(({ id }) => id));
    const first = replies.findIndex(({ error }) => error !== undefined);
    expect(first).toBeGreaterThan(20);
    expect(replies.slice(first).every(({ error }) => error?.code === -32003)).toBe(true);
  });

  it('refuses bodies over the limit, other methods, other content types and foreign hosts', async () => {
    expect((await post('', { 'content-length': String(9 * 2 ** 20) }).catch(() => ({ status: 413 }))).status).toBe(413);
    expect((await post(Buffer.alloc(9 * 2 ** 20, 0x20)).catch(() => ({ status: 413 }))).status).toBe(413);
    expect((await post('', {}, 'GET')).status).toBe(405);
    expect((await post('{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post('{}', { host: 'attacker.example' })).status).toBe(403);
    expect((await post('{}', { host: `localhost:${new URL(node.url).port}` })).status).toBe(200);
    for (const origin of ['https://attacker.example', 'http://localhost:3000', 'null']) {
      const { status, headers } = await post(JSON.stringify(call('eth_chainId')), { origin });
      expect(status).toBe(403);
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('refuses parameters that are not what the method takes', async () => {
    const wrong: [string, unknown[]][] = [
      ['eth_getBalance', ['0x12', 'latest']],
      ['eth_getBalance', [ZeroAddress, 'soon']],
      ['eth_getTransactionReceipt', ['0x1']],
      ['eth_getBlockByNumber', ['latest', 'yes']],
      ['eth_call', [null, 'latest']],
      ['eth_call', [{ to: contract, data: '0x1' }, 'latest']],
      ['eth_call', [{ to: contract }, 'latest', { [contract]: { balance: '0x1' } }]],
      ['eth_getLogs', [{ topics: [1] }]],
      ['eth_getLogs', [{ topics: Array.from({ length: 5 }, () => null) }]],
      ['eth_getLogs', [{ fromBlock: '0x5', toBlock: '0x1' }]],
      ['eth_getLogs', [{ fromBlock: '0xffffff' }]],
      ['eth_getLogs', [{ fromBlock: '0x0', toBlock: '0xffffff' }]],
      ['eth_getLogs', [{ fromBlock: 'pending' }]],
      ['eth_getLogs', [{ adress: contract }]],
      ['eth_newFilter', [{ limit: 5 }]],
      ['eth_getBlockByNumber', ['pending', false]],
      ['eth_getBalance', [contract, { blockNumber: '0x0', blockTag: 'latest' }]],
      ['eth_getBalance', [contract, {}]],
      ['eth_call', [{ to: contract, authorizationList: [] }, 'latest']],
      ['eth_call', [{ to: contract, data: '0x01', input: '0x02' }, 'latest']],
      ['eth_call', [{ to: contract, chainId: '0x1' }, 'latest']],
      ['eth_call', [{ to: contract }, 'pending']],
      ['eth_call', [{ to: contract }, 'latest', {}, { number: '0x1' }]],
      ['eth_estimateGas', [{ to: contract }, 'latest', { [contract]: { nonce: '0x1' } }]],
      ['eth_chainId', [1]],
      ['eth_createAccessList', [{ to: contract }, 'latest', { [contract]: { nonce: '0x1' } }]],
      ['debug_traceTransaction', [`0x${'11'.repeat(32)}`, { tracer: '{step: function() {}}' }]],
      ['debug_traceTransaction', [`0x${'11'.repeat(32)}`, { tracer: 'prestateTracer' }]],
      ['debug_traceTransaction', [`0x${'11'.repeat(32)}`, { tracer: 'callTracer', tracerConfig: { withLog: true } }]],
      ['eth_sendRawTransaction', ['hello']],
      ['eth_sendRawTransaction', ['0x02ff']],
      ['eth_getProof', [contract, Array.from({ length: 257 }, () => '0x0'), 'latest']],
    ];
    for (const [method, params] of wrong) {
      expect([method, (await rpc(node.url, method, params)).error?.code]).toEqual([method, -32602]);
    }
    expect((await rpc(node.url, 'eth_getBalance', [ZeroAddress, '0xffffff'])).error?.code).toBe(-32000);
  });

  it('refuses at once transactions that can never be mined, and says why', async () => {
    const to = contract;
    const next = { nonce, to };
    expect(await refusal(signed(stranger, { nonce: 0, to }))).toMatch(/^-32000 sender not allowed/);
    expect(await refusal(signed(founder, next, CHAIN_ID + 1))).toMatch(/chain id/);
    expect(await refusal(signed(founder, { ...next, type: 0 }, CHAIN_ID + 1))).toMatch(/chain id/);
    expect(await refusal(signed(founder, { nonce: 0, to }))).toMatch(/^-32000 nonce too low/);
    expect(await refusal(signed(founder, { nonce: nonce + 50, to }))).toMatch(/^-32000 nonce too high/);
    expect(await refusal(signed(founder, { ...next, gasLimit: 20_000 }))).toMatch(/^-32000 intrinsic gas too low/);
    expect(await refusal(signed(founder, { ...next, gasLimit: 10n ** 12n }))).toMatch(/exceeds transaction gas limit/);
    expect(await refusal(signed(founder, { ...next, value: 1 }))).toMatch(/^-32000 insufficient funds/);
    expect(await refusal(signed(founder, { ...next, maxFeePerGas: 1 }))).toMatch(/^-32000 insufficient funds/);
    expect(await refusal(signed(founder, { ...next, data: `0x${'00'.repeat(20_001)}` }))).toMatch(/^-32602 oversized/);
    expect(await refusal(`0x03${'00'.repeat(40)}`)).toMatch(/^-32000 transaction type 3/);
    const raw = signed(founder, next);
    expect(await refusal(raw.slice(0, -2))).toMatch(/^-32602/);
    const flipped = `${raw.slice(0, -70)}${raw.at(-70) === '0' ? '1' : '0'}${raw.slice(-69)}`;
    expect(await refusal(flipped)).toMatch(/^-32000 (sender not allowed|invalid sender)|^-32602/);
  });

  it('takes the same transaction twice, and refuses another with its nonce at the same price', async () => {
    const raw = signed(founder, { nonce: nonce + 3, to: contract });
    const first = await rpc(node.url, 'eth_sendRawTransaction', [raw]);
    expect(await rpc(node.url, 'eth_sendRawTransaction', [raw])).toEqual(first);
    expect(await refusal(signed(founder, { nonce: nonce + 3, to: contract, data: '0x01' }))).toMatch(/underpriced/);
    expect(await rpc(node.url, 'eth_getTransactionByHash', [first.result])).toMatchObject({
      result: { blockNumber: null, from: founder.address.toLowerCase() },
    });
    const before = await rpc(node.url, 'eth_getTransactionCount', [founder.address, 'pending']);
    expect(before.result).toBe(toBeHex(nonce).replace('0x0', '0x'));
    const gap = [nonce, nonce + 1, nonce + 2].map((n) => signed(founder, { nonce: n, to: contract, gasLimit: 30_000 }));
    for (const filler of gap) await rpc(node.url, 'eth_sendRawTransaction', [filler]);
    await waitForReceipt(node.url, String(first.result));
    nonce += 4;
  });

  it('bounds the pool', async () => {
    const far = Array.from({ length: 49 }, (_, i) => signed(founder, { nonce: nonce + 1 + i, to: contract }));
    const replies = await Promise.all(far.map((raw) => rpc(node.url, 'eth_sendRawTransaction', [raw])));
    expect(replies.every(({ result }) => typeof result === 'string')).toBe(true);
    await send({ to: contract, data: abi.encodeFunctionData('add', [1, 2]) });
    await waitForReceipt(node.url, String(replies.at(-1)?.result));
    nonce += 49;
  });

  it('lets members in as the contract says, and out again', async () => {
    const hello = signed(member, { nonce: 0, to: contract, data: abi.encodeFunctionData('set', [1, 1]) });
    expect(await refusal(hello)).toMatch(/sender not allowed/);
    await send({ to: contract, data: abi.encodeFunctionData('setActive', [member.address, true]) });
    const sent = await rpc(node.url, 'eth_sendRawTransaction', [hello]);
    expect((await waitForReceipt(node.url, String(sent.result)))['status']).toBe('0x1');
    await send({ to: contract, data: abi.encodeFunctionData('setActive', [member.address, false]) });
    expect(await refusal(signed(member, { nonce: 1, to: contract }))).toMatch(/sender not allowed/);
  });

  it('gives revert data with code 3', async () => {
    const reply = await rpc(node.url, 'eth_call', [
      { to: contract, data: abi.encodeFunctionData('refuse', [5]) },
      'latest',
    ]);
    expect(reply.error).toMatchObject({ code: 3, data: abi.encodeErrorResult('Refused', [5, 'no']) });
    const burn = { to: contract, data: abi.encodeFunctionData('burn', []), gas: '0x30d40' };
    expect((await rpc(node.url, 'eth_call', [burn, 'latest'])).error).toEqual({ code: -32000, message: 'out of gas' });
  });

  it('proves slots, and that an account does not exist', async () => {
    const slot = toBeHex(3, 32);
    const { result } = await rpc(node.url, 'eth_getProof', [contract, [slot, '0x77'], 'latest']);
    expect(result).toMatchObject({ storageProof: [{ key: slot, value: '0x0' }, { value: '0x0' }] });
    const absent = await rpc(node.url, 'eth_getProof', [stranger.address, ['0x0'], 'latest']);
    expect(absent.result).toMatchObject({ nonce: '0x0', storageProof: [{ proof: [] }] });
  });

  it('keeps filters until they are uninstalled', async () => {
    const { result: logs } = await rpc(node.url, 'eth_newFilter', [{ address: contract }]);
    const { result: blocks } = await rpc(node.url, 'eth_newBlockFilter');
    const receipt = await send({ to: contract, data: abi.encodeFunctionData('set', [3, 4]) });
    const changes = (await rpc(node.url, 'eth_getFilterChanges', [logs])).result as { transactionHash: string }[];
    expect(changes.map(({ transactionHash }) => transactionHash)).toEqual([receipt['transactionHash']]);
    expect((await rpc(node.url, 'eth_getFilterChanges', [logs])).result).toEqual([]);
    expect((await rpc(node.url, 'eth_getFilterChanges', [blocks])).result).toContain(receipt['blockHash']);
    expect((await rpc(node.url, 'eth_uninstallFilter', [logs])).result).toBe(true);
    expect((await rpc(node.url, 'eth_getFilterChanges', [logs])).error?.code).toBe(-32000);
  });

  it('gives the fee history that clients ask for', async () => {
    const { result } = await rpc(node.url, 'eth_feeHistory', ['0x2', 'latest', [10, 90]]);
    expect(result).toMatchObject({
      baseFeePerGas: ['0x0', '0x0', '0x0'],
      reward: [
        ['0x0', '0x0'],
        ['0x0', '0x0'],
      ],
    });
    for (const percentiles of [['x'], [-1], [101], [90, 10], [null]]) {
      const { error } = await rpc(node.url, 'eth_feeHistory', ['0x2', 'latest', percentiles]);
      expect(error?.code).toBe(-32602);
    }
  });
});
