/** The shipped declarations as sources, for tests of checking, words and completion. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../data/catalogue/', import.meta.url));

export const catalogue = readdirSync(folder).filter((file) => file.endsWith('.heng')).toSorted()
  .map((file) => ({ file: `catalogue/${file}`, text: readFileSync(folder + file, 'utf8') }));

export const pack = (name: string): { file: string; text: string } =>
  ({ file: name, text: readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8') });
