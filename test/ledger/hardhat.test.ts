import { ledgerCompliance } from './compliance.suite.ts';
import { startHardhat } from './hardhat-engine.ts';

ledgerCompliance('Hardhat’s node', startHardhat);
