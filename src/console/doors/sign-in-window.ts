import { CustosError, type SignInBrowser } from '../../client/index.ts';

export const SIGN_IN_CHANNEL = 'custos-sign-in';

const LOOK_MS = 500;

/** Takes the person to the organisation’s sign-in in a window beside the page, so that what was typed in the page stays. Must be called
 *  from a press: browsers open no window otherwise. */
export function signInWindow(): SignInBrowser {
  return {
    redirectUri: `${location.origin}/enter/back`,
    open: async (url) => {
      const channel = new BroadcastChannel(SIGN_IN_CHANNEL);
      const opened = window.open(url, 'custos-sign-in', 'popup,width=520,height=720');
      if (opened === null) throw closed();
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      channel.addEventListener('message', ({ data }: MessageEvent<string>) => resolve(data));
      const looking = setInterval(() => opened.closed && reject(closed()), LOOK_MS);
      return promise.finally(() => {
        clearInterval(looking);
        channel.close();
      });
    },
  };
}

function closed(): CustosError {
  return new CustosError('SESSION_INVALID', 'The window of the sign-in was closed, or the browser did not open it.');
}
