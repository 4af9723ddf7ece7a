/** Who makes a call. */
export interface Peer {
  /** What its share is counted by. */
  readonly name: string;
  /** The gateway of this node, which showed the secret that it was started with: its calls wait for nobody's. */
  readonly isOwner: boolean;
  /** Whether its connection has ended: nobody reads what it asked for any more. */
  readonly isGone: () => boolean;
}
