/** Writes `metrics/packs/COVERAGE.md`: `node tests/golden/packs/write.ts`. */
import { writeFileSync } from 'node:fs';
import { coverageText } from '../../../metrics/packs/coverage.ts';
import { folder, programs } from './shipped.ts';

writeFileSync(`${folder}COVERAGE.md`, coverageText(programs()));
