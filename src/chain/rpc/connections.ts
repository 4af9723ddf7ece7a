import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const MAX_CONNECTIONS = 512;
/** A client that reads nothing of its answer for so long is gone. */
const STALL_MS = 30_000;

interface Held {
  requests: number;
  isOwner: boolean;
}

/** The connections of a server. One more than there may be takes the place of the one that idles longest, so that nobody
 *  keeps the gateway out by holding them all; the owner's stay. */
export class Connections {
  /** The longest without a request first. */
  readonly #open = new Map<Socket, Held>();

  constructor(server: Server) {
    server.on('connection', (socket) => {
      if (this.#open.size >= MAX_CONNECTIONS) this.#dropOne();
      this.#open.set(socket, { requests: 0, isOwner: false });
      socket.once('close', () => this.#open.delete(socket));
    });
    server.setTimeout(STALL_MS, (socket) => {
      if (socket.writableLength > 0) socket.destroy();
    });
  }

  began(socket: Socket, isOwner: boolean): void {
    const held = this.#open.get(socket);
    if (!held) return;
    this.#open.delete(socket);
    this.#open.set(socket, { requests: held.requests + 1, isOwner: held.isOwner || isOwner });
  }

  ended(socket: Socket): void {
    const held = this.#open.get(socket);
    if (held) held.requests -= 1;
  }

  #dropOne(): void {
    const others = [...this.#open].filter(([, { isOwner }]) => !isOwner);
    const [victim] = others.find(([, { requests }]) => requests === 0) ?? others[0] ?? [];
    victim?.destroy();
    if (victim) this.#open.delete(victim);
  }
}
