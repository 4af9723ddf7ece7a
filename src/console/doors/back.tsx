import { useEffect } from 'react';
import { SIGN_IN_CHANNEL } from './sign-in-window.ts';

/** Where a provider’s sign-in comes back to, in a window of its own: it hands the address to the page that opened it. */
export function Back() {
  useEffect(() => {
    const channel = new BroadcastChannel(SIGN_IN_CHANNEL);
    channel.postMessage(location.href);
    channel.close();
    close();
  }, []);
  return null;
}
