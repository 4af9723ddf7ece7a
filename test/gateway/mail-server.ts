import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came, headers and all. */
  readonly raw: string;
}

/** A real SMTP server on this machine, which keeps what it takes. */
export interface MailServer {
  readonly port: number;
  readonly received: ReceivedMail[];
  /** What it answers to a recipient, where it does not take it. */
  refuse: ((address: string) => number | undefined) | undefined;
  close(): Promise<void>;
}

export async function startMailServer(options: SMTPServerOptions = {}, port = 0): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    // Connections that a client keeps open are no reason to wait.
    closeTimeout: 0,
    onRcptTo: ({ address }, _, done) => {
      const responseCode = mail.refuse?.(address);
      done(responseCode === undefined ? null : Object.assign(new Error(`no mailbox ${address}`), { responseCode }));
    },
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        received.push({ from, to, raw: Buffer.concat(chunks).toString() });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const mail: MailServer = {
    port: (server.server.address() as AddressInfo).port,
    received,
    refuse: undefined,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return mail;
}

/** A port at which nobody listens. */
export async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
