// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {WebAuthn} from "@openzeppelin/contracts/utils/cryptography/WebAuthn.sol";

/// @title ERC-7913 verifier of passkeys that are bound to a page.
/// @notice The key is `qx ‖ qy ‖ rpIdHash` (96 bytes), the signature ABI-encoded `WebAuthn.WebAuthnAuth` values, the
/// challenge the 32 bytes of the hash. User presence and user verification are required, s must be low, and the
/// authenticator data must name the relying party that is part of the key. P-256 is checked by the precompile at
/// 0x100 where the chain has it, otherwise by OpenZeppelin's Solidity.
/// @dev Warning: a passkey signs whatever the page shows as something else. It is as honest as the page under its
/// relying party id; Membership names the pages that the consortium trusts.
contract PasskeyVerifier is IERC7913SignatureVerifier {
    uint256 private constant _KEY_LENGTH = 96;
    uint256 private constant _RP_ID_HASH_LENGTH = 32;

    /// @inheritdoc IERC7913SignatureVerifier
    function verify(bytes calldata key, bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        return _isValid(key, hash, signature) ? IERC7913SignatureVerifier.verify.selector : bytes4(0xffffffff);
    }

    function _isValid(bytes calldata key, bytes32 hash, bytes calldata signature) private view returns (bool) {
        (bool decoded, WebAuthn.WebAuthnAuth calldata auth) = WebAuthn.tryDecodeAuth(signature);
        if (!decoded || key.length != _KEY_LENGTH || auth.authenticatorData.length < _RP_ID_HASH_LENGTH) return false;
        if (bytes32(auth.authenticatorData[:_RP_ID_HASH_LENGTH]) != bytes32(key[64:])) return false;
        return WebAuthn.verify(abi.encodePacked(hash), auth, bytes32(key[:32]), bytes32(key[32:64]), true);
    }
}
