/**
 * What can be said of forms only once they are loaded: checks that read another year or form, and typed figures beside those
 * that the ledgers give, cell by cell. Told with the upload as warnings, by the cell where it stands.
 */
import { problemOf } from '../data/intake/index.ts';
import type { FormPlace, ImportResult } from '../data/intake/index.ts';
import type { Store } from '../data/store/index.ts';
import { checkForms, checkFormStatement } from '../metrics/index.ts';
import type { Problem } from './api.ts';
import { defaultAsOf, today } from './days.ts';
import { derivedCells, typedCells } from './publish/figures.ts';

/** More agencies than these in one upload are a bureau's: its board and the reports compare them. */
const AGENCIES = 20;

export async function afterLoad(store: Store, result: ImportResult, files: { name: string }[], on: string = today()): Promise<Problem[]> {
  const { program, engine, calendar } = store;
  const forms = result.loaded.filter(one => one.rows > 0 && program.forms[one.ledger]);
  const pairs = [...Map.groupBy(forms, one => `${one.agency} ${one.year}`).values()];
  if (pairs.length === 0 || pairs.length > AGENCIES) return [];
  const found: Problem[] = [];
  for (const own of pairs) {
    const { agency, year } = own[0]!, asOf = defaultAsOf(year, on);
    const placeOf = (form: string, column: string | null): FormPlace['place'] => {
      const mine = result.formPlaces.filter(one => one.agency === agency && one.year === year && one.form === form);
      return (mine.find(one => one.column === column) ?? mine[0])?.place ?? { file: files[0]?.name ?? '', sheet: null, row: null, cell: null, column: null };
    };
    const told = await checkForms(engine, { program, year, asOf, calendar, agencies: [agency] });
    for (const finding of told) {
      const form = program.forms[finding.form]!, check = form.checks.find(one => one.label === finding.check);
      // What reads its own row alone was checked before the load.
      if (finding.agency !== agency || !own.some(one => one.ledger === finding.form) || !check || checkFormStatement(program, form.name, check, 'x') !== null) continue;
      const cells = finding.cells.filter(cell => cell.value !== null).map(cell => `${cell.year === year ? '' : `${cell.year}年`}${cell.label} ${cell.value}`).join(',');
      found.push(problemOf('over_years', placeOf(form.name, finding.cells.findLast(cell => cell.year === year && cell.form === form.name)?.column ?? null), { label: finding.check, found: cells }));
    }
    const declared = own.map(one => program.forms[one.ledger]!);
    const derived = await derivedCells(engine, declared, { program, agency, year, asOf, calendar });
    if (!derived) continue;
    for (const form of declared) {
      const typed = await typedCells(engine, form, agency, year);
      for (const column of form.columns) {
        const own = typed?.get(column.name), ledgers = derived.byForm.get(form.name)?.get(column.name);
        if (own?.state !== 'value' || ledgers?.state !== 'value' || own.value === ledgers.value) continue;
        found.push(problemOf('ledger_differs', placeOf(form.name, column.name), { column: column.label, found: own.value!, wanted: ledgers.value! }));
      }
    }
  }
  return found;
}
