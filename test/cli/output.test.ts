import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOutput, table } from '../../src/cli/output.ts';
import { plainText } from '../../src/core/plain-text.ts';
import { docsPage } from '../../src/gateway/http/docs-page.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function stream(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  return { written, stream: { isTTY, write } as unknown as NodeJS.WriteStream };
}

function outputTo(isTTY: boolean, json = false) {
  const [out, err] = [stream(isTTY), stream(isTTY)];
  return { output: createOutput(json, out.stream, err.stream), out: out.written, err: err.written };
}

describe('the output of a command', () => {
  it('says on a terminal each second that it works, until the result', () => {
    const { output, out, err } = outputTo(true);
    vi.advanceTimersByTime(900);
    expect(err).toEqual([]);
    vi.advanceTimersByTime(1_200);
    expect(err.map((text) => text.slice(-12))).toEqual(['working, 1 s', 'working, 2 s']);
    output.result({}, () => 'done');
    vi.advanceTimersByTime(10_000);
    expect(err.slice(2)).toEqual(['\r\u001b[2K']);
    expect(out).toEqual(['done\n']);
  });

  it('writes its progress over itself on a terminal, and leaves the last one standing', () => {
    const { output, err } = outputTo(true);
    output.progress('1 of 2');
    vi.advanceTimersByTime(5_000);
    output.progress('2 of 2');
    output.done();
    expect(err).toEqual(['\r\u001b[2K1 of 2', '\r\u001b[2K2 of 2', '\n']);
  });

  it('is plain where it is piped: a line every ten seconds at most', () => {
    const { output, err } = outputTo(false);
    for (let i = 0; i < 250; i++) {
      output.progress(`${i}`);
      vi.advanceTimersByTime(100);
    }
    output.end();
    expect(err).toEqual(['100\n', '200\n']);
  });

  it('is one JSON document with --json, whatever was said', () => {
    const { output, out } = outputTo(false, true);
    output.say('begun');
    output.result({ a: [1] }, () => 'never');
    expect(JSON.parse(out.join(''))).toEqual({ a: [1] });
  });
});

describe('text of others', () => {
  const hostile = 'a\u001b[2J\u009b31m\u202etxt.exe\u2066\u0007\r\nready on http://elsewhere.example\u2028\u007f';
  const controls = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/u;

  it('neither moves the cursor nor begins a line, wherever it is shown', () => {
    for (const isTTY of [true, false]) {
      const { output, out, err } = outputTo(isTTY);
      output.say(hostile);
      output.result({}, () => [hostile, ...table(['name'], [[hostile], ['b']])]);
      output.progress(hostile);
      vi.advanceTimersByTime(11_000);
      output.progress(hostile);
      const shown = [...out, ...err].map((text) => text.replace('\r\u001b[2K', '').replace(/\n$/, ''));
      for (const line of shown) expect(line).not.toMatch(controls);
      expect(out.at(0)).toBe(`${plainText(hostile)}\n`);
      expect(plainText(hostile)).toContain('a\\u001b[2J\\u009b31m\\u202etxt.exe');
    }
  });

  it('is the same in JSON, without such characters in it', () => {
    const { output, out } = outputTo(false, true);
    output.result({ name: hostile, emoji: '👩‍⚕️ مریم نوری‌زاده', half: '\ud800' }, () => 'never');
    const text = out.join('');
    expect(JSON.parse(text)).toEqual({ name: hostile, emoji: '👩‍⚕️ مریم نوری‌زاده', half: '\ud800' });
    expect(text.replaceAll('\n', '')).not.toMatch(controls);
  });

  it('stays what it is where it does no harm', () => {
    for (const text of ['Zoë Müller', '👩‍⚕️', 'نوری‌زاده', '山田太郎', 'x\\y "z"']) expect(plainText(text)).toBe(text);
  });

  it('makes no markup in the page of the API', () => {
    const info = { title: `<b>'"&${hostile}`, description: '' };
    const page = docsPage({ info, paths: {}, components: {} }, true);
    expect(page).toContain('&lt;b&gt;&#39;&quot;&amp;a\\u001b');
    expect(page.replaceAll('\n', '')).not.toMatch(controls);
  });
});
