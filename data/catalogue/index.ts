/**
 * The shipped catalogue: every ledger (台账) and form (统计表) as Heng text. It is always in scope of a program;
 * tables, templates, validators and the reference page are derived from it and described nowhere else.
 */
import { readFileSync, readdirSync } from 'node:fs';

const directory = new URL('./', import.meta.url);

/** The catalogue's files in name order, `file` as shown in diagnostics (`catalogue/decisions.heng`). */
export function catalogueSources(): { file: string; text: string }[] {
  return readdirSync(directory).filter(name => name.endsWith('.heng')).sort()
    .map(name => ({ file: `catalogue/${name}`, text: readFileSync(new URL(name, directory), 'utf8') }));
}
