// Written by scripts/storage-layout.ts from the compiled contracts. Do not edit.

/** Slot of each mapping, and the fields of its values: slot from the first one, first bit and number of bits. */
export const STORAGE_LAYOUT = {
  /** Membership.sol */
  membership: {
    _seats: {
      slot: 3,
      keys: 1,
      fields: {
        value: [0, 0, 256],
      },
    },
    _accounts: {
      slot: 4,
      keys: 1,
      fields: {
        value: [0, 0, 160],
      },
    },
    _presences: {
      slot: 11,
      keys: 2,
      fields: {
        joinedAt: [0, 0, 48],
        leftAt: [0, 48, 48],
      },
    },
    _notices: {
      slot: 12,
      keys: 2,
      fields: {
        publishedAt: [0, 0, 48],
        withdrawnAt: [0, 48, 48],
      },
    },
    _sessionKeys: {
      slot: 13,
      keys: 2,
      fields: {
        by: [0, 0, 160],
        from: [0, 160, 48],
        until: [0, 208, 48],
      },
    },
  },
  /** DatasetRegistry.sol */
  datasets: {
    _datasets: {
      slot: 0,
      keys: 1,
      fields: {
        holder: [0, 0, 160],
        versions: [0, 160, 32],
        retiredAt: [0, 192, 48],
      },
    },
    _versions: {
      slot: 1,
      keys: 2,
      fields: {
        manifestRoot: [0, 0, 256],
        purposes: [1, 0, 64],
        sharedCount: [1, 64, 32],
        publishedAt: [1, 96, 48],
        supersededAt: [1, 144, 48],
        retainUntil: [1, 192, 48],
        policy: [1, 240, 8],
        identifiable: [1, 248, 8],
      },
    },
  },
  /** ConsentRegistry.sol */
  consents: {
    _subjects: {
      slot: 2,
      keys: 1,
      fields: {
        holder: [0, 0, 32],
        epoch: [0, 32, 32],
        nonce: [0, 64, 24],
        optOutTurn: [0, 88, 16],
        pauseTurn: [0, 104, 16],
        optOut: [0, 120, 8],
        marks: [0, 128, 8],
        pausedUntil: [0, 136, 40],
        boundAt: [0, 176, 40],
        erasedAt: [0, 216, 40],
      },
    },
    _signers: {
      slot: 3,
      keys: 2,
      fields: {
        value: [0, 0, 256],
      },
    },
    _recordedUntil: {
      slot: 8,
      keys: 1,
      fields: {
        value: [0, 0, 48],
      },
    },
    _aloneFrom: {
      slot: 9,
      keys: 1,
      fields: {
        value: [0, 0, 48],
      },
    },
    _grants: {
      slot: 11,
      keys: 2,
      fields: {
        word: [0, 0, 256],
      },
    },
  },
  /** PermitRegistry.sol */
  permits: {
    _permits: {
      slot: 0,
      keys: 1,
      fields: {
        requester: [0, 0, 160],
        from: [0, 160, 48],
        until: [0, 208, 48],
        dataset: [1, 0, 256],
        purpose: [2, 0, 8],
        delivery: [2, 8, 8],
        basis: [2, 16, 8],
        identifiable: [2, 24, 8],
        emergency: [2, 32, 8],
        attested: [2, 40, 64],
        disease: [2, 104, 32],
        recipientKeyDigest: [3, 0, 256],
        termsDigest: [4, 0, 256],
        authorityDigest: [5, 0, 256],
        issuedAt: [6, 0, 48],
        acceptedAt: [6, 48, 48],
        countersignedAt: [6, 96, 48],
        revokedAt: [6, 144, 48],
        authority: [7, 0, 160],
      },
    },
  },
  /** AccessLog.sol */
  accessLog: {
    _logs: {
      slot: 0,
      keys: 1,
      fields: {
        writer: [0, 0, 160],
        size: [0, 160, 48],
        headAt: [0, 208, 40],
        mode: [0, 248, 8],
      },
    },
  },
} as const;
