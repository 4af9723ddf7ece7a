import { ledgerCompliance } from './compliance.suite.ts';
import { startEmbedded } from './embedded-engine.ts';

ledgerCompliance('the embedded node', startEmbedded);
