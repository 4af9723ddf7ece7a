import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOutput } from '../../src/cli/output.ts';

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
