// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @dev ERC-7913 signatures.
library Signatures {
    uint256 internal constant ACCOUNT_LENGTH = 20;

    /// @dev Recovers before it looks for code, which saves the access to a cold account. So the key of an account that
    /// delegated to code by EIP-7702 counts too; such a key could end the delegation at any time.
    function isValid(bytes calldata signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        if (signer.length != ACCOUNT_LENGTH) return SignatureChecker.isValidSignatureNow(signer, digest, signature);
        return isValidOf(address(bytes20(signer)), digest, signature);
    }

    function isValidOf(address account, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        (address recovered, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (failure == ECDSA.RecoverError.NoError && recovered == account) return true;
        return SignatureChecker.isValidERC1271SignatureNowCalldata(account, digest, signature);
    }
}
