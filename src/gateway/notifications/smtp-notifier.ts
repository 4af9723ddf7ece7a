import { createTransport } from 'nodemailer';
import { mailOf } from './mail.ts';
import type { Delivery, Notifier } from './notifier.ts';

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte on; else by STARTTLS, which only a server on this machine may lack. */
  readonly secure: boolean;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

export interface MailSender {
  readonly from: string;
  readonly name: () => string | undefined;
}

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];
const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;

interface SmtpError {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
}

/** Hands notifications to the holder's mail server (RFC 5321). It is delivered when that server took it. */
export function smtpNotifier(server: SmtpServer, { from, name }: MailSender): Notifier {
  const { host, port, secure, user, password } = server;
  const transport = createTransport({
    pool: true,
    maxConnections: 1,
    host,
    port,
    secure,
    requireTLS: !secure && !LOOPBACK.includes(host),
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    deliver: async (notification) => {
      try {
        await transport.sendMail(mailOf(notification, from, name()));
        return { outcome: 'delivered' };
      } catch (error) {
        return deliveryOf(error as SmtpError);
      }
    },
    close: async () => transport.close(),
  };
}

/** What a server says of the recipient or of the message for good (5yz, RFC 5321 §4.2.1) is not asked again; what it says of us, or
 *  does not say, may be mended. Its own words are left out: they often hold the address. */
function deliveryOf({ code = 'unknown', command = '', responseCode }: SmtpError): Delivery {
  const isTheirs = ['RCPT TO', 'DATA'].includes(command) || code === 'EMESSAGE';
  const isForGood = responseCode !== undefined && responseCode >= 500;
  const said = responseCode === undefined ? `no answer (${code})` : `answer ${responseCode}`;
  if (isTheirs && isForGood) return { outcome: 'refused', why: `The mail server refused it: ${said}.` };
  return { outcome: 'failed', why: `The mail server did not take it: ${said}.` };
}
