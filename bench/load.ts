import { once } from 'node:events';
import { Agent, request } from 'node:http';

/** Sends requests that are made already, so many at a time, and reads the answers to their end. */
export interface Load {
  readonly callers: number;
  readonly requests: readonly {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  }[];
}

export interface Done {
  readonly seconds: number;
  readonly bytes: number;
}

async function send(load: Load): Promise<Done> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.callers });
  let [next, bytes] = [0, 0];
  const call = async () => {
    for (let one = load.requests[next++]; one !== undefined; one = load.requests[next++]) {
      const { method, url, headers, body } = one;
      const sent = request(url, { agent, method, headers });
      sent.end(body);
      const [response] = await once(sent, 'response');
      let received = '';
      for await (const chunk of response as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (response.statusCode !== 200) received += chunk;
      }
      if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${received}`);
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: load.callers }, call));
  const seconds = (performance.now() - begun) / 1000;
  agent.destroy();
  return { seconds, bytes };
}

process.on('message', async (load: Load) => process.send?.(await send(load)));
