import { CustosError, type SignInBrowser } from '../../client/index.ts';

/** Where a window comes back to that showed the organisation's own sign-in; it says so on this channel. */
export const BACK = '/enter/back';
export const BACK_CHANNEL = 'custos-sign-in';
const WAIT_MS = 10 * 60_000;

/** Shows the organisation's own sign-in in a window of its own, so that this page stays and its key with it. To be made when the person
 *  presses: later, browsers keep a window from opening. `blocked` says that it was kept from opening. */
export function signInWindow(blocked: string): SignInBrowser {
  const shown = open('about:blank', 'custos-sign-in', 'popup,width=520,height=720');
  return {
    redirectUri: `${location.origin}${BACK}`,
    open: async (url) => {
      if (shown === null) throw new CustosError('SESSION_REQUIRED', blocked);
      const came = cameBack(url);
      shown.location.href = url;
      try {
        return await came;
      } finally {
        shown.close();
      }
    },
  };
}

/** The address to which the window came back, of the sign-in that was begun with `url` and of no other. */
function cameBack(url: string): Promise<string> {
  const channel = new BroadcastChannel(BACK_CHANNEL);
  const state = new URL(url).searchParams.get('state');
  const came = new Promise<string>((resolve, reject) => {
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string' && URL.parse(data)?.searchParams.get('state') === state) resolve(data);
    });
    const waited = { details: { waited: true } };
    setTimeout(() => reject(new CustosError('SESSION_REQUIRED', 'Nobody signed in for ten minutes.', waited)), WAIT_MS);
  });
  return came.finally(() => channel.close());
}
