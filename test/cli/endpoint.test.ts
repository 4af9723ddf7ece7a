import { expect, it } from 'vitest';
import { listeningLines } from '../../src/cli/endpoint.ts';

it.each([
  ['http://localhost:8340', 8340],
  ['http://node.example', 80],
])('at %s nothing is said of port %i, which it names', (endpoint, port) => {
  expect(listeningLines({ endpoint, host: '127.0.0.1', port })).toEqual([]);
});

it.each([
  ['http://localhost:19360', 8340],
  ['https://node.example', 8340],
  ['https://node.example', 443],
])('at %s a node that listens on port %i says what must lead there', (endpoint, port) => {
  const [line, ...more] = listeningLines({ endpoint, host: '127.0.0.1', port });
  expect([line, more]).toEqual([
    `listens on 127.0.0.1, port ${port}: a proxy must lead there what comes to ${endpoint}`,
    [],
  ]);
});
