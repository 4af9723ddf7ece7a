import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, expect, it } from 'vitest';
import { ContentStream } from '../../src/gateway/http/content-stream.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Serves one stream, and gives its answer as it comes. */
async function opened(): Promise<{ stream: ContentStream; answer: Promise<Response> }> {
  const { promise, resolve } = Promise.withResolvers<ContentStream>();
  const app = express();
  app.get('/', (_, response) => resolve(new ContentStream(response)));
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const answer = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  answer.catch(() => undefined);
  const stream = await promise;
  stream.begin(200, { 'Content-Type': 'application/octet-stream' });
  return { stream, answer };
}

it('sends what is collected in its order, large pieces among small ones, once it is flushed', async () => {
  const { stream, answer } = await opened();
  const pieces = [3, 70_000, 5, 9, 200_000, 65_536, 1].map((length, i) => new Uint8Array(length).fill(i + 1));
  for (const piece of pieces) stream.collect(piece);
  expect(stream.isFull).toBe(true);
  const received = answer.then((response) => response.arrayBuffer());
  await stream.flush();
  expect(stream.isFull).toBe(false);
  stream.end();
  expect(Buffer.from(await received).equals(Buffer.concat(pieces))).toBe(true);
});

it('sends nothing of what is collected after it was interrupted', async () => {
  const { stream, answer } = await opened();
  await stream.write(Buffer.from('before'));
  const reader = (await answer).body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('before');
  stream.collect(Buffer.from('of a patient'));
  stream.interrupt('revoked');
  await expect(stream.flush()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(reader?.read()).rejects.toThrow();
});

it('is answered as an error where it was interrupted before its first byte', async () => {
  const { stream } = await opened();
  stream.collect(Buffer.from('of a patient'));
  stream.interrupt('revoked');
  await expect(stream.flush()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(stream.interruption).toBe('revoked');
});
