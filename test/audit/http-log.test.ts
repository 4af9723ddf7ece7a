import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { httpLog } from '../../src/audit/source/http-log.ts';
import { audit } from '../../src/audit/verifier.ts';
import { parseTilePath } from '../../src/core/tiles.ts';
import { honestStudy, type Study } from './honest-trail.ts';

const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A gateway's log endpoints over a trail; evidence needs the token. */
function endpoint(study: Study): RequestListener {
  const source = study.logSource();
  return async (request, response) => {
    const path = request.url ?? '';
    const [, seq, part] = /^\/v1\/log\/entries\/(\d+)\/(evidence|openings)$/.exec(path) ?? [];
    if (seq !== undefined && request.headers.authorization !== 'DPoP token') return void response.writeHead(401).end();
    const tile = parseTilePath(path.replace('/log/', ''));
    const fetched =
      path === '/log/checkpoint'
        ? await source.checkpoint()
        : tile !== undefined
          ? await source.bundle(tile.index, tile.width)
          : await (part === 'evidence' ? source.evidence : source.openings)?.(Number(seq));
    if (fetched?.kind !== 'bytes') return void response.writeHead(404).end();
    response.end(fetched.bytes);
  };
}

describe('a log over HTTP', () => {
  it('is audited like any other', async () => {
    const study = await honestStudy();
    const url = await serve(endpoint(study));
    const authorize = () => ({ authorization: 'DPoP token' });
    const whole = await audit(study.ledgerSource(), [httpLog(`${url}/`, study.logId, { authorize })]);
    expect(whole.findings).toEqual([]);
    expect(whole).toMatchObject({ verdict: 'clean', level: 'openings' });
    const open = await audit(study.ledgerSource(), [httpLog(url, study.logId)]);
    expect(open).toMatchObject({ verdict: 'clean', level: 'log', asked: 'log' });
  });

  it('that denies its evidence to the caller could not be checked, and is not called clean', async () => {
    const study = await honestStudy();
    const url = await serve(endpoint(study));
    const authorize = () => ({ authorization: 'DPoP stale' });
    const report = await audit(study.ledgerSource(), [httpLog(url, study.logId, { authorize })]);
    expect(report).toMatchObject({ verdict: 'could-not', level: 'log', asked: 'openings', unseen: { evidence: 9 } });
  });

  const hostile: Record<string, RequestListener> = {
    'never answers': () => {},
    'answers half': (_, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('half');
    },
    'never ends': (_, response) => {
      const write = () => {
        if (!response.destroyed) response.write(Buffer.alloc(65_536), () => setImmediate(write));
      };
      write();
    },
    'hangs up': (request) => request.socket.destroy(),
    fails: (_, response) => void response.writeHead(500).end('no'),
    redirects: (_, response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    'answers nonsense': (_, response) => void response.end('\u0000nonsense'),
  };
  for (const [title, listener] of Object.entries(hostile)) {
    it(`that ${title} neither hangs nor crashes the auditor, and is never clean`, async () => {
      const study = await honestStudy();
      const url = await serve(listener);
      const source = httpLog(url, study.logId, { timeoutMs: 300, authorize: () => ({}) });
      const report = await audit(study.ledgerSource(), [source]);
      expect(report.verdict).not.toBe('clean');
      expect(report.level).toBe('none');
    });
  }

  it('that stops half way is not called clean', async () => {
    const study = await honestStudy();
    const listener = endpoint(study);
    const url = await serve((request, response) => {
      if (request.url?.includes('openings')) request.socket.destroy();
      else listener(request, response);
    });
    const authorize = () => ({ authorization: 'DPoP token' });
    const report = await audit(study.ledgerSource(), [httpLog(url, study.logId, { authorize })]);
    expect(report).toMatchObject({ verdict: 'could-not', level: 'evidence', unseen: { openings: 4 } });
  });
});

describe('an audit without its sources', () => {
  it('could not tell, and says which log it did not see', async () => {
    const study = await honestStudy();
    expect(await audit(study.ledgerSource(), [])).toMatchObject({
      verdict: 'could-not',
      level: 'none',
      unseen: { logs: 1 },
    });
  });

  it('could not tell where an entry is of an unknown kind', async () => {
    const study = await honestStudy();
    study.append({ kind: 'transfer', outcome: 'moved' } as never, { v: 1, kind: 'relay' });
    const report = await audit(study.ledgerSource(), [study.logSource()]);
    expect(report).toMatchObject({ verdict: 'could-not', unseen: { unknownKinds: 1 } });
  });
});
