import { describe, expect, it } from 'vitest';
import { ACTS, actOfCall, actOfRoute, SECOND_PERSON_ACTS } from '../../src/core/acts.ts';

const SUBJECT = `0x${'30'.repeat(32)}`;

describe('acts', () => {
  it('are told by method and path, with what the path names', () => {
    expect(actOfCall('POST', '/v1/permits')?.form.kind).toBe('permit');
    expect(actOfCall('POST', `/v1/subjects/${SUBJECT}/invitations?x=1`)).toMatchObject({
      form: { kind: 'binding' },
      named: { subject: SUBJECT },
    });
  });

  it('are the same however the path is spelt', () => {
    const escaped = `%30x${'%33%30'.repeat(32)}`;
    expect(actOfCall('POST', `/v1/%73ubjects/${escaped}/invitations`)).toMatchObject({
      form: { kind: 'binding' },
      named: { subject: SUBJECT },
    });
    expect(actOfCall('POST', '/v1/subjects/a%2Fb/invitations')?.named).toEqual({ subject: 'a/b' });
    expect(actOfCall('POST', '/v1/subjects/%/invitations')?.named).toEqual({ subject: '%' });
  });

  it.each([
    ['GET', '/v1/permits'],
    ['POST', '/v1/permits/'],
    ['POST', '/v1/permits/7'],
    ['POST', '/V1/permits'],
    ['POST', '/v1/subjects//invitations'],
    ['POST', '/v1/subjects/a/b/invitations'],
    ['post', '/v1/permits'],
    ['POST', ''],
  ])('are none by %s %s', (method, path) => {
    expect(actOfCall(method, path)).toBeUndefined();
  });

  it('have one row for each route, and one name for what is the same', () => {
    const routes = ACTS.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(routes).size).toBe(routes.length);
    for (const { method, path, kind } of ACTS) {
      expect(actOfRoute(method, path)?.kind).toBe(kind);
      const call = path.replace(/\{(\w+)\}/g, '$1');
      expect(actOfCall(method, call)?.form.path).toBe(path);
    }
  });

  it('wait for a second person only where they widen and nothing is sent beside them', () => {
    for (const { kind, narrows, atOnce } of ACTS) {
      if (narrows || atOnce) expect(SECOND_PERSON_ACTS).not.toContain(kind);
    }
    expect(SECOND_PERSON_ACTS).toEqual([
      'enrolment',
      'contact',
      'binding',
      'paper-only-end',
      'guardian-end',
      'stage',
      'consent',
      'opt-in',
      'resumption',
      'dataset',
      'publication',
      'retirement',
      'permit',
      'group',
      'member-name',
      'staff',
    ]);
  });
});
