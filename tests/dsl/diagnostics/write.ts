/** Writes `dsl/diagnostics/REFERENCE.md`: `node tests/dsl/diagnostics/write.ts`. */
import { writeFileSync } from 'node:fs';
import { page, pagePath } from './page.ts';

writeFileSync(pagePath, page());
