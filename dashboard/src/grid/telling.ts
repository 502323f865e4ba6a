/** What is said beside the cells, in the reader's language: names, and the checks with the figures they saw. */
import type { LiveFinding } from '../../../metrics/form-live.ts';
import { say, type Language } from '../language.svelte.ts';
import { common } from '../words/common.ts';
import { grid as words } from '../words/grid.ts';
import { shown } from './reading.ts';
import type { GridForm } from './requests.ts';
import type { Sheet } from './sheet.svelte.ts';

export interface Titles { form: string; column(name: string): string; group(name: string): string }
export function titles(given: GridForm, language: Language): Titles {
  const english = (key: string, label: string): string => (language === 'en' ? given.english[key] ?? label : label);
  return {
    form: language === 'en' ? given.labelEn : given.form.label,
    column: (name) => english(name, given.form.columns.find((column) => column.name === name)?.label ?? name),
    group: (name) => english(`group:${name}`, given.form.groups.find((group) => group.name === name)?.label ?? name),
  };
}

export interface Telling { kind: 'hard' | 'soft' | 'note'; text: string }

/** `各项之和应等于合计（各项之和 23，合计 10）` */
export function findingText(finding: LiveFinding, given: GridForm, title: Titles): string {
  const figures = finding.figures.filter((figure) => figure.value !== null).map((figure) => {
    const other = figure.form === given.form.name ? null : given.others.find((form) => form.name === figure.form);
    const name = figure.column === null ? say(words.sumOf, other?.groups.find((group) => group.name === figure.group)?.label ?? title.group(figure.group!)) : other?.columns.find((column) => column.name === figure.column)?.label ?? title.column(figure.column);
    return `${figure.year === given.year ? name : say(words.ofYear, name, String(figure.year))} ${shown(figure.value!)}`;
  });
  const label = say({ zh: finding.label, en: given.checks[finding.check] ?? finding.label });
  const open = say({ zh: '（', en: ' (' }), close = say({ zh: '）', en: ')' });
  return figures.length > 0 ? `${label}${open}${figures.join(say(common.comma))}${close}` : label;
}

/** Everything that is said beside cells, by column: what cannot be kept, texts, checks told here or elsewhere. */
export function tellings(sheet: Sheet, title: Titles): Map<string, Telling[]> {
  const told = new Map<string, Telling[]>();
  const add = (column: string, telling: Telling): void => { told.set(column, [...told.get(column) ?? [], telling]); };
  for (const column of sheet.columns) {
    const reading = sheet.reading(column.name);
    if (reading.problem) add(column.name, { kind: 'hard', text: say(words[reading.problem]) });
    if (reading.kind === 'text') add(column.name, { kind: 'soft', text: say(words.text) });
    if (reading.converted !== null) add(column.name, { kind: 'note', text: say(words.converted, reading.converted) });
    const expected = sheet.expected.get(column.name);
    if (expected?.least && reading.value !== null) add(column.name, { kind: 'note', text: say(words.oughtLeast, shown(expected.least)) });
  }
  for (const finding of sheet.findings) {
    add(finding.at, { kind: finding.severity === 'error' ? 'hard' : 'soft', text: findingText(finding, sheet.given, title) });
    // Of a sum the parts are not marked one by one.
    if (finding.columns.length <= 4) for (const column of finding.columns) if (column !== finding.at) add(column, { kind: 'note', text: say(words.seenAt, title.column(finding.at)) });
  }
  for (const [column, list] of told) told.set(column, [...new Map(list.map((one) => [one.text, one])).values()]);
  return told;
}
