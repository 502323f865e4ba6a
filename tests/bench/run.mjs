/** `npm run bench [-- --only indicators,compile,load,ranking --rows 1000000,10000000]`: plain JavaScript that Node 18 runs. */
import { join } from 'node:path';
import { ensureInstalled, ownNode, root, run } from '../../server/bootstrap.mjs';

ensureInstalled();
process.exitCode = run(ownNode(), ['--max-old-space-size=6000', join(root, 'tests', 'bench', 'main.ts'), ...process.argv.slice(2)]);
