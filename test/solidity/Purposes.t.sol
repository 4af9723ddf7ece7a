// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Purposes} from "../../contracts/Purposes.sol";

/// @dev The bit arithmetic of Purposes against the table as a person would write it.
contract PurposesTest {
    function testFuzz_containsWhatTheTableSays(uint64 purposes, uint8 purpose) external pure {
        assert(Purposes.contain(purposes, purpose) == _table(purposes, purpose));
    }

    /// @dev Most random words have many permission bits; these have one, and any modifiers.
    function testFuzz_containsForEachPermission(uint8 permission, uint48 modifiers, uint8 purpose) external pure {
        uint64 purposes = (uint64(modifiers) << 16) | (uint64(1) << (permission % 16));
        assert(Purposes.contain(purposes, purpose % 16) == _table(purposes, purpose % 16));
    }

    function test_coversTheWholeTable() external pure {
        for (uint64 permissions; permissions < 64; ++permissions) {
            for (uint256 purpose; purpose < 256; ++purpose) {
                assert(Purposes.contain(permissions, uint8(purpose)) == _table(permissions, uint8(purpose)));
            }
        }
    }

    function _table(uint64 purposes, uint8 purpose) private pure returns (bool) {
        uint64 permission = purposes % 65_536;
        bool known = purpose >= 1 && purpose <= 10;
        bool disease = purpose == 10;
        bool biomedical = purpose == 7 || purpose == 8 || purpose == 9 || disease;
        bool population = purpose == 2 || purpose == 3;
        if (permission == 1 || permission == 2) return known;
        if (permission == 4) return biomedical;
        if (permission == 8) return disease;
        if (permission == 16) return population;
        return false;
    }
}
