// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev The part of the frozen purpose table that contracts need. A bitmap of purposes holds DUO permissions in bits
/// 0 to 15 (0 NRES, 1 GRU, 2 HMB, 3 DS, 4 POA), DUO modifiers in 16 to 47, choices of Custos in 48 to 63. Research
/// purposes are 1 to 10 for DUO:0000031 to DUO:0000040.
library Purposes {
    uint8 internal constant LAST_PURPOSE = 10;
    uint64 internal constant PERMISSIONS = 0xffff;
    uint64 internal constant DISEASE_SPECIFIC = 1 << 3;

    /// @dev Research on a disease category, which names one.
    uint8 internal constant DISEASE_RESEARCH = 10;

    uint64 private constant _KNOWN_PERMISSIONS = 0x1f;
    /// @dev Bits 16 to 33 of DUO, 48 to 50 of Custos.
    uint64 private constant _KNOWN_MODIFIERS = (uint64(1) << 34) - (uint64(1) << 16) + (uint64(7) << 48);
    uint64 private constant _HEALTH = 1 << 2;
    uint64 private constant _ANCESTRY = 1 << 4;

    /// @dev Sets of research purposes, one bit each.
    uint256 private constant _ALL = 0x7fe;
    uint256 private constant _BIOMEDICAL = (1 << 7) | (1 << 8) | (1 << 9) | (1 << 10);
    uint256 private constant _DISEASE = 1 << 10;
    uint256 private constant _POPULATION = (1 << 2) | (1 << 3);

    function hasOnePermission(uint64 purposes) internal pure returns (bool) {
        uint64 permission = purposes & PERMISSIONS;
        return permission != 0 && permission & (permission - 1) == 0 && permission & ~_KNOWN_PERMISSIONS == 0;
    }

    /// @dev One permission, and no modifier that the table does not name.
    function areKnown(uint64 purposes) internal pure returns (bool) {
        return hasOnePermission(purposes) && purposes & ~(PERMISSIONS | _KNOWN_MODIFIERS) == 0;
    }

    /// @dev Facts answer modifiers, and the disease of a disease-specific permission.
    function areAttestable(uint64 attested) internal pure returns (bool) {
        return attested & ~(_KNOWN_MODIFIERS | DISEASE_SPECIFIC) == 0;
    }

    /// @dev Whether the one permission contains the research purpose; false for what is unknown.
    function contain(uint64 purposes, uint8 purpose) internal pure returns (bool) {
        if (!hasOnePermission(purposes)) return false;
        return (_contained(purposes & PERMISSIONS) >> purpose) & 1 == 1;
    }

    function _contained(uint64 permission) private pure returns (uint256) {
        if (permission == _HEALTH) return _BIOMEDICAL;
        if (permission == DISEASE_SPECIFIC) return _DISEASE;
        if (permission == _ANCESTRY) return _POPULATION;
        return _ALL;
    }
}
