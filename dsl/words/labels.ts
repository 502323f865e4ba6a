/** How things are called in a sentence: labels in Chinese, names in English. Works on a part of a program too. */
import type { Expr, Field, Ledger, Program, Unit } from '../program.ts';

export interface Both { zh: string; en: string }
/**
 * What is looked up in the program; without one, names stand for themselves. `year`: figures are said to be of it, and
 * days of the year are written out. `counted`: the unit in which a count is held against its target.
 */
export type Lookup = (Pick<Program, 'ledgers' | 'forms' | 'parameters' | 'indicators'> & { year?: number; counted?: { of: Expr; unit: Unit } }) | undefined;

/** `disclosed_on` as “disclosed on”; a name in Chinese stays as it is. */
export const spoken = (name: string): string => name.replaceAll('_', ' ');

export function ledgerWords(program: Lookup, name: string): Both {
  return { zh: program?.ledgers[name]?.label ?? name, en: spoken(name) };
}

export function fieldOf(program: Lookup, ledger: string, path: string[], name: string): Field | undefined {
  let here: Ledger | undefined = program?.ledgers[ledger];
  for (const step of path) {
    const field: Field | undefined = here?.fields.find((one) => one.name === step);
    const next: string | undefined = field?.refersTo?.ledger ?? field?.lookup?.ledger;
    here = next === undefined ? undefined : program?.ledgers[next];
  }
  return here?.fields.find((one) => one.name === name);
}

/** A field by its label, with those it is reached through: 承办人的发证日期. */
export function fieldWords(program: Lookup, ledger: string, path: string[], name: string): Both {
  const steps = [...path, name];
  const zh = steps.map((step, index) => fieldOf(program, ledger, path.slice(0, index), step)?.label ?? step);
  return { zh: zh.join('的'), en: steps.map(spoken).join("'s ") };
}

/** `of`: where several agencies are spoken of, the one whose row it is, or the one at hand. */
export function agencyFieldWords(program: Lookup, name: string, of?: 'row' | 'hand'): Both {
  const whose = of === 'row' ? { zh: '所属执法主体', en: 'its agency' } : of === 'hand' ? { zh: '本执法主体', en: 'this agency' } : { zh: '执法主体', en: 'the agency' };
  return { zh: `${whose.zh}的${fieldOf(program, 'agencies', [], name)?.label ?? name}`, en: `${whose.en}'s ${spoken(name)}` };
}

/** 上年, 2023年, nothing: before what it is the year of, and after it. */
export function yearsWords(program: Lookup, yearOffset: number): { zh: string; en: string } {
  if (yearOffset === 0) return { zh: '', en: '' };
  if (program?.year !== undefined) return { zh: `${program.year + yearOffset}年`, en: ` in ${program.year + yearOffset}` };
  return yearOffset === -1 ? { zh: '上年', en: ' in the year before' } : { zh: `${-yearOffset}年前`, en: ` ${-yearOffset} years before` };
}

export function cellWords(program: Lookup, form: string, column: string, yearOffset: number): Both {
  const declared = program?.forms[form], years = yearsWords(program, yearOffset);
  const zh = `${declared?.label ?? form}的${declared?.columns.find((one) => one.name === column)?.label ?? column}`;
  return { zh: years.zh + zh, en: `${spoken(column)} of ${spoken(form)}${years.en}` };
}

/** A choice by its value; in English by its name where it has one. */
export function choiceWords(field: Field | undefined, value: string): Both {
  const name = field?.choices?.find((choice) => choice.value === value)?.name;
  return { zh: value, en: name ? spoken(name) : value };
}
