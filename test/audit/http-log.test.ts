import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { renderReport } from '../../src/audit/report-text.ts';
import { httpLog } from '../../src/audit/source/http-log.ts';
import type { LogSource } from '../../src/audit/source/sources.ts';
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
    it(`that ${title} neither hangs nor crashes the auditor, and is never clean`, { timeout: 30_000 }, async () => {
      const study = await honestStudy();
      const url = await serve(listener);
      const source = httpLog(url, study.logId, { timeoutMs: 60, patienceMs: 2_000, authorize: () => ({}) });
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

describe('a log that answers badly', () => {
  const authorize = () => ({ authorization: 'DPoP token' });
  const audited = (study: Study, source: LogSource) => audit(study.ledgerSource(), [source]);

  /** Answers each path so often with the given listener, and then as the log does. */
  function first(times: number, study: Study, bad: RequestListener): RequestListener {
    const asked = new Map<string, number>();
    const good = endpoint(study);
    return (request, response) => {
      const before = asked.get(request.url ?? '') ?? 0;
      asked.set(request.url ?? '', before + 1);
      return before < times ? bad(request, response) : good(request, response);
    };
  }

  const passing: Record<string, RequestListener> = {
    'hangs at first': () => {},
    'cuts its answers at first': (_, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('half', () => response.destroy());
    },
    'is overloaded at first': (_, response) => void response.writeHead(503).end(),
    'takes too many requests for too much at first': (_, response) => void response.writeHead(429).end(),
  };
  for (const [title, bad] of Object.entries(passing)) {
    it(`and ${title} is asked again, and found clean`, { timeout: 60_000 }, async () => {
      const study = await honestStudy();
      const url = await serve(first(1, study, bad));
      const source = httpLog(url, study.logId, { timeoutMs: 400, authorize });
      expect(await audited(study, source)).toMatchObject({ verdict: 'clean', level: 'openings', findings: [] });
    });
  }

  it('because it is slow is given more time, from then on', { timeout: 60_000 }, async () => {
    const study = await honestStudy();
    const good = endpoint(study);
    let asked = 0;
    const url = await serve((request, response) => {
      asked++;
      setTimeout(() => good(request, response), 250);
    });
    const source = httpLog(url, study.logId, { timeoutMs: 100, authorize });
    for (let i = 0; i < 5; i++) expect(await source.checkpoint()).toMatchObject({ kind: 'bytes' });
    // 100 and 200 ms are too short, once each; 400 ms are not.
    expect(asked).toBe(7);
  });

  it('for as long as the patience lasts is not asked any more', { timeout: 60_000 }, async () => {
    const study = await honestStudy();
    let asked = 0;
    const url = await serve((request) => {
      asked++;
      request.socket.destroy();
    });
    const source = httpLog(url, study.logId, { timeoutMs: 50, patienceMs: 1, authorize });
    expect(await source.checkpoint()).toMatchObject({ kind: 'failed', url: `${url}/log/checkpoint` });
    const before = asked;
    for (let seq = 0; seq < 100; seq++) {
      expect(await source.evidence?.(seq)).toMatchObject({ reason: expect.stringContaining('was not asked again') });
    }
    expect(asked).toBe(before);
  });

  it('since its sessions are gone is asked with a new one, once', async () => {
    const study = await honestStudy();
    const url = await serve(endpoint(study));
    let token = 'stale';
    const renew = () => {
      token = 'token';
    };
    const source = httpLog(url, study.logId, { authorize: () => ({ authorization: `DPoP ${token}` }), renew });
    expect(await audited(study, source)).toMatchObject({ verdict: 'clean', level: 'openings' });
    const stranger = httpLog(url, study.logId, { authorize: () => ({ authorization: 'DPoP no' }), renew: () => {} });
    expect(await stranger.evidence?.(0)).toMatchObject({ kind: 'denied' });
  });

  it('leaves gaps whose reasons say what was asked for, what was answered, and which role is missing', async () => {
    const study = await honestStudy();
    const good = endpoint(study);
    const url = await serve((request, response) => {
      if (!request.url?.includes('evidence')) return good(request, response);
      const detail = 'This takes one of the roles auditor, holder; \u001b[31myou have requester.';
      response.writeHead(403, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ detail }));
    });
    const report = await audited(study, httpLog(url, study.logId, { authorize }));
    const reason = 'it answered 403: This takes one of the roles auditor, holder; \\u001b[31myou have requester';
    expect(report).toMatchObject({ verdict: 'could-not', level: 'log' });
    expect(report.checks.find(({ check }) => check === 'evidence')).toEqual({
      check: 'evidence',
      level: 'evidence',
      state: 'could-not',
      done: 0,
      of: 9,
      gaps: [
        {
          kind: 'evidence',
          count: 9,
          reason,
          url: `${url}/v1/log/entries/0/evidence`,
          denied: true,
          logId: study.logId,
          entry: 0,
        },
      ],
    });
    const text = renderReport(report);
    expect(text).toContain(`Not all of it could be seen: 9 entries without their evidence, since ${reason}.`);
    expect(text).toContain(`${url}/v1/log/entries/0/evidence`);
  });

  it('at one entry alone has a gap at that one', { timeout: 60_000 }, async () => {
    const study = await honestStudy();
    const good = endpoint(study);
    const url = await serve((request, response) => {
      if (request.url !== '/v1/log/entries/3/openings') return good(request, response);
      response.writeHead(200, { 'content-length': '100000' }).write('{"opening":', () => response.destroy());
    });
    const report = await audited(study, httpLog(url, study.logId, { timeoutMs: 200, authorize }));
    expect(report).toMatchObject({ verdict: 'could-not', findings: [], unseen: { openings: 1 } });
    const [gap] = report.checks.find(({ check }) => check === 'openings')?.gaps ?? [];
    expect(gap).toMatchObject({ entry: 3, reason: expect.stringMatching(/^the request failed \(.*\), 4 times$/) });
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
