// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsentRegistry} from "./IConsentRegistry.sol";
import {DatasetId, SubjectId} from "./Types.sol";

/// @title Opens grants: does one cover a request, by what the chain knows now.
/// @notice Stateless and without powers: it is no part of a ledger, and whoever wants its answers deploys one beside it.
/// It leaves modifiers, exclusions and diseases to be met.
interface IConsentLens {
    struct Query {
        /// Identity of the requester.
        address requester;
        DatasetId dataset;
        /// Research purpose: 1 (DUO:0000031) to 10 (DUO:0000040).
        uint8 purpose;
    }

    /// @dev Why the terms of a grant that counts do not cover a query.
    enum Gap {
        None,
        NotYetValid,
        NoLongerValid,
        Grantee,
        Scope,
        Purpose,
        Notice,
        /// An option that has no meaning.
        Options
    }

    struct Coverage {
        /// Of the grant itself; then its terms were not read.
        IConsentRegistry.Obstacle obstacle;
        Gap gap;
        /// Modifiers and choices (bits 16 to 63) that declared facts must meet.
        uint64 modifiers;
        /// Categories of items that are not covered.
        uint32 excluded;
        /// The permission is for a disease, which is decided off chain.
        bool diseaseRemains;
        /// Items that identify are covered.
        bool identifiable;
    }

    /// @notice Opens a signed grant and answers whether it covers the query now.
    function covers(
        SubjectId subject,
        uint48 deadline,
        IConsentRegistry.Terms calldata terms,
        Query calldata query
    ) external view returns (Coverage memory);

    /// @notice Opens a recorded grant and answers whether it covers the query now.
    function coversRecorded(
        SubjectId subject,
        IConsentRegistry.Terms calldata terms,
        bytes32 form,
        Query calldata query
    ) external view returns (Coverage memory);

    /// @notice hashStruct(Terms).
    function hashTerms(IConsentRegistry.Terms calldata terms) external pure returns (bytes32);
}
